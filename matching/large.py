"""One run on a larger week: compiled searches side by side, in parts of the week by turns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from matching.best import Best, Limits
from matching.compiled import CompiledWeek
from matching.plan import Plan, Solution
from matching.polish import polish
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.tours import Timer
from matching.unavoidable.beside import Beside
from matching.unavoidable.proving import unavoidable_points
from matching.warming import compile_kernels

if TYPE_CHECKING:
    from matching.kernels.searching import CompiledSearch
    from matching.kernels.shapes import IntArray

BATCH = 200  # steps between two looks at the clock, at first
BATCH_S = 0.05  # that such a batch should take
EPOCHS = 40  # of a run: in every second one the searches share the week out anew
STEPS_MEANWHILE = 50  # of the search without kernels, between two looks at their compiler
SHARE_MEANWHILE = 0.5  # of the cooling, at which it stays
SHARED_FROM = 1_500  # visits from which on searches share the week out
PROOF_FROM_S = 10.0  # seconds of a run from which on a proof goes beside it
MEETINGS = (0.5, 0.65, 0.8, 0.9)  # shares of the budget at which searches on their own all go on from the best
WHOLE_SHARE = 0.4  # of the budget in which all search the whole week, so that teams find one another
POLISH_S = 0.0005  # for each visit, that the last polish of all times may take
POLISH_SHARE = 0.05  # of the budget that it may take at most: shorter runs do without


class LargeRun:
    """Searches until the budget is spent."""

    def __init__(self, week: CompiledWeek, limits: Limits, best: Best) -> None:
        self._week, self._limits, self._best, self._watch = week, limits, best, best.watch
        self._searches: list[CompiledSearch] = []
        self._batches: list[int] = []
        self._is_over = False  # whoever listens has cancelled the run
        self._extra_s = 0.0  # that kernels took to compile, which is no part of the budget
        polish_s = POLISH_S * len(week.visits)
        is_long_enough = limits.seconds is None or polish_s <= POLISH_SHARE * limits.seconds
        self._polish_s = polish_s if is_long_enough and not limits.is_part else 0.0
        self._search_s = None if limits.seconds is None else limits.seconds - self._polish_s

    def solve(self, start: Plan | None) -> Solution:
        """The best plan within the limits."""
        before_s = self._watch.elapsed_s
        if compile_kernels(self._meanwhile(start)):
            self._extra_s = self._watch.elapsed_s - before_s
            self._begin(self._best.plan if self._best.plan.assignments and self._limits.iterations is None else start)
            self._search_beside_proof()
            self._best.accept(min(self._searches, key=lambda one: one.cost).plan())
            if self._polish_s and not self._watch.is_cancelled:
                self._best.accept(polish(self._week, self._best.plan, self._polish_s, lambda: self._tell("polish")))
        return self._best.solution(self._iterations)

    def _meanwhile(self, start: Plan | None) -> Callable[[], bool]:
        """What to do while kernels are compiled: a first plan at once, and steps of the search that needs none."""
        annealer: Annealer | None = None

        def go_on() -> bool:
            nonlocal annealer
            if annealer is None:
                annealer = Annealer(Draft(self._week, Timer(self._week)), self._limits.seed)
                annealer.warm_up(start)
                annealer.construct(lambda: self._tell("compile"))
            for _ in range(STEPS_MEANWHILE):
                annealer.step(SHARE_MEANWHILE)
            draft = annealer.draft
            if annealer.best.points < self._best.verdict.score.cost:
                draft.restore(annealer.best)
                self._best.accept(Plan(self._week.problem.name, draft.assignments(), draft.breaks()))
            return self._tell("compile")

        return go_on

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

    def _search_beside_proof(self) -> None:
        """Search while, in a longer run, it is proven what no plan avoids; where the clock decides nothing, after."""
        seconds = self._limits.seconds
        if self._limits.is_part:
            self._search()
        elif seconds is None:
            self._search()
            self._best.raise_unavoidable(unavoidable_points(self._week))
        elif seconds < PROOF_FROM_S:
            self._search()
        else:
            proof = Beside(self._best, lambda: seconds + self._extra_s - self._watch.elapsed_s)
            self._search()
            proof.stop()

    def _search(self) -> None:
        """Each search in a thread of its own; in a very large week by turns in parts of it, and all over it.

        Teams come from more parts than one, so parts alone would leave them as they are. In a week of 500 visits parts
        are so small that searches get further on their own, which meet a few times.
        """
        from matching.kernels.sharing import follow_best, put_together, share_out  # noqa: PLC0415  (as above)

        rng, epoch, met = np.random.default_rng(self._limits.seed), -1, 0
        parts: IntArray | None = None
        is_shared_out = len(self._searches) > 1 and len(self._week.visits) >= SHARED_FROM
        with ThreadPoolExecutor(len(self._searches)) as pool:
            while (spent := self._spent()) < 1 and self._tell("search"):
                if is_shared_out and int(spent * EPOCHS) != epoch:
                    if parts is not None:
                        put_together(self._searches, parts)
                    elif epoch >= 0:
                        self._keep_best()
                        follow_best(self._searches)
                    epoch = int(spent * EPOCHS)
                    is_apart = epoch % 2 and spent >= WHOLE_SHARE
                    parts = share_out(self._searches, rng) if is_apart else None
                elif not is_shared_out and sum(spent >= share for share in MEETINGS) > met:
                    met += 1
                    self._keep_best()
                    follow_best(self._searches)
                until = (epoch + 1) / EPOCHS if is_shared_out else next((m for m in MEETINGS if m > spent), 1.0)
                self._run(pool, until)
        if parts is not None:
            put_together(self._searches, parts)

    def _keep_best(self) -> None:
        """Keep the best draft of all where the search that leads does not have it."""
        best = min(self._searches, key=lambda one: one.cost)
        leader = min(self._searches, key=lambda one: one.standing_cost)
        if best.cost < min(leader.cost, self._best.verdict.score.cost):
            self._best.accept(best.plan())

    def _run(self, pool: ThreadPoolExecutor, until: float) -> None:
        """Let each search run by itself up to a share of the budget, the first in this thread, which tells of all."""
        others = [pool.submit(self._run_to, i, until) for i in range(1, len(self._searches))]
        try:
            self._run_to(0, until)
        except BaseException:  # the others would go on
            self._is_over = True
            raise
        for one in others:
            one.result()

    def _run_to(self, i: int, until: float) -> None:
        while not self._is_over and (spent := self._spent()) < until:
            self._run_batch(i, spent)
            if i == 0:
                self._is_over = not self._tell("search")

    def _run_batch(self, i: int, spent: float) -> None:
        """Let a search do some steps, as many as fit the clock if that is to decide."""
        limits, one = self._limits, self._searches[i]
        if limits.iterations is None:
            steps, share = self._batches[i], BATCH_S / (limits.seconds or 1.0)
        else:
            steps = max(1, min(BATCH, limits.iterations - one.iterations))
            share = steps / limits.iterations
        began_s = self._watch.elapsed_s
        one.run(steps, spent, min(1.0, spent + share))
        took_s = self._watch.elapsed_s - began_s
        self._batches[i] = max(1, min(2 * self._batches[i], int(self._batches[i] * BATCH_S / max(took_s, 1e-6))))

    def _spent(self) -> float:
        """Share of the budget that is spent."""
        limits, first = self._limits, self._searches[0]
        spent = 0.0 if limits.iterations is None else first.iterations / max(limits.iterations, 1)
        if self._search_s is not None:
            spent = max(spent, (self._watch.elapsed_s - self._extra_s) / self._search_s)
        return spent if first.is_hopeful else 1.0

    @property
    def _iterations(self) -> int:
        return sum(one.iterations for one in self._searches)

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        if not self._searches:
            standing = self._best.standing(0, self._best.verdict.score.cost, self._best.verdict.assigned)
        else:
            leader = min(self._searches, key=lambda one: one.cost)
            standing = self._best.standing(self._iterations, leader.cost, leader.assigned)
        return self._watch.tell(phase, standing, now=now)
