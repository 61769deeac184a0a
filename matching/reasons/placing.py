"""Put one more visit into a plan while all else stays where it is."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from matching.check import judge
from matching.plan import Plan
from matching.problem import Assignment, Break, Problem, Visit
from matching.reasons.single import attempts, trial_in_plan
from matching.reasons.stops import candidate
from matching.reasons.teams import Ability, abilities_of, common_starts, full_crews, slots_at
from matching.reasons.week_lookup import WeekLookup


def with_visit(problem: Problem, plan: Plan, visit_id: str, among: Container[str] | None = None) -> Plan | None:
    """The plan and the visit in it, made by carers `among` these (None: all); None if that breaks a rule.

    Breaks move within the duties that gain the visit; nothing else does. The plan keeps every rule if it did before.
    Raises KeyError if the problem has no such visit.
    """
    week = WeekLookup(problem, plan)
    visit = week.visits[visit_id]
    names = [carer.id for carer in problem.carers if among is None or carer.id in among]
    found = _alone(week, visit, names) if len(visit.slots) == 1 else _together(week, visit, names)
    if found is None or (verdict := judge(problem, found)).is_kept:
        return found
    return found if set(verdict.violations) <= set(judge(problem, plan).violations) else None


def _alone(week: WeekLookup, visit: Visit, names: list[str]) -> Plan | None:
    for carer in week.problem.carers:
        if carer.id in names:
            trial = trial_in_plan(week, candidate(visit, 0, carer))
            attempt = attempts(trial)[-1]
            if attempt.broken is None:
                breaks = [one for one in week.plan.breaks if one.carer != carer.id]
                return _added(week.plan, Assignment(visit.id, attempt.start_s, (carer.id,)), (*breaks, *attempt.breaks))
    return None


def _together(week: WeekLookup, visit: Visit, names: list[str]) -> Plan | None:
    abilities = {carer.id: list(abilities_of(week, visit, carer)) for carer in week.problem.carers if carer.id in names}
    shared = week.shared_with(visit).values()
    full = [
        (start_s, crew)
        for start_s in common_starts(abilities)
        for crew in full_crews(visit, slots_at(abilities, start_s), None, shared)
    ]
    if not full:
        return None
    start_s, crew = min(full, key=lambda one: (-_points(week, visit, one[1]), one[0]))
    return _with_crew(week, visit, start_s, crew, abilities)


def _points(week: WeekLookup, visit: Visit, crew: Mapping[int, str]) -> int:
    points = (visit.slots[slot].points for slot in crew)
    return sum(week.problem.weights.slot if each is None else each for each in points)


def _with_crew(
    week: WeekLookup, visit: Visit, start_s: int, crew: Mapping[int, str], abilities: Mapping[str, list[Ability]]
) -> Plan:
    breaks = [one for one in week.plan.breaks if one.carer not in crew.values()]
    for slot, who in crew.items():
        ability = next(one for one in abilities[who] if slot in one.slots and one.covers(start_s))
        breaks += ability.trial.at(start_s).breaks
    carers = tuple(crew.get(slot) for slot in range(len(visit.slots)))
    return _added(week.plan, Assignment(visit.id, start_s, carers), tuple(breaks))


def _added(plan: Plan, new: Assignment, breaks: tuple[Break, ...]) -> Plan:
    return replace(plan, assignments=(*plan.assignments, new), breaks=breaks)
