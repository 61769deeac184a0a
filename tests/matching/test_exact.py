"""The exact model on weeks whose optimum is plain to see."""

from dataclasses import replace

import pytest

from matching.compile import compile_week
from matching.exact.scope import Known, Scope, Work
from matching.exact.solving import Budget, solve_exactly
from matching.problem import BreakRule, Link, Series, Slot, TimeWindow, Weights, Wishes

HOUR_S, DAY_S = 3600, 86_400
NINE_S, TEN_S = 9 * HOUR_S, 10 * HOUR_S
ENOUGH = Budget(deterministic_s=10.0)


@pytest.fixture
def best():
    """The proven optimum of a week, or of a part of it."""

    def solve(problem, scope=None):
        found = solve_exactly(compile_week(problem), {}, ENOUGH, lambda _cost, _assigned, _bound: True, scope)
        assert found is not None
        assert found.is_optimal
        return found

    return solve


def window(start_s, end_s):
    return (TimeWindow(start_s, end_s),)


def test_two_carers_of_a_lifting_visit_arrive_together(build, best):
    late, early = build.carer("late", available=window(NINE_S, TEN_S)), build.carer("early")
    lifting = build.visit(slots=(Slot(), Slot()), windows=window(8 * HOUR_S, TEN_S))

    found = best(build.week(late, early, lifting))

    assert [set(one.carers) for one in found.assignments] == [{"late", "early"}]
    assert found.assignments[0].start_s >= NINE_S


def test_break_that_is_owed_lies_between_two_visits(build, best):
    carer = build.carer(break_rule=BreakRule(after_s=2 * HOUR_S, duration_s=1800))
    first = build.visit("first", windows=window(NINE_S, NINE_S + 1800))
    second = build.visit("second", windows=window(NINE_S + 2 * HOUR_S, NINE_S + 2 * HOUR_S + 1800))

    found = best(build.week(carer, first, second))

    assert len(found.assignments) == 2
    assert [(one.carer, one.duration_s) for one in found.breaks] == [("anna", 1800)]


def test_break_that_nobody_owes_is_taken_where_it_spares_waiting(build, best):
    carer = build.carer(break_rule=BreakRule(after_s=8 * HOUR_S, duration_s=1800))
    first = build.visit("first", windows=window(NINE_S, NINE_S + 1800))
    second = build.visit("second", windows=window(TEN_S, TEN_S + 1800))

    found = best(build.week(carer, first, second))

    assert found.cost == 1800  # the duty alone: half an hour between the visits is a break, not waiting
    assert len(found.breaks) == 1


def test_wish_is_missed_where_a_second_duty_would_cost_more(build, best):
    carer = build.carer(available=window(8 * HOUR_S, 18 * HOUR_S))
    fixed = build.visit("fixed", windows=window(NINE_S, NINE_S + 1800))
    wishing = build.visit("wishing", wish=window(NINE_S, NINE_S + 1800))

    found = best(build.week(carer, fixed, wishing))

    starts = {one.visit: one.start_s for one in found.assignments}
    assert abs(starts["wishing"] - NINE_S) == 1800
    assert found.cost == 1800 + 2 * 1800  # a duty, and half an hour off at two points a second


def test_visits_of_a_series_keep_their_days_apart(build, best):
    rows = [build.visit(name) for name in ("one", "two", "three")]

    found = best(build.week(*rows, series=(Series("s", ("one", "two", "three"), min_days=3),)))

    days = sorted(one.start_s // DAY_S for one in found.assignments)
    assert days == [0, 3, 6]


def test_second_visit_of_a_link_has_other_carers_and_follows_in_time(build, best):
    rows = [build.visit("first"), build.visit("second")]
    link = Link("first", "second", HOUR_S, 2 * HOUR_S, "different")

    found = best(build.week(build.carer("anna"), build.carer("bert"), *rows, links=(link,)))

    first, second = sorted(found.assignments, key=lambda one: one.visit)
    assert HOUR_S <= second.start_s - first.start_s <= 2 * HOUR_S
    assert first.carers != second.carers


def test_optional_slot_stays_empty_where_filling_it_costs_more(build, best):
    far = build.carer("far", base="far", mode="foot")
    session = build.visit(slots=(Slot(), Slot(required=False, points=5000)))

    found = best(build.week(build.carer("near"), far, session))

    assert found.assignments[0].carers == ("near", None)
    assert found.cost == 1800 + 5000


def test_hours_above_the_fair_share_go_to_the_colleague(build, best):
    tired = build.carer("tired", fair_s=0, gender="F")
    fresh = build.carer("fresh", fair_s=HOUR_S)

    found = best(build.week(tired, fresh, build.visit(wishes=Wishes(gender="F")), weights=Weights(gender=100)))

    assert found.assignments[0].carers == ("fresh",)


def test_part_of_a_week_leaves_what_is_known_alone(build, best):
    rows = [build.visit("known", windows=window(NINE_S, TEN_S)), build.visit("free", windows=window(NINE_S, TEN_S))]
    week = build.week(build.carer(available=window(NINE_S, TEN_S)), *rows)
    scope = Scope(visits=(1,), duties=(0,), known={0: Known(NINE_S, (0,))}, kept={0: (0,)})

    found = best(week, scope)

    assert [(one.visit, one.start_s) for one in found.assignments] == [("free", NINE_S + 1800)]


def test_hours_worked_outside_the_part_count_against_the_week(build, best):
    carer = replace(build.carer(), max_week_s=HOUR_S)
    scope = Scope(visits=(0,), duties=(0,), work={1: Work(DAY_S + NINE_S, DAY_S + TEN_S, HOUR_S)})

    found = best(build.week(carer), scope)

    assert found.assignments == ()
