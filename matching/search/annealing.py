"""Ruin and recreate under annealing on the full cost of the week."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from math import log

from matching.plan import Plan
from matching.search.draft import Draft, Snapshot
from matching.search.insertion import Inserter
from matching.search.ruin import Ruiner
from matching.taking_over import insert_all

HOT, COLD = 50_000.0, 150.0  # points of cost that a step may lose at the beginning, and at the end
ALL_DUTIES_EVERY = 50  # iterations after which absent visits are tried everywhere


class Annealer:
    """Improves a draft step by step; `best` is the best it has been."""

    def __init__(self, draft: Draft, seed: int) -> None:
        self.draft = draft
        self.rng = random.Random(seed)  # noqa: S311  (a reproducible search, no secret)
        self.inserter = Inserter(draft, self.rng)
        self.ruiner = Ruiner(draft, self.rng)
        self.iterations = 0
        visits = draft.week.visits
        self._options = [sum(len(role.options) for role in visit.roles) for visit in visits]
        self._freedom = [sum(p.hi_s - p.lo_s + 1 for p in visit.pieces) for visit in visits]
        self.hopeful = [v for v in sorted(draft.absent) if self._is_possible(v)]
        self.best: Snapshot = draft.snapshot()

    def _is_possible(self, v: int) -> bool:
        """Whether the visit fits into the empty draft, or waits for another that comes first."""
        draft = self.draft
        if any(link.is_second for link in draft.week.visits[v].links):
            return True
        before = draft.snapshot()
        fits = self.inserter.insert(v)
        draft.restore(before)
        return fits

    def warm_up(self, start: Plan | None) -> None:
        """Take over from a plan what keeps every rule, in the order of its starts."""
        if start is None:
            return
        numbers = {visit.id: v for v, visit in enumerate(self.draft.week.visits)}
        in_order = sorted(start.assignments, key=lambda one: one.start_s)
        given = {v: one for one in in_order if (v := numbers.get(one.visit, -1)) in self.draft.absent}
        starts_s = {v: one.start_s for v, one in given.items()}
        insert_all(given, lambda v: self.inserter.insert_as(v, given[v].carers, starts_s))
        self.keep_best()

    def construct(self, go_on: Callable[[], bool]) -> None:
        """Insert all absent visits, hardest first, as long as `go_on` says so."""
        visits = self.draft.week.visits
        hardest = sorted(
            self.draft.absent,
            key=lambda v: (-visits[v].slots, -visits[v].absent_points, self._freedom[v], self._options[v], v),
        )
        for v in hardest:
            if not go_on():
                break
            self._recreate([v])
            self.keep_best()

    def _recreate(
        self, order: Iterable[int], old: frozenset[int] = frozenset(), touched: set[int] | None = None
    ) -> None:
        """Insert visits one by one, those that come second in a link right after their first.

        Those of `old` have been absent before: they are tried in the duties that were `touched` only.
        """
        draft = self.draft
        for v in order:
            if draft.crews[v] is not None or not self.inserter.insert(v, touched if v in old else None):
                continue
            self._touch(v, touched)
            for link in draft.week.visits[v].links:
                if not link.is_second and link.other in draft.absent and self.inserter.insert(link.other):
                    self._touch(link.other, touched)

    def _touch(self, v: int, touched: set[int] | None) -> None:
        if touched is not None:
            touched.update(part.duty for part in self.draft.crews[v] or ())

    def _ordered(self, visits: Iterable[int]) -> list[int]:
        all_visits = self.draft.week.visits
        order = sorted(visits)
        self.rng.shuffle(order)
        kind = self.rng.random()
        if kind < 0.4:
            order.sort(key=lambda v: (-all_visits[v].absent_points, self._options[v]))
        elif kind < 0.7:
            order.sort(key=lambda v: (-all_visits[v].slots, self._freedom[v]))
        return order

    def step(self, share: float) -> None:
        """One removal and its repair; `share` of the budget is spent."""
        draft, rng = self.draft, self.rng
        heat = HOT * (COLD / HOT) ** share
        before = draft.snapshot()
        target, gone, touched = self.ruiner.remove_some(self.hopeful)
        self.iterations += 1
        everywhere = self.iterations % ALL_DUTIES_EVERY == 0
        order = self._ordered([*gone, *(v for v in self.hopeful if v in draft.absent and v not in gone)])
        if target is not None:
            order.remove(target)
            order.insert(0, target)
        self._recreate(order, frozenset() if everywhere else frozenset(order).difference(gone), touched)
        if draft.points >= before.points - heat * log(max(rng.random(), 1e-12)):
            draft.restore(before)
        else:
            self.keep_best()

    def keep_best(self) -> None:
        """Remember the draft if it is the best so far."""
        if self.draft.points < self.best.points:
            self.best = self.draft.snapshot()

    def run(self, go_on: Callable[[], float | None]) -> None:
        """Step until `go_on`, which tells the share of the budget that is spent, gives None."""
        while (share := go_on()) is not None:
            self.step(share)
