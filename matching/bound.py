"""What every plan of a week must cost at least: visits that nobody can make, and what the others cost at best."""

from __future__ import annotations

from collections.abc import Iterable

from matching.compiled import FAR_S, CompiledVisit, CompiledWeek, Option
from matching.facts import ALWAYS_S


def certain_cost(week: CompiledWeek) -> int:
    """A lower bound of the cost: the sum of what each visit, fact and carer costs alone in an empty week."""
    weights = week.problem.weights
    total = sum(fact.points for fact in week.facts.values())
    for duty in week.duties:
        if duty.head is not None:
            total += weights.duty + weights.travel * duty.head.travel_s + weights.waiting * duty.head.waiting_s
    repeats = sum(max(_repeats(week, v) for v in group) for group in week.groups)
    total -= weights.continuity * repeats
    return total + sum(_least(week, visit) for v, visit in enumerate(week.visits) if v not in week.facts)


def _repeats(week: CompiledWeek, v: int) -> int:
    """Slots of a fact that are filled by a carer who is there already: they make its group cheaper than free."""
    carers = [c for c in week.facts[v].carers if c >= 0] if v in week.facts else []
    return len(carers) - len(set(carers))


def certain_unassigned(week: CompiledWeek, visits: Iterable[int] | None = None) -> int:
    """Points of absent visits and empty slots (of these `visits`, or all) that remain in a week of each visit alone."""
    return sum(unassigned_alone(week, v) for v in (range(len(week.visits)) if visits is None else visits))


def unassigned_alone(week: CompiledWeek, v: int) -> int:
    """Points of its absence and empty slots that remain in a week of one visit alone."""
    return _fact_slots(week, v) if v in week.facts else _least_unassigned(week, week.visits[v])


def who_could_come(week: CompiledWeek, visit: CompiledVisit) -> list[dict[int, int]]:
    """For each role, who could make the visit if it was the only one, with their own points."""
    return [
        {option.carer: option.points for option in role.options if _is_possible(week, visit, option)}
        for role in visit.roles
    ]


def _fact_slots(week: CompiledWeek, v: int) -> int:
    """Points of the slots that a fact left empty."""
    slots, default = week.problem.visits[v].slots, week.problem.weights.slot
    empty = [slot for slot, who in zip(slots, week.facts[v].carers, strict=True) if who < 0]
    return sum(default if slot.points is None else slot.points for slot in empty)


def _least_unassigned(week: CompiledWeek, visit: CompiledVisit) -> int:
    missing = _missing(week, visit)
    if _is_short(visit, missing):
        return visit.absent_points
    return sum(role.slot_points * count for role, count in zip(visit.roles, missing, strict=True))


def _missing(week: CompiledWeek, visit: CompiledVisit) -> list[int]:
    """Slots by role that stay empty at least."""
    many = [len(able) for able in who_could_come(week, visit)]
    return [max(0, len(role.slots) - count) for role, count in zip(visit.roles, many, strict=True)]


def _is_short(visit: CompiledVisit, missing: list[int]) -> bool:
    filled = sum(len(role.slots) for role in visit.roles) - sum(missing)
    required = (count for role, count in zip(visit.roles, missing, strict=True) if role.is_required)
    return any(required) or filled < visit.fewest


def _least(week: CompiledWeek, visit: CompiledVisit) -> int:
    """The visit's own points at best: absent, or present with the cheapest who could come if nothing else was."""
    present = visit.present_points
    filled = 0
    for role, able in zip(visit.roles, who_could_come(week, visit), strict=True):
        cheapest = sorted(points for points in able.values() if points < role.slot_points or role.is_required)
        many = min(len(role.slots), len(able))
        if role.is_required and many < len(role.slots):
            return visit.absent_points
        filled += many
        used = cheapest[:many]
        present += sum(used) + role.slot_points * (len(role.slots) - len(used))
    if filled < visit.fewest:
        return visit.absent_points
    best_start = min((piece.least_points for piece in visit.pieces), default=0)
    return min(visit.absent_points, max(0, present) + best_start)


def _is_possible(week: CompiledWeek, visit: CompiledVisit, option: Option) -> bool:
    """Whether the carer could make the visit if it was the only one; where that can't be told, yes."""
    duty, carer = week.duties[option.duty], week.carers[option.carer]
    if duty.head is not None or week.problem.matrices:
        return True  # facts, or detours that are quicker than the direct way, could make it possible
    mode = week.problem.modes[week.problem.carers[option.carer].mode]
    if mode.overhead_s < 2 + mode.seconds_per_km // 1000:
        return True  # rounding could make a detour a second quicker than the direct way
    out_s, home_s = carer.legs_s[carer.base][visit.place], carer.legs_s[visit.place][carer.base]
    first_s = max(duty.open_s, carer.free_s, ALWAYS_S) + out_s
    worked_s = out_s + visit.duration_s + home_s
    return (
        worked_s <= min(carer.max_day_s, carer.max_week_s)
        and out_s + home_s < FAR_S
        and max(first_s, option.piece.lo_s) <= option.piece.hi_s
        and max(first_s, option.piece.lo_s) + visit.duration_s + home_s <= duty.close_s
    )
