"""Moving one visit by hand: another carer, another start, or both, while every other visit stays where it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from matching.reasons import exclusions
from matching.solve import solve

from domain.outcomes import Conflict, FieldProblem, NotReady, ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.explaining import explain_plan
from domain.planning.models import Plan as PlanModel
from domain.planning.operations import engine_plan
from domain.planning.stop_names import rule_with_stops, stop_name
from domain.planning.storing import Draft, store_plan
from domain.planning.subjects import carer_of, ready_subject
from domain.wording import Words
from matching.plan import Plan
from matching.problem import Pin, Problem, Visit

MOVE_SECONDS = 3.0  # enough for CP-SAT to place one visit among fixed ones, and short enough to wait for


@dataclass(frozen=True, slots=True)
class Moved:
    """The new draft, and what it costs against the plan before."""

    draft: Draft
    cost_before: int


async def move_visit(
    visit: str,
    compiled: Compiled,
    *,
    carer: str | None = None,
    starts_at: datetime | None = None,
    slot: int = 0,
    now: datetime,
    actor: str,
) -> Moved | ValidationFailed | Conflict | NotReady:
    """Move a visit of the newest plan, or place one that is open; refused if anything else would be lost."""
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    if carer is None and starts_at is None:
        return ValidationFailed.of("carer", "", "请指定人员、开始时间,或两者。", "Name a carer, a start, or both.")
    who = None if carer is None else carer_of(carer, compiled)
    if isinstance(who, ValidationFailed):
        return who
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
    start_s = None if starts_at is None else compiled.week.second_of(starts_at)
    fixed = fixed_but(compiled.problem, plan, subject.engine_id, None if who is None else str(who.id), slot, start_s)
    solution = await asyncio.to_thread(solve, fixed, seconds=MOVE_SECONDS, start=plan)
    before, after = ({one.visit for one in some.assignments} for some in (plan, solution.plan))
    if not (before | {subject.engine_id}) <= after:
        return refused(fixed, plan, subject.engine_id, compiled)
    explained = await asyncio.to_thread(explain_plan, compiled, solution.plan)
    draft = await store_plan(compiled, solution.plan, explained, run=None, origin="move", now=now, actor=actor)
    return Moved(draft, newest.cost) if isinstance(draft, Draft) else draft


def fixed_but(problem: Problem, plan: Plan, moved: str, who: str | None, slot: int, start_s: int | None) -> Problem:
    """The problem with every assigned visit pinned where it is, and the moved one where it should be."""
    placed = {one.visit: one for one in plan.assignments}
    visits: list[Visit] = []
    for visit in problem.visits:
        old = placed.get(visit.id)
        if visit.id == moved:
            crew = [*(old.carers if old else ()), *[None] * len(visit.slots)][: len(visit.slots)]
            if who is not None and slot < len(crew):
                crew[slot] = who
            visits.append(replace(visit, pin=Pin(start_s, tuple(crew))))
        elif old is not None:
            visits.append(replace(visit, pin=Pin(old.start_s, old.carers)))
    names = {visit.id for visit in visits}
    return replace(
        problem,
        visits=tuple(visits),
        series=tuple(replace(one, visits=tuple(v for v in one.visits if v in names)) for one in problem.series),
        links=tuple(one for one in problem.links if one.first in names and one.second in names),
    )


def refused(fixed: Problem, plan: Plan, moved: str, compiled: Compiled) -> ValidationFailed:
    """Why the visit can't go there: the first rule that keeps out each person who should make it."""
    rest = Plan(plan.problem, tuple(one for one in plan.assignments if one.visit != moved), plan.breaks)
    pinned = next(visit for visit in fixed.visits if visit.id == moved)
    wanted = set(pinned.pin.carers if pinned.pin else ()) - {None}
    reasons = [
        one for one in exclusions(fixed, rest, moved) if one.rule is not None and (not wanted or one.carer in wanted)
    ]
    problems = [
        FieldProblem("visit", str(one.rule), rule_with_stops(str(one.rule), one.blocking, compiled))
        for one in reasons[:3]
    ]
    name = stop_name(moved, None, compiled)
    cannot = Words(f"{name.zh}不能这样安排。", f"{name.en} can't go there.")
    return ValidationFailed(tuple(problems) or (FieldProblem("visit", moved, cannot),))
