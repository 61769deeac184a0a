"""What holds of the exact model for any small week: its plans are kept, cost what it says, and none is cheaper."""

from dataclasses import fields, replace
from itertools import product

from hypothesis import assume, given

from matching.bound import certain_unassigned
from matching.check import judge
from matching.compile import compile_week
from matching.compiled import CompiledWeek
from matching.exact.solving import Found
from matching.plan import Plan
from matching.problem import Assignment, Break, Carer, Problem, Visit, Weights
from matching.unavoidable.filling import least_filling
from matching.unavoidable.proving import unavoidable_points
from matching.unavoidable.relaxation import Relaxation
from tests.matching.small_weeks import SPAN_S, any_random, has_open_break, proven, slow, small_week

TERMS_BESIDE = {one.name: 0 for one in fields(Weights) if one.name not in {"unassigned", "slot"}}
NOTHING_BUT_OPEN = replace(Weights(), **TERMS_BESIDE)  # absent visits and empty slots: what is called unavoidable


@slow
@given(any_random)
def test_exact_plan_is_kept_and_costs_what_the_model_says(rng):
    week = compile_week(small_week(rng))

    found = proven(week)

    verdict = judge(week.problem, plan_of(week, found))
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == found.cost


@slow
@given(any_random)
def test_no_plan_leaves_less_open_than_is_called_unavoidable(rng):
    any_week = small_week(rng)
    week = compile_week(replace(any_week, weights=replace(NOTHING_BUT_OPEN, unassigned=any_week.weights.unassigned)))
    assume(not has_open_break(week))

    alone, together = certain_unassigned(week), unavoidable_points(week)
    whole = unavoidable_points(week, left_s=lambda: 5.0)

    assert alone <= together <= whole <= proven(week).cost


@slow
@given(any_random)
def test_no_quick_filling_leaves_less_open_than_the_rows_that_it_stands_for(rng):
    week = compile_week(small_week(rng, visits=rng.choice([0, 6])))
    visits = [v for v in range(len(week.visits)) if v not in week.facts]
    assume(visits)

    filling = least_filling(week, visits, enough=0)
    least = Relaxation(week, visits).rows.least(None, is_whole=True)

    assert least is not None
    assert filling.points >= least


@slow
@given(any_random)
def test_exact_optimum_is_the_cheapest_of_all_plans(rng):
    problem = small_week(rng, visits=2, carers=2)
    plans = all_plans(problem)
    assume(0 < len(plans) <= 2000 and not has_open_break(compile_week(problem)))

    found = proven(compile_week(problem))

    verdicts = (judge(problem, plan) for plan in plans)
    assert found.cost == min(verdict.score.cost for verdict in verdicts if verdict.is_kept)


def plan_of(week: CompiledWeek, found: Found) -> Plan:
    given_facts = week.given
    assignments = (*given_facts.visits.values(), *found.assignments)
    return Plan(week.problem.name, assignments, (*given_facts.breaks, *found.breaks))


def all_plans(problem: Problem) -> list[Plan]:
    """Every plan that could be kept, but for none if they are too many: each start, crew and break there is."""
    given_facts = compile_week(problem).given
    choices = [
        [given_facts.visits[visit.id]] if visit.id in given_facts.visits else [None, *all_assignments(problem, visit)]
        for visit in problem.visits
    ]
    if any(len(options) > 60 for options in choices):
        return []
    plans: list[Plan] = []
    for chosen in product(*choices):
        assignments = tuple(one for one in chosen if one is not None)
        for breaks in product(*(all_breaks(carer, assignments) for carer in problem.carers)):
            new = (one for one in breaks if one is not None and one not in given_facts.breaks)
            plans.append(Plan(problem.name, assignments, (*given_facts.breaks, *new)))
    return plans


def all_assignments(problem: Problem, visit: Visit) -> list[Assignment]:
    """What breaks no rule that concerns a visit alone."""
    starts = {s for window in visit.windows for s in range(window.start_s, window.end_s - visit.duration_s + 1)}
    crews = product([None, *(carer.id for carer in problem.carers)], repeat=len(visit.slots))
    alone = {"WINDOW", "SLOTS", "KIND", "SKILL", "CREDENTIAL", "YEARS", "GENDER", "EXCLUDED", "AVAILABLE", "PIN"}
    return [
        assignment
        for crew, start_s in product(crews, sorted(starts))
        for assignment in [Assignment(visit.id, start_s, crew)]
        if not alone & {one.code for one in judge(problem, Plan(problem.name, (assignment,))).violations}
    ]


def all_breaks(carer: Carer, assignments: tuple[Assignment, ...]) -> list[Break | None]:
    starts = sorted(one.start_s for one in assignments if carer.id in one.carers)
    if carer.break_rule is None or len(starts) < 2:
        return [None]
    span = range(starts[0], min(starts[-1], starts[0] + 2 * SPAN_S))
    return [None, *(Break(carer.id, start_s, carer.break_rule.duration_s) for start_s in span)]
