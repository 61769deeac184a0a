"""One run on a very large week: its parts, then pairs that can meet, then pairs of pairs, so that borders mend."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from matching.best import Best, Limits
from matching.check import judge
from matching.compile import compile_week
from matching.fullest import fullest_first
from matching.large import LargeRun
from matching.meeting import Meeting
from matching.parts import Part, divide, neighbours, plan_of, put_into, together, week_of
from matching.plan import Plan, Progress, Solution
from matching.problem import Problem
from matching.warming import compile_kernels
from matching.watch import Standing, Watch

PART_VISITS = 800  # at most, or little more
ROUNDS = (0.45, 0.25, 0.3)  # of the budget: parts alone, pairs of them, pairs of those; if none can meet, parts alone
SPARE = 0.04  # of the budget, for dividing and judging


@dataclass(frozen=True, slots=True)
class _Turn:
    """One part's turn in a round: by when the round is over, and the visits of all whose turn has not come."""

    part: Part
    seed: int
    share: float  # of the iterations of the whole run
    ends: float  # share of the budget
    left: int


class VeryLargeRun:
    """Plans parts side by side until the budget is spent."""

    def __init__(self, problem: Problem, limits: Limits, watch: Watch) -> None:
        self._problem, self._limits, self._watch = problem, limits, watch
        self._workers = 1 if limits.iterations is not None else limits.workers
        self._parts, self._can_meet = divide(problem, PART_VISITS), Meeting(problem).can_meet
        self._plan = Plan(problem.name)
        self._standing = {part: _empty(problem, part) for part in self._parts}  # what each part's plan costs
        self._iterations = 0
        self._began_s = 0.0
        self._lock = Lock()

    def solve(self) -> Solution:
        """The best plan within the limits."""
        if compile_kernels(lambda: self._tell("compile")):
            self._began_s = self._watch.elapsed_s
            ends = 0.0
            with ThreadPoolExecutor(self._workers) as pool:
                rounds = ROUNDS if neighbours(self._parts, self._can_meet) else (1.0,)
                for number, share in enumerate(rounds):
                    if number > 0:
                        self._join_neighbours()
                    ends += share
                    self._round(pool, share, ends)
        plan = fullest_first(self._problem, self._plan)
        verdict = judge(self._problem, plan)
        stopped = "cancelled" if self._watch.is_cancelled else "budget"
        self._watch.tell(stopped, Standing(self._iterations, verdict.score.cost, verdict.assigned, None), now=True)
        return Solution(plan, verdict, self._iterations, self._watch.elapsed_s, stopped)

    def _join_neighbours(self) -> None:
        """Make pairs of parts one part. What a part's carers do never leaves it, so costs add up."""
        pairs = [(self._parts[i], self._parts[k]) for i, k in neighbours(self._parts, self._can_meet)]
        alone = [part for part in self._parts if not any(part in pair for pair in pairs)]
        self._parts = [*(together(pair) for pair in pairs), *alone]
        for part, pair in zip(self._parts, pairs, strict=False):
            (cost, assigned), (more_cost, more_assigned) = (self._standing.pop(one) for one in pair)
            self._standing[part] = (cost + more_cost, assigned + more_assigned)

    def _round(self, pool: ThreadPoolExecutor, share: float, ends: float) -> None:
        visits = sum(len(part.visits) for part in self._parts)
        left, running = visits, list[Future[None]]()
        for number, part in enumerate(self._parts):
            turn = _Turn(part, self._limits.seed + number, share * len(part.visits) / visits, ends, left)
            running.append(pool.submit(self._better, turn))
            left -= len(part.visits)
        for one in running:
            one.result()

    def _better(self, turn: _Turn) -> None:
        """Plan a part from where it stands."""
        limits, part = self._limits_of(turn), turn.part
        if self._watch.is_cancelled or limits.seconds == 0.0:
            return
        with self._lock:
            start = plan_of(self._plan, part)
        week = compile_week(week_of(self._problem, part))
        watch = Watch(self._watch.clock, self._listener(part), len(part.visits))
        solution = LargeRun(week, limits, Best(week, watch, None)).solve(start)
        with self._lock:
            self._iterations += solution.iterations
            if solution.verdict.score.cost <= self._standing[part][0]:
                self._plan = put_into(self._plan, part, solution.plan)
                self._standing[part] = (solution.verdict.score.cost, solution.verdict.assigned)

    def _limits_of(self, turn: _Turn) -> Limits:
        """What the parts of a turn get of what is left of the round, by their visits."""
        limits, seconds = self._limits, None
        iterations = None if limits.iterations is None else max(1, int(limits.iterations * turn.share))
        if limits.seconds is not None:
            ends_s = self._began_s + limits.seconds * (1 - SPARE) * turn.ends
            left_s = max(0.0, ends_s - self._watch.elapsed_s)
            seconds = min(left_s, left_s * self._workers * len(turn.part.visits) / turn.left)
        return Limits(seconds, iterations, turn.seed, 1, is_part=True)

    def _listener(self, part: Part) -> Callable[[Progress], bool]:
        """Hears a part's progress, and tells it as the whole week's."""

        def hear(progress: Progress) -> bool:
            with self._lock:
                others = [standing for one, standing in self._standing.items() if one != part]
                cost = progress.cost + sum(cost for cost, _ in others)
                assigned = progress.assigned + sum(assigned for _, assigned in others)
                return self._tell(progress.phase, cost, assigned, progress.iterations)

        return hear

    def _tell(self, phase: str, cost: int | None = None, assigned: int = 0, iterations: int = 0) -> bool:
        if cost is None:
            cost = sum(cost for cost, _ in self._standing.values())
        return self._watch.tell(phase, Standing(self._iterations + iterations, cost, assigned, None))


def _empty(problem: Problem, part: Part) -> tuple[int, int]:
    """What a part costs with nobody served."""
    verdict = judge(week_of(problem, part), Plan(problem.name))
    return verdict.score.cost, verdict.assigned
