"""What a command has to say: tables for a terminal, aligned text for a pipe, JSON for a program."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable

from domain.wording import Language, Words


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `empty` is said where there are none."""

    title: Words
    columns: tuple[Words, ...]
    rows: list[tuple[str | Words, ...]]
    empty: Words


@dataclass(frozen=True, slots=True)
class Entries:
    """Things with several sentences each: a head and the lines below it; `empty` is said where there are none."""

    title: Words
    entries: list[tuple[Words, list[Words]]]
    empty: Words


@dataclass(frozen=True, slots=True)
class Report:
    """A command's answer: tables and sentences for people, `data` for programs."""

    parts: tuple[Table | Entries | Words, ...]
    data: Any = field(default_factory=dict[str, Any])


def show(report: Report, *, language: Language, as_json: bool) -> None:
    """Print a report to standard output: JSON if asked for, tables in a terminal, plain text in a pipe."""
    if as_json:
        print(json.dumps(jsonable(report.data), ensure_ascii=False, indent=2))
        return
    console = Console()
    for part in report.parts:
        if isinstance(part, Entries):
            show_entries(part, console, language)
        elif isinstance(part, Words):
            console.print(part.say(language), highlight=False, markup=False, soft_wrap=True)
        elif console.is_terminal and part.rows:
            console.print(rich_table(part, language))
        else:
            print(plain_table(part, language))


def show_entries(part: Entries, console: Console, language: Language) -> None:
    """Heads, bold in a terminal, with their lines below."""
    console.print(f"{part.title.say(language)}", style="bold", highlight=False)
    if not part.entries:
        console.print(f"  {part.empty.say(language)}", highlight=False)
    for head, lines in part.entries:
        console.print(f"  {head.say(language)}", style="bold", markup=False, highlight=False, soft_wrap=True)
        for line in lines:
            console.print(f"    {line.say(language)}", markup=False, highlight=False, soft_wrap=True)
    console.print()


def rich_table(table: Table, language: Language) -> RichTable:
    """A table as wide as the terminal lets it be."""
    drawn = RichTable(title=table.title.say(language), box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for heading in table.columns:
        drawn.add_column(heading.say(language), overflow="fold")
    for row in table.rows:
        drawn.add_row(*(said(cell, language).replace("[", "\\[") for cell in row))
    return drawn


def plain_table(table: Table, language: Language) -> str:
    """Columns two spaces apart, aligned by the width of Chinese characters too, never cut off."""
    title = f"{table.title.say(language)}\n"
    if not table.rows:
        return f"{title}  {table.empty.say(language)}\n"
    rows = [tuple(heading.say(language) for heading in table.columns)]
    rows += [tuple(said(cell, language) for cell in row) for row in table.rows]
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(table.columns))]
    lines = ["  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return title + "\n".join(f"  {line}" for line in lines) + "\n"


def padded(cell: str, width: int) -> str:
    """`cell` with spaces after it up to `width` columns of a terminal."""
    return cell + " " * (width - cell_len(cell))


def said(cell: str | Words, language: Language) -> str:
    """A cell in one language."""
    return cell.say(language) if isinstance(cell, Words) else cell


def jsonable(value: Any) -> Any:  # noqa: ANN401  (JSON has no one type)
    """`value` in JSON's own types: rows as objects, sentences in both languages, moments in ISO 8601."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (UUID, Enum)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: jsonable(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(one) for one in value]
    return value


def complain(*lines: str) -> None:
    """Say what is wrong on standard error."""
    for line in lines:
        print(f"linli: {line}", file=sys.stderr)
