"""A fleet's routes, what is wrong with them, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FleetRule = Literal["UNKNOWN", "TWICE", "UNSERVED", "VEHICLES", "CAPACITY", "LATE"]


@dataclass(frozen=True, slots=True)
class FleetPlan:
    """Customers by route, in the order of service. The depot, where each begins and ends, is not told."""

    routes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class FleetViolation:
    """One broken rule: its code and what breaks it."""

    code: FleetRule
    detail: str


@dataclass(frozen=True, slots=True)
class FleetVerdict:
    """Every broken rule, the distance of all routes, and how many customers are served."""

    violations: tuple[FleetViolation, ...]
    distance: float
    vehicles: int
    served: int
    customers: int

    @property
    def is_kept(self) -> bool:
        """Whether every rule is kept."""
        return not self.violations


@dataclass(frozen=True, slots=True)
class FleetProgress:
    """Where a run stands: the best routes so far, which never get worse."""

    phase: str
    elapsed_s: float
    iterations: int
    distance: float
    served: int
    customers: int


@dataclass(frozen=True, slots=True)
class FleetSolution:
    """The best routes found, judged. `iterations` are of all workers."""

    plan: FleetPlan
    verdict: FleetVerdict
    iterations: int
    elapsed_s: float
    stopped: Literal["budget", "cancelled"]
