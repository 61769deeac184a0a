"""Who comes when: assignments with all that a reader asks of them, each list in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from domain.planning.models import Assignment
from domain.planning.queries import MAX_ASSIGNMENTS
from domain.reading import MOST_STATEMENTS, joined_paths, joined_rows
from domain.statements import Statement
from domain.wording import Words

MAX_OWN = 500  # no carer makes so many visits in a week
NEWEST_PLAN = """(SELECT p.id FROM plan p JOIN week w ON w.id = p.week_id
    WHERE w.unit_id = $1 AND w.iso_week = $2 ORDER BY p.number DESC LIMIT 1)"""
IN_COMMUNITY = """ AND ({visit__request__resident__community_id} = $3
    OR {session__program__community_id} = $3)"""
BY_START = " ORDER BY {starts_at}, {carer__key} LIMIT "


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One carer at one visit or session."""

    id: UUID
    plan_id: UUID
    slot: int
    state: str
    starts_at: datetime
    ends_at: datetime
    travel_s: int
    carer_id: UUID
    carer_key: str
    carer_name: str
    visit_id: UUID | None
    session_id: UUID | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    departed_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    version: int
    request_key: str
    what: Words
    whom: str
    where: str


STORED = {
    one.name: {"carer_key": "carer__key", "carer_name": "carer__name"}.get(one.name, one.name)
    for one in fields(RosterEntry)
    if one.name not in {"request_key", "what", "whom", "where"}
}
DESCRIBED = {
    "request": "visit__request__key",
    "resident": "visit__request__resident__name",
    "service": "visit__request__service__name",
    "service_en": "visit__request__service__name_en",
    "session": "session__key",
    "title": "session__title",
    "title_en": "session__title_en",
    "room": "session__room__name",
    "community": "visit__request__resident__community__name",
    "building": "visit__request__resident__address__building__name",
    "detail": "visit__request__resident__address__detail",
}


@dataclass(frozen=True, slots=True)
class Roster:
    """Assignments, and the rows around them that were asked for: by relation, then by id."""

    entries: list[RosterEntry]
    joined: dict[str, dict[UUID, Any]]


async def roster_of(plan_id: UUID, limit: int = MAX_ASSIGNMENTS, community_id: UUID | None = None) -> list[RosterEntry]:
    """Assignments of a plan by start, then carer."""
    if community_id is None:
        return await entries("WHERE {plan_id} = $1" + BY_START + "$2", plan_id, limit)
    return await entries("WHERE {plan_id} = $1" + IN_COMMUNITY + BY_START + "$2", plan_id, limit, community_id)


async def newest_roster(
    unit_id: UUID, iso_week: str, limit: int, community_id: UUID | None, joined: Mapping[str, type[Any]]
) -> Roster:
    """Assignments of the newest plan of a unit's week by start, then carer, with the rows of `joined` relations."""
    mine = "WHERE {plan_id} = " + NEWEST_PLAN
    if community_id is None:
        return await read_roster(joined, mine + BY_START + "$3", unit_id, iso_week, limit)
    return await read_roster(joined, mine + IN_COMMUNITY + BY_START + "$4", unit_id, iso_week, community_id, limit)


async def own_roster(carer_id: UUID, iso_week: str) -> list[RosterEntry]:
    """What the published plans of a week give a carer, by start; at most 500."""
    mine = "WHERE {carer_id} = $1 AND {plan__state} = 'published' AND {plan__week__iso_week} = $2"
    return await entries(mine + " ORDER BY {starts_at}, {id} LIMIT $3", carer_id, iso_week, MAX_OWN)


async def entries_by_id(ids: Sequence[UUID]) -> list[RosterEntry | None]:
    """Assignments in the order of `ids`, None where there is none."""
    found = {one.id: one for one in await entries("WHERE {id} AMONG $1", list(ids))}
    return [found.get(one) for one in ids]


async def visit_entries(visit_ids: Sequence[UUID]) -> list[RosterEntry | None]:
    """The first published assignment of each visit, None where nobody makes it."""
    rest = "WHERE {visit_id} AMONG $1 AND {plan__state} = 'published' ORDER BY {slot} DESC"
    found = {one.visit_id: one for one in await entries(rest, list(visit_ids))}
    return [found.get(one) for one in visit_ids]


async def entries(rest: str, *values: object) -> list[RosterEntry]:
    """The assignments that a statement finds, in its order."""
    return (await read_roster({}, rest, *values)).entries


async def read_roster(joined: Mapping[str, type[Any]], rest: str, *values: object) -> Roster:
    """The assignments that a statement finds, in its order, with the rows of `joined` relations, all in one."""
    found = await statement(tuple(joined.items()), rest).columns(*values)
    stored, described = found[: len(STORED)], found[len(STORED) : len(STORED) + len(DESCRIBED)]
    columns = dict(zip((*STORED, *DESCRIBED), (*stored, *described), strict=True))
    words = zip(columns["service"], columns["service_en"], columns["title"], columns["title_en"], strict=True)
    places = zip(columns["room"], columns["community"], columns["building"], columns["detail"], strict=True)
    rows = map(
        RosterEntry,
        *stored,
        (visit or session for visit, session in zip(columns["request"], columns["session"], strict=True)),
        (what_is_done(*one) for one in words),
        (name or "" for name in columns["resident"]),
        (where_it_is(*one) for one in places),
    )
    return Roster(list(rows), joined_rows(joined, found[len(STORED) + len(DESCRIBED) :]))


@lru_cache(maxsize=MOST_STATEMENTS)
def statement(joined: tuple[tuple[str, type[Any]], ...], rest: str) -> Statement:
    """The statement of a roster; `rest` is one of a few texts."""
    return Statement(Assignment, (*STORED.values(), *DESCRIBED.values(), *joined_paths(dict(joined))), rest)


@lru_cache(maxsize=1_000)
def what_is_done(service: str | None, service_en: str | None, title: str | None, title_en: str | None) -> Words:
    """What a stop is, by its service or its session's title."""
    zh = service or title or ""
    return Words(zh, service_en or title_en or zh)


def where_it_is(room: str | None, community: str | None, building: str | None, detail: str | None) -> str:
    """A room, or a community, building and door."""
    door = f"{building or ''}{detail or ''}"
    return room or (f"{community} {door}" if community and door else community or door)
