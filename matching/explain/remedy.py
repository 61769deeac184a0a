"""What would help, and the proof that it does: a plan of the changed week that the checker accepts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace

from matching.check import judge
from matching.plan import Plan
from matching.problem import Problem
from matching.reasons.placing import with_visit
from matching.relax import Change, apply
from matching.solve import solve

Clock = Callable[[], float]

OF_CARERS = frozenset({"RENEW_CREDENTIAL", "EXTEND_AVAILABILITY", "ADD_AVAILABILITY"})
SOLVE_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together place `visit`, or fill more of its slots; without any, planning again is enough.

    `filled` tells for each slot of the visit whether somebody comes then. All else that was assigned still is, but for
    the visits that it `loses`: none, unless it frees somebody for a session.
    """

    visit: str
    changes: tuple[Change, ...]
    filled: tuple[bool, ...]
    loses: tuple[str, ...] = ()

    @property
    def fills_all(self) -> bool:
        """Whether somebody comes in every slot."""
        return all(self.filled)


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop searching for remedies."""

    until_s: float
    seed: int = 0
    clock: Clock = time.monotonic

    @property
    def is_spent(self) -> bool:
        """Whether no time is left."""
        return self.clock() >= self.until_s

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.until_s - self.clock()


class Prover:
    """Tries changes for one unassigned visit of a plan. `able` are those who may come besides those who change."""

    def __init__(self, problem: Problem, plan: Plan, visit: str, budget: Budget, able: Set[str]) -> None:
        self.problem, self.plan, self.budget, self._able = problem, plan, budget, able
        self.visit = next(one for one in problem.visits if one.id == visit)
        self._filled = _filled(plan)

    def until(self, until_s: float) -> Prover:
        """The same with more time, or less."""
        return Prover(self.problem, self.plan, self.visit.id, replace(self.budget, until_s=until_s), self._able)

    def by_insertion(self, *changes: Change) -> Remedy | None:
        """The remedy, if the visit then fits into the plan as it stands; visits of freed carers are put in again."""
        changed = apply(self.problem, *changes)
        freed = {change.visit for change in changes if change.kind == "FREE_CARER"} - {self.visit.id}
        plan = replace(self.plan, assignments=tuple(one for one in self.plan.assignments if one.visit not in freed))
        found = with_visit(changed, plan, self.visit.id, self._among(changed, changes))
        for name in freed:
            found = found and with_visit(changed, found, name)
        return found and self._proven(changed, found, changes)

    def by_solving(self, *changes: Change) -> Remedy | None:
        """The remedy, if the changed week, planned again from this plan, has the visit and all that the plan has."""
        changed = apply(self.problem, *changes)
        seconds = min(SOLVE_SECONDS, self.budget.left_s)
        if seconds <= 0:
            return None
        found = solve(changed, seconds=seconds, seed=self.budget.seed, start=self.plan, clock=self.budget.clock)
        return self._proven(changed, found.plan, changes)

    def _among(self, changed: Problem, changes: tuple[Change, ...]) -> Set[str]:
        """Who might come: where changes concern one carer's own time and one is enough, no others."""
        known = {carer.id for carer in self.problem.carers}
        own = {carer.id for carer in changed.carers if carer.id not in known}
        own |= {one.carer for one in changes if one.carer and (one.kind in OF_CARERS or one.visit != self.visit.id)}
        return own if own and len(self.visit.slots) == 1 else own | self._able

    def _proven(self, changed: Problem, found: Plan, changes: tuple[Change, ...]) -> Remedy | None:
        """The remedy, if the checker accepts the plan and nothing else has lost a carer."""
        after = _filled(found)
        if self.visit.id not in after or not judge(changed, found).is_kept:
            return None
        if any(after.get(name, 0) < count for name, count in self._filled.items()):
            return None
        crew = next(one.carers for one in found.assignments if one.visit == self.visit.id)
        return Remedy(self.visit.id, changes, tuple(who is not None for who in crew))


def _filled(plan: Plan) -> Mapping[str, int]:
    """Carers by assigned visit."""
    return {one.visit: sum(who is not None for who in one.carers) for one in plan.assignments}
