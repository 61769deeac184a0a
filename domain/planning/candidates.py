"""Who else could make a visit, and what the plan would then cost: all else stays where it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.outcomes import ValidationFailed
from domain.planning.changing import read_base, standing
from domain.planning.compile import Compiled
from domain.planning.models import Plan as PlanModel
from domain.planning.operations import engine_plan
from domain.planning.stop_names import rule_with_stops
from domain.planning.subjects import ready_subject
from domain.wording import Words
from matching.check import judge
from matching.plan import Plan
from matching.problem import Assignment, Pin, Problem, Visit
from matching.reasons import exclusions
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.placing import with_visit

MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A qualified carer: when they could start and how many points more the plan would cost, or why they can't."""

    carer_id: UUID
    is_now: bool
    starts_at: datetime | None
    cost_difference: int | None
    rule: str
    why: Words | None


async def candidates(
    visit: str, compiled: Compiled, *, plan_id: UUID | None = None
) -> list[Candidate] | ValidationFailed:
    """The carers whom no gate keeps from a visit, those who could make it first, the cheapest first; at most 50.

    The plan is the week's newest, or the one asked for.
    """
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    plan = await shown_plan(compiled, plan_id)
    if isinstance(plan, ValidationFailed):
        return plan
    return await asyncio.to_thread(ranked, subject.engine_id, plan, compiled)


async def shown_plan(compiled: Compiled, plan_id: UUID | None) -> Plan | ValidationFailed:
    """A plan as far as it can stand today."""
    if plan_id is not None:
        return standing(compiled.problem, await engine_plan(await PlanModel.get(id=plan_id), compiled))
    base = await read_base(compiled)
    return base if isinstance(base, ValidationFailed) else base.plan


def ranked(name: str, plan: Plan, compiled: Compiled) -> list[Candidate]:
    """Each qualified carer tried in the visit's place."""
    problem = compiled.problem
    mine = next((one for one in plan.assignments if one.visit == name), None)
    rest = replace(plan, assignments=tuple(one for one in plan.assignments if one.visit != name))
    cost = judge(problem, plan).score.cost
    found = [
        candidate(one, mine, trial(problem, rest, name, mine, one.carer), cost, compiled)
        for one in exclusions(problem, rest, name)
        if one.rule not in GATES
    ]
    found.sort(key=lambda one: (one.cost_difference is None, one.cost_difference or 0, str(one.carer_id)))
    return found[:MOST_CANDIDATES]


def trial(problem: Problem, rest: Plan, name: str, mine: Assignment | None, carer: str) -> Plan | None:
    """The cheapest plan in which a carer makes the visit, alone or beside those who come; None if there is none."""
    if mine is not None and carer in mine.carers:
        found = [replace(rest, assignments=(*rest.assignments, mine))]
    else:
        visit = next(one for one in problem.visits if one.id == name)
        found = [
            placed
            for pinned in with_carer(visit, mine, carer)
            if (placed := with_visit(replaced(problem, pinned), rest, name)) is not None
        ]
    return min(found, key=lambda one: judge(problem, one).score.cost, default=None)


def with_carer(visit: Visit, mine: Assignment | None, carer: str) -> Iterator[Visit]:
    """The visit with the carer in each of its slots, and those who come now in the others."""
    crew = [*(mine.carers if mine else ()), *[None] * len(visit.slots)][: len(visit.slots)]
    start_s = visit.pin.start_s if visit.pin else None
    if mine is not None and len(visit.slots) > 1:
        start_s = mine.start_s
    for slot in range(len(visit.slots)):
        yield replace(visit, pin=Pin(start_s, tuple(carer if i == slot else who for i, who in enumerate(crew))))


def replaced(problem: Problem, visit: Visit) -> Problem:
    """The problem with one visit changed."""
    return replace(problem, visits=tuple(visit if one.id == visit.id else one for one in problem.visits))


def candidate(one: Exclusion, mine: Assignment | None, placed: Plan | None, cost: int, compiled: Compiled) -> Candidate:
    """What came of a trial."""
    is_now = mine is not None and one.carer in mine.carers
    if placed is None:
        rule = one.rule or "PIN"
        return Candidate(UUID(one.carer), is_now, None, None, rule, rule_with_stops(rule, one.blocking, compiled))
    start_s = placed.assignments[-1].start_s
    difference = judge(compiled.problem, placed).score.cost - cost
    return Candidate(UUID(one.carer), is_now, compiled.week.at(start_s), difference, "", None)
