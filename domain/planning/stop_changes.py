"""What differs between two plans: a term of the score, and a visit or session that moves, by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.planning.compile import Compiled
from domain.planning.stop_names import stop_name
from domain.wording import Words
from matching.problem import Assignment


@dataclass(frozen=True, slots=True)
class TermChange:
    """One term of the score, in points, before and after."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class StopChange:
    """A visit or session that somebody else makes, or at another time; no carers where nobody makes it.

    `is_by_added` tells that a carer makes it who is only supposed, and so has no id.
    """

    visit_id: UUID | None
    session_id: UUID | None
    name: Words
    carers_before: tuple[UUID, ...]
    carers_after: tuple[UUID, ...]
    starts_before: datetime | None
    starts_after: datetime | None
    is_by_added: bool = False


def stop_change(name: str, was: Assignment | None, now_is: Assignment | None, compiled: Compiled) -> StopChange:
    """One visit before and after, by name."""
    is_session = any(str(one.id) == name for one in compiled.rows.sessions.sessions)
    shown = now_is or was
    return StopChange(
        visit_id=None if is_session else UUID(name),
        session_id=UUID(name) if is_session else None,
        name=stop_name(name, shown.start_s if shown else None, compiled),
        carers_before=known_carers(was),
        carers_after=known_carers(now_is),
        starts_before=compiled.week.at(was.start_s) if was else None,
        starts_after=compiled.week.at(now_is.start_s) if now_is else None,
        is_by_added=now_is is not None and any(one is not None and is_added(one) for one in now_is.carers),
    )


def known_carers(one: Assignment | None) -> tuple[UUID, ...]:
    """Those who make it, without carers who are only supposed."""
    return tuple(UUID(who) for who in (one.carers if one else ()) if who and not is_added(who))


def is_added(engine_id: str) -> bool:
    """Whether the engine's id is of a carer whom a change added: `…+1`."""
    return "+" in engine_id
