"""What has begun is a fact: it can't be changed, breaks no rule, and still stands in the way of the rest."""

from dataclasses import replace

import pytest

from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Link,
    Pin,
    Published,
    Series,
    Slot,
    TimeWindow,
)

EIGHT_S, NINE_S, TEN_S = 8 * 3600, 9 * 3600, 10 * 3600
FACT = Assignment("visit", NINE_S, ("anna",))


def published(week, *facts, frozen_until_s=TEN_S, breaks=()):
    return replace(week, published=Published(frozen_until_s, facts, breaks))


@pytest.mark.parametrize(
    ("planned", "codes"),
    [
        (FACT, []),
        (replace(FACT, start_s=NINE_S + 1), ["FROZEN"]),
        (replace(FACT, carers=("ben",)), ["FROZEN"]),
        (None, ["FROZEN"]),
    ],
)
def test_what_has_begun_stays_as_published(build, broken, planned, codes):
    week = published(build.week(build.carer(), build.carer("ben"), build.visit()), FACT)

    assert broken(week, build.plan(*[planned] if planned else [])) == codes


@pytest.mark.parametrize(("frozen_until_s", "codes"), [(NINE_S, []), (NINE_S + 1, ["FROZEN"])])
def test_what_has_not_begun_may_still_change(build, broken, frozen_until_s, codes):
    week = published(build.week(build.visit()), FACT, frozen_until_s=frozen_until_s)

    assert broken(week, build.plan(build.at(TEN_S))) == codes


@pytest.mark.parametrize(("start_s", "codes"), [(TEN_S + 600, []), (TEN_S + 599, ["FROZEN"]), (NINE_S, ["FROZEN"])])
def test_nobody_sets_out_for_a_new_visit_in_the_past(build, broken, start_s, codes):
    week = published(build.week(build.visit(place="east")))

    assert broken(week, build.plan(build.at(start_s))) == codes


def test_way_from_a_fact_starts_when_the_past_is_over(build, broken):
    week = published(build.week(build.visit(), build.visit("new", place="east")), FACT, frozen_until_s=TEN_S)

    assert broken(week, build.plan(FACT, build.at(TEN_S + 600, visit="new"))) == []
    assert broken(week, build.plan(FACT, build.at(TEN_S + 599, visit="new"))) == ["FROZEN"]


def test_facts_break_no_rule_whatever_they_do(build, broken):
    carer = build.carer(max_day_s=60, max_week_s=60, max_days=0, available=(TimeWindow(NINE_S + 60, TEN_S),))
    visit = build.visit(
        windows=(TimeWindow(0, 3600),), slots=(Slot(skill="none", kind="volunteer"), Slot()),
        excluded=("anna",), pin=Pin(0),
    )  # fmt: skip
    fact = Assignment("visit", NINE_S + 60, ("anna", None))

    assert broken(published(build.week(carer, visit), fact), build.plan(fact)) == []


def test_facts_still_count_for_the_limits_of_what_follows(build, broken):
    week = build.week(build.carer(max_week_s=3599), build.visit(), build.visit("new"))
    tomorrow = build.at(DAY_S + TEN_S, visit="new")

    assert broken(published(week, FACT), build.plan(FACT, tomorrow)) == ["WEEK"]


def test_series_and_links_bind_new_visits_against_facts(build, broken):
    week = build.week(
        build.visit(),
        build.visit("new"),
        series=(Series("days", ("visit", "new"), min_days=1),),
        links=(Link("visit", "new", 0, 7200),),
    )

    assert broken(published(week, FACT), build.plan(FACT, build.at(TEN_S + 3601, visit="new"))) == ["SERIES", "LINK"]


def test_fact_outside_all_availability_keeps_its_carer_busy(build, broken):
    carer = build.carer(available=(TimeWindow(NINE_S + 1800, 18 * 3600),))
    week = build.week(carer, build.visit(duration_s=5400), build.visit("new", place="east"))
    fixed = published(week, FACT, frozen_until_s=NINE_S + 1)

    assert broken(fixed, build.plan(FACT, build.at(NINE_S + 5400 + 600, visit="new"))) == []
    assert broken(fixed, build.plan(FACT, build.at(NINE_S + 5400 + 599, visit="new"))) == ["TRAVEL"]


def test_break_that_has_begun_stays_and_no_other_begins_in_the_past(build, broken):
    week = build.week(build.carer(break_rule=BreakRule(5 * 3600, 600)), build.visit(), build.visit("next"))
    facts = FACT, Assignment("next", TEN_S, ("anna",))
    taken = Break("anna", NINE_S + 1800, 600)
    fixed = published(week, *facts, frozen_until_s=TEN_S + 1, breaks=(taken,))

    assert broken(fixed, build.plan(*facts, taken)) == []
    assert broken(fixed, build.plan(*facts)) == ["FROZEN"]
    assert broken(fixed, build.plan(*facts, replace(taken, start_s=NINE_S + 1801))) == ["FROZEN"]


def test_published_visits_and_carers_that_are_gone_are_ignored(build, broken):
    gone = Assignment("gone", NINE_S, ("anna",))
    left = Assignment("visit", NINE_S, ("anna", "moved away"))
    week = build.week(build.visit(slots=(Slot(), Slot(required=False))))
    plan = build.plan(Assignment("visit", NINE_S, ("anna", None)))

    assert broken(published(week, gone, left, breaks=(Break("moved away", NINE_S, 600),)), plan) == []
