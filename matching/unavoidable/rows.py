"""Linear rows over variables that are 0 or 1, and the solver behind a typed door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil, gcd

from ortools.math_opt import model_pb2  # pyright: ignore[reportMissingTypeStubs]
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
        """The same as the solver reads it, in units of `unit` points: told whole, where one by one takes seconds."""
        many, rows = len(self.points), range(len(self.rows))
        priced = [(variable, points / unit) for variable, points in enumerate(self.points) if points]
        cells = [(row, *cell) for row, (_, terms, _) in enumerate(self.rows) for cell in sorted(terms)]
        cells = [cell for cell in cells if cell[2]]
        whole = model_pb2.ModelProto()
        variables, rules, matrix = whole.variables, whole.linear_constraints, whole.linear_constraint_matrix
        variables.ids.extend(range(many))
        variables.lower_bounds.extend([0.0] * many)
        variables.upper_bounds.extend([1.0] * many)
        variables.integers.extend([is_whole] * many)
        whole.objective.linear_coefficients.ids.extend(variable for variable, _ in priced)
        whole.objective.linear_coefficients.values.extend(points for _, points in priced)
        rules.ids.extend(rows)
        rules.lower_bounds.extend(limit if exactly else float("-inf") for limit, _, exactly in self.rows)
        rules.upper_bounds.extend(limit for limit, _, _ in self.rows)
        matrix.row_ids.extend(row for row, _, _ in cells)
        matrix.column_ids.extend(variable for _, variable, _ in cells)
        matrix.coefficients.extend(factor for _, _, factor in cells)
        return mathopt.Model.from_model_proto(whole)
