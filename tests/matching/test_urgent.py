"""Who can come now: arrivals are true and in order, the visit at hand is finished first, and the fewest are moved."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.check import judge
from matching.plan import Plan
from matching.problem import DAY_S, Assignment, BreakRule, Pin, TimeWindow
from matching.running import RunningWeek
from matching.urgent import rank, why_not, with_arrival

HOUR_S = 3600
TEN_S = 10 * HOUR_S
TODAY = (TimeWindow(TEN_S, 18 * HOUR_S),)


@pytest.fixture(scope="session")
def urgent(build):
    """The urgent visit, at the base and half an hour long unless told otherwise."""

    def visit(**facts):
        return build.visit("urgent", **{"windows": TODAY, "priority": "urgent", **facts})

    return visit


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whoever_is_said_to_come_can_come_without_breaking_a_rule(open_questions, data):
    week, plan = data.draw(open_questions)
    now_s = DAY_S + data.draw(st.integers(-40, 10))
    running = RunningWeek(week, plan, now_s)
    before = judge(running.problem, plan)

    found = rank(running, week.visits[0], due_s=data.draw(st.none() | st.integers(DAY_S - 40, DAY_S + 20)))

    for one in found:
        after = judge(running.problem, with_arrival(plan, week.visits[0], one))
        assert set(after.violations) <= set(before.violations)
        assert after.score.cost - before.score.cost == one.cost_difference
        assert after.assigned == before.assigned + 1 - sum(each.start_s is None for each in one.displaced)
        assert one.start_s >= now_s


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_nobody_who_could_come_is_left_out_nor_said_to_come_later_than_they_could(open_questions, data):
    week, plan = data.draw(open_questions)
    running = RunningWeek(week, plan, DAY_S + data.draw(st.integers(-40, 10)))
    visit, known = week.visits[0], set(judge(running.problem, plan).violations)

    found = {one.carer: one.start_s for one in rank(running, visit) if not one.displaced}

    for carer in week.carers:
        if carer.break_rule is None:
            free_s = running.free_from_s(carer)
            starts = (
                start_s
                for start_s in range(max(DAY_S - 40, free_s), DAY_S + 100)
                if set(judge(running.problem, joined(plan, build_at(visit, start_s, carer))).violations) <= known
            )
            assert found.get(carer.id) == next(starts, None)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_arrivals_come_in_order_and_who_waits_for_another_answer_comes_last(open_questions, data):
    week, plan = data.draw(open_questions)
    held = set(data.draw(st.lists(st.sampled_from([carer.id for carer in week.carers]))))

    found = rank(RunningWeek(week, plan, DAY_S - 30), week.visits[0], held=held)

    assert [one.is_held for one in found] == sorted(one.carer in held for one in found)
    keys = [(one.is_held, bool(one.displaced), one.start_s) for one in found]
    assert keys == sorted(keys)


def joined(plan, new):
    return replace(plan, assignments=(*plan.assignments, new))


def build_at(visit, start_s, carer):

    return Assignment(visit.id, start_s, (carer.id,))


def test_carer_on_the_road_finishes_the_visit_at_hand_first(build, urgent):
    # Anna left at 9:55 and is at the east at 10:05, for half an hour; the way to the base takes ten minutes.
    week = build.week(build.carer(), build.visit("east", place="east"), urgent())
    running = RunningWeek(week, build.plan(build.at(TEN_S + 300, visit="east")), TEN_S)

    (one,) = rank(running, urgent())

    assert one.start_s == TEN_S + 300 + 1800 + 600
    assert one.displaced == ()


def test_carer_who_has_not_left_yet_comes_before_the_next_visit_if_there_is_time(build, urgent):
    week = build.week(build.carer(), build.visit("east", place="east"), urgent())
    running = RunningWeek(week, build.plan(build.at(12 * HOUR_S, visit="east")), TEN_S)

    (one,) = rank(running, urgent())

    assert (one.start_s, one.displaced) == (TEN_S, ())


def test_routine_visit_starts_later_for_an_urgent_one_that_would_be_late(build, urgent):
    # the routine visit begins at 10:20: the urgent one of half an hour ends at 10:30
    week = build.week(build.carer(), build.visit("next"), urgent())
    running = RunningWeek(week, build.plan(build.at(TEN_S + 1200, visit="next")), TEN_S)

    (one,) = rank(running, urgent(), due_s=TEN_S + 600)

    assert one.start_s == TEN_S
    assert one.displaced == (("next", TEN_S + 1200, TEN_S + 1800),)


def test_routine_visit_that_can_not_start_later_is_left_out_and_said_so(build, urgent):
    short = (TimeWindow(TEN_S, TEN_S + 3000),)
    week = build.week(build.carer(), build.visit("next", windows=short), urgent())
    running = RunningWeek(week, build.plan(build.at(TEN_S + 1200, visit="next")), TEN_S)

    (one,) = rank(running, urgent(), due_s=TEN_S + 600)

    assert one.displaced == (("next", TEN_S + 1200, None),)
    assert "next" not in {each.visit for each in with_arrival(running.plan, urgent(), one).assignments}


@pytest.mark.parametrize("facts", [{"priority": "asap"}, {"pin": Pin(None, ("anna",))}])
def test_pressing_and_pinned_visits_make_no_room(build, urgent, facts):
    week = build.week(build.carer(), build.visit("next", **facts), urgent())
    running = RunningWeek(week, build.plan(build.at(TEN_S + 1200, visit="next")), TEN_S)

    (one,) = rank(running, urgent(), due_s=TEN_S + 600)

    assert (one.start_s, one.displaced) == (TEN_S + 1200 + 1800, ())


def test_who_displaces_nothing_and_is_in_time_is_ranked_before_who_is_sooner(build, urgent):
    week = build.week(build.carer("anna"), build.carer("bea", base="east"), build.visit("next"), urgent())
    running = RunningWeek(week, build.plan(build.at(TEN_S + 1200, visit="next")), TEN_S)

    found = rank(running, urgent(), due_s=TEN_S + 1200)

    assert [(one.carer, one.start_s) for one in found] == [("bea", TEN_S + 600), ("anna", TEN_S + 3000)]


def test_held_and_passed_carers_are_ranked_last_and_not_at_all(build, urgent):
    week = build.week(*(build.carer(name) for name in ("anna", "bea", "cai")), urgent())
    running = RunningWeek(week, Plan("week"), TEN_S)

    found = rank(running, urgent(), held={"anna"}, passed={"bea"})

    assert [(one.carer, one.is_held) for one in found] == [("cai", False), ("anna", True)]


def test_carer_who_owes_a_break_comes_after_it_or_takes_it_on_the_way(build, urgent):
    rule = BreakRule(2 * HOUR_S, 1800)
    week = build.week(build.carer(break_rule=rule), build.visit("early", duration_s=2 * HOUR_S), urgent())
    running = RunningWeek(week, build.plan(build.at(8 * HOUR_S, visit="early")), 9 * HOUR_S)

    (one,) = rank(running, urgent())

    assert one.start_s == 10 * HOUR_S + 1800
    assert [pause.duration_s for pause in one.breaks] == [1800]


def test_carers_who_can_not_come_have_the_first_rule_that_keeps_them(build, urgent):
    unskilled, away = build.carer("anna"), build.carer("bea", skills={"dressing": 1}, available=())
    asked = urgent(slots=(replace(urgent().slots[0], skill="dressing"),))
    running = RunningWeek(build.week(unskilled, away, asked), Plan("week"), TEN_S)

    found = why_not(running, asked, ["anna", "bea"])

    assert rank(running, asked) == ()
    assert [(one.carer, one.rule) for one in found] == [("anna", "SKILL"), ("bea", "AVAILABLE")]


def test_week_asked_at_another_moment_says_the_same_as_one_made_anew(build, urgent):
    week = build.week(build.carer(), build.visit("east", place="east"), urgent())
    plan = build.plan(build.at(TEN_S + 300, visit="east"))
    warm = RunningWeek(week, plan, 8 * HOUR_S)

    moments = [TEN_S - 600, TEN_S, TEN_S + 1200]

    assert [rank(warm.at(at_s), urgent()) for at_s in moments] == [
        rank(RunningWeek(week, plan, at_s), urgent()) for at_s in moments
    ]


def test_place_to_which_there_is_no_way_has_no_arrivals(build, urgent):
    ways = ((0, None, 60), (None, 0, None), (60, None, 0))
    week = build.week(build.carer(), urgent(place="east"), matrices={"foot": ways})
    running = RunningWeek(week, Plan("week"), TEN_S)

    (reason,) = why_not(running, urgent(place="east"), ["anna"])

    assert rank(running, urgent(place="east")) == ()
    assert reason.rule == "TRAVEL"
