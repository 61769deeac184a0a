"""One visit that nobody makes, tried in the plan under changes; what is found is judged by the independent checker."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from matching.explain.day_lookup import DayLookup
from matching.explain.failed import Failed
from matching.explain.insertion import Inserter
from matching.explain.part import Known, difference
from matching.explain.placed import Placed
from matching.explain.remedy import Budget, Remedy, Scope
from matching.explain.seats import Seats
from matching.explain.shifts import Shifts
from matching.explain.spans import Span
from matching.plan import Plan
from matching.problem import Problem, Visit
from matching.relax import Change, apply

OF_TIES = frozenset({"LOOSER_SERIES", "LOOSER_LINK"})


class Fit(NamedTuple):
    """What came of trying: a way in or None, and whether none was overlooked."""

    placed: Placed | None
    is_sure: bool


class Probe:
    """Asks whether the visit fits under changes: into the plan as it is, all else in its order."""

    def __init__(self, problem: Problem, plan: Plan, visit: str, budget: Budget) -> None:
        self.problem, self.plan, self.budget = problem, plan, budget
        self.shifts = Shifts(problem, plan)
        self.visit: Visit = self.shifts.visits[visit]
        self._failed, self._seats = Failed(), Seats(self.shifts, DayLookup(self.shifts))
        self._judged: Known = {}

    def fit(
        self, changes: Sequence[Change] = (), among: Container[str] | None = None, starts: Sequence[Span] | None = None
    ) -> Fit:
        """The first way in under changes, by carers `among` these, at one of these `starts`; None: all."""
        ties, changed = any(change.kind in OF_TIES for change in changes), self.changed(changes)
        others = {change.carer for change in changes if change.carer is not None}
        others |= changed.carers.keys() - self.shifts.carers.keys()  # each change adds its own of one name
        known = (None, None) if ties else (self._failed.under(others), self._seats.under(changed, others))
        inserter = Inserter(changed, self._is_late, *known)
        placed = next(inserter.ways(inserter.shifts.visits[self.visit.id], among, starts), None)
        return Fit(placed, inserter.is_sure)

    def changed(self, changes: Sequence[Change]) -> Shifts:
        """The plan under changes."""
        if not changes:
            return self.shifts
        problem, shifts = apply(self.problem, *changes), self.shifts
        names = {change.carer for change in changes if change.carer is not None}
        known = self.shifts.carers
        for carer in problem.carers:
            if carer.id in names or carer.id not in known:
                shifts = shifts.with_carer(carer)
        visits = {change.visit for change in changes}
        for visit in problem.visits:
            if visit.id in visits and visit is not self.shifts.visits[visit.id]:
                shifts = shifts.with_visit(visit)
        if any(change.kind in OF_TIES for change in changes):
            shifts = shifts.with_ties(problem.links, problem.series)
        return shifts

    def remedy(
        self,
        changes: Sequence[Change],
        after: Shifts,
        *,
        is_proven: bool,
        scope: Scope = "INSERTION",
        moves: tuple[str, ...] = (),
    ) -> Remedy | None:
        """The remedy, if the checker accepts its plan and nothing else has lost a carer."""
        mine = after.assigned.get(self.visit.id)
        if mine is None:
            return None
        for name, one in self.shifts.assigned.items():
            if name not in after.assigned or _count(after.assigned[name].carers) < _count(one.carers):
                return None
        found = difference(self.shifts, after, self._judged)
        if found.broken:
            return None
        return Remedy(
            self.visit.id,
            tuple(changes),
            tuple(who is not None for who in mine.carers),
            scope=scope,
            moves=moves,
            is_proven=is_proven,
            cost_difference=found.points,
            plan=after.plan(),
        )

    def _is_late(self) -> bool:
        return self.budget.is_spent


def _count(crew: Sequence[str | None]) -> int:
    return sum(who is not None for who in crew)
