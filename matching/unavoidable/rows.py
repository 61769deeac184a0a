"""Linear rows over variables that are 0 or 1, and the solver behind a typed door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil, gcd

from ortools.math_opt.python import mathopt  # pyright: ignore[reportMissingTypeStubs]  (it has none)

Term = tuple[int, int]  # a variable, and what it is multiplied by
SLACK = 1e-4  # of a solver's floating figures, in units of the objective


@dataclass(slots=True)
class Rows:
    """Minimize `constant` and the `points` of variables, such that each row's sum is at most its limit."""

    constant: int = 0
    points: list[int] = field(default_factory=list[int])
    rows: list[tuple[int, list[Term], bool]] = field(default_factory=list[tuple[int, list[Term], bool]])

    def variable(self, points: int = 0) -> int:
        """A new variable; its number."""
        self.points.append(points)
        return len(self.points) - 1

    def at_most(self, limit: int, terms: Iterable[Term], *, exactly: bool = False) -> None:
        """The sum of `terms` is at most `limit`, or `exactly` that."""
        sums: dict[int, int] = defaultdict(int)
        for variable, factor in terms:
            sums[variable] += factor
        if sums:
            self.rows.append((limit, list(sums.items()), exactly))

    def least(self, seconds: float | None, *, is_whole: bool) -> int | None:
        """A proven lower bound of the points within the seconds; None if there is none by then.

        Variables may be fractions unless `is_whole`; without `seconds` the clock decides nothing.
        """
        unit = gcd(*self.points)
        if unit == 0:
            return self.constant
        parameters = mathopt.SolveParameters(
            time_limit=None if seconds is None else timedelta(seconds=seconds), heuristics=mathopt.Emphasis.OFF
        )
        result = mathopt.solve(self._model(unit, is_whole=is_whole), mathopt.SolverType.HIGHS, params=parameters)
        bound = result.termination.objective_bounds.dual_bound
        if not abs(bound) < 1e15:  # beyond any points: there is none yet
            return None
        return self.constant + unit * ceil(bound - SLACK)

    def _model(self, unit: int, *, is_whole: bool) -> mathopt.Model:
        """The same as the solver reads it, in units of `unit` points."""
        model = mathopt.Model()
        add = model.add_binary_variable if is_whole else lambda: model.add_variable(lb=0, ub=1)
        variables = [add() for _ in self.points]
        for limit, terms, exactly in self.rows:
            row = model.add_linear_constraint(lb=limit if exactly else float("-inf"), ub=limit)  # pyright: ignore[reportUnknownMemberType]
            for variable, factor in terms:
                row.set_coefficient(variables[variable], factor)
        for variable, points in zip(variables, self.points, strict=True):
            if points:
                model.objective.set_linear_coefficient(variable, points // unit)
        return model
