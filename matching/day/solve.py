"""Plan a day: compiled searches side by side that exchange their best drafts; the checker judges what comes out."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from matching.best import Limits
from matching.day.check import judge_day
from matching.day.plan import DayPlan, DayVerdict
from matching.day.polish import WORK, polish
from matching.day.possible import check_day
from matching.day.problem import DayProblem
from matching.plan import Progress
from matching.warming import compile_kernels
from matching.watch import Standing, Watch

if TYPE_CHECKING:
    from matching.day.search import DaySearch

DEFAULT_SECONDS = 60.0
OF_DAYS = "matching.day.kernels"
BATCH, BATCH_S = 2_000, 0.02  # steps between two looks at the clock at first, and what such a batch should take
FEW_PATIENTS, FEW_ROUNDS = 30, 8  # small days are annealed so often anew
EXCHANGES = (0.5, 0.65, 0.8, 0.9)  # shares of a round after which all go on from the best draft of any
POLISH_S, POLISH_SHARE = 0.5, 0.02  # of a run's time at most, for the exact times at the end
NOTHING_YET = 2**53  # points before there is a plan


@dataclass(frozen=True, slots=True)
class DaySolution:
    """The best plan found and its verdict; where a rule is broken none was found that keeps all."""

    plan: DayPlan
    verdict: DayVerdict
    iterations: int
    elapsed_s: float
    stopped: Literal["budget", "cancelled"]


def solve_day(
    problem: DayProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    workers: int = 1,
    on_progress: Callable[[Progress], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> DaySolution:
    """The best plan found within `seconds` or `iterations` (60 s if neither is given).

    With `iterations` and no `seconds` the clock decides nothing: the same day, seed and iterations give the same plan,
    by one worker. `on_progress` hears at least once a second where the run stands, its cost in ticks; its False ends
    the run within a second. Raises ProblemError if somebody who must be served can't be.
    """
    check_day(problem)
    if seconds is None and iterations is None:
        seconds = DEFAULT_SECONDS
    watch = Watch(clock, on_progress, len(problem.patients))
    return _DayRun(problem, Limits(seconds, iterations, seed, workers), watch).solve()


class _DayRun:
    """Rounds of annealing until the budget is spent."""

    def __init__(self, problem: DayProblem, limits: Limits, watch: Watch) -> None:
        self._problem, self._limits, self._watch = problem, limits, watch
        is_few = len(problem.patients) < FEW_PATIENTS and (limits.iterations is None or limits.iterations >= FEW_ROUNDS)
        self._rounds = FEW_ROUNDS if is_few else 1
        self._workers = 1 if limits.iterations is not None else limits.workers
        self._best: DaySearch | None = None
        self._searches: list[DaySearch] = []
        self._before = 0  # steps of rounds that are over
        self._began_s = 0.0

    def solve(self) -> DaySolution:
        """The best plan within the limits; a day without one is built in any case."""
        if not compile_kernels(self._tell_waiting, OF_DAYS):
            plan = DayPlan(self._problem.name, {})
            return DaySolution(plan, judge_day(self._problem, plan), 0, self._watch.elapsed_s, "cancelled")
        self._began_s = self._watch.elapsed_s
        with ThreadPoolExecutor(self._workers) as pool:
            for number in range(self._rounds):
                self._anneal(pool, number)
                if self._watch.is_cancelled:
                    break
        best = self._best or self._searches[0]
        plan = best.plan()
        if not self._watch.is_cancelled:
            plan = polish(self._problem, plan, self._polish_work)
        verdict = judge_day(self._problem, plan)
        stopped = "cancelled" if self._watch.is_cancelled else "budget"
        points = min(best.cost, round(verdict.cost * self._problem.divisor * self._problem.ticks))
        self._watch.tell(stopped, Standing(self._iterations, points, verdict.served, None), now=True)
        return DaySolution(plan, verdict, self._iterations, self._watch.elapsed_s, stopped)

    def _anneal(self, pool: ThreadPoolExecutor, number: int) -> None:
        """One round: from hot to cold, all searches to the same share, then those behind follow the best."""
        from matching.day.search import DaySearch  # noqa: PLC0415  (weeks do without these kernels)

        first = self._limits.seed + number * self._workers
        self._before = self._iterations
        self._searches = [DaySearch(self._problem, first + i) for i in range(self._workers)]
        self._tell("construct", now=number == 0)
        batches, spent = [self._first_batch] * self._workers, 0.0
        exchanges = list(EXCHANGES)
        while spent < 1.0 and self._tell("search"):
            looked_s = self._watch.elapsed_s
            until = min(1.0, spent + self._share(batches[0]))
            running = [pool.submit(one.run, batches[i], spent, until) for i, one in enumerate(self._searches)]
            for one in running:
                one.result()
            spent = self._spent(number)
            if self._limits.iterations is None:
                pace = BATCH_S / max(self._watch.elapsed_s - looked_s, 1e-6)
                batches = [max(100, min(2 * batch, int(batch * pace))) for batch in batches]
            else:
                batches = [self._batch_of_steps(self._limits.iterations)]
            if exchanges and spent >= exchanges[0]:
                exchanges.pop(0)
                self._exchange()
        leader = min(self._searches, key=lambda one: one.cost)
        if self._best is None or leader.cost < self._best.cost:
            self._best = leader

    @property
    def _first_batch(self) -> int:
        return BATCH if self._limits.iterations is None else self._batch_of_steps(self._limits.iterations)

    def _batch_of_steps(self, iterations: int) -> int:
        return max(1, min(BATCH, self._steps_a_round(iterations) - self._searches[0].iterations))

    def _steps_a_round(self, iterations: int) -> int:
        return max(1, iterations // self._rounds)

    @property
    def _polish_work(self) -> float:
        """Of CP-SAT's own time, which is about seconds: what was kept back for it."""
        return WORK if self._limits.seconds is None else min(POLISH_S, self._limits.seconds * POLISH_SHARE)

    def _exchange(self) -> None:
        leader = min(self._searches, key=lambda one: one.cost)
        for one in self._searches:
            if one.cost > leader.cost:
                one.follow(leader)

    def _share(self, steps: int) -> float:
        """Share of a round that so many steps take."""
        if self._limits.iterations is not None:
            return steps / self._steps_a_round(self._limits.iterations)
        return BATCH_S * self._rounds / (self._limits.seconds or 1.0)

    def _spent(self, number: int) -> float:
        """Share of this round that is spent."""
        limits, spent = self._limits, 0.0
        if limits.iterations is not None:
            spent = self._searches[0].iterations / self._steps_a_round(limits.iterations)
        if limits.seconds is not None:
            run_s = self._watch.elapsed_s - self._began_s
            search_s = limits.seconds - min(POLISH_S, limits.seconds * POLISH_SHARE)
            spent = max(spent, run_s / search_s * self._rounds - number)
        return spent

    @property
    def _iterations(self) -> int:
        return self._before + sum(one.iterations for one in self._searches)

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        searches = [*self._searches, *([self._best] if self._best else [])]
        leader = min(searches, key=lambda one: one.cost)
        return self._watch.tell(phase, Standing(self._iterations, leader.cost, leader.served, None), now=now)

    def _tell_waiting(self) -> bool:
        return self._watch.tell("compile", Standing(0, NOTHING_YET, 0, None))
