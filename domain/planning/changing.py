"""Changing the newest plan by hand: what it rests on, and how the change becomes a draft unless that has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from domain.outcomes import Conflict, Refusal, ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.decided import overtaken
from domain.planning.explaining import Explained, explain_plan
from domain.planning.models import Assignment
from domain.planning.models import Plan as PlanModel
from domain.planning.operations import engine_plan, outdated
from domain.planning.storing import BrokenPlanError, store_plan
from domain.planning.weeks import changeable_week, closed
from domain.store import one_transaction
from domain.wording import Words
from matching.check import judge
from matching.explain.candidates import with_pinned
from matching.plan import Plan
from matching.problem import Assignment as AssignedVisit
from matching.problem import Pin, Problem, Visit
from matching.solve import solve

SMALL = 60  # visits up to which the best is proven, all of `free` together
MOVE_SECONDS = 3.0  # enough for CP-SAT to place one visit among fixed ones, and short enough to wait for
NEVER = 1_000  # years of practice that nobody has
LOCKED = ("started", "finished")


@dataclass(frozen=True, slots=True)
class Base:
    """The newest plan as it was read: the plan of the engine without what can't stand any more, and its row."""

    row: PlanModel
    plan: Plan
    told: tuple[Assignment, ...]

    def told_of(self, engine_id: str) -> list[Assignment]:
        """The published assignments of a visit or session."""
        return [one for one in self.told if engine_id in (str(one.visit_id), str(one.session_id))]


@dataclass(frozen=True, slots=True)
class Change:
    """A plan that is like the base but for what somebody moved."""

    base: Base
    plan: Plan
    explained: Explained


@dataclass(frozen=True, slots=True)
class Stored:
    """A new draft, and what the plan before it cost."""

    plan_id: UUID
    number: int
    cost: int
    cost_before: int


async def read_base(compiled: Compiled) -> Base | ValidationFailed:
    """The week's newest plan, and what people were told."""
    newest = (
        await PlanModel.filter(week__unit_id=compiled.rows.unit.id, week__iso_week=compiled.week.text)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return ValidationFailed.of(
            "plan",
            compiled.week.text,
            "还没有方案:请先匹配(linli week solve)。",
            "No plan yet: match first (linli week solve).",
        )
    plan = await engine_plan(newest, compiled)
    return Base(newest, standing(compiled.problem, plan), tuple(compiled.rows.published.assignments))


def standing(problem: Problem, plan: Plan) -> Plan:
    """The plan without visits that are owed no more, carers who left, and carers who must not come any more."""
    visits = {visit.id: visit for visit in problem.visits}
    carers = {carer.id for carer in problem.carers}
    kept = [
        one
        for one in plan.assignments
        if one.visit in visits
        and set(one.carers) - {None} <= carers
        and not set(one.carers) & set(visits[one.visit].excluded)
    ]
    return replace(plan, assignments=tuple(kept), breaks=tuple(one for one in plan.breaks if one.carer in carers))


async def resolved(problem: Problem, plan: Plan, free: Mapping[str, Pin | None]) -> Plan:
    """The best plan in which all that `plan` assigns stays, but for the visits in `free`, which obey their new pins.

    In a larger week each of them takes its cheapest way, one after another, which takes milliseconds.
    """
    quick = await asyncio.to_thread(with_pinned, problem, plan, free)
    if len(problem.visits) > SMALL:
        return quick
    fixed = fixed_but(problem, plan, free)
    solution = await asyncio.to_thread(solve, fixed, seconds=MOVE_SECONDS, start=quick)
    return solution.plan


def fixed_but(problem: Problem, plan: Plan, free: Mapping[str, Pin | None]) -> Problem:
    """The problem with every assigned visit held as it is, those in `free` as they say, and no other visit."""
    placed = {one.visit: one for one in plan.assignments}
    visits: list[Visit] = []
    for visit in problem.visits:
        if visit.id in free:
            visits.append(replace(visit, pin=free[visit.id]))
        elif (old := placed.get(visit.id)) is not None:
            visits.append(fixed_at(visit, old))
    names = {visit.id for visit in visits}
    return replace(
        problem,
        visits=tuple(visits),
        series=tuple(replace(one, visits=tuple(v for v in one.visits if v in names)) for one in problem.series),
        links=tuple(one for one in problem.links if one.first in names and one.second in names),
    )


def fixed_at(visit: Visit, old: AssignedVisit) -> Visit:
    """The visit held where it is, with those who make it and nobody in a slot that need not be filled and is not."""
    slots = visit.slots
    if len(slots) == len(old.carers):
        slots = tuple(
            replace(slot, min_years=NEVER) if who is None and not slot.required else slot
            for slot, who in zip(slots, old.carers, strict=True)
        )
    return replace(visit, slots=slots, pin=Pin(old.start_s, old.carers))


async def changed(base: Base, plan: Plan, compiled: Compiled) -> Change:
    """The change with the reasons for all that it leaves open."""
    return Change(base, plan, await asyncio.to_thread(explain_plan, compiled, plan))


@one_transaction
async def store_change(
    change: Change, compiled: Compiled, *, now: datetime, actor: str
) -> Stored | ValidationFailed | Conflict:
    """Store a change as the newest draft, unless another plan came first or a carer has decided meanwhile.

    The published assignments that it takes elsewhere are marked as moving, so that their carers learn of it first.
    """
    week = await changeable_week(compiled.rows.unit, compiled.week)
    if isinstance(week, ValidationFailed):
        return week
    newest = await PlanModel.filter(week_id=week.id).order_by("-number").first()
    base = change.base.row
    if newest is None or (newest.id, newest.version) != (
        base.id,
        base.version,
    ):  # an urgent visit joins a plan as it is
        return stale(newest)
    for row in moved_rows(change, compiled):
        if refusal := await mark_moving(row, now=now, actor=actor):
            return refusal
    try:
        draft = await store_plan(compiled, change.plan, change.explained, run=None, origin="move", now=now, actor=actor)
    except BrokenPlanError as error:
        before = judge(compiled.problem, change.base.plan)
        if not set(error.verdict.violations) <= set(before.violations):
            raise
        return ValidationFailed(outdated(before))  # a pin or an absence came since: the change alone can't mend that
    if isinstance(draft, Refusal):
        return draft
    return Stored(draft.plan_id, draft.number, draft.verdict.score.cost, change.base.row.cost)


async def past_change(plan: PlanModel) -> ValidationFailed | Conflict | None:
    """Why nothing can be tried on a plan, read with its week, any more; None if it can."""
    if refusal := closed(plan.week):
        return refusal
    newest = await PlanModel.filter(week_id=plan.week_id).order_by("-number").first()
    return None if newest is None or newest.id == plan.id else stale(newest)


def stale(newest: PlanModel | None) -> Conflict:
    """Somebody stored a plan meanwhile."""
    number = newest.number if newest else 0
    return Conflict(
        Words(
            f"期间有了第 {number} 号方案:请先看它,再作更改。",
            f"Plan {number} came meanwhile: look at it, then change that.",
        ),
        current_version=newest.version if newest else None,
        other=str(newest.id) if newest else "",
    )


def moved_rows(change: Change, compiled: Compiled) -> list[Assignment]:
    """The published assignments that the base still held and the change takes elsewhere."""
    held = {one.visit: one for one in change.base.plan.assignments}
    held_now = {one.visit: one for one in change.plan.assignments}
    return [
        row
        for row in change.base.told
        if (name := str(row.visit_id or row.session_id)) in held
        and is_at(row, held[name].start_s, held[name].carers, compiled)
        and not (name in held_now and is_at(row, held_now[name].start_s, held_now[name].carers, compiled))
    ]


def is_at(row: Assignment, start_s: int, carers: tuple[str | None, ...], compiled: Compiled) -> bool:
    """Whether a stored assignment is what a plan says of its slot."""
    who = carers[row.slot] if row.slot < len(carers) else None
    return who == str(row.carer_id) and start_s == compiled.week.second_of(row.starts_at)


async def mark_moving(row: Assignment, *, now: datetime, actor: str) -> Conflict | None:
    """Tell a carer that their assignment moves; a Conflict if they have decided since it was read."""
    mine = Assignment.filter(id=row.id, version=row.version).exclude(state__in=LOCKED)
    done = await mine.update(state="moving", decided_by=actor, decided_at=now, reason=None, version=F("version") + 1)
    return None if done else await overtaken(row)
