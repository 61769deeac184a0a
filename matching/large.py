"""One run on a larger week: compiled searches side by side, in parts of the week by turns."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from matching.best import Best, Limits
from matching.compiled import CompiledWeek
from matching.plan import Plan, Solution
from matching.warming import compile_kernels

if TYPE_CHECKING:
    from matching.kernels.searching import CompiledSearch

BATCH = 200  # steps between two looks at the clock, at first
BATCH_S = 0.02  # that such a batch should take
EPOCHS = 40  # of a run: in every second one the searches share the week out anew


class LargeRun:
    """Searches until the budget is spent."""

    def __init__(self, week: CompiledWeek, limits: Limits, best: Best) -> None:
        self._week, self._limits, self._best, self._watch = week, limits, best, best.watch
        self._searches: list[CompiledSearch] = []
        self._batches: list[int] = []
        self._extra_s = 0.0  # that kernels took to compile, which is no part of the budget

    def solve(self, start: Plan | None) -> Solution:
        """The best plan within the limits."""
        before_s = self._watch.elapsed_s
        if compile_kernels(lambda: self._tell("compile")):
            self._extra_s = self._watch.elapsed_s - before_s
            self._begin(start)
            self._search()
            self._best.accept(self._searches[0].plan())
        return self._best.solution(self._iterations)

    def _begin(self, start: Plan | None) -> None:
        from matching.kernels.searching import CompiledSearch  # noqa: PLC0415  (small weeks do without numba)

        first = CompiledSearch(self._week, self._limits.seed)
        first.warm_up(start)
        first.construct()
        self._searches = [first]
        self._best.accept(first.plan())
        self._tell("construct", now=True)
        workers = 1 if self._limits.iterations is not None else self._limits.workers  # the same plan on any machine
        seeds = range(self._limits.seed + 1, self._limits.seed + workers)
        self._searches += [CompiledSearch(self._week, seed, first) for seed in seeds]
        self._batches = [BATCH] * len(self._searches)

    def _search(self) -> None:
        """Epoch after epoch, each search in a thread: in turns in parts of their own, and all over the week.

        Teams come from more parts than one, so parts alone would leave them as they are.
        """
        from matching.kernels.sharing import follow_best, put_together, share_out  # noqa: PLC0415  (as above)

        rng = np.random.default_rng(self._limits.seed)
        with ThreadPoolExecutor(len(self._searches)) as pool:
            while (spent := self._spent()) < 1 and not self._watch.is_cancelled:
                epoch = int(spent * EPOCHS)
                parts = share_out(self._searches, rng) if epoch % 2 and len(self._searches) > 1 else None
                self._run_epoch(pool, min(1.0, (epoch + 1) / EPOCHS))
                if parts is not None:
                    put_together(self._searches, parts)
                elif len(self._searches) > 1:
                    self._keep_best()
                    follow_best(self._searches)

    def _keep_best(self) -> None:
        """Keep the best draft of all where the search that leads does not have it."""
        best = min(self._searches, key=lambda one: one.cost)
        leader = min(self._searches, key=lambda one: one.standing_cost)
        if best.cost < min(leader.cost, self._best.verdict.score.cost):
            self._best.accept(best.plan())

    def _run_epoch(self, pool: ThreadPoolExecutor, until: float) -> None:
        while (spent := self._spent()) < until and self._tell("search"):
            running = [pool.submit(self._run_batch, i, spent) for i in range(len(self._searches))]
            for one in running:
                one.result()

    def _run_batch(self, i: int, spent: float) -> None:
        """Let a search do some steps, as many as fit the clock if that is to decide."""
        limits, one, begun_s = self._limits, self._searches[i], self._watch.elapsed_s
        if limits.iterations is None:
            steps, share = self._batches[i], BATCH_S / (limits.seconds or 1.0)
        else:
            steps = max(1, min(BATCH, limits.iterations - one.iterations))
            share = steps / limits.iterations
        one.run(steps, spent, min(1.0, spent + share))
        took_s = self._watch.elapsed_s - begun_s
        self._batches[i] = max(1, min(2 * self._batches[i], int(self._batches[i] * BATCH_S / max(took_s, 1e-6))))

    def _spent(self) -> float:
        """Share of the budget that is spent."""
        limits, first = self._limits, self._searches[0]
        spent = 0.0 if limits.iterations is None else first.iterations / max(limits.iterations, 1)
        if limits.seconds is not None:
            spent = max(spent, (self._watch.elapsed_s - self._extra_s) / limits.seconds)
        return spent if first.is_hopeful else 1.0

    @property
    def _iterations(self) -> int:
        return sum(one.iterations for one in self._searches)

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        if not self._searches:
            standing = self._best.standing(0, self._best.verdict.score.cost, self._best.verdict.assigned)
        else:
            standing = self._best.standing(self._iterations, self._searches[0].cost, self._searches[0].assigned)
        return self._watch.tell(phase, standing, now=now)
