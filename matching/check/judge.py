"""The independent checker: every rule and every term, recomputed from the problem and the plan alone.

It shares nothing with the search but the problem's own words, so that a bug can't agree with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from matching.check import duty_rules, frozen_rule, terms, visit_rules
from matching.check.sheet import Sheet, lay_out
from matching.plan import Plan, Score, Verdict, Violation
from matching.problem import Problem

Rule = Callable[[Sheet], Iterator[Violation]]

HARD_RULES: tuple[Rule, ...] = (
    visit_rules.window,
    visit_rules.slots,
    visit_rules.kind,
    visit_rules.skill,
    visit_rules.credential,
    visit_rules.years,
    visit_rules.gender,
    visit_rules.excluded,
    duty_rules.available,
    duty_rules.travel,
    duty_rules.pause,
    duty_rules.day,
    duty_rules.week,
    duty_rules.days,
    duty_rules.rest,
    visit_rules.pin,
    visit_rules.series,
    visit_rules.link,
    frozen_rule.frozen,
)


def score(problem: Problem, plan: Plan) -> Score:
    """Every term alone, which takes half as long."""
    return terms.score(lay_out(problem, plan))


def judge(problem: Problem, plan: Plan, *, faults: Iterable[Violation] = ()) -> Verdict:
    """Every broken rule, every term, and how much is assigned; a plan that breaks rules has its terms too.

    `faults` are FORMAT violations that a reader has found. The week must be well formed (`check_problem`).
    """
    sheet = lay_out(problem, plan)
    broken = [violation for rule in HARD_RULES for violation in rule(sheet)]
    return Verdict(
        violations=(*faults, *sheet.faults, *broken),
        score=terms.score(sheet),
        assigned=len(sheet.crews),
        visits=len(problem.visits),
        filled_slots=sum(len(sheet.filled(visit)) for visit in sheet.assigned),
        slots=sum(len(visit.slots) for visit in problem.visits),
    )
