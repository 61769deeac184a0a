"""A rich day: patients with soft windows and up to two services, carers with shifts and lunch, priced by many terms.

The unified home healthcare routing and scheduling problem of Ceschia, Di Gaspero, Rosati, Schaerf, ITOR 2026, and the
home healthcare problem of Mankowska, Meisel, Bierwirth 2014, doi:10.1007/s10729-013-9243-1. All times are whole ticks;
a tick is a minute or a thousandth of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

DayTerm = Literal[
    "travel_time", "working_time", "total_tardiness", "highest_tardiness", "total_waiting_time", "max_waiting_time",
    "total_extra_time", "max_idle_time", "workload_balance", "caregiver_preferences", "incompabilities",
    "qualification", "optional_patients", "missed_lunch_break",
]  # fmt: skip
DAY_TERMS: tuple[DayTerm, ...] = DayTerm.__args__  # pyright: ignore[reportAttributeAccessIssue]  (typing keeps them)
COUNTED: frozenset[DayTerm] = frozenset(
    {"caregiver_preferences", "incompabilities", "qualification", "optional_patients", "missed_lunch_break"}
)  # how often, not how long

Sync = Literal["simultaneous", "sequential", "independent"]


@dataclass(frozen=True, slots=True)
class Window:
    """`[opens, closes]` in ticks; a service may begin from `opens` on, and is late past `closes`."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Service:
    """One carer's work at a patient: what it is and how long it takes, in ticks."""

    name: str
    duration: int


@dataclass(frozen=True, slots=True)
class Patient:
    """Who needs one or two services; `preferred` empty means anybody."""

    id: str
    place: int
    services: tuple[Service, ...]
    windows: tuple[Window, ...]
    sync: Sync = "independent"
    min_gap: int = 0  # from the first service's start to the second's, if they are in sequence
    max_gap: int = 0
    is_optional: bool = False
    preferred: frozenset[str] = frozenset()
    incompatible: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DayCarer:
    """Who serves: from where to where, in which shift; `ends` None means no limit."""

    id: str
    leaves_from: int
    returns_to: int
    starts: int
    ends: int | None
    services: frozenset[str]
    is_owed_lunch: bool = False


@dataclass(frozen=True, slots=True)
class Lunch:
    """Lunch begins at `opens` at the earliest and ends, or begins, by `closes`; it takes `takes` ticks."""

    opens: int
    closes: int
    takes: int


@dataclass(frozen=True, slots=True)
class DayProblem:
    """One day to plan."""

    name: str
    legs: NDArray[np.int32]  # (P, P) ticks from row to column; need be neither symmetric nor metric
    carers: tuple[DayCarer, ...]
    patients: tuple[Patient, ...]
    weights: Mapping[DayTerm, int]
    hard: frozenset[DayTerm] = frozenset()  # terms whose quantity must be 0
    lunch: Lunch | None = None
    is_late_at_end: bool = False  # a service is late by its end, not its start
    leaves_at_start: bool = False  # carers leave when their shift starts, not just in time
    ticks: int = 1  # in a minute
    divisor: int = 1  # of the cost: its terms' sum over this

    @property
    def slack(self) -> int:
        """Ticks that a plan may be off where minutes are not whole: others' decimals end there."""
        return 0 if self.ticks == 1 else 1

    def weight(self, term: DayTerm) -> int:
        """Points for each minute, or each time; 0 where the term is not priced."""
        return self.weights.get(term, 0)
