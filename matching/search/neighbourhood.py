"""Exact repair of a few duties: CP-SAT decides them and the absent visits near them anew, all else stays."""

from __future__ import annotations

import random
from collections.abc import Callable

from matching.exact.scope import Known, Scope, Work
from matching.exact.solving import Budget, Found, solve_exactly
from matching.problem import Assignment
from matching.search.draft import Draft
from matching.search.insertion import Inserter
from matching.search.ruin import Ruiner

DUTIES = 3  # of one day
ABSENT = 4  # visits that may be tried with them
DETERMINISTIC_S = 0.1


class Mender:
    """Solves neighbourhoods of one draft exactly."""

    def __init__(self, draft: Draft, inserter: Inserter, ruiner: Ruiner, rng: random.Random) -> None:
        self.draft, self.inserter, self.ruiner, self.rng = draft, inserter, ruiner, rng

    def mend(self, go_on: Callable[[], bool], seconds: float | None) -> bool:
        """Decide a few duties of one day anew; False if that saves nothing, and then the draft is as it was."""
        duties = self._choose()
        scope = self._scope(duties)
        if not scope.visits:
            return False
        start = {one.visit: one for one in self.draft.assignments()}
        budget = Budget(seconds, DETERMINISTIC_S, seed=self.rng.randrange(2**31))

        def still(cost: int | None, assigned: int, bound: int | None) -> bool:  # noqa: ARG001  (of a part: not told)
            return go_on()

        found = solve_exactly(self.draft.week, start, budget, still, scope)
        return found is not None and self._apply(scope, found)

    def _choose(self) -> list[int]:
        """Duties of one day that could take each other's visits, near ones first."""
        draft, rng = self.draft, self.rng
        busy = [k for k, tour in enumerate(draft.tours) if tour.stops]
        if not busy:
            return []
        first = rng.choice(busy)
        week = draft.week
        day = week.duties[first].day
        shared: dict[int, int] = {}
        for v, _ in draft.tours[first].stops:
            for k in {o.duty for role in week.visits[v].roles for o in role.options}:
                if k != first and week.duties[k].day == day:
                    shared[k] = shared.get(k, 0) + 1
        others = sorted(shared, key=lambda k: (-shared[k] * rng.random(), k))
        return [first, *others[: DUTIES - 1]]

    def _scope(self, duties: list[int]) -> Scope:
        draft, week = self.draft, self.draft.week
        inside = set(duties)
        visits: list[int] = []
        kept: dict[int, tuple[int, ...]] = {}
        known = {v: Known(fact.start_s, fact.carers) for v, fact in week.facts.items()}
        for v, crew in enumerate(draft.crews):
            if crew is None:
                continue
            if all(part.duty in inside for part in crew):
                visits.append(v)
                continue
            start_s = draft.start_s(v)
            known[v] = Known(start_s if start_s is not None else 0, tuple(part.carer for part in crew))
            for part in crew:
                if part.duty in inside:
                    kept[part.duty] = (*kept.get(part.duty, ()), v)
        near = [
            v
            for v in sorted(draft.absent)
            if any(option.duty in inside for role in week.visits[v].roles for option in role.options)
        ]
        visits += self.rng.sample(near, min(len(near), ABSENT))
        work = {
            k: Work(tour.leave_s, tour.return_s, tour.worked_s)
            for k, tour in enumerate(draft.tours)
            if k not in inside and (tour.stops or draft.timer.head[k] is not None)
        }
        return Scope(tuple(visits), tuple(duties), known, kept, work)

    def _apply(self, scope: Scope, found: Found) -> bool:
        """Take over what was found, if it costs less."""
        draft = self.draft
        before = draft.snapshot()
        numbers = {draft.week.visits[v].id: v for v in scope.visits}
        self.ruiner.remove(scope.visits)
        for one in _in_order(found.assignments, numbers, draft):
            if not self.inserter.insert_as(numbers[one.visit], one.start_s, one.carers):
                draft.restore(before)
                return False
        if draft.points >= before.points:
            draft.restore(before)
            return False
        return True


def _in_order(found: tuple[Assignment, ...], numbers: dict[str, int], draft: Draft) -> list[Assignment]:
    """By start, but whoever comes second in a link after its first."""

    def is_second(one: Assignment) -> bool:
        return any(link.is_second for link in draft.week.visits[numbers[one.visit]].links)

    return sorted(found, key=lambda one: (is_second(one), one.start_s))
