"""Before a week is planned: what can never be made and why, what each skill lacks, and where it is tightest."""

import pytest

from matching.possibility import least_open, possibility
from matching.problem import DAY_S, Assignment, Credential, Published, Slot, TimeWindow

HOUR_S = 3600
MONDAY = (TimeWindow(9 * HOUR_S, 10 * HOUR_S),)


@pytest.mark.parametrize(
    ("slot", "rule"),
    [
        (Slot(kind="volunteer"), "KIND"),
        (Slot(skill="catheter"), "SKILL"),
        (Slot(skill="dressing", credentials=("nurse",)), "CREDENTIAL"),
        (Slot(min_years=5), "YEARS"),
    ],
)
def test_a_visit_that_nobody_can_ever_make_is_named_with_its_rule(build, slot, rule):
    carer = build.carer(skills={"dressing": 1}, credentials=(Credential("nurse", -DAY_S, 0),))
    week = build.week(carer, build.visit("hard", slots=(slot,)), build.visit("easy"))

    found = possibility(week)

    assert [(one.visit, one.rule, dict(one.carers)) for one in found.never] == [("hard", rule, {rule: 1})]
    assert (found.visits, found.open_visits) == (2, 1)
    assert least_open(week) == 1


def test_a_team_of_more_than_there_are_is_short_of_slots(build):
    found = possibility(build.week(build.visit("lift", slots=(Slot(), Slot()))))

    assert [(one.visit, one.rule) for one in found.never] == [("lift", "SLOTS")]


def test_the_bottleneck_is_the_skill_that_leaves_most_open_on_its_fullest_day(build):
    def dressing(name: str):
        return build.visit(name, duration_s=HOUR_S, windows=MONDAY, slots=(Slot(skill="dressing"),))

    cook = build.carer("bert", skills={"cooking": 1})
    nurse = build.carer("anna", skills={"dressing": 1})
    meal = build.visit("meal", windows=MONDAY, slots=(Slot(skill="cooking"),))

    found = possibility(build.week(nurse, cook, meal, *(dressing(f"d{i}") for i in range(3))))

    assert found.never == ()
    assert found.bottleneck is not None
    assert (found.bottleneck.load.skill, found.bottleneck.load.day, found.bottleneck.open_visits) == ("dressing", 0, 2)


def test_demand_and_supply_are_told_by_skill_day_and_area(build):
    nurse = build.carer("anna", skills={"dressing": 1}, max_day_s=6 * HOUR_S)
    fixed = build.visit("d1", duration_s=HOUR_S, windows=MONDAY, slots=(Slot(skill="dressing"),))
    free = build.visit("d2", duration_s=HOUR_S, slots=(Slot(skill="dressing"),))

    loads = possibility(build.week(nurse, fixed, free), {"d1": "east"}).loads

    monday = loads[0]
    assert (monday.skill, monday.day, monday.visits, monday.movable) == ("dressing", 0, 1, 1)
    assert (monday.needed_s, monday.carers, monday.offered_s) == (HOUR_S, 1, 6 * HOUR_S)
    assert dict(monday.areas) == {"east": 1}
    assert len(loads) == 7


def test_who_has_the_skill_but_no_valid_qualification_is_no_supply(build):
    nurse = build.carer("anna", skills={"dressing": 1}, credentials=(Credential("nurse", -DAY_S, 0),))
    visit = build.visit(windows=MONDAY, slots=(Slot(skill="dressing", credentials=("nurse",)),))

    (monday,) = possibility(build.week(nurse, visit)).loads

    assert (monday.carers, monday.offered_s) == (0, 0)


def test_a_week_that_is_possible_has_neither_bottleneck_nor_anything_open(build):
    found = possibility(build.week())

    assert (found.open_visits, found.never, found.bottleneck) == (0, (), None)


def test_what_has_begun_is_neither_open_nor_impossible(build):
    visit = build.visit(slots=(Slot(skill="none"),), windows=MONDAY)
    begun = Published(10 * HOUR_S, (Assignment("visit", 9 * HOUR_S, ("anna",)),))

    found = possibility(build.week(visit, published=begun))

    assert (found.open_visits, found.never) == (0, ())


def test_what_a_filling_leaves_open_is_told_only_as_far_as_it_is_proven(build):
    """Two carers at one time, and three visits: no skill by itself is short."""
    able = build.carer("anna", skills={"dressing": 1, "catheter": 1})
    other = build.carer("bert", skills={"dressing": 1})
    dressings = [
        build.visit(f"d{i}", duration_s=HOUR_S, windows=MONDAY, slots=(Slot(skill="dressing"),)) for i in range(2)
    ]
    catheter = build.visit("c", duration_s=HOUR_S, windows=MONDAY, slots=(Slot(skill="catheter"),))

    found = possibility(build.week(able, other, *dressings, catheter))

    assert (found.open_visits, found.bottleneck) == (1, None)
