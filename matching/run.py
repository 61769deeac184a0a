"""One run of the engine: the way that fits the size of the week."""

from __future__ import annotations

from matching.best import Best, Limits
from matching.bound import certain_cost, certain_unassigned
from matching.compile import compile_week
from matching.large import LargeRun
from matching.plan import Plan, Solution
from matching.problem import Problem
from matching.small import SmallRun
from matching.very_large import VeryLargeRun
from matching.watch import Watch

VERY_MANY = 6_000  # visits above which a week that nobody knows yet is planned in parts
MIDDLE = 60  # visits up to which the exact model gives a bound worth its time


def run(problem: Problem, limits: Limits, watch: Watch, start: Plan | None) -> Solution:
    """The best plan of a well-formed week within the limits, from `start` or what was published."""
    if len(problem.visits) > VERY_MANY and problem.published is None and start is None:
        return VeryLargeRun(problem, limits, watch).solve()
    week = compile_week(problem)
    best = Best(week, watch, certain_cost(week))
    best.raise_unavoidable(certain_unassigned(week))
    is_large = len(week.visits) - len(week.facts) > MIDDLE
    way = LargeRun(week, limits, best) if is_large else SmallRun(week, limits, best)
    return way.solve(start or _published(problem))


def _published(problem: Problem) -> Plan | None:
    """What people were told: the search begins there, as every change costs."""
    return Plan(problem.name, problem.published.assignments) if problem.published else None
