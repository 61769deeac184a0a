"""What can be tried on a plan, as whoever asks names it, and the week and plan that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from matching.plan import Plan
from matching.problem import Problem


@dataclass(frozen=True, slots=True)
class Move:
    """This visit made by that carer, at that start, or both; `is_pin` holds it to the rules of pins too."""

    visit: str
    carer: str | None = None
    starts_at: datetime | None = None
    slot: int = 0
    is_pin: bool = False


@dataclass(frozen=True, slots=True)
class Swap:
    """These two visits exchange their carers."""

    visit: str
    other: str
    slot: int = 0
    other_slot: int = 0


@dataclass(frozen=True, slots=True)
class WithoutCarer:
    """This carer can't come, on one day or all week."""

    carer: str
    on_date: date | None = None


@dataclass(frozen=True, slots=True)
class MoreTime:
    """This visit may be made in this window too."""

    visit: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class WithCarer:
    """One more carer like this one, in kind, skills, qualifications and base, on duty from `starts_at` to `ends_at`."""

    like: str
    starts_at: datetime
    ends_at: datetime


PlanChange = Move | Swap | WithoutCarer | MoreTime | WithCarer


@dataclass(frozen=True, slots=True)
class Trial:
    """A problem and a plan for it, changed so far."""

    problem: Problem
    plan: Plan
