"""The checker of days: each rule kept, and broken by exactly this much; each term in a day where it alone speaks."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.day.check import judge_day
from matching.day.plan import LUNCH, DayPlan
from matching.day.problem import Lunch, Window


def codes(problem, plan):
    return [one.code for one in judge_day(problem, plan).violations]


def quantity(problem, plan, term):
    return judge_day(problem, plan).quantities[term]


def test_plan_that_keeps_every_rule_is_priced_term_by_term(build_day):
    problem = build_day.day(build_day.patient(1), build_day.patient(2))
    plan = build_day.plan(c0=(("p1", "s", 10, 30), ("p2", "s", 40, 60)))

    verdict = judge_day(problem, plan)

    assert verdict.is_kept
    assert verdict.quantities["travel_time"] == 10 + 10 + 20
    assert (verdict.cost, verdict.served) == (40, 2)


def test_nobody_is_anywhere_a_minute_before_he_can_be(build_day):
    problem = build_day.day(build_day.patient(1), build_day.patient(2))

    assert codes(problem, build_day.plan(c0=(("p1", "s", 10, 30), ("p2", "s", 39, 59)))) == ["TRAVEL"]


def test_nobody_leaves_before_the_shift(build_day):
    problem = build_day.day(build_day.patient(1), carers=(replace(build_day.carer, starts=30),))

    assert codes(problem, build_day.plan(c0=(("p1", "s", 40, 60),))) == []
    assert codes(problem, build_day.plan(c0=(("p1", "s", 39, 59),))) == ["SHIFT"]


def test_service_takes_its_time_and_waits_for_its_window(build_day):
    problem = build_day.day(build_day.patient(1, windows=(Window(60, 120),)))

    assert codes(problem, build_day.plan(c0=(("p1", "s", 60, 79),))) == ["DURATION"]
    assert codes(problem, build_day.plan(c0=(("p1", "s", 59, 79),))) == ["EARLY"]


def test_both_services_are_given_once_or_none(build_day):
    problem = build_day.day(build_day.patient(1, "s", "t", is_optional=True), carers=2)
    half = build_day.plan(c0=(("p1", "s", 10, 30),))
    twice = build_day.plan(c0=(("p1", "s", 10, 30), ("p1", "s", 30, 50)), c1=(("p1", "t", 10, 30),))

    assert codes(problem, half) == ["SERVED"]
    assert codes(problem, twice) == ["TWICE"]
    assert codes(problem, DayPlan("day", {})) == []
    assert codes(build_day.day(build_day.patient(1)), DayPlan("day", {})) == ["SERVED"]


@pytest.mark.parametrize(("sync", "second", "broken"), [
    ("simultaneous", 10, []), ("simultaneous", 11, ["SYNC"]), ("independent", 300, []),
    ("sequential", 40, []), ("sequential", 39, ["SYNC"]), ("sequential", 70, []), ("sequential", 71, ["SYNC"]),
])  # fmt: skip
def test_two_services_keep_their_gap(build_day, sync, second, broken):
    problem = build_day.day(build_day.patient(1, "s", "t", sync=sync, min_gap=30, max_gap=60), carers=2)

    plan = build_day.plan(c0=(("p1", "s", 10, 30),), c1=(("p1", "t", second, second + 20),))

    assert codes(problem, plan) == broken


def test_lunch_is_owed_once_within_its_hours_where_somebody_is_served(build_day):
    eater = replace(build_day.carer, is_owed_lunch=True)
    problem = build_day.day(build_day.patient(1), carers=(eater,), lunch=Lunch(100, 200, 30))
    after = ("p1", "s", 130, 150)

    def lunch(start, end=None):
        return build_day.plan(c0=(("p1", build_day.lunch, start, end or start + 30), after))

    assert codes(problem, lunch(100)) == []
    assert codes(problem, lunch(99)) == ["LUNCH"]
    assert codes(problem, lunch(101, 130)) == ["LUNCH"]
    assert codes(replace(problem, carers=(build_day.carer,)), lunch(100)) == ["LUNCH"]
    assert quantity(problem, build_day.plan(c0=(after,)), "missed_lunch_break") == 1


def test_skill_preference_and_incompatibility_are_hard_or_priced(build_day):
    patient = build_day.patient(1, "u", preferred=frozenset({"c1"}), incompatible=frozenset({"c0"}))
    terms = ("qualification", "caregiver_preferences", "incompabilities")
    plan = build_day.plan(c0=(("p1", "u", 10, 30),))

    hard = build_day.day(patient, carers=2, hard=frozenset(terms))
    soft = build_day.day(patient, carers=2, hard=frozenset(), weights=dict.fromkeys(terms, 7))

    assert codes(hard, plan) == ["HARD"] * 3
    assert judge_day(soft, plan).cost == 21


def test_lateness_is_that_of_the_last_window_that_has_opened(build_day):
    patient = build_day.patient(1, windows=(Window(60, 120), Window(200, 240)))
    by_start = build_day.day(patient)

    def late(start, problem=by_start):
        plan = build_day.plan(c0=(("p1", "s", start, start + 20),))
        return quantity(problem, plan, "total_tardiness")

    assert [late(120), late(125), late(200), late(250)] == [0, 5, 0, 10]
    assert late(110, replace(by_start, is_late_at_end=True)) == 10


def test_waiting_is_between_stops_and_free_right_after_a_first_lunch(build_day):
    eater = replace(build_day.carer, is_owed_lunch=True)
    problem = build_day.day(build_day.patient(1), build_day.patient(2), carers=(eater,), lunch=Lunch(100, 200, 30))
    waits = build_day.plan(c0=(("p1", "s", 50, 70), ("p2", "s", 95, 115)))
    eats_first = build_day.plan(c0=(("p1", build_day.lunch, 100, 130), ("p1", "s", 150, 170), ("p2", "s", 185, 205)))

    assert quantity(problem, waits, "total_waiting_time") == 15
    assert quantity(replace(problem, leaves_at_start=True), waits, "total_waiting_time") == 15 + 40
    assert quantity(problem, eats_first, "total_waiting_time") == 5
    assert quantity(problem, eats_first, "max_waiting_time") == 5


def test_idle_time_is_what_is_left_of_the_shift_and_overtime_what_is_beyond(build_day):
    problem = build_day.day(
        build_day.patient(1), carers=(replace(build_day.carer, ends=100), replace(build_day.carer, id="c1", ends=50))
    )
    plan = build_day.plan(c0=(("p1", "s", 90, 110),))

    assert quantity(problem, plan, "total_extra_time") == 20
    assert quantity(problem, plan, "max_idle_time") == 80  # before he leaves; the other has 50 in all


def test_balance_is_how_far_each_carer_is_from_the_mean(build_day):
    problem = build_day.day(build_day.patient(1), carers=2)
    plan = build_day.plan(c0=(("p1", "s", 10, 31),))

    assert quantity(problem, plan, "workload_balance") == 21 + 21


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_one_stop_left_out_is_refused_or_leaves_its_patient_out(random_day, day_search, seed, data):
    problem = random_day(seed, 10, 4)
    plan = day_search(problem, seed, 200).plan()
    carer, i = data.draw(st.sampled_from(services_in(plan)))
    without = {**plan.routes, carer: (*plan.routes[carer][:i], *plan.routes[carer][i + 1 :])}
    patient = next(one for one in problem.patients if one.id == plan.routes[carer][i].patient)

    verdict = judge_day(problem, DayPlan("random", without))

    if patient.is_optional and len(patient.services) == 1:
        assert verdict.served == judge_day(problem, plan).served - 1
    else:
        assert "SERVED" in [one.code for one in verdict.violations]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_one_of_two_simultaneous_services_a_minute_later_is_refused(random_day, day_search, seed, data):
    problem = random_day(seed, 10, 4)
    problem = replace(problem, patients=tuple(replace(one, sync="simultaneous") for one in problem.patients))
    plan = day_search(problem, seed, 200).plan()
    doubles = {one.id for one in problem.patients if len(one.services) == 2}
    stops = [(c, i) for c, i in services_in(plan) if plan.routes[c][i].patient in doubles]
    assume(stops)
    carer, i = data.draw(st.sampled_from(stops))
    route = list(plan.routes[carer])
    route[i] = replace(route[i], starts=route[i].starts + 1, ends=route[i].ends + 1)

    found = codes(problem, DayPlan("random", {**plan.routes, carer: tuple(route)}))

    assert "SYNC" in found


def services_in(plan):
    return [(c, i) for c, route in plan.routes.items() for i, stop in enumerate(route) if stop.service != LUNCH]
