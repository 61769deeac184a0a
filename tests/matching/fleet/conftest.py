"""Builders of fleets in which the one fact that matters is visible, and tiny random ones in which all can be tried."""

import math
import random
from dataclasses import replace
from itertools import permutations

import pytest

from matching.fleet.plan import FleetPlan
from matching.fleet.problem import FleetProblem, Rounding, Stop
from matching.warming import compile_kernels

DEPOT = Stop(0, 0, 0, 0, 1000, 0)


class BuildFleet:
    """Customers lie east of the depot, ten apart; open all day, served in no time, each a tenth of a vehicle."""

    depot = DEPOT

    @staticmethod
    def fleet(*customers: Stop, vehicles=3, capacity=10, depot=DEPOT, rounding: Rounding = "exact") -> FleetProblem:
        return FleetProblem("fleet", vehicles, capacity, (depot, *customers), rounding)

    @staticmethod
    def customer(number: int = 1, **facts) -> Stop:
        return replace(Stop(10 * number, 0, 1, 0, 1000, 0), **facts)

    @staticmethod
    def plan(*routes: tuple[int, ...]) -> FleetPlan:
        return FleetPlan(routes)


@pytest.fixture(scope="session")
def build_fleet() -> type[BuildFleet]:
    return BuildFleet


@pytest.fixture(scope="session")
def random_fleet():
    """A small fleet in which each customer alone can be served: `random_fleet(seed, customers)`."""

    def make(seed, customers=6, *, rounding: Rounding = "exact") -> FleetProblem:
        rng = random.Random(seed)  # noqa: S311  (the same fleet each time)
        stops = [Stop(rng.randint(0, 20), rng.randint(0, 20), 0, rng.choice((0, 5)), 150, 0)]
        for _ in range(customers):
            x, y, service = rng.randint(0, 20), rng.randint(0, 20), rng.choice((0, 5, 10))
            soonest = stops[0].ready + math.hypot(x - stops[0].x, y - stops[0].y)
            last = 150 - service - (soonest - stops[0].ready)
            ready = rng.randint(0, int(last))
            due = rng.randint(math.ceil(max(ready, soonest)), 150)
            stops.append(Stop(x, y, rng.randint(0, 5), ready, due, service))
        vehicles = rng.randint(1, customers)
        return FleetProblem("random", vehicles, rng.randint(5, 12), tuple(stops), rounding)

    return make


@pytest.fixture(scope="session")
def least_distance():
    """The shortest distance that serves all, by trying every way; None if there is none."""
    return _least_distance


def _least_distance(problem: FleetProblem) -> float | None:
    customers = problem.customers
    alone = {mask: _shortest(problem, mask) for mask in range(1, 2**customers)}
    best: list[dict[int, float]] = [{0: 0.0}]
    for _ in range(min(problem.vehicles, customers)):
        following = dict(best[-1])
        for done, distance in best[-1].items():
            rest = (2**customers - 1) & ~done
            part = rest
            while part:
                way = alone[part]
                if way is not None and distance + way < following.get(done | part, math.inf):
                    following[done | part] = distance + way
                part = (part - 1) & rest
        best.append(following)
    return best[-1].get(2**customers - 1)


def _shortest(problem: FleetProblem, mask: int) -> float | None:
    """The shortest route through the customers of a bit mask; None if none keeps capacity and windows."""
    members = [c for c in range(1, problem.customers + 1) if mask >> (c - 1) & 1]
    if sum(problem.stops[c].demand for c in members) > problem.capacity:
        return None
    ways = [distance for order in permutations(members) if (distance := _distance(problem, order)) is not None]
    return min(ways, default=None)


def _distance(problem: FleetProblem, order: tuple[int, ...]) -> float | None:
    now, place, distance = problem.stops[0].ready, 0, 0.0
    for stop in (*order, 0):
        distance += problem.leg(place, stop)
        now = max(now + problem.stops[place].service + problem.leg(place, stop), problem.stops[stop].ready)
        if now > problem.stops[stop].due + 1e-6:
            return None
        place = stop
    return distance


@pytest.fixture(scope="session")
def fleet_search():
    """The compiled search of a fleet after some steps."""
    assert compile_kernels(lambda: True, "matching.fleet.kernels")
    from matching.fleet.compile import compile_fleet  # noqa: PLC0415  (once kernels lie in the cache)
    from matching.fleet.kernels.searching import FleetSearch  # noqa: PLC0415

    def searched(problem, *, seed=1, steps=0):
        search = FleetSearch(compile_fleet(problem), seed)
        if steps:
            search.run(steps, 0.0, 1.0)
        return search

    return searched
