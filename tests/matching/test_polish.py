"""The times of a plan, all moved at once while carers and orders stay."""

import pytest
from hypothesis import given, settings

from matching.check import judge
from matching.compile import compile_week
from matching.polish import polish
from matching.problem import Break, BreakRule, Link, Slot, TimeWindow

HOUR_S = 3600
WORK = 1.0


def starts_of(plan):
    return {one.visit: one.start_s for one in plan.assignments}


def test_team_starts_when_both_are_ready(build, points):
    # After the first visit both wait for half an hour: no search moves one carer of a team alone.
    two = (Slot(), Slot())
    week = build.week(
        build.carer("anna"),
        build.carer("bert"),
        build.visit("first", slots=two, windows=(TimeWindow(9 * HOUR_S, 9 * HOUR_S + 1800),)),
        build.visit("second", slots=two),
    )
    plan = build.plan(
        build.at(9 * HOUR_S, "anna", "bert", visit="first"), build.at(10 * HOUR_S, "bert", "anna", visit="second")
    )

    polished = polish(compile_week(week), plan, WORK)

    assert starts_of(polished) == {"first": 9 * HOUR_S, "second": 9 * HOUR_S + 1800}
    assert points(week, plan)["waiting"] == 2 * 1800
    assert "waiting" not in points(week, polished)


def test_break_moves_along(build, points):
    anna = build.carer("anna", break_rule=BreakRule(2 * HOUR_S, 1800))
    week = build.week(
        anna,
        build.visit("first", duration_s=HOUR_S, windows=(TimeWindow(8 * HOUR_S, 9 * HOUR_S),)),
        build.visit("second", duration_s=HOUR_S),
    )
    plan = build.plan(
        build.at(8 * HOUR_S, visit="first"),
        build.at(10 * HOUR_S, visit="second"),
        Break("anna", 9 * HOUR_S + 900, 1800),
    )
    assert points(week, plan)["waiting"] == 1800

    polished = polish(compile_week(week), plan, WORK)

    assert starts_of(polished)["second"] == 9 * HOUR_S + 1800
    assert polished.breaks == (Break("anna", 9 * HOUR_S, 1800),)
    assert "waiting" not in points(week, polished)


@pytest.mark.parametrize("gap_s", [0, 1200])
def test_link_keeps_its_distance(build, points, gap_s):
    week = build.week(
        build.carer("anna"),
        build.visit("first", windows=(TimeWindow(9 * HOUR_S, 9 * HOUR_S + 1800),)),
        build.visit("second"),
        links=(Link("first", "second", 1800 + gap_s, 4 * HOUR_S),),
    )
    plan = build.plan(build.at(9 * HOUR_S, visit="first"), build.at(12 * HOUR_S, visit="second"))

    polished = polish(compile_week(week), plan, WORK)

    assert starts_of(polished)["second"] == 9 * HOUR_S + 1800 + gap_s
    assert points(week, polished).get("waiting", 0) == gap_s


def test_polished_plan_keeps_every_rule_and_costs_no_more(open_questions):
    @settings(deadline=None)
    @given(open_questions)
    def check(question):
        week, plan = question
        before = judge(week, plan)
        polished = polish(compile_week(week), plan, WORK)
        after = judge(week, polished)
        assert after.is_kept, after.violations
        assert after.score.cost <= before.score.cost
        assert [(one.visit, one.carers) for one in polished.assignments] == [
            (one.visit, one.carers) for one in plan.assignments
        ]

    check()
