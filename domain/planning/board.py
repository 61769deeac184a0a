"""The readiness board of a unit's week for readers; of one community, if they ask for that."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.organizations.models import Organization
from domain.planning.readiness import ReadinessItem, readiness
from domain.planning.rows import WeekRows, read_week

MAX_ITEMS = 1_000


@dataclass(frozen=True, slots=True)
class ReadinessBoard:
    """How much of the week can be planned, and what keeps the rest back."""

    plannable_visits: int
    visits: int
    plannable_sessions: int
    sessions: int
    plannable_carers: int
    carers: int
    items: tuple[ReadinessItem, ...]


async def read_board(unit_id: UUID, iso_week: str, community_id: UUID | None = None) -> ReadinessBoard:
    """The board as the rows stand; it changes nothing, so visits that the week still has to make are not on it."""
    rows = await read_week(await Organization.get(id=unit_id), iso_week)
    ready = readiness(rows)
    visits, sessions = (
        {one.id for one in some if community_id in (None, where[one.id])}
        for some, where in (
            (rows.visits.visits, communities_of_visits(rows)),
            (rows.sessions.sessions, communities_of_sessions(rows)),
        )
    )
    here = visits | sessions | {one.id for one in rows.carers.carers}
    here |= {one.id for session_id in sessions for one in rows.sessions.enrolments.get(session_id, [])}
    return ReadinessBoard(
        plannable_visits=len(ready.visits & visits),
        visits=len(visits),
        plannable_sessions=len(ready.sessions & sessions),
        sessions=len(sessions),
        plannable_carers=len(ready.carers),
        carers=len(rows.carers.carers),
        items=tuple(one for one in ready.items if one.subject_id in here)[:MAX_ITEMS],
    )


def communities_of_visits(rows: WeekRows) -> dict[UUID, UUID]:
    """Community by visit."""
    requests, residents = rows.visits.requests, rows.visits.residents
    return {visit.id: residents[requests[visit.request_id].resident_id].community_id for visit in rows.visits.visits}


def communities_of_sessions(rows: WeekRows) -> dict[UUID, UUID]:
    """Community by session."""
    return {one.id: rows.sessions.programs[one.program_id].community_id for one in rows.sessions.sessions}
