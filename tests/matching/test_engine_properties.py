"""What holds of the engine for any small week, with every feature in it: never broken, never dearer than proven."""

from dataclasses import fields, replace
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matching.bound import certain_cost, certain_unassigned
from matching.check import judge
from matching.compile import compile_week
from matching.compiled import CompiledWeek
from matching.exact.solving import Budget, Found, solve_exactly
from matching.plan import Plan
from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Carer,
    Credential,
    Link,
    Mode,
    Pin,
    Place,
    Problem,
    Published,
    Series,
    Slot,
    TimeWindow,
    UnassignedWeights,
    Visit,
    Weights,
    Wishes,
)
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.tours import Timer
from matching.solve import solve
from matching.unavoidable.filling import least_filling
from matching.unavoidable.proving import unavoidable_points
from matching.unavoidable.relaxation import Relaxation
from matching.warming import compile_kernels

SPAN_S = 24  # all happens within a few seconds about a midnight, and some of it half a day later
LATER_S = DAY_S // 2
STEPS = 30
ENOUGH = Budget(deterministic_s=5.0)

slow = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TERMS_BESIDE = {one.name: 0 for one in fields(Weights) if one.name not in {"unassigned", "slot"}}
NOTHING_BUT_OPEN = replace(Weights(), **TERMS_BESIDE)  # absent visits and empty slots: what is called unavoidable
any_random = st.randoms(use_true_random=False)


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

    assert filling.points >= Relaxation(week, visits).rows.least(None, is_whole=True)


@slow
@given(any_random)
def test_search_is_kept_counts_its_cost_right_and_never_beats_a_proven_optimum(rng):
    week = compile_week(small_week(rng))
    assume(not has_open_break(week))

    draft = searched(week, seed=1)
    found = proven(week)

    verdict = judge(week.problem, Plan(week.problem.name, draft.assignments(), draft.breaks()))
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == draft.points
    assert draft.points >= found.cost >= certain_cost(week)


@slow
@given(any_random)
def test_compiled_search_is_kept_counts_its_cost_right_and_never_beats_a_proven_optimum(compiled, rng):
    week = compile_week(small_week(rng))
    assume(not has_open_break(week))

    search = compiled(week)
    found = proven(week)

    verdict = judge(week.problem, search.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == search.cost
    assert verdict.assigned == search.assigned
    assert search.cost >= found.cost


@slow
@given(any_random)
def test_compiled_steps_do_what_they_do_uncompiled(compiled, rng):
    from matching.kernels.annealing import anneal  # noqa: PLC0415  (imported once it is compiled)

    week = compile_week(small_week(rng))
    search, plain = compiled(week, steps=0), compiled(week, steps=0)

    anneal(search.work, STEPS, 50.0, 1.0, 0)
    anneal.py_func(plain.work, STEPS, 50.0, 1.0, 0)

    assert plain.plan() == search.plan()
    assert plain.work.figures.tolist() == search.work.figures.tolist()


@slow
@given(any_random, st.integers(0, 20))
def test_compiled_search_goes_on_from_a_plan_as_far_as_it_is_kept(compiled, rng, steps):
    week = compile_week(small_week(rng))
    before = compiled(week, steps=steps)
    start = before.plan()

    after = compiled(week, steps=0, start=start)

    verdict = judge(week.problem, after.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == after.cost


@slow
@given(any_random)
def test_search_that_takes_over_anothers_best_has_the_same_plan_and_keeps_its_cost_right(compiled, rng):
    week = compile_week(small_week(rng))
    leader, other = compiled(week), compiled(week, seed=2, steps=3)

    other.follow(leader)
    other.go_back()
    taken = other.plan()
    other.run(STEPS, 0.9, 1.0)

    assert taken == leader.plan()
    verdict = judge(week.problem, other.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == other.cost <= leader.cost


@slow
@given(any_random, st.integers(0, 99))
def test_parts_that_two_searches_bettered_fit_together(compiled, rng, seed):
    from matching.kernels.sharing import put_together, share_out  # noqa: PLC0415  (imported once it is compiled)

    week = compile_week(small_week(rng, visits=6, carers=4))
    searches = [compiled(week), compiled(week, seed=2, steps=3)]
    searches[0].go_back()

    for _ in range(3):
        parts = share_out(searches, np.random.default_rng(seed))
        for one in searches:
            one.run(STEPS, 0.9, 1.0)
        put_together(searches, parts)

    verdict = judge(week.problem, searches[0].plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == searches[0].cost


@slow
@given(any_random)
def test_exact_optimum_is_the_cheapest_of_all_plans(rng):
    problem = small_week(rng, visits=2, carers=2)
    plans = all_plans(problem)
    assume(0 < len(plans) <= 2000 and not has_open_break(compile_week(problem)))

    found = proven(compile_week(problem))

    verdicts = (judge(problem, plan) for plan in plans)
    assert found.cost == min(verdict.score.cost for verdict in verdicts if verdict.is_kept)


@slow
@given(any_random, st.integers(0, 3))
def test_same_seed_and_iterations_give_the_same_plan(rng, seed):
    problem = small_week(rng)

    first, second = (solve(problem, iterations=STEPS, seed=seed) for _ in range(2))

    assert first.plan == second.plan
    assert first.bound == second.bound


@slow
@given(any_random)
def test_progress_never_goes_backwards_and_ends_at_the_solution(rng):
    told = []

    solution = solve(small_week(rng), iterations=STEPS, on_progress=lambda progress: told.append(progress) or True)

    costs, bounds = [one.cost for one in told], [one.bound for one in told]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert (costs[-1], bounds[-1]) == (solution.verdict.score.cost, solution.bound)


@pytest.mark.parametrize("after", [0, 1, 2])
@slow
@given(any_random)
def test_cancelled_run_leaves_a_valid_plan(after, rng):
    told = []

    solution = solve(
        small_week(rng), iterations=STEPS, on_progress=lambda progress: told.append(progress) or len(told) <= after
    )

    assert solution.verdict.is_kept
    assert len(told) <= after + 1


@pytest.fixture(scope="session")
def compiled():
    """A compiled search of a week after some steps, from a plan if one is given."""
    assert compile_kernels(lambda: True)
    from matching.kernels.searching import CompiledSearch  # noqa: PLC0415  (once they lie in the cache)

    def searched(week, *, seed=1, steps=STEPS, start=None):
        search = CompiledSearch(week, seed)
        search.warm_up(start)
        if start is None:
            search.construct()
        if steps:
            search.run(steps, 0.5, 1.0)
        return search

    return searched


def proven(week: CompiledWeek) -> Found:
    found = solve_exactly(week, {}, ENOUGH, lambda _cost, _assigned, _bound: True)
    assert found is not None
    assert found.is_optimal
    return found


def plan_of(week: CompiledWeek, found: Found) -> Plan:
    given_facts = week.given
    assignments = (*given_facts.visits.values(), *found.assignments)
    return Plan(week.problem.name, assignments, (*given_facts.breaks, *found.breaks))


def has_open_break(week: CompiledWeek) -> bool:
    """A break that is a fact and counts only if a stop follows: the model lets nothing begin before it ends."""
    return any(duty.head and duty.head.pause_s for duty in week.duties)


def searched(week: CompiledWeek, seed: int) -> Draft:
    draft = Draft(week, Timer(week))
    annealer = Annealer(draft, seed)
    annealer.construct(lambda: True)
    for i in range(STEPS):
        annealer.step(i / STEPS)
    draft.restore(annealer.best)
    return draft


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


def small_week(rng: Random, visits: int = 0, carers: int = 0) -> Problem:
    """A week of up to four visits and three carers, so cramped that every rule and every term matters."""
    low_s = rng.choice([0, DAY_S - SPAN_S // 2])
    places = tuple(Place(f"p{i}", rng.randint(-3, 3), rng.randint(-3, 3)) for i in range(rng.randint(1, 3)))
    staff = tuple(a_carer(rng, i, places, low_s) for i in range(carers or rng.randint(1, 3)))
    people = [carer.id for carer in staff]
    rows = tuple(a_visit(rng, i, places, people, low_s) for i in range(visits or rng.randint(1, 4)))
    names = [visit.id for visit in rows]
    size = len(places)
    rows_s = tuple(tuple(rng.choice([None, 0, 1, 1, 2, 3, 5]) for _ in range(size)) for _ in range(size))
    pair = rng.sample(names, 2) if len(names) > 1 else []
    min_s = rng.randint(-2, 6)
    return Problem(
        name="small",
        places=places,
        modes={"foot": Mode(rng.choice([1000, 700]), rng.choice([0, 1])), "car": Mode(500, 1)},
        carers=staff,
        visits=rows,
        horizon_s=3 * DAY_S,
        matrices={"foot": rows_s} if rng.random() < 0.3 else {},
        series=(Series("s", tuple(pair), rng.choice([0, 1]), rng.choice([0, 5])),) if rng.random() < 0.3 else (),
        links=(Link(pair[0], pair[1], min_s, min_s + rng.randint(0, 8), rng.choice(["any", "different", "same"])),)
        if pair and rng.random() < 0.35
        else (),
        published=what_was_published(rng, rows, staff, low_s) if rng.random() < 0.35 else None,
        weights=Weights(
            UnassignedWeights(*(rng.choice([20, 50, 200]) for _ in range(4))),
            rng.choice([0, 30, 100]),
            *(rng.choice([0, 1, 2, 5]) for _ in range(13)),
        ),
    )


def a_carer(rng: Random, i: int, places: tuple[Place, ...], low_s: int) -> Carer:
    available = some_intervals(rng, rng.randint(1, 3), low_s, gap_s=1) if rng.random() < 0.5 else (whole(low_s),)
    later = (whole(low_s + LATER_S),) if rng.random() < 0.3 else ()
    dated = tuple(Credential("licence", one.start_s, one.end_s) for one in some_intervals(rng, 2, low_s))
    return Carer(
        id=f"c{i}",
        kind=rng.choice(["practitioner", "volunteer"]),
        base=rng.choice(places).id,
        mode=rng.choice(["foot", "car"]),
        available=(*available, *later),
        max_day_s=rng.choice([SPAN_S, SPAN_S, rng.randint(3, SPAN_S)]),
        max_week_s=rng.choice([2 * SPAN_S, rng.randint(3, SPAN_S)]),
        skills={skill: rng.randint(1, 2) for skill in "ab" if rng.random() < 0.7},
        credentials=dated if rng.random() < 0.5 else (Credential("licence", 0, 9 * DAY_S),),
        years=rng.randint(0, 3),
        gender=rng.choice([None, "F", "M"]),
        languages=tuple(language for language in ("zh", "jin") if rng.random() < 0.5),
        max_days=rng.choice([7, 7, 1]),
        rest_s=rng.choice([0, 0, rng.randint(1, 12)]),
        contract_s=rng.choice([None, rng.randint(1, 20)]),
        fair_s=rng.choice([None, rng.randint(0, 15)]),
        break_rule=BreakRule(rng.randint(2, 14), rng.randint(1, 4)) if rng.random() < 0.5 else None,
    )


def a_visit(rng: Random, i: int, places: tuple[Place, ...], people: list[str], low_s: int) -> Visit:
    size = rng.choice([1, 1, 1, 2, 2, 3])
    slots = tuple(a_slot(rng) for _ in range(size))
    windows = some_intervals(rng, rng.randint(1, 3), low_s) if rng.random() < 0.6 else (whole(low_s),)
    later = (whole(low_s + LATER_S),) if rng.random() < 0.2 else ()
    pinned = tuple(rng.choice([None, None, *people]) for _ in range(rng.randint(0, size)))
    return Visit(
        id=f"v{i}",
        place=rng.choice(places).id,
        duration_s=rng.randint(1, 4),
        windows=(*windows, *later),
        slots=(slots[0],) * size if rng.random() < 0.5 else slots,
        priority=rng.choice(["routine", "urgent", "asap", "stat"]),
        wish=some_intervals(rng, rng.randint(1, 2), low_s) if rng.random() < 0.4 else (),
        group=rng.choice([None, "g", "g", "h"]),
        min_filled=rng.choice([None, None, rng.randint(1, size)]),
        preferred=tuple(who for who in people if rng.random() < 0.3),
        excluded=tuple(who for who in people if rng.random() < 0.1),
        wishes=Wishes(rng.choice([None, None, "F"]), rng.choice([None, None, "zh"])),
        pin=Pin(rng.choice([None, rng.randint(low_s, low_s + SPAN_S)]), pinned) if rng.random() < 0.15 else None,
    )


def a_slot(rng: Random) -> Slot:
    return Slot(
        skill=rng.choice([None, None, "a", "b"]),
        level=rng.choice([1, 1, 2]),
        kind=rng.choice([None, None, None, "volunteer", "practitioner"]),
        credentials=("licence",) if rng.random() < 0.25 else (),
        min_years=rng.choice([0, 0, 0, 2]),
        gender=rng.choice([None, None, None, None, "F"]),
        required=rng.random() < 0.6,
        points=rng.choice([None, rng.randint(0, 30)]),
    )


def what_was_published(rng: Random, visits: tuple[Visit, ...], staff: tuple[Carer, ...], low_s: int) -> Published:
    told = [visit for visit in visits if rng.random() < 0.5]
    people = [None, *(carer.id for carer in staff)]
    pauses = [carer for carer in staff if rng.random() < 0.4]
    return Published(
        frozen_until_s=rng.randint(low_s - 2, low_s + SPAN_S - 4),
        assignments=tuple(
            Assignment(visit.id, a_second(rng, low_s), tuple(rng.choice(people) for _ in visit.slots)) for visit in told
        ),
        breaks=tuple(Break(carer.id, a_second(rng, low_s), rng.randint(1, 4)) for carer in pauses),
    )


def a_second(rng: Random, low_s: int) -> int:
    return rng.randint(low_s, low_s + SPAN_S - 3)


def whole(low_s: int) -> TimeWindow:
    return TimeWindow(low_s, low_s + SPAN_S)


def some_intervals(rng: Random, many: int, low_s: int, gap_s: int = 0) -> tuple[TimeWindow, ...]:
    """Sorted intervals within the span, `gap_s` apart at least."""
    intervals: list[TimeWindow] = []
    at_s, high_s = low_s, low_s + SPAN_S
    while len(intervals) < many and at_s + 2 <= high_s:
        start_s = rng.randint(at_s, high_s - 2)
        intervals.append(TimeWindow(start_s, rng.randint(start_s + 1, high_s)))
        at_s = intervals[-1].end_s + gap_s
    return tuple(intervals)
