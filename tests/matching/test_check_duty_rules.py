"""Each rule of a carer's time: kept, and broken by exactly this much."""

from dataclasses import replace

import pytest

from matching.problem import DAY_S, Break, BreakRule, Slot, TimeWindow

EIGHT_S, NINE_S, TEN_S, SIX_PM_S = 8 * 3600, 9 * 3600, 10 * 3600, 18 * 3600


@pytest.mark.parametrize(("start_s", "codes"), [(EIGHT_S + 600, []), (EIGHT_S + 599, ["AVAILABLE"])])
def test_carer_leaves_base_no_sooner_than_they_are_available(build, broken, start_s, codes):
    week = build.week(build.visit(place="east"))

    assert broken(week, build.plan(build.at(start_s))) == codes


@pytest.mark.parametrize(("start_s", "codes"), [(SIX_PM_S - 2400, []), (SIX_PM_S - 2399, ["AVAILABLE"])])
def test_carer_is_back_at_base_by_the_end_of_their_availability(build, broken, start_s, codes):
    week = build.week(build.visit(place="east"))

    assert broken(week, build.plan(build.at(start_s))) == codes


def test_visit_outside_all_availability_is_refused(build, broken):
    week = build.week(build.visit(windows=(TimeWindow(0, DAY_S),)))

    assert broken(week, build.plan(build.at(EIGHT_S - 1))) == ["AVAILABLE"]
    assert broken(week, build.plan(build.at(SIX_PM_S))) == ["AVAILABLE"]


@pytest.mark.parametrize(("apart_s", "codes"), [(1800 + 600, []), (1800 + 599, ["TRAVEL"])])
def test_next_visit_starts_after_the_drive(build, broken, apart_s, codes):
    week = build.week(build.visit("one"), build.visit("two", place="east"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(NINE_S + apart_s, visit="two"))

    assert broken(week, plan) == codes


@pytest.mark.parametrize(("start_s", "codes"), [(NINE_S + 1800, []), (NINE_S + 1799, ["TRAVEL"])])
def test_visits_at_one_address_may_touch_but_not_overlap(build, broken, start_s, codes):
    week = build.week(build.visit("one"), build.visit("two"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(start_s, visit="two"))

    assert broken(week, plan) == codes


@pytest.mark.parametrize(
    "no_way",
    [
        ((0, None, 1), (1, 0, 1), (1, 1, 0)),  # base to east
        ((0, 1, 1), (None, 0, 1), (1, 1, 0)),  # east to base
    ],
)
def test_where_there_is_no_way_nobody_goes(build, broken, no_way):
    week = build.week(build.visit(place="east"))

    assert broken(week, build.plan(build.at(NINE_S))) == []
    assert broken(replace(week, matrices={"foot": no_way}), build.plan(build.at(NINE_S))) == ["TRAVEL"]


def test_break_between_two_visits_takes_its_time_beside_the_drive(build, broken):
    carer = build.carer(break_rule=BreakRule(5 * 3600, 1200))
    week = build.week(carer, build.visit("one"), build.visit("two", place="east"))
    pause = Break("anna", NINE_S + 1800, 1200)

    enough = build.plan(build.at(NINE_S, visit="one"), build.at(NINE_S + 3600, visit="two"), pause)
    second_short = build.plan(build.at(NINE_S, visit="one"), build.at(NINE_S + 3599, visit="two"), pause)

    assert broken(week, enough) == []
    assert broken(week, second_short) == ["TRAVEL", "BREAK"]  # no room for the drive before or after the break


@pytest.mark.parametrize(
    ("pause_s", "codes"),
    [(0, []), (1, ["BREAK"]), (599, ["BREAK"]), (600, []), (1200, []), (1201, ["BREAK"])],
)
def test_break_lies_before_the_drive_or_after_it_but_not_within(build, broken, pause_s, codes):
    carer = build.carer(break_rule=BreakRule(5 * 3600, 1200))
    week = build.week(carer, build.visit("one"), build.visit("two", place="east"))
    one = build.at(NINE_S, visit="one")
    two = build.at(NINE_S + 1800 + 2400 if pause_s >= 1200 else NINE_S + 1800 + 1800, visit="two")

    assert broken(week, build.plan(one, two, Break("anna", NINE_S + 1800 + pause_s, 1200))) == codes


@pytest.mark.parametrize(("after_s", "codes"), [(7200, []), (7199, ["BREAK"])])
def test_break_is_owed_where_a_duty_of_two_visits_lasts_longer(build, broken, after_s, codes):
    carer = build.carer(break_rule=BreakRule(after_s, 600))
    week = build.week(carer, build.visit("one"), build.visit("two"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(NINE_S + 5400, visit="two"))

    assert broken(week, plan) == codes


def test_duty_of_one_visit_needs_no_break(build, broken):
    week = build.week(build.carer(break_rule=BreakRule(60, 600)))

    assert broken(week, build.plan(build.at(NINE_S))) == []


@pytest.mark.parametrize(
    ("pause_s", "codes"),
    [(NINE_S + 3600, []), (NINE_S + 3601, ["BREAK"]), (NINE_S + 3599, ["BREAK"])],
)
def test_no_part_of_a_duty_beside_the_break_lasts_too_long(build, broken, pause_s, codes):
    carer = build.carer(break_rule=BreakRule(3600, 600))
    week = build.week(carer, build.visit("one"), build.visit("two"))
    plan = build.plan(
        build.at(NINE_S, visit="one"), build.at(NINE_S + 3600 + 600 + 1800, visit="two"), Break("anna", pause_s, 600)
    )

    assert broken(week, plan) == codes


@pytest.mark.parametrize(
    ("pauses", "codes"),
    [
        ([Break("anna", TEN_S, 600)], []),
        ([Break("anna", TEN_S, 599)], ["BREAK"]),
        ([Break("anna", TEN_S, 600), Break("anna", TEN_S + 600, 600)], ["BREAK"]),
        ([Break("anna", EIGHT_S, 600)], ["BREAK"]),  # before the first visit
        ([Break("anna", TEN_S, 600), Break("ben", TEN_S, 600)], ["BREAK"]),  # ben has no duty
    ],
)
def test_break_is_one_as_long_as_it_should_be_and_between_two_visits(build, broken, pauses, codes):
    rule = BreakRule(5 * 3600, 600)
    week = build.week(
        build.carer(break_rule=rule), build.carer("ben", break_rule=rule), build.visit("one"), build.visit("two")
    )
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(NINE_S + 7200, visit="two"), *pauses)

    assert broken(week, plan) == codes


def test_carer_without_a_break_rule_takes_none(build, broken):
    week = build.week(build.visit("one"), build.visit("two"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(TEN_S, visit="two"), Break("anna", NINE_S + 1800, 600))

    assert broken(week, plan) == ["BREAK"]


@pytest.mark.parametrize(("limit_s", "codes"), [(3000, []), (2999, ["DAY"])])
def test_day_counts_travel_and_visits(build, broken, limit_s, codes):
    week = build.week(build.carer(max_day_s=limit_s), build.visit(place="east"))

    assert broken(week, build.plan(build.at(NINE_S))) == codes


def test_break_is_not_worked_time(build, broken):
    carer = build.carer(max_day_s=3600, break_rule=BreakRule(5 * 3600, 600))
    week = build.week(carer, build.visit("one"), build.visit("two"))
    visits = build.at(NINE_S, visit="one"), build.at(NINE_S + 2400, visit="two")

    assert broken(week, build.plan(*visits)) == ["DAY"]  # waiting is
    assert broken(week, build.plan(*visits, Break("anna", NINE_S + 1800, 600))) == []


@pytest.mark.parametrize(("limit_s", "codes"), [(3600, []), (3599, ["DAY"])])
def test_two_duties_of_one_day_add_up(build, broken, limit_s, codes):
    shifts = (TimeWindow(EIGHT_S, TEN_S), TimeWindow(TEN_S + 1, SIX_PM_S))
    week = build.week(build.carer(available=shifts, max_day_s=limit_s), build.visit("one"), build.visit("two"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(TEN_S + 3600, visit="two"))

    assert broken(week, plan) == codes


@pytest.mark.parametrize(
    ("limits", "codes"),
    [
        ({"max_week_s": 3600}, []),
        ({"max_week_s": 3599}, ["WEEK"]),
        ({"max_days": 2}, []),
        ({"max_days": 1}, ["DAYS"]),
        ({"rest_s": 23 * 3600 + 1800}, []),
        ({"rest_s": 23 * 3600 + 1801}, ["REST"]),
    ],
)
def test_week_of_two_days_keeps_hours_days_and_rest(build, broken, limits, codes):
    week = build.week(build.carer(**limits), build.visit("one"), build.visit("two"))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(DAY_S + NINE_S, visit="two"))

    assert broken(week, plan) == codes


def test_rest_counts_the_way_home_and_the_way_out(build, broken):
    carer = build.carer(rest_s=23 * 3600 + 1800 - 1200)
    week = build.week(carer, build.visit("one", place="east"), build.visit("two", place="east"))
    on_time = build.plan(build.at(NINE_S, visit="one"), build.at(DAY_S + NINE_S, visit="two"))
    sooner = build.plan(build.at(NINE_S, visit="one"), build.at(DAY_S + NINE_S - 1, visit="two"))

    assert broken(week, on_time) == []
    assert broken(week, sooner) == ["REST"]


def test_partners_of_a_visit_each_have_their_own_duty(build, broken):
    carers = build.carer(), build.carer("ben", available=(TimeWindow(NINE_S + 1, SIX_PM_S),))
    week = build.week(*carers, build.visit(slots=(Slot(), Slot())))

    assert broken(week, build.plan(build.at(NINE_S, "anna", "ben"))) == ["AVAILABLE"]
    assert broken(week, build.plan(build.at(NINE_S + 1, "anna", "ben"))) == []
