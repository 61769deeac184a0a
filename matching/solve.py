"""Plan a week: exactly where it is small, else by search; what comes out has been judged by the checker."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from matching.bound import certain_cost
from matching.check import judge
from matching.compile import CompiledWeek, compile_week
from matching.exact.solving import Budget, Found, solve_exactly
from matching.plan import Plan, Progress, Solution, Verdict
from matching.problem import Problem
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.tours import Timer
from matching.validate import check_problem
from matching.watch import Standing, Watch

DEFAULT_SECONDS = 20.0
SMALL = 20  # visits up to which the exact model decides the whole week
FIRST_STEPS = 400  # of the search, which gives the exact model its witness and its hint
DETERMINISTIC_S = 0.002  # of CP-SAT's own measure for each iteration asked for


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    workers: int = 1,
    start: Plan | None = None,
    on_progress: Callable[[Progress], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Solution:
    """The best plan found within `seconds` or `iterations` (20 s if neither is given); it keeps every rule.

    With `iterations` the clock decides nothing: the same problem, seed and iterations give the same plan. `workers` are
    used within `seconds` only. `start` is kept where it is valid. `on_progress` hears at least once a second where the
    run stands; its False ends it within a second. Raises ProblemError if the week can't be planned as given.
    """
    check_problem(problem)
    if seconds is None and iterations is None:
        seconds = DEFAULT_SECONDS
    run = _Run(problem, _Limits(seconds, iterations, seed, workers), Watch(clock, on_progress, len(problem.visits)))
    return run.solve(start)


@dataclass(frozen=True, slots=True)
class _Limits:
    seconds: float | None
    iterations: int | None
    seed: int
    workers: int


class _Run:
    """One call of `solve`. `_best` is the best plan that the checker has accepted."""

    def __init__(self, problem: Problem, limits: _Limits, watch: Watch) -> None:
        self._problem, self._limits, self._watch = problem, limits, watch
        self._week: CompiledWeek = compile_week(problem)
        self._draft = Draft(self._week, Timer(self._week))
        self._annealer = Annealer(self._draft, limits.seed)
        self._bound: int | None = certain_cost(self._week)
        self._best: tuple[Plan, Verdict] = self._judged(Plan(problem.name, *self._drafted()))

    def solve(self, start: Plan | None) -> Solution:
        """Construct, improve, prove."""
        self._annealer.warm_up(start)
        self._annealer.construct()
        self._accept_draft()
        self._watch.tell("construct", self._standing(), now=True)
        if len(self._week.visits) - len(self._week.facts) <= SMALL:
            self._search(FIRST_STEPS, 0.1)
            self._prove()
        else:
            self._search(None, 1.0)
        return self._solution()

    def _search(self, most: int | None, share: float) -> None:
        """Anneal for a share of the budget, `most` steps at most."""
        annealer, watch = self._annealer, self._watch
        seconds = None if self._limits.seconds is None else self._limits.seconds * share
        steps = [n for n in (self._limits.iterations, most) if n is not None]
        begun_s = watch.elapsed_s

        def go_on() -> float | None:
            if not watch.tell("search", self._standing()):
                return None
            spent = annealer.iterations / min(steps) if steps and min(steps) else float(bool(steps))
            if seconds is not None:
                spent = max(spent, (watch.elapsed_s - begun_s) / max(seconds - begun_s, 1e-9))
            return spent if spent < 1 and self._draft.week.visits else None

        annealer.run(go_on)
        self._draft.restore(annealer.best)
        self._accept_draft()

    def _prove(self) -> None:
        """Let the exact model decide the week, from what the search has found."""
        if self._watch.is_cancelled:
            return
        limits, iterations = self._limits, self._limits.iterations
        left_s = None if limits.seconds is None else limits.seconds - self._watch.elapsed_s
        budget = Budget(
            seconds=left_s,
            deterministic_s=None if iterations is None else iterations * DETERMINISTIC_S,
            workers=limits.workers if iterations is None else 1,
            seed=limits.seed % 2**31,
        )
        plan = self._best[0]
        found = solve_exactly(self._week, {one.visit: one for one in plan.assignments}, budget, self._hear)
        if found is not None:
            self._accept(Plan(self._problem.name, *self._with_facts(found)))
            self._raise_bound(found.bound)

    def _hear(self, cost: int | None, assigned: int, bound: int | None) -> bool:
        standing = self._standing()
        self._raise_bound(bound)
        if cost is not None and cost < standing.cost:
            standing = Standing(standing.iterations, cost, assigned, self._bound)
        return self._watch.tell("prove", standing)

    def _raise_bound(self, bound: int | None) -> None:
        """Take a bound from the exact model; not where it simplifies the breaks that are facts."""
        is_whole = all(duty.head is None or not duty.head.pause_s for duty in self._week.duties)
        if bound is not None and is_whole:
            self._bound = max(bound, self._bound or bound)

    def _with_facts(self, found: Found) -> tuple[tuple[object, ...], tuple[object, ...]]:
        given = self._week.given
        return (*given.visits.values(), *found.assignments), (*given.breaks, *found.breaks)

    def _drafted(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        return self._draft.assignments(), self._draft.breaks()

    def _accept_draft(self) -> None:
        if self._annealer.best.points <= self._best[1].score.cost:
            self._accept(Plan(self._problem.name, *self._drafted()))

    def _judged(self, plan: Plan) -> tuple[Plan, Verdict]:
        return plan, judge(self._problem, plan)

    def _accept(self, plan: Plan) -> None:
        """Keep a plan that the checker accepts and that costs less."""
        verdict = judge(self._problem, plan)
        if verdict.is_kept and verdict.score.cost < self._best[1].score.cost:
            self._best = plan, verdict

    def _standing(self) -> Standing:
        best = self._annealer.best
        verdict = self._best[1]
        if best.points < verdict.score.cost:
            return Standing(self._annealer.iterations, best.points, self._assigned(len(best.absent)), self._bound)
        return Standing(self._annealer.iterations, verdict.score.cost, verdict.assigned, self._bound)

    def _assigned(self, absent: int) -> int:
        return len(self._week.visits) - absent

    def _solution(self) -> Solution:
        plan, verdict = self._best
        is_proven = self._bound is not None and self._bound >= verdict.score.cost
        stopped = "proven" if is_proven else "cancelled" if self._watch.is_cancelled else "budget"
        self._watch.tell(stopped, self._standing(), now=True)
        return Solution(
            plan=plan,
            verdict=verdict,
            iterations=self._annealer.iterations,
            elapsed_s=self._watch.elapsed_s,
            stopped=stopped,
            bound=self._bound,
        )
