"""Rows made entries: references looked up, rows compared with one another, cells of a row with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.workbook.book import Book, CellProblem, Page, Row
from api.workbook.cells.text import CellError
from api.workbook.directory import Directories, Directory
from api.workbook.sheets import SHEETS
from domain.wording import Words

Entries = dict[str, list[Any]]


async def stored_rows() -> Directories:
    """What the database has, by sheet: rows that a workbook may refer to without listing them."""
    directories: Directories = {}
    for sheet in SHEETS:
        directory = Directory(sheet.title)
        for key, *names in await sheet.model.all().values_list("key", *sheet.named_by):
            directory.add(key, names)
        directories[sheet.code] = directory
    return directories


def resolve(book: Book, directories: Directories) -> tuple[Entries, list[CellProblem]]:
    """Entries by sheet, and every problem that shows only when rows are seen together."""
    for page in book.pages.values():
        list_rows(page, directories[page.sheet.code])
    problems = [problem for page in book.pages.values() for problem in repeated(page)]
    entries: Entries = {}
    for sheet in SHEETS:
        page = book.pages.get(sheet.code)
        made = [] if page is None else [make_entry(page, row, book, directories, problems) for row in page.rows]
        entries[sheet.code] = [entry for entry in made if entry is not None]
    return entries, problems


def list_rows(page: Page, directory: Directory) -> None:
    """Let other sheets refer to this one's rows."""
    directory.title = page.title
    for row in page.rows:
        if row.key is not None:
            directory.add(row.key, [row.values.get(field, "") for field in page.sheet.named_by])


def repeated(page: Page) -> Iterator[CellProblem]:
    """Rows that have another's key, or another's values where each must have its own."""
    for fields in (("key",), page.sheet.unique):
        first: dict[tuple[Any, ...], int] = {}
        for row in page.rows if fields else ():
            values = tuple(row.values.get(field) for field in fields)
            if any(value is not None for value in values) and not row.bad.intersection(fields):
                earlier = first.setdefault(values, row.number)
                if earlier != row.number:
                    mend = Words(f"与第 {earlier} 行重复:请改掉一行", f"the same as row {earlier}: change one of them")
                    yield page.problem(row, fields[-1], mend)


def make_entry(page: Page, row: Row, book: Book, directories: Directories, problems: list[CellProblem]) -> Any | None:  # noqa: ANN401  (each sheet has its own entry)
    """The row's entry; None if any cell is wrong, and then `problems` tell."""
    unknown = list(look_up(page, row, book, directories))
    problems.extend(unknown)
    if unknown or row.bad or any(column.required and column.field not in row.values for column in page.sheet.columns):
        return None
    entry = page.sheet.entry(**row.values)
    broken = [told for check in page.sheet.checks if (told := check(entry)) is not None]
    problems.extend(page.problem(row, told.field, told.mend) for told in broken)
    return None if broken else entry


def look_up(page: Page, row: Row, book: Book, directories: Directories) -> Iterator[CellProblem]:
    """Put what the row's cells refer to by its key; what is unknown is a problem, unless its whole sheet is missing."""
    for column in page.sheet.columns:
        target = book.pages.get(column.kind.refers_to or page.sheet.code)
        if column.field in row.values and target is not None and "key" in target.columns:
            try:
                row.values[column.field] = column.kind.resolve(row.values[column.field], directories)
            except CellError as error:
                yield page.problem(row, column.field, error.mend)
