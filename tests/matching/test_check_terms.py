"""Each term by figures worked out by hand: weights are the defaults unless a test gives its own."""

from dataclasses import replace

import pytest

from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Pin,
    Published,
    Slot,
    TimeWindow,
    UnassignedWeights,
    Weights,
    Wishes,
)

NINE_S, TEN_S = 9 * 3600, 10 * 3600


@pytest.mark.parametrize(
    ("facts", "unassigned"),
    [
        ({}, 200_000),
        ({"priority": "urgent"}, 1_000_000),
        ({"priority": "asap"}, 5_000_000),
        ({"priority": "stat"}, 25_000_000),
        ({"pin": Pin()}, 2_000_000),
    ],
)
def test_unassigned_visit_costs_by_priority_and_tenfold_if_pinned(build, points, facts, unassigned):
    assert points(build.week(build.visit(**facts)), build.plan()) == {"unassigned": unassigned, "slot": 100_000}


def test_empty_slot_costs_its_own_points_or_the_weight(build, points):
    slots = (Slot(), Slot(required=False), Slot(required=False, points=75_000))
    week = build.week(build.visit(slots=slots))

    assert points(week, build.plan(build.at(NINE_S, "anna", None, None))) == {"slot": 175_000, "duty": 1800}
    assert points(week, build.plan()) == {"unassigned": 200_000, "slot": 275_000}


@pytest.mark.parametrize(
    ("priority", "start_s", "delay"),
    [("asap", NINE_S, 3600), ("stat", NINE_S + 60, 3660), ("asap", 2 * DAY_S + NINE_S, DAY_S), ("urgent", NINE_S, 0)],
)
def test_delay_counts_from_the_first_window_and_a_day_at_most(build, points, priority, start_s, delay):
    week = build.week(build.visit(priority=priority))

    assert points(week, build.plan(build.at(start_s))).get("delay", 0) == delay


def test_travel_counts_all_legs_and_waiting_what_is_neither_travel_nor_break(build, points):
    carer = build.carer(break_rule=BreakRule(8 * 3600, 1200))
    week = build.week(carer, build.visit("one", place="east"), build.visit("two", place="far"))
    visits = build.at(NINE_S, visit="one"), build.at(NINE_S + 1800 + 3000 + 1500, visit="two")

    assert points(week, build.plan(*visits)) == {"travel": 2 * 7200, "waiting": 1500, "duty": 1800}
    assert points(week, build.plan(*visits, Break("anna", NINE_S + 1800, 1200))) == {
        "travel": 2 * 7200,
        "waiting": 300,
        "duty": 1800,
    }


def test_each_duty_costs_and_nobody_waits_between_two(build, points):
    week = build.week(build.visit("one"), build.visit("two"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(DAY_S + NINE_S, visit="two"))

    assert points(week, plan) == {"duty": 3600}


@pytest.mark.parametrize(
    ("facts", "terms"),
    [
        ({"contract_s": 3000}, {}),
        ({"contract_s": 2000}, {"overtime": 3 * 1000}),
        ({"fair_s": 3000}, {}),
        ({"fair_s": 2000}, {"unfair": 1000}),
    ],
)
def test_overtime_and_unfair_share_count_seconds_worked_travel_included(build, points, facts, terms):
    week = build.week(build.carer(**facts), build.visit(place="east"))

    assert points(week, build.plan(build.at(NINE_S))) == {"travel": 2400, "duty": 1800} | terms


def test_overtime_begins_at_the_weekly_limit_where_no_contract_is_given(build, points):
    week = build.week(build.carer(max_week_s=1800))

    assert "overtime" not in points(week, build.plan(build.at(NINE_S)))


@pytest.mark.parametrize(
    ("start_s", "missed_s"),
    [
        (NINE_S, 0),
        (NINE_S - 60, 60),
        (NINE_S + 1800, 0),
        (NINE_S + 1860, 60),
        (TEN_S + 5400, 1800),
        (DAY_S + NINE_S, 14_400),
    ],
)
def test_wish_counts_seconds_outside_the_nearest_wished_interval(build, points, start_s, missed_s):
    wish = (TimeWindow(NINE_S, TEN_S), TimeWindow(12 * 3600, 13 * 3600))
    week = build.week(build.visit(wish=wish))

    assert points(week, build.plan(build.at(start_s))).get("wish", 0) == 2 * missed_s


def test_continuity_counts_carers_beyond_those_of_the_fullest_visit(build, points):
    carers = [build.carer(name) for name in ("anna", "ben", "cleo")]
    pair = build.visit("pair", group="mother", slots=(Slot(), Slot()))
    single = build.visit("single", group="mother")
    week = build.week(*carers, pair, single)

    same = build.plan(build.at(NINE_S, "anna", "ben", visit="pair"), build.at(DAY_S + NINE_S, "ben", visit="single"))
    new = build.plan(build.at(NINE_S, "anna", "ben", visit="pair"), build.at(DAY_S + NINE_S, "cleo", visit="single"))

    assert points(week, same).get("continuity", 0) == 0
    assert points(week, new)["continuity"] == 3600


@pytest.mark.parametrize(
    ("facts", "terms"),
    [
        ({"preferred": ("anna",)}, {}),
        ({"preferred": ("ben",)}, {"unfamiliar": 1200}),
        ({"wishes": Wishes(gender="F")}, {}),
        ({"wishes": Wishes(gender="M")}, {"gender": 3600}),
        ({"wishes": Wishes(language="zh")}, {}),
        ({"wishes": Wishes(language="wuu")}, {"language": 1800}),
    ],
)
def test_carer_who_is_not_as_wished_costs(build, points, facts, terms):
    week = build.week(build.carer(gender="F", languages=("zh",)), build.carer("ben"), build.visit(**facts))

    assert points(week, build.plan(build.at(NINE_S))) == {"duty": 1800} | terms


@pytest.mark.parametrize(
    ("planned", "terms"),
    [
        (Assignment("visit", NINE_S, ("anna", "ben")), {}),
        (Assignment("visit", NINE_S, ("ben", "anna")), {}),
        (Assignment("visit", NINE_S, ("anna", "cleo")), {"moved": 3600}),
        (Assignment("visit", NINE_S - 90, ("anna", "ben")), {"shifted": 90}),
        (Assignment("visit", DAY_S + NINE_S, ("cleo", "ben")), {"moved": 3600, "shifted": 14_400}),
    ],
)
def test_changes_to_what_people_were_told_cost(build, points, planned, terms):
    carers = [build.carer(name) for name in ("anna", "ben", "cleo")]
    week = build.week(*carers, build.visit(slots=(Slot(), Slot())))
    told = replace(week, published=Published(0, (Assignment("visit", NINE_S, ("anna", "ben")),)))

    assert points(told, build.plan(planned)) == {"duty": 3600} | terms


def test_weights_of_the_week_replace_the_defaults(build, points):
    week = build.week(build.visit(), build.visit("other", priority="stat", place="east"))
    own = replace(week, weights=Weights(UnassignedWeights(routine=7), slot=5, travel=11, duty=13))

    assert points(own, build.plan(build.at(NINE_S, visit="other"))) == {
        "unassigned": 7,
        "slot": 5,
        "travel": 11 * 1200,
        "duty": 13,
        "delay": 3600,
    }
