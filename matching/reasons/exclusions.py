"""Why nobody makes a visit: each carer with the first rule that keeps them from it, in the plan as it stands."""

from __future__ import annotations

from dataclasses import replace

from matching.plan import Plan
from matching.problem import Pin, Problem, Visit
from matching.reasons.exclusion import Exclusion
from matching.reasons.single import exclusion_of
from matching.reasons.stops import openings
from matching.reasons.teams import with_partners
from matching.reasons.week_lookup import WeekLookup


def exclusions(problem: Problem, plan: Plan, visit_id: str) -> tuple[Exclusion, ...]:
    """Each carer, in the problem's order, with the first rule that keeps them from the visit; None where none does.

    All else in the plan stays as it is, breaks of the same duty apart. A visit that the plan has is asked about its
    empty slots, at its start and beside those who come. Raises KeyError if the problem has no such visit.
    """
    mine = next((one for one in plan.assignments if one.visit == visit_id), None)
    rest = replace(plan, assignments=tuple(one for one in plan.assignments if one.visit != visit_id))
    week = WeekLookup(problem, rest)
    visit = week.visits[visit_id]
    if mine is None:
        return exclusions_of(week, visit)
    empty = [i for i in range(len(visit.slots)) if i >= len(mine.carers) or mine.carers[i] is None]
    asked = openings(_at(visit, mine.start_s), empty)
    others = (carer for carer in problem.carers if carer.id not in mine.carers)
    return tuple(exclusion_of(week, asked, carer) for carer in others) if empty else ()


def exclusions_of(week: WeekLookup, visit: Visit) -> tuple[Exclusion, ...]:
    """As `exclusions`, of a visit that the plan has not, by lookups that are there already."""
    asked = openings(visit, range(len(visit.slots)))
    found = {carer.id: exclusion_of(week, asked, carer) for carer in week.problem.carers}
    return with_partners(week, visit, found)


def _at(visit: Visit, start_s: int) -> Visit:
    """The visit, to be made at this start."""
    return replace(visit, pin=Pin(start_s, visit.pin.carers if visit.pin else ()))
