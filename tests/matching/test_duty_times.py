"""What duties take beside visits is, with the visits themselves, what the score counts as worked."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matching.check import judge
from matching.duty_times import Beside, beside_visits
from matching.problem import DAY_S, Break, BreakRule, Weights

NINE_S = DAY_S + 9 * 3600


@given(st.data())
def test_visits_and_what_is_beside_them_are_all_that_the_score_counts_as_worked(open_questions, data):
    week, plan = data.draw(open_questions)
    all_is_overtime = replace(
        week, carers=tuple(replace(one, contract_s=0) for one in week.carers), weights=Weights(overtime=1)
    )
    durations_s = {one.id: one.duration_s for one in week.visits}

    found = beside_visits(week, plan)

    worked_s = sum(durations_s[visit] + one.travel_s + one.waiting_s + one.home_s for (_, visit), one in found.items())
    assert worked_s == judge(all_is_overtime, plan).score.terms["overtime"]


def test_a_wait_is_what_neither_the_way_nor_the_break_takes_and_only_the_last_visit_has_a_way_home(build):
    carer = build.carer(break_rule=BreakRule(4 * 3600, 1200))
    week = build.week(carer, build.visit(), build.visit("next", place="east"))
    first, second = build.at(NINE_S), build.at(NINE_S + 7200, visit="next")

    found = beside_visits(week, build.plan(first, second, Break("anna", NINE_S + 1800, 1200)))

    assert found == {
        ("anna", "visit"): Beside(0, 0, 0),
        ("anna", "next"): Beside(travel_s=600, waiting_s=7200 - 1800 - 600 - 1200, home_s=600),
    }


def test_a_stop_at_a_time_that_no_duty_holds_has_nothing_beside_it(build):
    week = build.week(build.visit(place="east"))

    assert beside_visits(week, build.plan(build.at(DAY_S))) == {}
