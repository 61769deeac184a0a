"""One run on a larger week: compiled searches side by side, which take over the best of them now and then."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from matching.best import Best, Limits
from matching.compiled import CompiledWeek
from matching.plan import Plan, Solution
from matching.warming import compile_kernels

if TYPE_CHECKING:
    from matching.kernels.searching import CompiledSearch

BATCH = 200  # steps between two looks at the clock, at first
BATCH_S = 0.02  # that such a batch should take
EXCHANGES = 12  # of a run: then each search goes on from the best draft of all


class LargeRun:
    """Searches until the budget is spent."""

    def __init__(self, week: CompiledWeek, limits: Limits, best: Best) -> None:
        self._week, self._limits, self._best, self._watch = week, limits, best, best.watch
        self._searches: list[CompiledSearch] = []
        self._batch = BATCH
        self._extra_s = 0.0  # that kernels took to compile, which is no part of the budget

    def solve(self, start: Plan | None) -> Solution:
        """The best plan within the limits."""
        before_s = self._watch.elapsed_s
        if compile_kernels(lambda: self._tell("compile")):
            self._extra_s = self._watch.elapsed_s - before_s
            self._begin(start)
            with self._workers() as each:
                while (spent := self._spent()) < 1 and self._tell("search"):
                    each(spent)
            self._best.accept(self._leader.plan())
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

    @contextmanager
    def _workers(self) -> Generator[Callable[[float], None]]:
        """A way to let each search do a batch, at the same time."""
        with ThreadPoolExecutor(len(self._searches)) as pool:
            exchanged = 0

            def each(spent: float) -> None:
                nonlocal exchanged
                begun_s, steps = self._watch.elapsed_s, self._steps()
                until = min(1.0, spent + self._share_of(steps))
                for done in [pool.submit(one.run, steps, spent, until) for one in self._searches]:
                    done.result()
                self._pace(self._watch.elapsed_s - begun_s)
                if int(until * EXCHANGES) > exchanged:
                    exchanged = int(until * EXCHANGES)
                    self._exchange()

            yield each

    def _steps(self) -> int:
        if self._limits.iterations is None:
            return self._batch
        return max(1, min(self._batch, self._limits.iterations - self._searches[0].iterations))

    def _share_of(self, steps: int) -> float:
        """Share of the budget that a batch will take."""
        limits = self._limits
        if limits.iterations is not None:
            return steps / limits.iterations
        return BATCH_S / (limits.seconds or 1.0)

    def _pace(self, took_s: float) -> None:
        """Fit the batch to the clock, unless the clock is to decide nothing."""
        if self._limits.seconds is not None:
            self._batch = max(1, min(2 * self._batch, int(self._batch * BATCH_S / max(took_s, 1e-6))))

    def _spent(self) -> float:
        """Share of the budget that is spent."""
        limits, done = self._limits, self._searches[0]
        spent = 0.0 if limits.iterations is None else done.iterations / max(limits.iterations, 1)
        if limits.seconds is not None:
            spent = max(spent, (self._watch.elapsed_s - self._extra_s) / limits.seconds)
        return spent if done.is_hopeful else 1.0

    def _exchange(self) -> None:
        leader = self._leader
        for one in self._searches:
            if one is not leader:
                one.take_over(leader)

    @property
    def _leader(self) -> CompiledSearch:
        return min(self._searches, key=lambda one: one.cost)

    @property
    def _iterations(self) -> int:
        return sum(one.iterations for one in self._searches)

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        if not self._searches:
            standing = self._best.standing(0, self._best.verdict.score.cost, self._best.verdict.assigned)
        else:
            standing = self._best.standing(self._iterations, self._leader.cost, self._leader.assigned)
        return self._watch.tell(phase, standing, now=now)
