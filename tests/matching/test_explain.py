"""What would place a visit: the least changes of each kind, alone or together."""

from dataclasses import replace

import pytest

from matching.explain import Change, Remedy, apply, remedies
from matching.problem import (
    DAY_S,
    Credential,
    Pin,
    Place,
    Published,
    Slot,
    TimeWindow,
)
from matching.reasons import exclusions, summary
from matching.relax import with_interval
from matching.solve import solve

EIGHT_S, NINE_S, TEN_S, NOON_S = 8 * 3600, 9 * 3600, 10 * 3600, 12 * 3600
MORNING = TimeWindow(EIGHT_S, NOON_S)
TUESDAY, THURSDAY, FRIDAY = (TimeWindow(day * DAY_S + EIGHT_S, day * DAY_S + NOON_S) for day in (1, 3, 4))


def kinds(found: tuple[Remedy, ...]) -> list[str]:
    """The kinds of changes, each once, in order."""
    return list(dict.fromkeys(change.kind for one in found for change in one.changes))


def of_kind(found: tuple[Remedy, ...], kind: str) -> list[Change]:
    """The changes of one kind that help alone."""
    return [one.changes[0] for one in found if len(one.changes) == 1 and one.changes[0].kind == kind]


@pytest.fixture
def thursday_without_ben(build):
    """Nine visits planned, then Ben, the only nurse for catheters, falls sick on Thursday: eight remain."""
    dressing, catheter = Slot("dressing", min_years=5), Slot("catheter", min_years=5)
    anna = build.carer("anna", skills={"dressing": 1}, years=6, available=(TUESDAY, THURSDAY))
    ben = build.carer("ben", skills={"dressing": 1, "catheter": 1}, years=9, available=(TUESDAY,))
    cleo = build.carer("cleo", skills={"dressing": 1, "catheter": 1}, years=4, available=(TUESDAY, THURSDAY))
    hour = {"duration_s": 3600, "place": "near"}
    visits = [
        *(build.visit(f"d{i}", slots=(dressing,), windows=(TUESDAY, THURSDAY), **hour) for i in range(5)),
        *(build.visit(f"c{i}", slots=(catheter,), windows=(TUESDAY,), **hour) for i in range(3)),
        build.visit("c3", slots=(catheter,), windows=(THURSDAY, FRIDAY), **hour),
    ]
    places = (Place("base", 0, 0), Place("near", 600, 0))
    week = build.week(anna, ben, cleo, *visits, places=places)
    return week, solve(week, seconds=5).plan


def test_sick_nurse_leaves_one_visit_without_capacity(thursday_without_ben):
    week, plan = thursday_without_ben

    left = {visit.id for visit in week.visits} - {one.visit for one in plan.assignments}
    told = summary(exclusions(week, plan, "c3"))

    assert left == {"c3"}
    assert told.code == "NO_QUALIFIED_CAPACITY"
    assert told.counts == {"SKILL": 1, "AVAILABLE": 1, "YEARS": 1}


def test_advice_names_a_catheter_nurse_on_thursday_or_ben_on_friday(thursday_without_ben):
    week, plan = thursday_without_ben

    found = remedies(week, plan, "c3", seconds=5)

    nurses = [(one.carer, one.interval.start_s // DAY_S) for one in of_kind(found, "ADD_CARER") if one.interval]
    hours = [(one.carer, one.interval.start_s // DAY_S) for one in of_kind(found, "ADD_AVAILABILITY") if one.interval]
    assert ("ben", 3) in nurses
    assert ("ben", 4) in hours
    assert "cleo" not in {change.carer for one in found if one.is_advice for change in one.changes}
    assert found[-1].changes[0].kind in {"GIVE_YEARS", "GIVE_SKILL"}, "what is lacking is told last"


def test_each_remedy_lets_a_new_plan_keep_all_and_add_the_visit(thursday_without_ben):
    week, plan = thursday_without_ben

    found = remedies(week, plan, "c3", seconds=5)

    assert found
    for remedy in found:
        solution = solve(apply(week, *remedy.changes), seconds=5, start=plan)
        assert solution.verdict.is_kept
        assert solution.verdict.assigned == 9


def test_visit_that_fits_needs_no_change(build):
    (found,) = remedies(build.week(), build.plan(), "visit")

    assert (found.changes, found.filled, found.scope) == ((), (True,), "INSERTION")


def test_better_plan_that_one_move_finds_is_found_and_not_proven(build):
    hour = {"windows": (TimeWindow(EIGHT_S, NINE_S),), "duration_s": 3600}
    anna, ben = build.carer("anna", skills={"lift": 1}), build.carer("ben")
    visits = build.visit(slots=(Slot("lift"),), **hour), build.visit("either", slots=(Slot(),), **hour)

    (found,) = remedies(build.week(anna, ben, *visits), build.plan(build.at(EIGHT_S, visit="either")), "visit")

    assert (found.changes, found.scope, found.moves, found.is_proven) == ((), "ONE_MOVE", ("either",), False)


def test_better_plan_that_solving_anew_finds_is_found_and_not_proven(build):
    hour = {"windows": (TimeWindow(EIGHT_S, NINE_S),), "duration_s": 3600}
    carers = (
        build.carer("anna", skills={"lift": 1, "walk": 1}),
        build.carer("ben", skills={"walk": 1}),
        build.carer("c"),
    )
    visits = (
        build.visit(slots=(Slot("lift"),), **hour),
        build.visit("walk", slots=(Slot("walk"),), **hour),
        build.visit("any", slots=(Slot(),), **hour),
    )
    plan = build.plan(build.at(EIGHT_S, visit="walk"), build.at(EIGHT_S, "ben", visit="any"))

    (found,) = remedies(build.week(*carers, *visits), plan, "visit", seconds=10)

    assert (found.changes, found.scope, found.is_proven) == ((), "RE_SOLVE", False)


def test_assigned_visit_needs_no_remedy(build):
    assert remedies(build.week(), build.plan(build.at(NINE_S)), "visit") == ()


def test_least_longer_shift_and_least_wider_window_are_named(build):
    carer = build.carer(available=(TimeWindow(NINE_S, NOON_S),))
    visit = build.visit(windows=(TimeWindow(EIGHT_S, NINE_S + 600),), duration_s=1800)

    found = remedies(build.week(carer, visit), build.plan(), "visit", seconds=5)

    assert of_kind(found, "EXTEND_AVAILABILITY") == [
        Change("EXTEND_AVAILABILITY", "visit", "anna", TimeWindow(NINE_S - 1800, NOON_S), 30)
    ]
    assert of_kind(found, "WIDEN_WINDOW") == [
        Change("WIDEN_WINDOW", "visit", None, TimeWindow(EIGHT_S, NINE_S + 600 + 1800), 30)
    ]


def test_another_day_is_the_nearest_on_which_somebody_can_come(build):
    carer = build.carer(available=(FRIDAY,))

    found = remedies(build.week(carer, build.visit(windows=(TUESDAY,))), build.plan(), "visit", seconds=5)

    assert [one.interval for one in of_kind(found, "ANOTHER_DAY")] == [FRIDAY]


def test_lapsed_credential_is_renewed_for_those_who_had_it_only(build):
    slot = Slot(credentials=("nurse",))
    lapsed = build.carer(credentials=(Credential("nurse", -DAY_S, EIGHT_S),))
    week = build.week(lapsed, build.carer("ben"), build.visit(slots=(slot,), windows=(MORNING,)))

    found = remedies(week, build.plan(), "visit", seconds=5)

    renewed = Change("RENEW_CREDENTIAL", "visit", "anna", TimeWindow(-DAY_S, NOON_S), credential="nurse")
    assert found[0].changes == (renewed,)
    assert of_kind(found, "RENEW_CREDENTIAL") == [renewed]


def test_pinned_carer_is_freed_where_somebody_else_can_take_their_visit(build):
    held = build.visit("held", windows=(MORNING,), duration_s=4 * 3600, pin=Pin(None, ("anna",)))
    skilled = build.visit(windows=(MORNING,), slots=(Slot("dressing"),))
    week = build.week(build.carer(skills={"dressing": 1}), build.carer("ben"), skilled, held)

    found = remedies(week, build.plan(build.at(EIGHT_S, visit="held")), "visit", seconds=5)

    assert of_kind(found, "FREE_CARER") == [Change("FREE_CARER", "held", "anna")]


def test_pinned_carer_is_not_freed_at_the_price_of_their_visit(build):
    held = build.visit("held", windows=(MORNING,), duration_s=4 * 3600, pin=Pin(None, ("anna",)))
    week = build.week(build.carer(), build.visit(windows=(MORNING,)), held)

    found = remedies(week, build.plan(build.at(EIGHT_S, visit="held")), "visit", seconds=5)

    assert "FREE_CARER" not in kinds(found)
    assert found


def test_one_carer_fewer_is_offered_where_a_partner_is_missing(build):
    week = build.week(build.visit(windows=(MORNING,), slots=(Slot(), Slot())))

    found = remedies(week, build.plan(), "visit", seconds=5)

    assert kinds(found) == ["FEWER_CARERS", "ADD_CARER"]
    assert not next(one for one in found if one.changes[0].kind == "FEWER_CARERS").fills_all


def test_week_without_carers_asks_for_one_as_the_slot_needs(build):
    slot = Slot("dressing", 2, "practitioner", ("nurse",), 5, "F")
    week = replace(build.week(build.visit(slots=(slot,), windows=(MORNING,))), carers=())

    found = remedies(week, build.plan(), "visit", seconds=5)

    assert of_kind(found, "ADD_CARER") == [Change("ADD_CARER", "visit", None, MORNING)]


def test_team_without_carers_asks_for_the_whole_team(build):
    week = replace(build.week(build.visit(slots=(Slot(), Slot()), windows=(MORNING,))), carers=())

    found = remedies(week, build.plan(), "visit", seconds=5)

    assert any([change.kind for change in one.changes] == ["ADD_CARER", "ADD_CARER"] for one in found)
    assert {one.people for one in found if len(one.changes) == 2} == {2}


def test_a_team_that_an_earlier_hour_could_bring_together_is_also_to_be_had_by_two_more_carers(build):
    before_eight = {"anna": (5 * 60, 8 * 60 + 30), "ben": (6 * 60 + 50, 7 * 60 + 30)}  # minutes of the day
    carers = [
        build.carer(name, skills={"lift": 1}, available=(TimeWindow(DAY_S + 60 * begins, DAY_S + 60 * ends),))
        for name, (begins, ends) in before_eight.items()
    ]
    visit = build.visit(slots=(Slot("lift"), Slot("lift")), windows=(TUESDAY,), duration_s=3600)
    week = build.week(*carers, visit)

    found = remedies(week, solve(week, seconds=1).plan, "visit", seconds=20)

    asked = [sorted({change.kind for change in one.changes}) for one in found if one.people == 2]
    assert ["ADD_CARER"] in asked
    assert ["EXTEND_AVAILABILITY", "WIDEN_WINDOW"] in asked


def test_nobody_is_asked_to_come_in_the_past(build):
    carer = build.carer(available=(FRIDAY,))
    week = build.week(carer, build.visit(windows=(TUESDAY, THURSDAY)), published=Published(2 * DAY_S))

    found = remedies(week, build.plan(), "visit", seconds=5)

    intervals = [change.interval for one in found for change in one.changes if change.interval]
    assert intervals
    assert all(interval.start_s >= 2 * DAY_S for interval in intervals)


def test_where_no_gap_is_wide_enough_a_new_plan_makes_room(build):
    """One longer shift is not enough for an insertion, but for the other visit to make way."""
    visits = [build.visit(name, windows=(TimeWindow(EIGHT_S, TEN_S),), duration_s=3600) for name in ("early", "visit")]
    week = build.week(build.carer(available=(TimeWindow(EIGHT_S, TEN_S),)), *visits)
    in_the_middle = build.plan(build.at(EIGHT_S + 1800, visit="early"))

    found = remedies(week, in_the_middle, "visit", seconds=5)

    assert found
    for remedy in found:
        assert solve(apply(week, *remedy.changes), seconds=5).verdict.assigned == 2


def test_intervals_that_meet_are_joined():
    shifts = (TimeWindow(0, 10), TimeWindow(20, 30), TimeWindow(50, 60))

    assert with_interval(shifts, TimeWindow(30, 40)) == (TimeWindow(0, 10), TimeWindow(20, 40), TimeWindow(50, 60))
    assert with_interval(shifts, TimeWindow(5, 55)) == (TimeWindow(0, 60),)
    assert with_interval((), TimeWindow(5, 55)) == (TimeWindow(5, 55),)
