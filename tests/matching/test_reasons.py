"""Why nobody makes a visit: the first rule for each carer, and the visits that stand in the way."""

import pytest

from matching.problem import (
    DAY_S,
    BreakRule,
    Credential,
    Link,
    Pin,
    Published,
    Series,
    Slot,
    TimeWindow,
)
from matching.reasons import Exclusion, exclusions, summary

EIGHT_S, NINE_S, TEN_S, NOON_S = 8 * 3600, 9 * 3600, 10 * 3600, 12 * 3600
MORNING = TimeWindow(EIGHT_S, NOON_S)


def reasons(week, plan, visit="visit"):
    """The rule and the visits in the way, by carer."""
    return {one.carer: (one.rule, one.blocking) for one in exclusions(week, plan, visit)}


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"kind": "volunteer", "skills": {}, "years": 0}, "KIND"),
        ({"skills": {"dressing": 1}, "years": 0}, "SKILL"),
        ({"credentials": (), "years": 0}, "CREDENTIAL"),
        ({"credentials": (Credential("nurse", 0, EIGHT_S + 1799),)}, "CREDENTIAL"),
        ({"years": 4, "gender": "M"}, "YEARS"),
        ({"gender": "M", "available": ()}, "GENDER"),
        ({"available": ()}, "AVAILABLE"),
        ({"available": (TimeWindow(NOON_S - 1799, 18 * 3600),)}, "AVAILABLE"),
        ({"max_day_s": 1799, "max_week_s": 0}, "DAY"),
        ({"max_week_s": 1799, "max_days": 0}, "WEEK"),
        ({"max_days": 0}, "DAYS"),
        ({}, None),
    ],
)
def test_first_rule_in_the_order_of_codes_keeps_a_carer_out(build, facts, rule):
    able = {"skills": {"dressing": 2}, "credentials": (Credential("nurse", 0, DAY_S),), "years": 5, "gender": "F"}
    slot = Slot("dressing", 2, "practitioner", ("nurse",), 5, "F")
    week = build.week(build.carer(**(able | facts)), build.visit(slots=(slot,), windows=(MORNING,)))

    assert reasons(week, build.plan()) == {"anna": (rule, ())}


def test_excluded_carers_are_told_so_though_they_are_free(build):
    week = build.week(build.carer(), build.carer("ben"), build.visit(excluded=("anna",)))

    assert reasons(week, build.plan()) == {"anna": ("EXCLUDED", ()), "ben": (None, ())}


def test_way_there_and_back_counts_as_availability(build):
    hour = TimeWindow(NINE_S, TEN_S)
    week = build.week(build.carer(available=(hour,)), build.visit(place="far"))

    assert reasons(week, build.plan()) == {"anna": ("AVAILABLE", ())}


def test_place_without_a_way_is_travel(build):
    no_way = {"foot": ((0, None, 1), (1, 0, 1), (1, 1, 0))}
    week = build.week(build.visit(place="east"), matrices=no_way)

    assert reasons(week, build.plan()) == {"anna": ("TRAVEL", ())}


def test_way_that_only_another_visit_opens_is_a_way(build):
    one_way = {"foot": ((0, 600, 600), (None, 0, 600), (600, 600, 0))}  # from the east there is no way home
    week = build.week(build.visit(place="east"), build.visit("other", place="far"), matrices=one_way)

    assert reasons(week, build.plan()) == {"anna": ("TRAVEL", ())}
    assert reasons(week, build.plan(build.at(NOON_S, visit="other"))) == {"anna": (None, ())}


def test_visit_whose_windows_are_too_short_is_nobodys_fault(build):
    week = build.week(build.visit(windows=(TimeWindow(NINE_S, NINE_S + 1799),)))

    assert reasons(week, build.plan()) == {"anna": ("WINDOW", ())}


def test_visit_whose_time_is_over_is_frozen(build):
    week = build.week(build.visit(windows=(MORNING,)), published=Published(NOON_S))

    assert reasons(week, build.plan()) == {"anna": ("FROZEN", ())}


def test_full_morning_names_the_one_visit_whose_absence_would_make_room(build):
    visits = [build.visit(name, duration_s=7200) for name in ("early", "late")]
    week = build.week(build.visit(windows=(MORNING,), duration_s=7200), *visits)
    plan = build.plan(build.at(EIGHT_S, visit="early"), build.at(TEN_S, visit="late"))

    assert reasons(week, plan) == {"anna": ("TRAVEL", ("early",))}


def test_second_too_little_between_two_visits_names_both_only_if_both_are_in_the_way(build):
    window = TimeWindow(NINE_S, NINE_S + 1800)
    week = build.week(build.visit(windows=(window,), place="east"), build.visit("before"), build.visit("after"))
    just = build.at(NINE_S - 2400, visit="before"), build.at(NINE_S + 2400, visit="after")
    later = build.at(NINE_S - 2400, visit="before"), build.at(NINE_S + 2399, visit="after")
    tight = build.at(NINE_S - 2399, visit="before"), build.at(NINE_S + 2399, visit="after")

    assert reasons(week, build.plan(*just)) == {"anna": (None, ())}
    assert reasons(week, build.plan(*later)) == {"anna": ("TRAVEL", ("after",))}
    assert reasons(week, build.plan(*tight)) == {"anna": ("TRAVEL", ("before", "after"))}


def test_carer_who_is_pinned_elsewhere_is_held_by_the_pin(build):
    held = build.visit("held", windows=(MORNING,), duration_s=4 * 3600, pin=Pin(None, ("anna",)))
    week = build.week(build.visit(windows=(MORNING,)), held)

    found = exclusions(week, build.plan(build.at(EIGHT_S, visit="held")), "visit")

    assert [(one.rule, one.blocking) for one in found] == [("PIN", ("held",))]


def test_visit_pinned_to_one_carer_keeps_out_the_others(build):
    week = build.week(build.carer(), build.carer("ben"), build.visit(pin=Pin(None, ("ben",))))

    assert reasons(week, build.plan()) == {"anna": ("PIN", ()), "ben": (None, ())}


def test_start_that_is_pinned_is_the_only_one_that_is_tried(build):
    week = build.week(build.visit(pin=Pin(NINE_S)), build.visit("other"))

    assert reasons(week, build.plan(build.at(NINE_S, visit="other"))) == {"anna": ("TRAVEL", ("other",))}


def test_break_that_no_longer_fits_names_the_visits_of_its_duty(build):
    carer = build.carer(available=(TimeWindow(EIGHT_S, NOON_S),), break_rule=BreakRule(2 * 3600, 1800))
    week = build.week(carer, build.visit(windows=(MORNING,), duration_s=3600), build.visit("long", duration_s=9000))
    plan = build.plan(build.at(EIGHT_S, visit="long"))

    assert reasons(week, plan) == {"anna": ("BREAK", ("long",))}


@pytest.mark.parametrize(
    ("limits", "rule"),
    [({"max_day_s": 3599}, "DAY"), ({"max_week_s": 3599}, "WEEK"), ({}, None)],
)
def test_limits_count_what_the_carer_does_already(build, limits, rule):
    week = build.week(build.carer(**limits), build.visit(windows=(MORNING,)), build.visit("other"))
    plan = build.plan(build.at(EIGHT_S, visit="other"))

    assert reasons(week, plan) == {"anna": (rule, ("other",) if rule else ())}


@pytest.mark.parametrize(
    ("limits", "rule"),
    [({"rest_s": 14 * 3600 + 1801}, "REST"), ({"rest_s": 14 * 3600 + 1800}, None), ({"max_days": 1}, "DAYS")],
)
def test_rest_and_days_name_what_the_carer_does_on_another_day(build, limits, rule):
    evening = build.visit(windows=(TimeWindow(17 * 3600, 18 * 3600),))
    week = build.week(build.carer(**limits), evening, build.visit("tomorrow"))
    plan = build.plan(build.at(DAY_S + EIGHT_S, visit="tomorrow"))

    assert reasons(week, plan) == {"anna": (rule, ("tomorrow",) if rule else ())}


def test_series_and_links_name_the_visit_that_is_too_close(build):
    near, linked = build.visit("near"), build.visit("linked", windows=(MORNING,))
    week = build.week(
        build.visit(windows=(MORNING,)), near, linked,
        series=(Series("days", ("visit", "near"), min_days=1),), links=(Link("near", "linked", 0, 3600),),
    )  # fmt: skip
    plan = build.plan(build.at(NOON_S, visit="near"))

    assert reasons(week, plan) == {"anna": ("SERIES", ("near",))}
    assert reasons(week, plan, "linked") == {"anna": ("LINK", ("near",))}
    assert reasons(week, build.plan(), "linked") == {"anna": ("LINK", ("near",))}


def test_two_carer_visit_tells_that_the_partner_is_pinned_elsewhere(build):
    held = build.visit("held", windows=(MORNING,), duration_s=4 * 3600, pin=Pin(None, ("ben",)))
    lifting = build.visit(windows=(MORNING,), slots=(Slot(), Slot()))
    week = build.week(build.carer(), build.carer("ben"), lifting, held)

    found = reasons(week, build.plan(build.at(EIGHT_S, "ben", visit="held")))

    assert found == {"anna": ("SLOTS", ("held",)), "ben": ("PIN", ("held",))}


def test_partners_who_are_free_at_different_hours_block_one_another(build):
    lifting = build.visit(windows=(TimeWindow(EIGHT_S, TEN_S),), duration_s=3600, slots=(Slot(), Slot()))
    visits = [build.visit(name, duration_s=3600) for name in ("early", "late")]
    week = build.week(build.carer(), build.carer("ben"), lifting, *visits)
    plan = build.plan(build.at(EIGHT_S, "anna", visit="early"), build.at(NINE_S, "ben", visit="late"))

    assert reasons(week, plan) == {"anna": ("SLOTS", ("early",)), "ben": ("SLOTS", ("late",))}


def test_team_that_must_share_a_carer_with_a_linked_visit_is_out_of_reach_without_them(build):
    first = build.visit("first", windows=(MORNING,))
    team = build.visit(windows=(MORNING,), slots=(Slot("lifting"), Slot("lifting")))
    lifters = [build.carer(name, skills={"lifting": 1}) for name in ("ben", "cleo")]
    week = build.week(build.carer(), *lifters, first, team, links=(Link("first", "visit", 0, 3600, "same"),))

    without = reasons(week, build.plan(build.at(EIGHT_S, "anna", visit="first")))
    with_ben = reasons(week, build.plan(build.at(EIGHT_S, "ben", visit="first")))

    assert without == {"anna": ("SKILL", ()), "ben": ("LINK", ("first",)), "cleo": ("LINK", ("first",))}
    assert with_ben == {"anna": ("SKILL", ()), "ben": (None, ()), "cleo": (None, ())}


def test_nobody_else_for_the_other_slot_leaves_nothing_in_the_way(build):
    week = build.week(build.carer(), build.visit(slots=(Slot(), Slot())))

    assert reasons(week, build.plan()) == {"anna": ("SLOTS", ())}


def test_session_short_of_adults_asks_why_the_others_stay_away_at_its_hour(build):
    session = build.visit(slots=(Slot(required=False), Slot(required=False)), windows=(MORNING,))
    week = build.week(build.carer(), build.carer("ben"), build.carer("cleo"), session, build.visit("other"))
    plan = build.plan(build.at(NINE_S, "anna", None), build.at(NINE_S, "ben", visit="other"))

    assert reasons(week, plan) == {"ben": ("TRAVEL", ("other",)), "cleo": (None, ())}


def test_unknown_visit_is_the_callers_mistake(build):
    with pytest.raises(KeyError):
        exclusions(build.week(), build.plan(), "nothing")


def test_summary_counts_rules_and_tells_qualified_from_others():
    found = [
        Exclusion("anna", "SKILL"),
        Exclusion("ben", "TRAVEL", blocking=("other",)),
        Exclusion("cleo", "SKILL"),
    ]

    told = summary(found)

    assert (told.code, told.carers, told.qualified) == ("NO_QUALIFIED_CAPACITY", 3, 1)
    assert told.counts == {"SKILL": 2, "TRAVEL": 1}
    assert summary([*found, Exclusion("dan", None)]).code == "FITS"
    assert summary([]).code == "NO_QUALIFIED_CAPACITY"


def test_a_start_just_before_what_has_begun_is_kept_out_by_the_frozen_time_alone(build):
    nine, ten, eleven = 9 * 3600, 10 * 3600, 11 * 3600
    carer = build.carer(available=(TimeWindow(nine, 12 * 3600),), max_day_s=4201)  # from a second before ten until home
    begun = build.at(ten, "anna", visit="fact")
    fact = build.visit("fact", place="east", duration_s=3600, windows=(TimeWindow(ten, eleven),))
    visit = build.visit(windows=(TimeWindow(nine, 12 * 3600),))
    week = build.week(carer, visit, fact, published=Published(eleven, (begun,)))

    (found,) = exclusions(week, build.plan(begun), "visit")

    assert found.rule == "FROZEN"
