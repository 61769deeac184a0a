"""Moving one visit by hand: another carer, another start, or both, while every other visit stays where it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from itertools import islice

from domain.calendar import WEEK_S
from domain.outcomes import Conflict, FieldProblem, Refusal, ValidationFailed
from domain.planning.changing import Base, Change, Stored, changed, read_base, resolved, store_change
from domain.planning.compile import Compiled
from domain.planning.decided import overtaken
from domain.planning.rule_refusals import rule_problem
from domain.planning.stop_names import stop_name
from domain.planning.subjects import Subject, carer_of, ready_subject
from domain.wording import Words
from matching.plan import Plan
from matching.problem import Pin, Problem
from matching.reasons import exclusions

MOST_PROBLEMS = 3


async def move_visit(
    visit: str,
    compiled: Compiled,
    *,
    carer: str | None = None,
    starts_at: datetime | None = None,
    slot: int = 0,
    now: datetime,
    actor: str,
) -> Stored | ValidationFailed | Conflict:
    """Move a visit of the newest plan, or place one that is open; refused if anything else would be lost."""
    change = await moved(visit, compiled, carer=carer, starts_at=starts_at, slot=slot)
    return change if isinstance(change, Refusal) else await store_change(change, compiled, now=now, actor=actor)


async def moved(
    visit: str,
    compiled: Compiled,
    *,
    carer: str | None,
    starts_at: datetime | None,
    slot: int = 0,
    expected_version: int | None = None,
) -> Change | ValidationFailed | Conflict:
    """The newest plan with a visit moved; nothing is stored. Takes up to some seconds.

    `expected_version` is of the slot's assignment in that plan, where whoever moves it has seen one.
    """
    base = await read_base(compiled)
    if isinstance(base, ValidationFailed):
        return base
    pin = wanted(visit, compiled, base.plan, carer=carer, starts_at=starts_at, slot=slot)
    if isinstance(pin, ValidationFailed):
        return pin
    subject, new_pin = pin
    if expected_version is not None and (conflict := await seen_before(base, subject, slot, expected_version)):
        return conflict
    plan = await placed(compiled.problem, base.plan, subject.engine_id, new_pin, compiled)
    return plan if isinstance(plan, ValidationFailed) else await changed(base, plan, compiled)


def wanted(
    visit: str, compiled: Compiled, plan: Plan, *, carer: str | None, starts_at: datetime | None, slot: int
) -> tuple[Subject, Pin] | ValidationFailed:
    """The visit, and the pin that holds it where it shall be."""
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    if carer is None and starts_at is None:
        return ValidationFailed.of("carer", "", "请指定人员、开始时间,或两者。", "Name a carer, a start, or both.")
    who = None if carer is None else carer_of(carer, compiled)
    if isinstance(who, ValidationFailed):
        return who
    if starts_at is not None and (refusal := outside(starts_at, compiled, "startsAt")):
        return refusal
    slots = len(next(one for one in compiled.problem.visits if one.id == subject.engine_id).slots)
    if not 0 <= slot < slots:
        return ValidationFailed.of(
            "slot", slot, f"这项服务有 {slots} 个岗位,从 0 数起。", f"It has {slots} slots, from 0."
        )
    old = next((one for one in plan.assignments if one.visit == subject.engine_id), None)
    crew = [*(old.carers if old else ()), *[None] * slots][:slots]
    if who is not None and str(who.id) in (*crew[:slot], *crew[slot + 1 :]):
        return ValidationFailed.of(
            "carer",
            carer,
            f"{who.name}已经在这项服务里:请换一个人。",
            f"{who.name} comes to it already. Name somebody else.",
        )
    if who is not None:
        crew[slot] = str(who.id)
    return subject, Pin(None if starts_at is None else compiled.week.second_of(starts_at), tuple(crew))


def outside(moment: datetime, compiled: Compiled, field: str) -> ValidationFailed | None:
    """Refuse a moment that lies in no part of the week, or names no offset from UTC."""
    aware = moment.tzinfo is not None and compiled.week.at(0) <= moment < compiled.week.at(WEEK_S)
    if aware:
        return None
    week = compiled.week.text
    return ValidationFailed.of(
        field,
        moment.isoformat(),
        f"请给 {week} 之内的时间,并写明时区,如 +08:00。",
        f"Give a time in {week} with its offset, such as +08:00.",
    )


async def seen_before(base: Base, subject: Subject, slot: int, expected_version: int) -> Conflict | None:
    """A Conflict if the slot's assignment is not of the version that somebody saw."""
    rows = [one for one in base.told_of(subject.engine_id) if one.slot == slot and one.plan_id == base.row.id]
    return await overtaken(rows[0]) if rows and rows[0].version != expected_version else None


async def placed(problem: Problem, plan: Plan, name: str, pin: Pin, compiled: Compiled) -> Plan | ValidationFailed:
    """The plan with one visit where its pin says, and all else where it was; refused if that breaks a rule."""
    free = {name: pin}
    after = await resolved(problem, plan, free)
    kept = {one.visit for one in plan.assignments} | {name}
    if kept <= {one.visit for one in after.assignments}:
        return after
    return refused(problem, plan, name, pin, compiled)


def refused(problem: Problem, plan: Plan, moved_id: str, pin: Pin, compiled: Compiled) -> ValidationFailed:
    """Why the visit can't go there: each first rule that keeps out those who should make it and do not now."""
    rest = Plan(plan.problem, tuple(one for one in plan.assignments if one.visit != moved_id), plan.breaks)
    visits = tuple(replace(one, pin=pin) if one.id == moved_id else one for one in problem.visits)
    crew = set(pin.carers) - {None}
    there = {who for one in plan.assignments if one.visit == moved_id for who in one.carers}
    asked = crew - there or crew
    kept_out: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for one in exclusions(replace(problem, visits=visits), rest, moved_id):
        if one.rule is not None and (not asked or one.carer in asked):
            kept_out[one.rule, one.blocking].append(one.carer)
    problems = [
        rule_problem("visit", rule, blocking, who if asked else (), compiled)
        for (rule, blocking), who in islice(kept_out.items(), MOST_PROBLEMS)
    ]
    name = stop_name(moved_id, None, compiled)
    cannot = Words(f"{name.zh}不能这样安排。", f"{name.en} can't go there.")
    return ValidationFailed(tuple(problems) or (FieldProblem("visit", moved_id, cannot),))
