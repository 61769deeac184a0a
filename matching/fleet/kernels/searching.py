"""The compiled search of one fleet's routes: fills them, betters them, and reads them back as a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from matching.fleet.compile import ABSENT, CompiledFleet, IntArray
from matching.fleet.kernels import columns as at
from matching.fleet.kernels.annealing import anneal, fill, place
from matching.fleet.kernels.journal import keep_best
from matching.fleet.kernels.shapes import FAMILY, Work
from matching.fleet.kernels.tables import tables_of
from matching.fleet.plan import FleetPlan

FAMILY.finish()  # all entries are imported above
SHARED = ("stop", "legs", "near", "ahead", "behind")  # tables that no search changes
OWN_FIGURES = [at.SEED_A, at.SEED_B, at.ITERATION, at.BLINK_IN]
HOT, COLD = 2.0, 0.02  # average legs of the first routes that a step may lose at the beginning, and at the end


class FleetSearch:
    """Routes of one fleet, bettered by compiled steps. The same seed and steps give the same routes."""

    def __init__(self, fleet: CompiledFleet, seed: int, leader: FleetSearch | None = None) -> None:
        """Begin with routes made by insertion, or with those of another search of the same fleet."""
        self.fleet, self.steps = fleet, 0
        if leader is None:
            self.work = tables_of(fleet)
            self._sow(seed)
            fill(self.work)
            self.leg = self.distance / max(1, fleet.problem.customers)
        else:
            own = {name: array if name in SHARED else array.copy() for name, array in leader.work.arrays.items()}
            self.work = Work(**own)
            self._sow(seed)
            self.leg = leader.leg

    def _sow(self, seed: int) -> None:
        self.work.figures[[at.SEED_A, at.SEED_B]] = np.random.default_rng(seed).integers(1, 2_000_000_000, 2)

    @property
    def distance(self) -> int:
        """Units of the best routes so far."""
        return int(self.work.figures[at.BEST_DISTANCE])

    @property
    def cost(self) -> int:
        """Their distance, and what absent customers count."""
        return int(self.work.figures[at.BEST_ABSENTS]) * ABSENT + self.distance

    def run(self, steps: int, spent: float, until: float) -> int:
        """So many steps, cooling as from one share of the budget to another; gives the least distance so far."""
        hot, cold = (self.leg * HOT * (COLD / HOT) ** share for share in (spent, until))
        self.steps += steps
        return int(anneal(self.work, steps, hot, cold))

    def follow(self, leader: FleetSearch) -> None:
        """Become as another search of the same fleet is, but for chance."""
        kept = self.work.figures[OWN_FIGURES].copy()
        for name, array in self.work.arrays.items():
            if name not in SHARED:
                array[...] = getattr(leader.work, name)
        self.work.figures[OWN_FIGURES] = kept
        self.work.tour[:, at.STAMP] = self.work.route[:, at.ROUTE_STAMP] = 0  # no step of its own has touched them

    def take(self, routes: Iterable[tuple[int, ...]]) -> None:
        """Go on from these routes, which serve everybody and keep every rule; they are the best so far."""
        work = self.work
        work.tour[:, at.ROUTE] = at.NOWHERE
        work.route[:, : at.ROUTE_COPIED] = 0
        work.figures[[at.DISTANCE, at.ABSENTS]] = 0
        for r, route in enumerate(routes):
            for before, customer in pairwise((at.DEPOT, *route)):
                place(work, customer, r, before)
        keep_best(work)

    @property
    def standing(self) -> tuple[int, int]:
        """Customers that nobody serves as routes stand, and their distance."""
        return int(self.work.figures[at.ABSENTS]), int(self.work.figures[at.DISTANCE])

    def plan(self) -> FleetPlan:
        """The best routes so far."""
        return FleetPlan(tuple(self._routes(self.work.best_tour, self.work.best_route)))

    def standing_routes(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Routes as they stand, each with its distance."""
        return self.measured(self._routes(self.work.tour, self.work.route))

    def measured(self, routes: Iterable[tuple[int, ...]]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Routes, each with its distance."""
        for route in routes:
            stops = np.array((0, *route, 0))
            yield int(self.work.legs[stops[:-1], stops[1:]].sum(dtype=np.int64)), route

    def _routes(self, tour: IntArray, route: IntArray) -> Iterator[tuple[int, ...]]:
        after = tour[:, at.AFTER].tolist()
        for first in route[route[:, at.SIZE] > 0, at.FIRST].tolist():
            customers: list[int] = [first]
            while after[customers[-1]] != at.DEPOT:
                customers.append(after[customers[-1]])
            yield tuple(customers)
