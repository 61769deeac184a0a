"""The fewest changes for all open visits: what they place together is proven by one plan."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.check import judge
from matching.explain import apply, cover_tray
from matching.explain.part import difference
from matching.explain.shifts import Shifts
from matching.problem import DAY_S, Credential, Slot, TimeWindow
from matching.solve import solve

EIGHT_S, NOON_S = 8 * 3600, 12 * 3600
TUESDAY, THURSDAY = (TimeWindow(day * DAY_S + EIGHT_S, day * DAY_S + NOON_S) for day in (1, 3))
NIGHT = TimeWindow(2 * DAY_S + 2 * 3600, 2 * DAY_S + 4 * 3600)


@pytest.fixture
def ten_open_visits(build):
    """No catheter nurse on Thursday (five visits), a licence that has lapsed (four), and one visit at night."""
    catheter, dressing = Slot("catheter"), Slot("dressing", credentials=("nurse",))
    cate = build.carer("cate", skills={"catheter": 1}, available=(TUESDAY,))
    lapsed = (Credential("nurse", -DAY_S, DAY_S),)
    dora = build.carer("dora", skills={"dressing": 1}, available=(TUESDAY,), credentials=lapsed)
    half = {"duration_s": 2400}
    visits = [
        *(build.visit(f"c{i}", slots=(catheter,), windows=(THURSDAY,), **half) for i in range(5)),
        *(build.visit(f"d{i}", slots=(dressing,), windows=(TUESDAY,), **half) for i in range(4)),
        build.visit("night", slots=(Slot("night"),), windows=(NIGHT,)),
        build.visit("done", slots=(catheter,), windows=(TUESDAY,), **half),
    ]
    week = build.week(cate, dora, *visits)
    return week, solve(week, seconds=2).plan


def test_two_changes_place_nine_of_ten_and_the_tenth_is_left(ten_open_visits):
    week, plan = ten_open_visits

    found = cover_tray(week, plan, seconds=10)

    assert len(plan.assignments) == 1
    assert [sorted(step.visits) for step in found.steps[:2]] in (
        [[f"c{i}" for i in range(5)], [f"d{i}" for i in range(4)]],
        [[f"d{i}" for i in range(4)], [f"c{i}" for i in range(5)]],
    )
    assert {change.kind for step in found.steps[:2] for change in step.changes} <= {
        "RENEW_CREDENTIAL", "ADD_AVAILABILITY", "ADD_CARER",
    }  # fmt: skip
    assert {name for step in found.steps[2:] for name in step.visits} | set(found.left) == {"night"}


def test_cover_is_proven_by_its_plan(ten_open_visits):
    week, plan = ten_open_visits

    found = cover_tray(week, plan, seconds=10)

    verdict = judge(apply(week, *found.changes), found.plan)
    assert verdict.is_kept
    assert verdict.assigned == len(week.visits) - len(found.left)
    assert verdict.score.cost - judge(week, plan).score.cost == found.cost_difference


@pytest.fixture
def six_that_two_of_three_can_place(build):
    """Three lapsed licences: the first nurse could make four of six visits, each other three of them, all together."""
    skills = {"xin": "pq", "ya": "rp", "zhu": "qt"}
    lapsed = (Credential("nurse", -DAY_S, DAY_S),)
    nurses = [
        build.carer(name, skills=dict.fromkeys(able, 1), available=(TUESDAY,), credentials=lapsed)
        for name, able in skills.items()
    ]
    visits = [
        build.visit(f"{skill}{i}", slots=(Slot(skill, credentials=("nurse",)),), windows=(TUESDAY,), duration_s=1800)
        for i, skill in enumerate("ppqqrt")
    ]
    week = build.week(*nurses, *visits)
    return week, build.plan()


def test_a_change_that_two_others_make_needless_is_left_out_and_each_tells_what_it_places(
    six_that_two_of_three_can_place,
):
    week, plan = six_that_two_of_three_can_place

    found = cover_tray(week, plan, seconds=20)

    assert [(change.kind, change.carer) for change in found.changes] == [
        ("RENEW_CREDENTIAL", "ya"),
        ("RENEW_CREDENTIAL", "zhu"),
    ]
    assert [sorted(step.visits) for step in found.steps] == [["p0", "p1", "r4"], ["q2", "q3", "t5"]]
    assert found.left == ()


def test_what_time_leaves_untried_is_not_told_as_all_there_is(ten_open_visits):
    week, plan = ten_open_visits

    found = cover_tray(week, plan, seconds=0)

    assert (len(found.left), found.is_cut_short) == (10, True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_cover_keeps_every_rule_and_loses_nothing(open_questions, data):
    week, plan = data.draw(open_questions)
    known = set(judge(week, plan).violations)

    found = cover_tray(week, plan, seconds=0.4)

    assert set(judge(apply(week, *found.changes), found.plan).violations) <= known
    after = {one.visit for one in found.plan.assignments}
    assert {one.visit for one in plan.assignments} <= after
    by_steps = [name for step in found.steps for name in step.visits]
    assert len(set(by_steps)) == len(by_steps)
    placed = {*found.as_it_is, *by_steps}
    assert placed | set(found.left) == {visit.id for visit in week.visits} - {one.visit for one in plan.assignments}
    assert placed <= after


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_difference_of_a_part_is_the_difference_of_the_whole(open_questions, data):
    week, plan = data.draw(open_questions)
    fewer = [one for one in plan.assignments if data.draw(st.booleans())]
    other = type(plan)(plan.problem, tuple(fewer))

    found = difference(Shifts(week, plan), Shifts(week, other))

    whole, before = judge(week, other), judge(week, plan)
    assert found.points == whole.score.cost - before.score.cost
    assert found.broken == set(whole.violations) - set(before.violations)
