"""What every command takes, and how it runs against the database."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter
from tortoise.exceptions import DBConnectionError, OperationalError

from api.cli.report import Report, complain, show
from api.settings import Settings
from api.workbook.importing import CellProblems
from domain import store
from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.organizations.queries import planning_unit
from domain.outcomes import Conflict, FieldProblem, NotReady, Refusal, ValidationFailed
from domain.planning.weeks import parse_week
from domain.planning.wording_rules import RULE_WORDS
from domain.wording import Language

ACTOR = "cli"
Seconds = Annotated[float, Parameter(help="Longest time to search; small weeks stop sooner, when proven.")]


@Parameter(name="*")
@dataclass(frozen=True)
class Options:
    """Options of every command.

    Parameters
    ----------
    lang
        Language of tables and sentences.
    json
        Print JSON instead of tables.
    database
        Database, as sqlite://FILE or postgres://…; by default DATABASE_URL, else sqlite://linli.sqlite3.
    """

    lang: Language | None = None
    json: Annotated[bool, Parameter(negative="")] = False
    database: str | None = None

    @property
    def language(self) -> Language:
        """The language asked for; else Chinese where the machine speaks Chinese, else English."""
        if self.lang is not None:
            return self.lang
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        return "zh" if spoken.lower().startswith("zh") else "en"

    @property
    def database_url(self) -> str:
        """Where the data are."""
        return self.database or Settings().database_url


@Parameter(name="*")
@dataclass(frozen=True)
class WeekOptions(Options):
    """Options of every command about a week.

    Parameters
    ----------
    week
        ISO week such as 2026-W49; by default the coming one.
    unit
        Key of the planning unit; not needed where there is only one.
    """

    week: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A unit and one of its weeks, at a moment."""

    unit: Organization
    week: IsoWeek
    now: datetime


def run(options: Options, action: Callable[[], Awaitable[Report | Refusal]], *, may_create: bool = False) -> int:
    """Open the database, do it, print the answer. Exit code 0, or 2 with a sentence about what to mend."""

    async def whole() -> Report | Refusal:
        await store.connect(options.database_url)
        try:
            await store.migrate()
            return await action()
        finally:
            await store.close()

    if not may_create and (missing := missing_file(options.database_url)):
        complain(no_data(missing, options.language))
        return 2
    try:
        answer = asyncio.run(whole())
    except (DBConnectionError, OperationalError, OSError) as error:
        complain(f"{masked(options.database_url)}: {error}")
        return 2
    if isinstance(answer, Refusal):
        complain(*refusal_lines(answer, options.language))
        if options.json:
            show(Report((), {"refusal": type(answer).__name__, "detail": answer}), language="en", as_json=True)
        return 2
    show(answer, language=options.language, as_json=options.json)
    return 0


def run_week(options: WeekOptions, action: Callable[[Scope], Awaitable[Report | Refusal]]) -> int:
    """As `run`, with the unit and week that the options name."""

    async def scoped() -> Report | Refusal:
        scope = await scope_of(options)
        return scope if isinstance(scope, Refusal) else await action(scope)

    return run(options, scoped)


async def scope_of(options: WeekOptions) -> Scope | ValidationFailed:
    """The unit and the week that the options name, now."""
    unit = await planning_unit(options.unit)
    if isinstance(unit, ValidationFailed):
        return unit
    now = datetime.now(UTC)
    if options.week is None:
        return Scope(unit, coming_week(now, ZoneInfo(unit.time_zone)), now)
    week = parse_week(unit, options.week)
    return week if isinstance(week, ValidationFailed) else Scope(unit, week, now)


def coming_week(now: datetime, zone: ZoneInfo) -> IsoWeek:
    """The week that begins on the next Monday."""
    return IsoWeek.holding(now.astimezone(zone).date() + timedelta(days=7), zone)


def refusal_lines(refusal: Refusal, language: Language) -> list[str]:
    """A refusal as one line a problem: where, what, and how to mend it."""
    if isinstance(refusal, CellProblems):
        return [f"{f'{one.place} {one.value}'.strip()}: {one.mend.say(language)}" for one in refusal.problems]
    if isinstance(refusal, (ValidationFailed, NotReady)):
        return [f"{place_of(one)}: {one.mend.say(language)}" for one in refusal.problems]
    if isinstance(refusal, Conflict):
        return [refusal.mend.say(language)]
    return [repr(refusal)]


def place_of(one: FieldProblem) -> str:
    """What was given where; of a rule that is broken only where, since its code is for programs."""
    return one.field if one.value in RULE_WORDS else f"{one.field} {one.value}".strip()


def missing_file(database_url: str) -> Path | None:
    """The SQLite file of a URL, if it is not there."""
    path = re.fullmatch(r"sqlite://([^?]+)(\?.*)?", database_url)
    if path is None or path[1] == ":memory:" or Path(path[1]).exists():
        return None
    return Path(path[1])


def no_data(missing: Path, language: Language) -> str:
    """What to do where there is no database file yet."""
    if language == "zh":
        return (
            f"没有数据文件 {missing}:请先导入(linli import FILE.xlsx)或看演示(linli demo);"
            "演示的数据用 --database sqlite://linli-demo.sqlite3。"
        )
    return (
        f"there is no {missing} yet: import a workbook (linli import FILE.xlsx) or see the demo (linli demo); "
        "the demo's data are at --database sqlite://linli-demo.sqlite3."
    )


def masked(database_url: str) -> str:
    """A URL without its password."""
    return re.sub(r"://([^:/@]+):[^@]+@", r"://\1:***@", database_url)
