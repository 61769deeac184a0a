"""The best plan of a run: one that the checker has accepted, with its bound, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass

from matching.check import judge
from matching.compiled import CompiledWeek
from matching.fullest import fullest_first
from matching.plan import Plan, Solution, Verdict
from matching.watch import Standing, Watch


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take; without `seconds` the clock decides nothing."""

    seconds: float | None
    iterations: int | None
    seed: int
    workers: int
    is_part: bool = False  # of a larger week: what it leaves open proves nothing of the whole


class Best:
    """The best plan so far, and the greatest bound."""

    def __init__(self, week: CompiledWeek, watch: Watch, bound: int | None) -> None:
        self.week, self.watch, self.bound = week, watch, bound
        self.unavoidable: int | None = None
        self.plan = Plan(week.problem.name, tuple(week.given.visits.values()), week.given.breaks)
        self.verdict: Verdict = judge(week.problem, self.plan)

    def accept(self, plan: Plan) -> None:
        """Keep a plan that costs less, if the checker finds no rule broken."""
        plan = fullest_first(self.week.problem, plan)
        verdict = judge(self.week.problem, plan)
        if verdict.is_kept and verdict.score.cost < self.verdict.score.cost:
            self.plan, self.verdict = plan, verdict

    def raise_bound(self, bound: int | None) -> None:
        """Take over a bound of the exact model, which is one of the week only where no break in the facts is open.

        Such a break counts or not by what follows it; the model lets nothing begin before it ends.
        """
        if bound is not None and not any(duty.head and duty.head.pause_s for duty in self.week.duties):
            self.bound = bound if self.bound is None else max(bound, self.bound)

    def raise_unavoidable(self, points: int) -> None:
        """Take over what every plan leaves open, which bounds the cost as well."""
        self.unavoidable = points if self.unavoidable is None else max(points, self.unavoidable)
        self.bound = self.unavoidable if self.bound is None else max(self.unavoidable, self.bound)

    def standing(self, iterations: int, cost: int, assigned: int) -> Standing:
        """The better of the accepted plan and of what a search has found."""
        accepted = self.verdict.score.cost
        if cost < accepted:
            return Standing(iterations, cost, assigned, self.bound, self.unavoidable)
        return Standing(iterations, accepted, self.verdict.assigned, self.bound, self.unavoidable)

    def solution(self, iterations: int) -> Solution:
        """What the run comes to, told a last time."""
        is_proven = self.bound is not None and self.bound >= self.verdict.score.cost
        stopped = "proven" if is_proven else "cancelled" if self.watch.is_cancelled else "budget"
        standing = Standing(iterations, self.verdict.score.cost, self.verdict.assigned, self.bound, self.unavoidable)
        self.watch.tell(stopped, standing, now=True)
        return Solution(
            plan=self.plan,
            verdict=self.verdict,
            iterations=iterations,
            elapsed_s=self.watch.elapsed_s,
            stopped=stopped,
            bound=self.bound,
            unavoidable=self.unavoidable,
        )
