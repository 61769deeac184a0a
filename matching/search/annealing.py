"""Ruin and recreate under annealing on the full cost of the week."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from math import log

from matching.plan import Plan
from matching.search.draft import Draft, Snapshot
from matching.search.insertion import Inserter
from matching.search.ruin import Ruiner

HOT, COLD = 30_000.0, 100.0  # points of cost that a step may lose at the beginning, and at the end
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
        self.best: Snapshot = draft.snapshot()

    def warm_up(self, start: Plan | None) -> None:
        """Take over from a plan what keeps every rule, in the order of its starts."""
        if start is None:
            return
        numbers = {visit.id: v for v, visit in enumerate(self.draft.week.visits)}
        for given in sorted(start.assignments, key=lambda one: one.start_s):
            v = numbers.get(given.visit, -1)
            if v in self.draft.absent:
                self.inserter.insert_as(v, given.start_s, given.carers)
        self.keep_best()

    def construct(self) -> None:
        """Insert all absent visits, hardest first."""
        self.recreate(self.draft.absent, hardest_first=True)
        self.keep_best()

    def recreate(self, visits: Iterable[int], *, hardest_first: bool, touched: set[int] | None = None) -> None:
        """Insert visits one by one; those that come second in a link right after their first."""
        draft = self.draft
        for v in self._ordered(visits, hardest_first=hardest_first):
            if draft.crews[v] is None and self.inserter.insert(v, touched):
                self._touch(v, touched)
                for link in draft.week.visits[v].links:
                    if not link.is_second and draft.crews[link.other] is None and link.other in draft.absent:
                        if self.inserter.insert(link.other):
                            self._touch(link.other, touched)

    def _touch(self, v: int, touched: set[int] | None) -> None:
        if touched is not None:
            touched.update(part.duty for part in self.draft.crews[v] or ())

    def _ordered(self, visits: Iterable[int], *, hardest_first: bool) -> list[int]:
        all_visits = self.draft.week.visits
        if hardest_first:
            return sorted(
                visits,
                key=lambda v: (
                    -all_visits[v].slots,
                    -all_visits[v].absent_points,
                    self._freedom[v],
                    self._options[v],
                    v,
                ),
            )
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
        gone, touched = self.ruiner.remove_some()
        self.iterations += 1
        self.recreate(gone, hardest_first=False)
        for v in gone:
            self._touch(v, touched)
        rest = [v for v in draft.absent if v not in set(gone)]
        if rest:
            everywhere = self.iterations % ALL_DUTIES_EVERY == 0
            self.recreate(rest, hardest_first=False, touched=None if everywhere else touched)
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
