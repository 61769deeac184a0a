"""One run on a small week: a short search for a witness, then the exact model."""

from __future__ import annotations

from matching.best import Best, Limits
from matching.compiled import CompiledWeek
from matching.exact.solving import Budget, solve_exactly
from matching.plan import Plan, Solution
from matching.polish import polish
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.tours import Timer

SMALL = 20  # visits up to which the exact model decides the whole week
FIRST_STEPS = 400  # of the search before that, which find its witness and its hint
FIRST_SHARE = 0.1  # of the seconds that these may take
MIDDLE_SHARE = 0.5  # of the budget of other weeks that is searched before the exact model
POLISH_WORK = 0.05  # of CP-SAT's own measure, for the times of what has been searched
DETERMINISTIC_S = 0.002  # of CP-SAT's own measure for each iteration asked for


class SmallRun:
    """Searches, then proves, or tells the gap."""

    def __init__(self, week: CompiledWeek, limits: Limits, best: Best) -> None:
        self._week, self._limits, self._best, self._watch = week, limits, best, best.watch
        self._draft = Draft(week, Timer(week))
        self._annealer = Annealer(self._draft, limits.seed)

    def solve(self, start: Plan | None) -> Solution:
        """The best plan within the limits."""
        self._annealer.warm_up(start)
        self._annealer.construct(lambda: self._tell("construct"))
        self._best.accept(self._drafted())
        self._tell("construct", now=True)
        if len(self._week.visits) - len(self._week.facts) <= SMALL:
            self._search(FIRST_STEPS, FIRST_SHARE)
        else:
            self._search(None, MIDDLE_SHARE)
            self._best.accept(polish(self._week, self._best.plan, POLISH_WORK))
        self._prove()
        return self._best.solution(self._annealer.iterations)

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
        self._best.accept(self._drafted())

    def _prove(self) -> None:
        """Let the exact model decide the week, from what the search has found."""
        if self._watch.is_cancelled:
            return
        limits = self._limits
        left_s = None if limits.seconds is None else limits.seconds - self._watch.elapsed_s
        budget = Budget(
            seconds=left_s,
            deterministic_s=None if limits.iterations is None else limits.iterations * DETERMINISTIC_S,
            workers=limits.workers if limits.iterations is None else 1,
            seed=limits.seed % 2**31,
        )
        known = {one.visit: one for one in self._best.plan.assignments}
        found = solve_exactly(self._week, known, budget, self._hear)
        if found is not None:
            given = self._week.given
            assignments = (*given.visits.values(), *found.assignments)
            self._best.accept(Plan(self._week.problem.name, assignments, (*given.breaks, *found.breaks)))
            self._best.raise_bound(found.bound)

    def _hear(self, cost: int | None, assigned: int, bound: int | None) -> bool:
        best, annealer, limits = self._best, self._annealer, self._limits
        best.raise_bound(bound)
        if cost is None:
            cost, assigned = best.verdict.score.cost, best.verdict.assigned
        is_late = limits.seconds is not None and self._watch.elapsed_s >= limits.seconds
        return self._watch.tell("prove", best.standing(annealer.iterations, cost, assigned)) and not is_late

    def _drafted(self) -> Plan:
        return Plan(self._week.problem.name, self._draft.assignments(), self._draft.breaks())

    def _tell(self, phase: str, *, now: bool = False) -> bool:
        snapshot = self._annealer.best
        assigned = len(self._week.visits) - len(snapshot.absent)
        standing = self._best.standing(self._annealer.iterations, snapshot.points, assigned)
        return self._watch.tell(phase, standing, now=now)
