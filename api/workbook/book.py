"""A workbook as read: its rows by sheet, where each stood, and what is wrong with its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from api.workbook.spec import Sheet
from domain.wording import Words


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing to mend. `row` counts from 1, 0 for a whole sheet or file; `column` is a letter, then its heading."""

    sheet: str
    row: int
    column: str
    value: str
    mend: Words

    @property
    def place(self) -> str:
        """Where it is, as in `居民 Residents, 7, D 性别 Gender`."""
        return ", ".join(part for part in (self.sheet, str(self.row or ""), self.column) if part)


@dataclass(slots=True)
class Row:
    """One row: cells as typed and the values read from them, by field, without blank ones; `bad` has the fields whose
    cells can't be read, and have been told of."""

    number: int
    typed: dict[str, object] = field(default_factory=dict[str, object])
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    bad: set[str] = field(default_factory=set[str])

    @property
    def key(self) -> str | None:
        """The row's key, None if it has none that can be read."""
        return self.values.get("key")


@dataclass(slots=True)
class Page:
    """A sheet that was found: its title there, its rows, and the letter and heading of each field's column."""

    sheet: Sheet
    title: str
    rows: list[Row]
    columns: dict[str, str]

    def problem(self, row: Row, name: str, mend: Words) -> CellProblem:
        """A problem in a field's cell."""
        return CellProblem(self.title, row.number, self.columns.get(name, name), shown(row.typed.get(name)), mend)


@dataclass(slots=True)
class Book:
    """All sheets that were found, by code, and every problem so far."""

    pages: dict[str, Page] = field(default_factory=dict[str, Page])
    problems: list[CellProblem] = field(default_factory=list[CellProblem])


def shown(value: object) -> str:
    """A cell's value in a message."""
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
