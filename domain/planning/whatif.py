"""What would become of a plan if: changes tried one after another on a copy, and what they cost. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.intervals import joined
from domain.outcomes import Conflict, ValidationFailed
from domain.planning.changing import past_change, resolved, standing
from domain.planning.compile import Compiled
from domain.planning.contradictions import contradiction
from domain.planning.models import Plan as PlanModel
from domain.planning.moving import outside, placed, wanted
from domain.planning.operations import engine_plan
from domain.planning.pins import against
from domain.planning.plan_changes import MoreTime, Move, PlanChange, Swap, Trial, WithCarer, WithoutCarer
from domain.planning.staffing import with_one_more, without_carer
from domain.planning.stop_changes import StopChange, TermChange, stop_change
from domain.planning.subjects import Subject, carer_of, ready_subject
from domain.planning.swapping import exchanged
from matching.check import judge
from matching.plan import TERMS
from matching.problem import Assignment, TimeWindow

MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the changes would do."""

    cost_before: int
    cost_after: int
    assigned_before: int
    assigned_after: int
    terms: tuple[TermChange, ...]
    moved: tuple[StopChange, ...]


async def what_if(
    plan_id: UUID, changes: Sequence[PlanChange], compiled: Compiled
) -> WhatIf | ValidationFailed | Conflict:
    """The score's difference and the visits that move, if `changes` were made one after another.

    Each takes up to some seconds. One that can't be made, or contradicts an earlier one, is refused, its field by its
    place in `changes`; so is a closed week, and a plan that is not its newest.
    """
    if not 0 < len(changes) <= MOST_CHANGES:
        return ValidationFailed.of(
            "changes", len(changes), f"请给 1 到 {MOST_CHANGES} 项更改。", f"Give 1 to {MOST_CHANGES} changes."
        )
    plan = await PlanModel.get(id=plan_id).select_related("week")
    if refusal := await past_change(plan) or contradiction(changes, compiled):
        return refusal
    stored = await engine_plan(plan, compiled)
    before = Trial(compiled.problem, standing(compiled.problem, stored))
    after = before
    for i, change in enumerate(changes):
        tried = await tried_on(after, change, compiled)
        if isinstance(tried, ValidationFailed):
            return within(f"changes[{i}]", tried)
        after = tried
    return compared(before, after, compiled)


async def tried_on(trial: Trial, change: PlanChange, compiled: Compiled) -> Trial | ValidationFailed:
    """One change made."""
    match change:
        case Move():
            return await with_move(trial, change, compiled)
        case Swap(visit, other, slot, other_slot):
            plan = await exchanged(visit, other, trial.problem, trial.plan, compiled, slot=slot, other_slot=other_slot)
            return plan if isinstance(plan, ValidationFailed) else replace(trial, plan=plan)
        case WithoutCarer():
            return await without_carer(trial, change, compiled)
        case MoreTime():
            return await with_more_time(trial, change, compiled)
        case WithCarer():
            return await with_one_more(trial, change, compiled)


async def with_move(trial: Trial, change: Move, compiled: Compiled) -> Trial | ValidationFailed:
    """A visit made by somebody else or at another time."""
    found = wanted(change.visit, compiled, trial.plan, carer=change.carer, starts_at=change.starts_at, slot=change.slot)
    if isinstance(found, ValidationFailed):
        return found
    subject, pin = found
    if change.is_pin and (refusal := refused_pin(subject, change, compiled)):
        return refusal
    plan = await placed(trial.problem, trial.plan, subject.engine_id, pin, compiled)
    return plan if isinstance(plan, ValidationFailed) else replace(trial, plan=plan)


def refused_pin(subject: Subject, change: Move, compiled: Compiled) -> ValidationFailed | None:
    """Why a pin could not hold."""
    who = None if change.carer is None else carer_of(change.carer, compiled)
    if isinstance(who, ValidationFailed):
        return who
    return against(subject, who, change.starts_at, change.slot, compiled)


async def with_more_time(trial: Trial, change: MoreTime, compiled: Compiled) -> Trial | ValidationFailed:
    """A visit made at the best time of its windows and one more; all else stays."""
    subject = ready_subject(change.visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    if refusal := outside(change.starts_at, compiled, "startsAt") or outside(change.ends_at, compiled, "endsAt"):
        return refusal
    start_s, end_s = compiled.week.second_of(change.starts_at), compiled.week.second_of(change.ends_at)
    if not start_s < end_s:
        return ValidationFailed.of(
            "endsAt", change.ends_at, "结束要晚于开始,且在这一周内。", "End after the start, within this week."
        )
    if subject.session_id is not None:
        return of_session(change.visit)
    least_s = next(one.duration_s for one in trial.problem.visits if one.id == subject.engine_id)
    if end_s - start_s < least_s:
        minutes = -(-least_s // 60)
        return ValidationFailed.of(
            "endsAt",
            change.ends_at,
            f"这个时段太短:这项服务要 {minutes} 分钟。",
            f"Too short: the visit takes {minutes} minutes.",
        )
    visits = tuple(
        replace(one, windows=tuple(TimeWindow(*each) for each in joined([*spans(one.windows), (start_s, end_s)])))
        if one.id == subject.engine_id
        else one
        for one in trial.problem.visits
    )
    problem = replace(trial.problem, visits=visits)
    pin = next(one.pin for one in visits if one.id == subject.engine_id)
    return Trial(problem, await resolved(problem, trial.plan, {subject.engine_id: pin}))


def of_session(key: str) -> ValidationFailed:
    """A session has no windows: its children and its room are booked for one time."""
    return ValidationFailed.of(
        "visit",
        key,
        "活动的时间和房间已经定好,不能加时段:人手不够时,请试试“加一名服务人员”,或改活动的时间。",
        "A session has its time and its room, so a window changes nothing: try one more carer, or schedule the session "
        "anew.",
    )


def spans(windows: Sequence[TimeWindow]) -> list[tuple[int, int]]:
    """Windows as pairs of seconds."""
    return [(one.start_s, one.end_s) for one in windows]


def compared(before: Trial, after: Trial, compiled: Compiled) -> WhatIf:
    """The score term by term, and the visits that differ, by start."""
    old, new = judge(before.problem, before.plan), judge(after.problem, after.plan)
    was = {one.visit: one for one in before.plan.assignments}
    now_is = {one.visit: one for one in after.plan.assignments}
    differing = [one.id for one in after.problem.visits if placing(was.get(one.id)) != placing(now_is.get(one.id))]
    names = sorted(differing, key=lambda name: (was.get(name) or now_is[name]).start_s)
    return WhatIf(
        cost_before=old.score.cost,
        cost_after=new.score.cost,
        assigned_before=old.assigned,
        assigned_after=new.assigned,
        terms=tuple(TermChange(name, old.score.terms.get(name, 0), new.score.terms.get(name, 0)) for name in TERMS),
        moved=tuple(stop_change(name, was.get(name), now_is.get(name), compiled) for name in names),
    )


def placing(one: Assignment | None) -> tuple[int, tuple[str | None, ...]] | None:
    """Who makes it when; None if nobody does."""
    return None if one is None else (one.start_s, one.carers)


def within(path: str, refusal: ValidationFailed) -> ValidationFailed:
    """The refusal's fields below a path of the input."""
    return ValidationFailed(tuple(replace(one, field=f"{path}.{one.field}") for one in refusal.problems))
