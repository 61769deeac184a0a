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
    """A visit or session that somebody else makes, or at another time; no carers where nobody makes it."""

    visit_id: UUID | None
    session_id: UUID | None
    name: Words
    carers_before: tuple[UUID, ...]
    carers_after: tuple[UUID, ...]
    starts_before: datetime | None
    starts_after: datetime | None


def stop_change(name: str, was: Assignment | None, now_is: Assignment | None, compiled: Compiled) -> StopChange:
    """One visit before and after, by name."""
    is_session = any(str(one.id) == name for one in compiled.rows.sessions.sessions)
    shown = now_is or was
    return StopChange(
        visit_id=None if is_session else UUID(name),
        session_id=UUID(name) if is_session else None,
        name=stop_name(name, shown.start_s if shown else None, compiled),
        carers_before=tuple(UUID(one) for one in (was.carers if was else ()) if one),
        carers_after=tuple(UUID(one) for one in (now_is.carers if now_is else ()) if one),
        starts_before=compiled.week.at(was.start_s) if was else None,
        starts_after=compiled.week.at(now_is.start_s) if now_is else None,
    )
