"""The judge of routes: every rule and the distance from the problem alone. It shares no code with the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matching.fleet.plan import FleetPlan, FleetVerdict, FleetViolation
from matching.fleet.problem import FleetProblem

SLACK = 1e-6  # for sums of doubles


def judge_fleet(problem: FleetProblem, plan: FleetPlan) -> FleetVerdict:
    """Every broken rule of a plan, and its distance. Customers that don't exist are told and left out. O(customers)."""
    known = FleetPlan(tuple(tuple(c for c in route if 1 <= c <= problem.customers) for route in plan.routes))
    served = Counter(c for route in known.routes for c in route)
    routes = [route for route in known.routes if route]
    return FleetVerdict(
        violations=(
            *_unknown(problem, plan),
            *_not_once(problem, served),
            *_too_many(problem, len(routes)),
            *(violation for k, route in enumerate(routes, 1) for violation in _overloaded(problem, k, route)),
            *(violation for k, route in enumerate(routes, 1) for violation in _late(problem, k, route)),
        ),
        distance=sum(_distance(problem, route) for route in routes),
        vehicles=len(routes),
        served=len(served),
        customers=problem.customers,
    )


def _unknown(problem: FleetProblem, plan: FleetPlan) -> Iterator[FleetViolation]:
    for k, route in enumerate(plan.routes, 1):
        for c in route:
            if not 1 <= c <= problem.customers:
                yield FleetViolation("UNKNOWN", f"route {k} goes to {c}; customers count from 1 to {problem.customers}")


def _not_once(problem: FleetProblem, served: Counter[int]) -> Iterator[FleetViolation]:
    for c in range(1, problem.customers + 1):
        if served[c] == 0:
            yield FleetViolation("UNSERVED", f"nobody comes to customer {c}")
        elif served[c] > 1:
            yield FleetViolation("TWICE", f"customer {c} is served {served[c]} times")


def _too_many(problem: FleetProblem, routes: int) -> Iterator[FleetViolation]:
    if routes > problem.vehicles:
        yield FleetViolation("VEHICLES", f"{routes} routes for {problem.vehicles} vehicles")


def _overloaded(problem: FleetProblem, k: int, route: tuple[int, ...]) -> Iterator[FleetViolation]:
    load = sum(problem.stops[c].demand for c in route)
    if load > problem.capacity + SLACK:
        yield FleetViolation("CAPACITY", f"route {k} carries {load:g} of {problem.capacity:g}")


def _late(problem: FleetProblem, k: int, route: tuple[int, ...]) -> Iterator[FleetViolation]:
    """Whoever comes early waits; only the first lateness of a route is told, since others follow from it."""
    place, now = 0, problem.stops[0].ready
    for stop in (*route, 0):
        target = problem.stops[stop]
        now = max(now + problem.stops[place].service + problem.leg(place, stop), target.ready)
        if now > target.due + SLACK:
            where = f"customer {stop}" if stop else "the depot"
            yield FleetViolation("LATE", f"route {k} reaches {where} at {now:g}, due {target.due:g}")
            return
        place = stop


def _distance(problem: FleetProblem, route: tuple[int, ...]) -> float:
    return sum(problem.leg(source, target) for source, target in zip((0, *route), (*route, 0), strict=True))
