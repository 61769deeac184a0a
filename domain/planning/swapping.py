"""Two visits exchange a carer; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from domain.outcomes import FieldProblem, ValidationFailed
from domain.planning.changing import Change, changed, read_base, resolved
from domain.planning.compile import Compiled
from domain.planning.rule_refusals import rule_problem
from domain.planning.subjects import ready_subject
from matching.check import judge
from matching.plan import Plan
from matching.problem import Assignment, Pin, Problem
from matching.reasons.single import exclusion_of
from matching.reasons.stops import openings
from matching.reasons.week_lookup import WeekLookup


class Move(NamedTuple):
    """One half of an exchange: the field that names the visit, the visit as it would be, and the slot that changes."""

    field: str
    visit: Assignment
    slot: int


async def swapped(
    visit: str, other: str, compiled: Compiled, *, slot: int = 0, other_slot: int = 0
) -> Change | ValidationFailed:
    """The newest plan with the carers of two of its slots exchanged; nothing is stored. Takes up to some seconds."""
    base = await read_base(compiled)
    if isinstance(base, ValidationFailed):
        return base
    plan = await exchanged(visit, other, compiled.problem, base.plan, compiled, slot=slot, other_slot=other_slot)
    return plan if isinstance(plan, ValidationFailed) else await changed(base, plan, compiled)


async def exchanged(
    visit: str, other: str, problem: Problem, plan: Plan, compiled: Compiled, *, slot: int, other_slot: int
) -> Plan | ValidationFailed:
    """The plan with two carers exchanged, and their breaks moved if need be; refused if that breaks a rule."""
    one = held(visit, "visit", slot, plan, compiled)
    two = held(other, "other", other_slot, plan, compiled)
    if isinstance(one, ValidationFailed):
        return one
    if isinstance(two, ValidationFailed):
        return two
    if one.carers[slot] == two.carers[other_slot]:
        return ValidationFailed.of("other", other, "两项由同一人负责,无需对调。", "The same carer makes both already.")
    first = with_carer(one, slot, two.carers[other_slot])
    second = with_carer(first if one.visit == two.visit else two, other_slot, one.carers[slot])
    crews = {one.visit: first, two.visit: second}
    after = replace(plan, assignments=tuple(crews.get(each.visit, each) for each in plan.assignments))
    if judge(problem, after).is_kept:
        return after
    # perhaps only a break is in the way
    free = {name: Pin(crew.start_s, crew.carers) for name, crew in crews.items()}
    mended = await resolved(problem, plan, free)
    if {each.visit for each in after.assignments} <= {each.visit for each in mended.assignments}:
        return mended
    moves = [Move("visit", crews[one.visit], slot), Move("other", crews[two.visit], other_slot)]
    return refused(problem, plan, after, moves, compiled)


def held(text: str, field: str, slot: int, plan: Plan, compiled: Compiled) -> Assignment | ValidationFailed:
    """The assignment of a visit in which somebody has the slot."""
    subject = ready_subject(text, compiled)
    if isinstance(subject, ValidationFailed):
        return ValidationFailed(tuple(replace(one, field=field) for one in subject.problems))
    found = next((one for one in plan.assignments if one.visit == subject.engine_id), None)
    if found is not None and 0 <= slot < len(found.carers) and found.carers[slot] is not None:
        return found
    return ValidationFailed.of(field, text, "这个岗位没有派人,不能对调。", "Nobody has this slot: nothing to exchange.")


def with_carer(one: Assignment, slot: int, who: str | None) -> Assignment:
    """The assignment with another carer in a slot."""
    return replace(one, carers=(*one.carers[:slot], who, *one.carers[slot + 1 :]))


def refused(problem: Problem, before: Plan, after: Plan, moves: Sequence[Move], compiled: Compiled) -> ValidationFailed:
    """The first rule that keeps each of the two from the other's visit; else the rules that the exchange breaks."""
    problems = [found for one in moves if (found := kept_out(problem, after, one, compiled))]
    if not problems:
        known = {(one.code, one.detail) for one in judge(problem, before).violations}
        codes = {one.code: None for one in judge(problem, after).violations if (one.code, one.detail) not in known}
        problems = [rule_problem("other", code, (), (), compiled) for code in codes]
    return ValidationFailed(tuple(problems))


def kept_out(problem: Problem, after: Plan, move: Move, compiled: Compiled) -> FieldProblem | None:
    """The first rule that keeps a carer from a visit at the start that it has."""
    rest = replace(after, assignments=tuple(one for one in after.assignments if one.visit != move.visit.visit))
    week = WeekLookup(problem, rest)
    pinned = replace(week.visits[move.visit.visit], pin=Pin(move.visit.start_s, ()))
    carer = next(one for one in problem.carers if one.id == move.visit.carers[move.slot])
    found = exclusion_of(week, openings(pinned, [move.slot]), carer)
    if found.rule is None:
        return None
    return rule_problem(move.field, found.rule, found.blocking, [carer.id], compiled)
