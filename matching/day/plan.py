"""A day's plan, what is wrong with it, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matching.day.problem import DayTerm

LUNCH = "lunch_break"


@dataclass(frozen=True, slots=True)
class DayStop:
    """A carer's service at a patient, or his lunch there, from `starts` to `ends`, in ticks."""

    patient: str
    service: str  # LUNCH for a lunch
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The stops of each carer by start. Patients that are in no route are not served."""

    problem: str
    routes: Mapping[str, tuple[DayStop, ...]]


DayRule = Literal[
    "FORMAT", "SERVED", "TWICE", "DURATION", "EARLY", "TRAVEL", "SHIFT", "SYNC", "LUNCH", "HARD",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayViolation:
    """One broken rule: its code and what breaks it."""

    code: DayRule
    detail: str


@dataclass(frozen=True, slots=True)
class DayVerdict:
    """The checker's judgement. `quantities` are ticks, or times that something happens, before their weights."""

    violations: tuple[DayViolation, ...]
    quantities: Mapping[DayTerm, int]
    terms: Mapping[DayTerm, float]  # points
    cost: float  # sum of the terms over the problem's divisor
    served: int
    patients: int

    @property
    def is_kept(self) -> bool:
        """Whether every rule is kept."""
        return not self.violations
