"""What if a carer can't come, or one more does: others take over what they can, or what is open gets somebody."""

from __future__ import annotations

from dataclasses import replace

from domain.calendar import DAY_S
from domain.outcomes import ValidationFailed
from domain.planning.changing import resolved
from domain.planning.compile import Compiled
from domain.planning.moving import outside
from domain.planning.plan_changes import Trial, WithCarer, WithoutCarer
from domain.planning.subjects import carer_of
from matching.explain.gates import passes_gates
from matching.problem import Assignment, Carer, Pin, Problem, TimeWindow, Visit
from matching.relax import Change, apply

MOST_PLACED = 50  # open visits that are tried with one more carer


async def without_carer(trial: Trial, change: WithoutCarer, compiled: Compiled) -> Trial | ValidationFailed:
    """The others take over what they can of a carer's visits, where they are free; all else stays."""
    who = carer_of(change.carer, compiled)
    if isinstance(who, ValidationFailed):
        return who
    if change.on_date is not None and not compiled.week.holds(change.on_date):
        return ValidationFailed.of("onDate", change.on_date, "请给这一周内的日期。", "Give a day of this week.")
    day_s = None if change.on_date is None else compiled.week.second_of_day(change.on_date)
    carers = tuple(absent(one, day_s) if one.id == str(who.id) else one for one in trial.problem.carers)
    problem = replace(trial.problem, carers=carers)
    lost = [one for one in trial.plan.assignments if str(who.id) in one.carers and is_on(one, day_s)]
    names = {one.visit for one in lost}
    rest = replace(
        trial.plan,
        assignments=tuple(one for one in trial.plan.assignments if one.visit not in names),
        breaks=tuple(one for one in trial.plan.breaks if one.carer != str(who.id)),
    )
    pins = {visit.id: visit.pin for visit in problem.visits if visit.id in names}
    return Trial(problem, await resolved(problem, rest, pins))


def absent(carer: Carer, day_s: int | None) -> Carer:
    """The carer without any time, or without that of one day."""
    left = [] if day_s is None else [one for one in carer.available if not day_s <= one.start_s < day_s + DAY_S]
    return replace(carer, available=tuple(left))


def is_on(one: Assignment, day_s: int | None) -> bool:
    """Whether a visit starts on the day; on any, if that is None."""
    return day_s is None or day_s <= one.start_s < day_s + DAY_S


async def with_one_more(trial: Trial, change: WithCarer, compiled: Compiled) -> Trial | ValidationFailed:
    """One more carer, who takes what is open or short of somebody, the weightiest first; all else stays."""
    like = carer_of(change.like, compiled)
    if isinstance(like, ValidationFailed):
        return ValidationFailed(tuple(replace(one, field="like") for one in like.problems))
    shift = shift_of(change, compiled)
    if isinstance(shift, ValidationFailed):
        return shift
    asked = Change("ADD_CARER", "", str(like.id), shift)
    problem = apply(trial.problem, asked)
    new, made = problem.carers[-1], {one.visit: Pin(one.start_s, one.carers) for one in trial.plan.assignments}
    pins = {
        visit.id: pin
        for visit in problem.visits
        if (old := made.get(visit.id) or visit.pin or Pin()) and meets(visit, shift, old)
        if (pin := pin_to(visit, new, old)) is not None
    }
    names = sorted(pins, key=lambda name: -weight_of(problem, name))[:MOST_PLACED]
    plan = await resolved(problem, trial.plan, {name: pins[name] for name in names})
    lost = made.keys() - {one.visit for one in plan.assignments}
    if lost:  # where somebody is short, the new one can't come after all
        plan = await resolved(problem, trial.plan, {name: pins[name] for name in names if name not in lost})
    return Trial(problem, plan)


def shift_of(change: WithCarer, compiled: Compiled) -> TimeWindow | ValidationFailed:
    """The new carer's time on duty; refused outside the week, backwards, or longer than a day."""
    if refusal := outside(change.starts_at, compiled, "startsAt") or outside(change.ends_at, compiled, "endsAt"):
        return refusal
    start_s, end_s = compiled.week.second_of(change.starts_at), compiled.week.second_of(change.ends_at)
    if not start_s < end_s <= start_s + DAY_S:
        return ValidationFailed.of(
            "endsAt",
            change.ends_at.isoformat(),
            "结束要晚于开始,且不超过 24 小时。",
            "End after the start, and within 24 hours of it.",
        )
    return TimeWindow(start_s, end_s)


def meets(visit: Visit, shift: TimeWindow, old: Pin) -> bool:
    """Whether a visit may be made while somebody is on duty, or is if it has its start."""
    if old.start_s is not None:
        return shift.holds(old.start_s, old.start_s + visit.duration_s)
    return any(one.start_s < shift.end_s and shift.start_s < one.end_s for one in visit.windows)


def pin_to(visit: Visit, new: Carer, old: Pin) -> Pin | None:
    """The visit held to the new carer too, in the first slot that they may fill and nobody else has; None if none."""
    crew = [*old.carers, *[None] * len(visit.slots)][: len(visit.slots)]
    for i, slot in enumerate(visit.slots):
        if crew[i] is None and passes_gates(visit, slot, new):
            return Pin(old.start_s, (*crew[:i], new.id, *crew[i + 1 :]))
    return None


def weight_of(problem: Problem, name: str) -> int:
    """What it costs to leave a visit open."""
    priority = next(one.priority for one in problem.visits if one.id == name)
    return getattr(problem.weights.unassigned, priority)
