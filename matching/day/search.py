"""One compiled search of a day: a draft that anneals, and what it was at its best."""

from __future__ import annotations

from matching.day.kernels import columns as at
from matching.day.kernels.annealing import anneal
from matching.day.kernels.building import build, recall
from matching.day.kernels.shapes import FAMILY
from matching.day.plan import DayPlan
from matching.day.problem import DayProblem
from matching.day.reading import plan_of
from matching.day.tables import tables_of

FAMILY.finish()  # all entries are imported above
HOT, COLD = 100.0, 0.7  # minutes of travel that a step may lose at the beginning, and at the end


class DaySearch:
    """Anneals one draft. The same seed and steps give the same plan."""

    def __init__(self, problem: DayProblem, seed: int) -> None:
        self._problem = problem
        self._minute = max(1, problem.weight("travel_time"), problem.weight("working_time")) * problem.ticks
        self.day = tables_of(problem, seed)
        build(self.day)

    @property
    def cost(self) -> int:
        """Points of the best draft so far, in ticks."""
        return int(self.day.figures[at.BEST_COST])

    @property
    def served(self) -> int:
        """Patients served by it."""
        carers: list[int] = self.day.best[at.BEST_CARER].tolist()
        rows: list[list[int]] = self.day.task[: self.day.figures[at.VISIT_TASKS]].tolist()
        absent = sum(carers[row[at.FIRST]] == at.NONE and not 0 <= row[at.TWIN] < t for t, row in enumerate(rows))
        return len(self._problem.patients) - absent

    @property
    def iterations(self) -> int:
        """Steps done."""
        return int(self.day.figures[at.ITERATION])

    def run(self, steps: int, spent: float, until: float) -> None:
        """So many steps while the temperature falls as between two shares of the whole run."""
        anneal(self.day, steps, self._heat(spent), self._heat(until))

    def _heat(self, spent: float) -> float:
        return self._minute * HOT * (COLD / HOT) ** min(max(spent, 0.0), 1.0)

    def go_back(self) -> None:
        """Go on from the best draft."""
        recall(self.day)

    def follow(self, leader: DaySearch) -> None:
        """Go on from another search's best draft."""
        self.day.best[...] = leader.day.best
        self.day.figures[at.BEST_COST] = leader.cost
        recall(self.day)

    def plan(self) -> DayPlan:
        """The best draft as a plan."""
        return plan_of(self._problem, self.day)
