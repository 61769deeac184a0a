"""Who else could come: differences are the checker's, and asking changes nothing."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.check import judge
from matching.explain.candidates import candidates, with_pinned
from matching.problem import Pin, Place

EIGHT_S, NINE_S, TEN_S = 8 * 3600, 9 * 3600, 10 * 3600
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(data=st.data())
def test_difference_of_each_candidate_is_what_the_checker_says_of_both_plans(open_questions, data):
    week, plan = data.draw(open_questions)
    before = judge(week, plan)

    for one in candidates(week, plan, data.draw(st.sampled_from([visit.id for visit in week.visits]))):
        after = judge(week, one.plan)
        assert set(after.violations) <= set(before.violations)
        assert after.score.cost - before.score.cost == one.cost_difference
        assert {term: after.score.terms[term] - before.score.terms[term] for term in one.terms} == one.terms


@thorough
@given(data=st.data())
def test_moving_a_visit_and_moving_it_back_leaves_the_plan_bit_for_bit(open_questions, data):
    week, plan = data.draw(open_questions)
    for one in plan.assignments:
        told = week.published.assignments if week.published else ()
        others = [carer.id for carer in week.carers if carer.id not in one.carers]
        if one in told or not others:
            continue

        there = with_pinned(week, plan, {one.visit: Pin(None, (others[0],))})
        if one.visit in {each.visit for each in there.assignments}:
            back = with_pinned(week, there, {one.visit: Pin(one.start_s, one.carers)})

            assert set(back.assignments) == set(plan.assignments)


def test_cheapest_candidate_comes_first_and_names_whom_they_would_shift(build):
    places = (Place("base", 0, 0), Place("near", 600, 0))
    visit = build.visit(place="near", windows=build.visit().windows[:1])
    later = build.visit("later", windows=build.visit().windows[:1])
    week = build.week(build.carer(), build.carer("ben", base="near"), visit, later, places=places)

    found = candidates(week, build.plan(build.at(EIGHT_S, visit="later")), "visit")

    assert [one.carer for one in found] == ["ben", "anna"]
    assert found[0].displaced == ()


def test_visit_that_somebody_makes_names_them_with_no_difference(build):
    week = build.week(build.carer(), build.carer("ben"))

    found = candidates(week, build.plan(build.at(NINE_S)), "visit")

    assert [(one.carer, one.cost_difference) for one in found if one.carer == "anna"] == [("anna", 0)]
    assert {one.carer for one in found} == {"anna", "ben"}
