"""The master: of all routes that searches have seen, those that serve everybody once and are shortest together."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

from ortools.math_opt.python import mathopt  # pyright: ignore[reportMissingTypeStubs]  (it has none)

from matching.fleet.pool import Route
from matching.fleet.problem import FleetProblem

MOST_NODES = 200  # of the tree: what takes more is hardly ever worth it
WHOLE = 1e6  # what the routes to be bettered cost in the model, for solvers lose digits in costs that are too large


class Master(Thread):
    """One attempt, in a thread of its own beside the searches; a run that is cancelled leaves it alone."""

    def __init__(
        self, problem: FleetProblem, seen: list[tuple[int, Route]], least: int, longest_s: float | None
    ) -> None:
        super().__init__(daemon=True)
        self._asked = (problem, seen, least, longest_s)
        self.found: list[Route] | None = None
        self.start()

    def run(self) -> None:
        """Called by the thread."""
        self.found = recombine(*self._asked)


def recombine(
    problem: FleetProblem, seen: list[tuple[int, Route]], least: int, longest_s: float | None = None
) -> list[Route] | None:
    """Of the routes seen those that serve each customer once and are shorter than `least` together.

    None if there are none, or none is found within the limits. Set partitioning by HiGHS, which gives the same answer
    each time unless `longest_s` cut it short.
    """
    model: Any = mathopt.Model()  # its annotations are partly unknown
    chosen = [model.add_binary_variable() for _ in seen]
    columns: list[list[Any]] = [[] for _ in problem.stops]
    for variable, (_, route) in zip(chosen, seen, strict=True):
        for customer in route:
            columns[customer].append(variable)
    for variables in columns[1:]:
        model.add_linear_constraint(mathopt.fast_sum(variables) == 1)
    model.add_linear_constraint(mathopt.fast_sum(chosen) <= problem.vehicles)
    costs = [distance * (WHOLE / max(1, least)) for distance, _ in seen]
    model.minimize(mathopt.fast_sum(cost * variable for cost, variable in zip(costs, chosen, strict=True)))
    time_limit = None if longest_s is None else timedelta(seconds=longest_s)
    limits = mathopt.SolveParameters(node_limit=MOST_NODES, time_limit=time_limit)
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limits)
    if not result.has_primal_feasible_solution():
        return None
    found = [seen[i] for i, value in enumerate(result.variable_values(chosen)) if value > 0.5]
    return [route for _, route in found] if sum(distance for distance, _ in found) < least else None
