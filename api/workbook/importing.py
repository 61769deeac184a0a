"""A workbook into the database: all of it or nothing, and nothing that is there already."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from api.workbook.book import Book, CellProblem, Page
from api.workbook.reading import read_book
from api.workbook.resolving import Entries, resolve, stored_rows
from api.workbook.sheets import SHEETS
from domain import audit
from domain.access.operations import keep_consents
from domain.keeping import EntriesRefused, EntryProblem, Kept
from domain.organizations.operations import keep_organizations
from domain.outcomes import Refusal
from domain.people.carers import keep_carers, keep_exceptions, keep_qualifications
from domain.people.operations import keep_residents, keep_skills
from domain.places.operations import keep_buildings, keep_communities, keep_rooms
from domain.planning.pin_entries import keep_pins
from domain.rows import new_id
from domain.store import one_at_a_time, one_transaction
from domain.visits.requests import keep_assessments, keep_requests, keep_services
from domain.youth.enrolments import keep_enrolments
from domain.youth.operations import keep_sessions
from domain.youth.programs import keep_programs

KEEPERS: dict[str, Callable[[Any], Awaitable[Kept | EntriesRefused]]] = {
    "organizations": keep_organizations,
    "communities": keep_communities,
    "skills": keep_skills,
    "buildings": keep_buildings,
    "carers": keep_carers,
    "qualifications": keep_qualifications,
    "exceptions": keep_exceptions,
    "residents": keep_residents,
    "services": keep_services,
    "requests": keep_requests,
    "assessments": keep_assessments,
    "consents": keep_consents,
    "rooms": keep_rooms,
    "programs": keep_programs,
    "sessions": keep_sessions,
    "enrolments": keep_enrolments,
    "pins": keep_pins,
}


@dataclass(frozen=True, slots=True)
class SheetCount:
    """What became of a sheet's rows."""

    sheet: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A workbook that is in the database now, sheet by sheet."""

    sheets: tuple[SheetCount, ...]


@dataclass(frozen=True, slots=True)
class CellProblems(Refusal):
    """A workbook that can't be taken as it is: every cell to mend. Nothing of it was imported."""

    problems: tuple[CellProblem, ...]


async def import_workbook(path: Path, *, actor: str, now: datetime) -> Imported | CellProblems:
    """Add and change rows as the workbook at `path` says; rows that it does not have stay as they are."""
    book = await asyncio.to_thread(read_book, path)
    if not book.pages:
        return CellProblems(tuple(book.problems))
    return await keep_book(book, actor=actor, now=now)


@one_transaction
async def keep_book(book: Book, *, actor: str, now: datetime) -> Imported | CellProblems:
    """Look up what the book refers to, and keep its rows sheet by sheet."""
    await one_at_a_time("import")
    entries, more = resolve(book, await stored_rows())
    if book.problems or more:
        return CellProblems(tuple(sorted([*book.problems, *more], key=in_order)))
    counts = await keep_entries(entries, book)
    if isinstance(counts, Refusal):
        return counts
    if any(count.added or count.changed for count in counts.values()):
        detail = {code: [count.added, count.changed] for code, count in counts.items() if count.added or count.changed}
        await audit.record("workbook.imported", "import", new_id(), at=now, actor=actor, detail=detail)
    return Imported(tuple(counts.values()))


async def keep_entries(entries: Entries, book: Book) -> dict[str, SheetCount] | CellProblems:
    """Each sheet's entries kept, in the sheets' order; the cells of the first sheet whose entries are refused."""
    counts: dict[str, SheetCount] = {}
    for sheet in SHEETS:
        kept = await KEEPERS[sheet.code](entries[sheet.code])
        page = book.pages[sheet.code]
        if isinstance(kept, EntriesRefused):
            return CellProblems(tuple(cell_of(problem, page) for problem in kept.problems))
        counts[sheet.code] = SheetCount(sheet.title, len(kept.added), len(kept.changed), kept.unchanged)
    return counts


def cell_of(problem: EntryProblem, page: Page) -> CellProblem:
    """Where an entry's problem stands in the workbook."""
    row = next(row for row in page.rows if row.key == problem.key)
    return page.problem(row, problem.field, problem.mend)


def in_order(problem: CellProblem) -> tuple[int, int]:
    """Sheets in the workbook's order, whole sheets first, then row by row."""
    titles = [name for sheet in SHEETS for name in (sheet.title, sheet.heading.zh, sheet.heading.en)]
    return (titles.index(problem.sheet) if problem.sheet in titles else -1, problem.row)
