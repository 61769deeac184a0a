"""What would bring more adults to a session whose slots may be empty: changes alone, and the least together."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import chain, combinations

from matching.check import judge
from matching.explain import session_changes
from matching.explain.remedy import Budget, Clock, Remedy
from matching.explain.session_changes import Changes, Question
from matching.explain.visits import remedies
from matching.plan import Plan
from matching.problem import Assignment, Pin, Problem, Visit
from matching.reasons import exclusions
from matching.reasons.placing import with_visit
from matching.reasons.week_lookup import WeekLookup
from matching.relax import Change, apply
from matching.solve import solve

SOLVE_SECONDS = 0.4
WITHOUT_STEPS = frozenset({"RENEW_CREDENTIAL", "FREE_CARER"})  # no less of these is anything
MOST_TOGETHER = 3  # changes; more than that is another plan, not advice


def remedies_for_empty_slots(
    problem: Problem,
    plan: Plan,
    visit_id: str,
    *,
    seconds: float = 1.0,
    seed: int = 0,
    clock: Clock = time.monotonic,
) -> tuple[Remedy, ...]:
    """What would fill more slots of an assigned visit at its start: first the least changes that together fill most.

    After them comes each change that fills more by itself. Where planning again is enough, a remedy without changes is
    the only one; where nobody can be freed or renewed, more carers are asked for. Nothing else is lost, but for the
    visits that a remedy says it `loses`. A visit that is not assigned gets `remedies`; one without empty slots none.
    Raises KeyError if the problem has no such visit.
    """
    mine = next((one for one in plan.assignments if one.visit == visit_id), None)
    if mine is None:
        return remedies(problem, plan, visit_id, seconds=seconds, seed=seed, clock=clock)
    filler = _Filler(problem, plan, mine, Budget(clock() + seconds, seed, clock))
    if all(filler.filled_now):
        return ()
    reasons = exclusions(problem, plan, visit_id)
    filler.is_shut = not any(one.fits for one in reasons)
    if not filler.is_shut and (as_it_is := filler.fill(())):
        return (as_it_is,)
    question = Question(WeekLookup(problem, plan), filler.at_its_start, reasons)
    proposals = chain(
        session_changes.renewals(question), session_changes.freed_carers(question), session_changes.more_hours(question)
    )
    singles = [remedy for changes in proposals if not filler.budget.is_spent and (remedy := filler.fill(changes))]
    together = _together(filler, singles) or _with_new_carers(filler, question, singles)
    return (*([together] if together else []), *singles)


def _together(filler: _Filler, singles: list[Remedy]) -> Remedy | None:
    """The fewest changes that together fill all slots; None if one does already, or no few do."""
    if any(one.fills_all for one in singles):
        return None
    for size in range(2, min(MOST_TOGETHER, len(singles)) + 1):
        for some in combinations(singles, size):
            if filler.budget.is_spent:
                return None
            remedy = filler.fill(tuple(change for one in some for change in one.changes))
            if remedy is not None and remedy.fills_all:
                return remedy
    return None


def _with_new_carers(filler: _Filler, question: Question, singles: list[Remedy]) -> Remedy | None:
    """So many more carers as slots are empty, where those who are there can't fill them."""
    if any(one.fills_all for one in singles):
        return None
    empty = [i for i, is_filled in enumerate(filler.filled_now) if not is_filled]
    part = next(iter(question.open_windows), None)
    return part and filler.fill(tuple(Change("ADD_CARER", filler.visit.id, None, part, slot=slot) for slot in empty))


class _Filler:
    """Fills empty slots of one assigned visit at its start, beside those who come already.

    It `is_shut` where every carer was tried and nobody more can come: then one change without steps is proven needed.
    """

    is_shut = False

    def __init__(self, problem: Problem, plan: Plan, mine: Assignment, budget: Budget) -> None:
        self.problem, self.plan, self.mine, self.budget = problem, plan, mine, budget
        self.visit = next(one for one in problem.visits if one.id == mine.visit)
        self.filled_now = [who is not None for who in mine.carers]
        self.cost = judge(problem, plan).score.cost

    @property
    def at_its_start(self) -> Visit:
        """The visit, with its start and those who come pinned."""
        return replace(self.visit, pin=Pin(self.mine.start_s, self.mine.carers))

    def fill(self, changes: Changes) -> Remedy | None:
        """The remedy, if more slots are filled with these changes; what freed carers leave is planned again."""
        changed = apply(self.problem, *changes)
        freed = {change.visit for change in changes if change.kind == "FREE_CARER"} - {self.visit.id}
        rest = tuple(one for one in self.plan.assignments if one.visit not in {self.visit.id, *freed})
        visits = tuple(self.at_its_start if one.id == self.visit.id else one for one in changed.visits)
        found = with_visit(replace(changed, visits=visits), replace(self.plan, assignments=rest), self.visit.id)
        if found is None:
            return None
        for name in sorted(freed):
            found = with_visit(changed, found, name) or found
        remedy = self._remedy(changed, found, changes)
        if remedy is None or not remedy.loses:
            return remedy
        kept = self._without_loss(changed, changes)
        # losing nothing is no better if the session then has fewer adults: that is another remedy
        return kept if kept is not None and sum(kept.filled) >= sum(remedy.filled) else remedy

    def _without_loss(self, changed: Problem, changes: Changes) -> Remedy | None:
        seconds = min(SOLVE_SECONDS, self.budget.left_s)
        if seconds <= 0:
            return None
        found = solve(changed, seconds=seconds, seed=self.budget.seed, start=self.plan, clock=self.budget.clock)
        remedy = self._remedy(changed, found.plan, changes)
        return remedy if remedy is not None and not remedy.loses else None

    def _remedy(self, changed: Problem, found: Plan, changes: Changes) -> Remedy | None:
        crews = {one.visit: one.carers for one in found.assignments}
        filled = tuple(who is not None for who in crews.get(self.visit.id, ()))
        if sum(filled) <= sum(self.filled_now):
            return None
        verdict = judge(changed, found)
        if not verdict.is_kept:
            return None
        others = (one for one in self.plan.assignments if one.visit != self.visit.id)
        loses = tuple(one.visit for one in others if _count(crews.get(one.visit, ())) < _count(one.carers))
        is_one_step = len(changes) == 1 and changes[0].kind in WITHOUT_STEPS
        return Remedy(
            self.visit.id,
            changes,
            filled,
            loses,
            is_proven=self.is_shut and is_one_step and not loses,
            cost_difference=verdict.score.cost - self.cost,
        )


def _count(crew: tuple[str | None, ...]) -> int:
    return sum(who is not None for who in crew)
