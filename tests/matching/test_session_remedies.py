"""What would fill a session: each remedy tells whom it admits, what it costs and what is lost."""

from dataclasses import replace

import pytest

from matching.check import judge
from matching.explain import apply, remedies_for_empty_slots
from matching.problem import DAY_S, Credential, Pin, Slot, TimeWindow
from matching.reasons import exclusions
from matching.solve import solve
from matching.tutors import admitted, session_slots

NINE_S, TEN_S = 9 * 3600, 10 * 3600
CHILDREN, PER_ADULT = (12, 20), (6, 8)


@pytest.fixture
def short_session(build):
    """Thirty-two children call for five adults; of five volunteers one is pinned away, one not cleared that day."""
    hour = TimeWindow(NINE_S, TEN_S)
    slots = session_slots(CHILDREN, PER_ADULT, Slot("craft", kind="volunteer", credentials=("clearance",)))
    clear = (Credential("clearance", -DAY_S, 7 * DAY_S),)
    volunteers = [
        build.carer(name, kind="volunteer", skills={"craft": 1}, credentials=clear)
        for name in ("ann", "bo", "cy", "di")
    ]
    lapsed = build.carer("el", kind="volunteer", skills={"craft": 1}, credentials=(Credential("clearance", -DAY_S, 0),))
    helper = build.carer("fay", kind="volunteer")
    session = build.visit("session", windows=(hour,), duration_s=3600, slots=slots, min_filled=1)
    home = build.visit("home", windows=(hour,), duration_s=3600, pin=Pin(None, ("di",)))
    week = build.week(*volunteers, lapsed, helper, session, home)
    return week, solve(week, seconds=5).plan


def admitted_with(filled: tuple[bool, ...]) -> tuple[int, ...]:
    """Children of each band."""
    return admitted(CHILDREN, PER_ADULT, filled)


def test_three_adults_admit_six_and_sixteen_children(short_session):
    week, plan = short_session

    crew = next(one.carers for one in plan.assignments if one.visit == "session")
    found = {one.carer: one.rule for one in exclusions(week, plan, "session")}

    assert judge(week, plan).is_kept
    assert admitted_with(tuple(who is not None for who in crew)) == (6, 16)
    assert found == {"di": "PIN", "el": "CREDENTIAL", "fay": "SKILL"}


def test_two_changes_admit_all_and_each_alone_six_more(short_session):
    week, plan = short_session

    both, *singles = remedies_for_empty_slots(week, plan, "session", seconds=5)

    assert sorted(change.kind for change in both.changes) == ["FREE_CARER", "RENEW_CREDENTIAL"]
    assert admitted_with(both.filled) == CHILDREN
    assert [one.changes[0].kind for one in singles] == ["RENEW_CREDENTIAL", "FREE_CARER"]
    assert [sum(admitted_with(one.filled)) for one in singles] == [28, 28]
    assert not any(one.loses for one in (both, *singles))
    assert [one.is_proven for one in (both, *singles)] == [False, True, True]


def test_each_way_to_fill_a_session_costs_what_the_checker_says_of_both_plans(short_session):
    week, plan = short_session
    (renewed,) = (
        one
        for one in remedies_for_empty_slots(week, plan, "session", seconds=5)
        if [change.kind for change in one.changes] == ["RENEW_CREDENTIAL"]
    )
    who = renewed.changes[0].carer
    (session,) = (one for one in plan.assignments if one.visit == "session")
    empty = session.carers.index(None)

    filled = replace(session, carers=(*session.carers[:empty], who, *session.carers[empty + 1 :]))
    others = tuple(one for one in plan.assignments if one.visit != "session")
    after = judge(apply(week, *renewed.changes), replace(plan, assignments=(*others, filled)))

    assert after.is_kept
    assert renewed.cost_difference == after.score.cost - judge(week, plan).score.cost < 0


def test_freeing_somebody_whose_visit_nobody_else_makes_tells_what_is_lost(short_session):
    week, plan = short_session
    alone = replace(week, carers=tuple(carer for carer in week.carers if carer.id not in {"el", "fay"}))

    found = remedies_for_empty_slots(alone, plan, "session", seconds=5)

    freed = [one for one in found if any(change.kind == "FREE_CARER" for change in one.changes)]
    assert freed
    assert all(one.loses == ("home",) for one in freed)


def test_session_that_nobody_more_can_join_asks_for_new_adults(build):
    hour = TimeWindow(NINE_S, TEN_S)
    session = build.visit(windows=(hour,), slots=(Slot(required=False), Slot(required=False)))
    week = build.week(session)

    found = remedies_for_empty_slots(week, build.plan(build.at(NINE_S, "anna", None)), "visit", seconds=5)

    assert [[change.kind for change in one.changes] for one in found] == [["ADD_CARER"]]
    assert found[0].fills_all


def test_full_session_needs_no_remedy_and_one_with_room_for_a_free_adult_no_change(build):
    session = build.visit(slots=(Slot(required=False), Slot(required=False)))
    week = build.week(build.carer(), build.carer("ben"), session)

    full = remedies_for_empty_slots(week, build.plan(build.at(NINE_S, "anna", "ben")), "visit")
    room = remedies_for_empty_slots(week, build.plan(build.at(NINE_S, "anna", None)), "visit")

    assert full == ()
    assert [(one.changes, one.filled, one.loses) for one in room] == [((), (True, True), ())]
