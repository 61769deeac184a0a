"""One run of the engine: construct, search, then prove what is small or mend what is large."""

from __future__ import annotations

from dataclasses import dataclass

from matching.bound import certain_cost
from matching.check import judge
from matching.compile import compile_week
from matching.exact.solving import Budget, solve_exactly
from matching.fullest import fullest_first
from matching.plan import Plan, Solution, Verdict
from matching.problem import Problem
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.neighbourhood import Mender
from matching.search.tours import Timer
from matching.watch import Standing, Watch

SMALL = 20  # visits up to which the exact model decides the whole week
FIRST_STEPS = 400  # of the search before that, which find its witness and its hint
FIRST_SHARE = 0.1  # of the seconds that these may take
MIDDLE = 60  # visits up to which the exact model gives a bound worth its time
MIDDLE_SHARE = 0.5  # of the budget of such a week that is searched before
SEARCH_SHARE = 0.9  # of the budget of larger weeks; the rest mends
DETERMINISTIC_S = 0.002  # of CP-SAT's own measure for each iteration asked for
STEPS_A_MEND = 40  # steps of the search that take as long as one mend


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take; without `seconds` the clock decides nothing."""

    seconds: float | None
    iterations: int | None
    seed: int
    workers: int


class Run:
    """One call of `solve`. The best plan is one that the checker has accepted."""

    def __init__(self, problem: Problem, limits: Limits, watch: Watch) -> None:
        self._problem, self._limits, self._watch = problem, limits, watch
        self._week = compile_week(problem)
        self._draft = Draft(self._week, Timer(self._week))
        self._annealer = Annealer(self._draft, limits.seed)
        self._bound = certain_cost(self._week)
        self._plan = self._drafted()
        self._verdict: Verdict = judge(problem, self._plan)

    def solve(self, start: Plan | None) -> Solution:
        """The best plan within the limits."""
        annealer, open_visits = self._annealer, len(self._week.visits) - len(self._week.facts)
        annealer.warm_up(start or _published(self._problem))
        annealer.construct(lambda: self._tell("construct"))
        self._accept(self._drafted())
        self._tell("construct", now=True)
        if open_visits <= SMALL:
            self._search(FIRST_STEPS, FIRST_SHARE)
            self._prove()
        elif open_visits <= MIDDLE:
            self._search(None, MIDDLE_SHARE)
            self._prove()
        else:
            self._search(None, SEARCH_SHARE)
            self._mend()
        return self._solution()

    def _search(self, most: int | None, share: float) -> None:
        """Anneal for a share of the seconds or the iterations asked for, `most` at most."""
        annealer, limits = self._annealer, self._limits
        asked = None if limits.iterations is None else int(limits.iterations * (1.0 if most else share))
        steps = min((n for n in (asked, most) if n is not None), default=None)
        begun_s = self._watch.elapsed_s

        def spent() -> float | None:
            if not self._tell("search") or not annealer.hopeful:
                return None
            spent = 0.0 if steps is None else annealer.iterations / max(steps, 1)
            if limits.seconds is not None:
                spent = max(spent, (self._watch.elapsed_s - begun_s) / max(limits.seconds * share - begun_s, 1e-9))
            return spent if spent < 1 else None

        annealer.run(spent)
        self._draft.restore(annealer.best)
        self._accept(self._drafted())

    def _mend(self) -> None:
        """Decide a few duties after the other exactly, for what is left of the budget."""
        annealer, limits = self._annealer, self._limits
        mender = Mender(self._draft, annealer.inserter, annealer.ruiner, annealer.rng)
        mends = None if limits.iterations is None else int(limits.iterations * (1 - SEARCH_SHARE)) // STEPS_A_MEND
        done = 0
        while self._tell("mend") and annealer.hopeful and (mends is None or done < mends) and not self._is_late():
            mender.mend(lambda: self._tell("mend"), self._left_s())
            annealer.keep_best()
            done += 1
        self._accept(self._drafted())

    def _is_late(self) -> bool:
        return self._limits.seconds is not None and self._watch.elapsed_s >= self._limits.seconds

    def _left_s(self) -> float | None:
        """Seconds that are left; None if they don't count."""
        return None if self._limits.seconds is None else self._limits.seconds - self._watch.elapsed_s

    def _prove(self) -> None:
        """Let the exact model decide the week, from what the search has found."""
        if self._watch.is_cancelled:
            return
        limits = self._limits
        budget = Budget(
            seconds=self._left_s(),
            deterministic_s=None if limits.iterations is None else limits.iterations * DETERMINISTIC_S,
            workers=limits.workers if limits.iterations is None else 1,
            seed=limits.seed % 2**31,
        )
        found = solve_exactly(self._week, {one.visit: one for one in self._plan.assignments}, budget, self._hear)
        if found is not None:
            given = self._week.given
            assignments = (*given.visits.values(), *found.assignments)
            self._accept(Plan(self._problem.name, assignments, (*given.breaks, *found.breaks)))
            self._raise_bound(found.bound)

    def _hear(self, cost: int | None, assigned: int, bound: int | None) -> bool:
        self._raise_bound(bound)
        standing = self._standing()
        if cost is not None and cost < standing.cost:
            standing = Standing(standing.iterations, cost, assigned, self._bound)
        return self._watch.tell("prove", standing) and not self._is_late()

    def _raise_bound(self, bound: int | None) -> None:
        """Take over a bound of the exact model, which is one of the week only where no break in the facts is open.

        Such a break counts or not by what follows it; the model lets nothing begin before it ends.
        """
        if bound is not None and not any(duty.head and duty.head.pause_s for duty in self._week.duties):
            self._bound = max(bound, self._bound)

    def _drafted(self) -> Plan:
        return Plan(self._problem.name, self._draft.assignments(), self._draft.breaks())

    def _accept(self, plan: Plan) -> None:
        """Keep a plan that costs less, if the checker finds no rule broken."""
        plan = fullest_first(self._problem, plan)
        verdict = judge(self._problem, plan)
        if verdict.is_kept and verdict.score.cost < self._verdict.score.cost:
            self._plan, self._verdict = plan, verdict

    def _standing(self) -> Standing:
        annealer, verdict = self._annealer, self._verdict
        if annealer.best.points < verdict.score.cost:
            assigned = len(self._week.visits) - len(annealer.best.absent)
            return Standing(annealer.iterations, annealer.best.points, assigned, self._bound)
        return Standing(annealer.iterations, verdict.score.cost, verdict.assigned, self._bound)

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        return self._watch.tell(phase, self._standing(), now=now)

    def _solution(self) -> Solution:
        is_proven = self._bound >= self._verdict.score.cost
        stopped = "proven" if is_proven else "cancelled" if self._watch.is_cancelled else "budget"
        self._tell(stopped, now=True)
        return Solution(
            plan=self._plan,
            verdict=self._verdict,
            iterations=self._annealer.iterations,
            elapsed_s=self._watch.elapsed_s,
            stopped=stopped,
            bound=self._bound,
        )


def _published(problem: Problem) -> Plan | None:
    """What people were told: the search begins there, as every change costs."""
    return Plan(problem.name, problem.published.assignments) if problem.published else None
