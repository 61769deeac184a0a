"""A fleet's problem: vehicles from one depot, customers with windows, and the least distance (VRPTW).

Figures are as files give them, without units: a leg takes as long as it is far.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Rounding = Literal["exact", "trunc1"]


@dataclass(frozen=True, slots=True)
class Stop:
    """The depot or a customer. Service begins from `ready` to `due`, inclusive, and takes `service`."""

    x: float
    y: float
    demand: float
    ready: float
    due: float
    service: float


@dataclass(frozen=True, slots=True)
class FleetProblem:
    """Serve each customer once, by at most so many vehicles, each within its capacity and back at the depot by its due.

    `stops[0]` is the depot, which vehicles leave after `ready` and `service`; customers count from 1. `rounding` tells
    a leg from the coordinates: `exact` keeps doubles, `trunc1` cuts to one decimal, as DIMACS does.
    """

    name: str
    vehicles: int
    capacity: float
    stops: tuple[Stop, ...]
    rounding: Rounding = "exact"

    @property
    def customers(self) -> int:
        """How many there are to serve."""
        return len(self.stops) - 1

    def leg(self, source: int, target: int) -> float:
        """Distance, and time, from one stop to another."""
        one, other = self.stops[source], self.stops[target]
        if self.rounding == "exact":
            return math.hypot(one.x - other.x, one.y - other.y)
        return tenths(one.x - other.x, one.y - other.y) / 10


def tenths(dx: float, dy: float) -> int:
    """Whole tenths in the length of a leg; exact where coordinates are whole."""
    square = 100 * (dx * dx + dy * dy)
    return math.isqrt(int(square)) if square == int(square) else math.floor(math.sqrt(square))
