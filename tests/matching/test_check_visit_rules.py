"""Each rule of a visit: kept, and broken by exactly this much."""

import pytest

from matching.problem import (
    DAY_S,
    Assignment,
    Credential,
    Link,
    Pin,
    Series,
    Slot,
    TimeWindow,
)

NINE_S = 9 * 3600
TEN_S = 10 * 3600
ENTRIES_FOR_ONE_SLOT = [(("anna",), []), (("anna", None), ["SLOTS"]), ((), ["SLOTS"])]


@pytest.mark.parametrize(("start_s", "codes"), [(NINE_S, []), (NINE_S - 1, ["WINDOW"]), (TEN_S - 1800, [])])
def test_visit_starts_when_its_window_opens_and_no_second_sooner(build, broken, start_s, codes):
    week = build.week(build.visit(windows=(TimeWindow(NINE_S, TEN_S),)))

    assert broken(week, build.plan(build.at(start_s))) == codes


def test_visit_ends_when_its_window_closes_and_no_second_later(build, broken):
    week = build.week(build.visit(windows=(TimeWindow(NINE_S, TEN_S), TimeWindow(TEN_S, TEN_S + 1800))))

    across = broken(week, build.plan(build.at(TEN_S - 1799)))

    assert across == ["WINDOW"], "two windows that touch are still two"


@pytest.mark.parametrize(("carers", "codes"), ENTRIES_FOR_ONE_SLOT)
def test_plan_has_one_entry_for_each_slot(build, broken, carers, codes):
    plan = build.plan(Assignment("visit", NINE_S, carers))

    assert broken(build.week(), plan) == codes


@pytest.mark.parametrize(
    ("carers", "codes"),
    [(("anna", "ben"), []), (("anna", None), ["SLOTS"]), (("anna", "anna"), ["SLOTS"])],
)
def test_two_carer_visit_needs_two_different_people(build, broken, carers, codes):
    week = build.week(build.carer(), build.carer("ben"), build.visit(slots=(Slot(), Slot())))

    assert broken(week, build.plan(build.at(NINE_S, *carers))) == codes


@pytest.mark.parametrize(("carers", "codes"), [((None, "anna"), []), ((None, None), ["SLOTS"])])
def test_session_of_optional_slots_runs_with_one_adult_but_not_with_none(build, broken, carers, codes):
    week = build.week(build.visit(slots=(Slot(required=False), Slot(required=False))))

    assert broken(week, build.plan(build.at(NINE_S, *carers))) == codes


@pytest.mark.parametrize(("min_filled", "codes"), [(1, []), (2, ["SLOTS"])])
def test_min_filled_asks_for_more_than_the_required_slots(build, broken, min_filled, codes):
    visit = build.visit(slots=(Slot(), Slot(required=False)), min_filled=min_filled)

    assert broken(build.week(visit), build.plan(build.at(NINE_S, "anna", None))) == codes


@pytest.mark.parametrize(
    ("slot", "codes"),
    [
        (Slot(kind="practitioner"), []),
        (Slot(kind="volunteer"), ["KIND"]),
        (Slot(skill="dressing", level=2), []),
        (Slot(skill="dressing", level=3), ["SKILL"]),
        (Slot(skill="catheter", level=1), ["SKILL"]),
        (Slot(skill="catheter", level=0), []),
        (Slot(min_years=5), []),
        (Slot(min_years=6), ["YEARS"]),
        (Slot(gender="F"), []),
        (Slot(gender="M"), ["GENDER"]),
    ],
)
def test_carer_meets_what_the_slot_asks(build, broken, slot, codes):
    week = build.week(build.carer(skills={"dressing": 2}, years=5, gender="F"), build.visit(slots=(slot,)))

    assert broken(week, build.plan(build.at(NINE_S))) == codes


@pytest.mark.parametrize(
    ("from_s", "until_s", "codes"),
    [
        (NINE_S, NINE_S + 1800, []),
        (NINE_S + 1, NINE_S + 1800, ["CREDENTIAL"]),
        (NINE_S, NINE_S + 1799, ["CREDENTIAL"]),
    ],
)
def test_credential_is_valid_from_start_to_end_of_the_visit(build, broken, from_s, until_s, codes):
    carer = build.carer(credentials=(Credential("nurse", from_s, until_s),))
    week = build.week(carer, build.visit(slots=(Slot(credentials=("nurse",)),)))

    assert broken(week, build.plan(build.at(NINE_S))) == codes


def test_two_records_of_a_credential_that_meet_midway_do_not_cover_the_visit(build, broken):
    records = (Credential("nurse", 0, NINE_S + 900), Credential("nurse", NINE_S + 900, DAY_S))
    week = build.week(build.carer(credentials=records), build.visit(slots=(Slot(credentials=("nurse",)),)))

    assert broken(week, build.plan(build.at(NINE_S))) == ["CREDENTIAL"]


@pytest.mark.parametrize(("excluded", "codes"), [((), []), (("ben",), []), (("anna",), ["EXCLUDED"])])
def test_excluded_carers_stay_away(build, broken, excluded, codes):
    week = build.week(build.carer(), build.carer("ben"), build.visit(excluded=excluded))

    assert broken(week, build.plan(build.at(NINE_S))) == codes


@pytest.mark.parametrize(
    ("pin", "codes"),
    [
        (Pin(), []),
        (Pin(NINE_S), []),
        (Pin(NINE_S + 1), ["PIN"]),
        (Pin(None, ("anna",)), []),
        (Pin(None, (None, "ben")), []),
        (Pin(None, ("ben",)), ["PIN"]),
    ],
)
def test_pins_hold_the_start_and_the_carers_that_they_name(build, broken, pin, codes):
    week = build.week(build.carer(), build.carer("ben"), build.visit(slots=(Slot(), Slot()), pin=pin))

    assert broken(week, build.plan(build.at(NINE_S, "anna", "ben"))) == codes


def test_pinned_visit_may_be_left_unassigned(build, broken):
    assert broken(build.week(build.visit(pin=Pin(NINE_S))), build.plan()) == []


@pytest.mark.parametrize(("apart_s", "codes"), [(DAY_S, []), (DAY_S - 1, ["SERIES"])])
def test_visits_of_a_series_start_min_gap_apart(build, broken, apart_s, codes):
    series = Series("dressings", ("one", "two"), min_gap_s=DAY_S)
    week = build.week(build.visit("one"), build.visit("two"), series=(series,))
    plan = build.plan(build.at(DAY_S + TEN_S - apart_s, visit="one"), build.at(DAY_S + TEN_S, visit="two"))

    assert broken(week, plan) == codes


@pytest.mark.parametrize(("min_days", "codes"), [(2, []), (3, ["SERIES"])])
def test_visits_of_a_series_are_min_days_apart_whatever_their_order(build, broken, min_days, codes):
    series = Series("dressings", ("one", "two", "three"), min_days=min_days)
    week = build.week(build.visit("one"), build.visit("two"), build.visit("three"), series=(series,))
    plan = build.plan(build.at(2 * DAY_S + NINE_S, visit="one"), build.at(TEN_S, visit="two"))

    assert broken(week, plan) == codes


@pytest.mark.parametrize(
    ("apart_s", "codes"),
    [(3599, ["LINK"]), (3600, []), (7200, []), (7201, ["LINK"])],
)
def test_second_visit_of_a_link_starts_within_its_bounds(build, broken, apart_s, codes):
    week = build.week(build.visit("one"), build.visit("two"), links=(Link("one", "two", 3600, 7200),))
    plan = build.plan(build.at(NINE_S, visit="one"), build.at(NINE_S + apart_s, visit="two"))

    assert broken(week, plan) == codes


@pytest.mark.parametrize(("present", "codes"), [("one", []), ("two", ["LINK"])])
def test_second_visit_of_a_link_needs_the_first_but_not_the_other_way(build, broken, present, codes):
    week = build.week(build.visit("one"), build.visit("two"), links=(Link("one", "two", 0, 7200),))

    assert broken(week, build.plan(build.at(NINE_S, visit=present))) == codes


@pytest.mark.parametrize(
    ("together", "who", "codes"),
    [
        ("any", "ben", []),
        ("same", "anna", []),
        ("same", "ben", ["LINK"]),
        ("different", "ben", []),
        ("different", "anna", ["LINK"]),
    ],
)
def test_links_may_ask_for_the_same_or_for_different_carers(build, broken, together, who, codes):
    link = Link("one", "two", 0, 7200, together)
    week = build.week(build.carer(), build.carer("ben"), build.visit("one"), build.visit("two"), links=(link,))
    plan = build.plan(build.at(NINE_S, "anna", visit="one"), build.at(TEN_S, who, visit="two"))

    assert broken(week, plan) == codes
