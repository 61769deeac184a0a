"""Running the exact model: from a plan that is known to be valid, within a budget, in sight of a watch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model

from matching.compiled import CompiledWeek
from matching.exact.model import WeekModel
from matching.exact.objective import cost
from matching.exact.reading import hint, read_assignments, read_breaks
from matching.exact.scope import Scope, whole_week
from matching.exact.sight import solve_in_sight
from matching.problem import Assignment, Break

SOLVED = (cp_model.OPTIMAL, cp_model.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may take: seconds of the clock, or of CP-SAT's own deterministic measure."""

    seconds: float | None = None
    deterministic_s: float | None = None
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A solution of the model: what its scope assigns, its cost as the model counts it, and a proven bound."""

    assignments: tuple[Assignment, ...]
    breaks: tuple[Break, ...]
    cost: int
    bound: int | None
    is_optimal: bool


def solve_exactly(
    week: CompiledWeek,
    start: dict[str, Assignment],
    budget: Budget,
    go_on: Callable[[int | None, int, int | None], bool],
    scope: Scope | None = None,
) -> Found | None:
    """The best plan of the scope (the whole week) within the budget; None if the solver finds none.

    `start` are assignments by visit that are known to be valid. `go_on` is asked every moment with the best cost, the
    visits assigned and the bound so far (None: none yet); its False ends the run.
    """
    week_model = WeekModel(week, scope or whole_week(week))
    week_model.model.minimize(cost(week_model))
    hint(week_model, start)
    solver = cp_model.CpSolver()
    _set_budget(solver, budget)
    status = _run(solver, week_model, go_on)
    if status not in SOLVED:
        return None  # even if it says that there is none: `start` is the witness against it (google/or-tools #5274)
    return Found(
        assignments=tuple(read_assignments(week_model, solver)),
        breaks=tuple(read_breaks(week_model, solver)),
        cost=round(solver.objective_value),
        bound=_whole(solver.best_objective_bound),
        is_optimal=status == cp_model.OPTIMAL,
    )


def _set_budget(solver: cp_model.CpSolver, budget: Budget) -> None:
    parameters = solver.parameters
    parameters.num_workers = budget.workers
    parameters.random_seed = budget.seed
    if budget.workers == 1:
        parameters.linearization_level = 2  # one worker proves little without the cuts of the linear relaxation
    if budget.seconds is not None:
        parameters.max_time_in_seconds = max(0.01, budget.seconds)
    if budget.deterministic_s is not None:
        parameters.max_deterministic_time = budget.deterministic_s


def _run(
    solver: cp_model.CpSolver, week_model: WeekModel, go_on: Callable[[int | None, int, int | None], bool]
) -> cp_model.CpSolverStatus:
    seen = _Seen(week_model)
    return solve_in_sight(solver, week_model.model, lambda: go_on(seen.cost, seen.assigned, seen.bound), seen)


class _Seen(cp_model.CpSolverSolutionCallback):
    """What the solver has found so far."""

    def __init__(self, week_model: WeekModel) -> None:
        super().__init__()
        self._present = [visit.is_present for visit in week_model.visits.values()]
        self._others = len(week_model.scope.known)
        self.cost: int | None = None
        self.assigned = 0
        self.bound: int | None = None

    def on_solution_callback(self) -> None:
        """Remember the newest solution; each is better than the last."""
        self.cost = round(self.objective_value)
        self.assigned = self._others + sum(self.boolean_value(literal) for literal in self._present)
        self.bound = _whole(self.best_objective_bound)


def _whole(bound: float) -> int:
    """The least whole cost that the bound allows."""
    return ceil(bound - 1e-6)
