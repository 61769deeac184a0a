"""Pins: the coordinator's word that a carer, a start or both are settled, whatever the engine would choose."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain import audit, events
from domain.outcomes import Conflict, FieldProblem, Refusal, ValidationFailed
from domain.people.models import Carer
from domain.planning.compile import Compiled
from domain.planning.models import Pin
from domain.planning.rule_refusals import rule_problem
from domain.planning.subjects import Subject, carer_of, ready_subject
from domain.planning.weeks import changeable_week
from domain.store import one_transaction
from matching.check import judge
from matching.plan import Plan, Violation
from matching.problem import Assignment, Problem, Visit
from matching.problem import Pin as EnginePin
from matching.reasons import exclusions


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin that holds from now on."""

    pin_id: UUID
    key: str


@dataclass(frozen=True, slots=True)
class Unpinned:
    """So many pins taken off."""

    removed: int


@dataclass(frozen=True, slots=True)
class PinWish:
    """A pin that no rule and no other pin stands against."""

    subject: Subject
    who: Carer | None
    starts_at: datetime | None
    slot: int


async def pin_visit(
    visit: str,
    compiled: Compiled,
    *,
    carer: str | None = None,
    starts_at: datetime | None = None,
    slot: int = 0,
    now: datetime,
    actor: str,
) -> Pinned | ValidationFailed | Conflict:
    """Settle who makes a visit, when it starts, or both, if no rule and no other pin stands against it."""
    wish = await checked_pin(visit, compiled, carer=carer, starts_at=starts_at, slot=slot)
    return wish if isinstance(wish, Refusal) else await store_pin(wish, compiled, now=now, actor=actor)


async def checked_pin(
    visit: str, compiled: Compiled, *, carer: str | None, starts_at: datetime | None, slot: int
) -> PinWish | ValidationFailed:
    """The pin, if it could hold; nothing is stored."""
    if carer is None and starts_at is None:
        return ValidationFailed.of("carer", "", "请指定人员、开始时间,或两者。", "Name a carer, a start, or both.")
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    who = None if carer is None else carer_of(carer, compiled)
    if isinstance(who, ValidationFailed):
        return who
    refusal = await asyncio.to_thread(against, subject, who, starts_at, slot, compiled)
    return refusal or PinWish(subject, who, starts_at, slot)


def against(
    subject: Subject, who: Carer | None, starts_at: datetime | None, slot: int, compiled: Compiled
) -> ValidationFailed | None:
    """The rules and other pins that stand against a pin; None if it can hold."""
    visit = next(one for one in compiled.problem.visits if one.id == subject.engine_id)
    if not 0 <= slot < len(visit.slots):
        return ValidationFailed.of(
            "slot",
            slot,
            f"这项服务有 {len(visit.slots)} 个岗位,从 0 数起。",
            f"It has {len(visit.slots)} slots, from 0.",
        )
    pinned = with_pin_at(visit, None if who is None else str(who.id), slot, starts_at, compiled)
    problem = replace(
        compiled.problem, visits=tuple(pinned if one.id == visit.id else one for one in compiled.problem.visits)
    )
    return refused_by_rules(problem, pinned, compiled) or refused_alone(problem, pinned, who, compiled)


def with_pin_at(visit: Visit, who: str | None, slot: int, starts_at: datetime | None, compiled: Compiled) -> Visit:
    """The visit with one more pin on it."""
    old = visit.pin or EnginePin()
    crew = [*old.carers, *[None] * (slot + 1 - len(old.carers))]
    crew[slot] = who or crew[slot]
    start_s = old.start_s if starts_at is None else compiled.week.second_of(starts_at)
    return replace(visit, pin=EnginePin(start_s, tuple(crew)))


def refused_by_rules(problem: Problem, pinned: Visit, compiled: Compiled) -> ValidationFailed | None:
    """Rules that pins with both a start and all carers break, by themselves and among one another."""
    settled = settled_plan(problem)
    if not any(one.visit == pinned.id for one in settled.assignments):
        return None
    others = Plan(settled.problem, tuple(one for one in settled.assignments if one.visit != pinned.id))
    known = {(one.code, one.detail) for one in judge(problem, others).violations}
    broken = [one for one in judge(problem, settled).violations if (one.code, one.detail) not in known]
    if not broken:
        return None
    return ValidationFailed(tuple(pin_problem(one, settled, pinned, compiled) for one in broken))


def settled_plan(problem: Problem) -> Plan:
    """The visits whose pins leave nothing open, as a plan."""
    settled = [
        Assignment(
            visit.id, visit.pin.start_s, (*visit.pin.carers, *[None] * (len(visit.slots) - len(visit.pin.carers)))
        )
        for visit in problem.visits
        if visit.pin is not None and visit.pin.start_s is not None and sum(map(bool, visit.pin.carers)) >= visit.fewest
    ]
    return Plan(problem.name, tuple(settled))


def pin_problem(broken: Violation, settled: Plan, pinned: Visit, compiled: Compiled) -> FieldProblem:
    """A broken rule as a problem of the pin, with the other pinned visits of the same people named."""
    mine = next(one for one in settled.assignments if one.visit == pinned.id)
    others = [
        one
        for one in settled.assignments
        if one.visit != pinned.id and set(one.carers) & set(mine.carers) - {None} and one.visit in broken.detail
    ]
    return rule_problem("pin", broken.code, tuple(one.visit for one in others), (), compiled)


def refused_alone(problem: Problem, pinned: Visit, who: Carer | None, compiled: Compiled) -> ValidationFailed | None:
    """The rule that keeps the pinned carer, or everybody, from the visit, with only settled pins in the way."""
    settled = settled_plan(problem)
    if any(one.visit == pinned.id for one in settled.assignments):
        return None
    found = exclusions(problem, settled, pinned.id)
    asked = [one for one in found if who is None or one.carer == str(who.id)]
    if not asked or any(one.rule is None for one in asked):
        return None
    first = asked[0]
    named = () if who is None else (str(who.id),)
    return ValidationFailed((rule_problem("pin", str(first.rule), first.blocking, named, compiled),))


@one_transaction
async def store_pin(wish: PinWish, compiled: Compiled, *, now: datetime, actor: str) -> Pinned | ValidationFailed:
    """Write the pin; a pin of the same visit and slot is replaced."""
    week = await changeable_week(compiled.rows.unit, compiled.week)
    if isinstance(week, ValidationFailed):
        return week
    visit_id, session_id = wish.subject.visit_id, wish.subject.session_id
    await Pin.filter(week_id=week.id, visit_id=visit_id, session_id=session_id, slot=wish.slot).delete()
    row = await Pin.create(
        key=f"pin:{wish.subject.engine_id}:{wish.slot}",
        week_id=week.id,
        visit_id=visit_id,
        session_id=session_id,
        slot=wish.slot,
        carer_id=None if wish.who is None else wish.who.id,
        starts_at=wish.starts_at,
    )
    await audit.record("visit.pinned", "pin", row.id, at=now, actor=actor, detail={"slot": wish.slot})
    await events.tell("week.changed", at=now, scope_id=compiled.rows.unit.id, iso_week=compiled.week.text)
    return Pinned(row.id, row.key)


@one_transaction
async def unpin_visit(visit: str, compiled: Compiled, *, now: datetime, actor: str) -> Unpinned | ValidationFailed:
    """Take every pin off a visit or session."""
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    week = await changeable_week(compiled.rows.unit, compiled.week)
    if isinstance(week, ValidationFailed):
        return week
    removed = await Pin.filter(week_id=week.id, visit_id=subject.visit_id, session_id=subject.session_id).delete()
    if not removed:
        return ValidationFailed.of("visit", visit, "它没有固定。", "It is not pinned.")
    await audit.record("visit.unpinned", "week", week.id, at=now, actor=actor, detail={"visit": subject.engine_id})
    return Unpinned(removed)
