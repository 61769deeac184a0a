"""Who else could come: differences are the checker's, and asking changes nothing."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.check import judge
from matching.explain.candidates import candidates, with_pinned
from matching.explain.costs import Costs
from matching.explain.insertion import Inserter
from matching.explain.shifts import Shifts
from matching.problem import DAY_S, Link, Pin, Place, Published, Slot, TimeWindow, Wishes
from matching.solve import solve

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


@thorough
@given(data=st.data())
def test_moving_a_visit_breaks_no_rule_even_where_it_has_to_stay_open(open_questions, data):
    week, plan = data.draw(open_questions)
    known, facts = set(judge(week, plan).violations), Shifts(week, plan).facts

    for one in (one for one in plan.assignments if one.visit not in facts):
        for carer in week.carers:
            there = with_pinned(week, plan, {one.visit: Pin(None, (carer.id,))})

            assert set(judge(week, there).violations) <= known


def test_visit_that_must_follow_one_that_stays_open_stays_open_too(build):
    first, second, third = (build.visit(name) for name in ("first", "second", "third"))
    links = (Link("first", "second", 0, DAY_S), Link("second", "third", 0, DAY_S))
    week = build.week(build.carer("anna"), build.carer("bert", available=()), first, second, third, links=links)
    plan = solve(week).plan
    assert len(plan.assignments) == 3

    after = with_pinned(week, plan, {"first": Pin(None, ("bert",))})

    assert after.assignments == ()


@st.composite
def weighed_questions(draw, questions):
    """Questions in weeks where all that a plan can cost differs: wishes, groups, hours, what people were told."""
    week, plan = draw(questions)
    carers = [
        replace(
            one,
            gender=draw(st.sampled_from([None, "F"])),
            languages=draw(st.sampled_from([(), ("zh",)])),
            contract_s=draw(st.sampled_from([None, 4])),
            fair_s=draw(st.sampled_from([None, 0, 6])),
        )
        for one in week.carers
    ]
    visits = [
        replace(
            one,
            slots=draw(st.sampled_from([one.slots, (*one.slots, Slot(required=False, points=7))])),
            priority=draw(st.sampled_from(["routine", "asap"])),
            wish=draw(st.sampled_from([(), (TimeWindow(DAY_S - 9, DAY_S), TimeWindow(DAY_S + 3, DAY_S + 8))])),
            group=draw(st.sampled_from([None, "g"])),
            preferred=draw(st.sampled_from([(), ("c0",)])),
            wishes=Wishes(draw(st.sampled_from([None, "F"])), draw(st.sampled_from([None, "zh"]))),
        )
        for one in week.visits
    ]
    slots = {one.id: len(one.slots) for one in visits}
    padded = [
        replace(one, carers=one.carers + (None,) * (slots[one.visit] - len(one.carers))) for one in plan.assignments
    ]
    told = week.published
    if told is None:
        earlier = [replace(one, start_s=one.start_s - draw(st.integers(0, 3))) for one in padded]
        told = Published(DAY_S - 99, tuple(replace(one, carers=("c0", *one.carers[1:])) for one in earlier))
    else:
        facts = {one.visit for one in told.assignments}
        told = replace(told, assignments=tuple(one for one in padded if one.visit in facts))
    week = replace(week, carers=tuple(carers), visits=tuple(visits), published=told)
    return week, replace(plan, assignments=tuple(padded))


def ways_in(shifts, visit):
    """Every way in for a visit, with the plan that it makes and the breaks that its carers had to give up."""
    is_open = visit.id not in shifts.assigned
    rest = shifts if is_open else shifts.without(visit.id)
    left = {} if is_open else {who: rest.breaks.get(who, ()) for who in shifts.assigned[visit.id].carers if who}
    for placed in Inserter(rest).ways(visit):
        yield placed, placed.into(rest).plan(), {**left, **placed.breaks}


@thorough
@given(data=st.data())
def test_what_a_way_in_is_told_to_cost_is_what_the_checker_says_of_both_plans(open_questions, data):
    week, plan = data.draw(weighed_questions(open_questions))
    shifts = Shifts(week, plan)
    costs, before = Costs(shifts), judge(week, plan).score.cost

    for visit in week.visits:
        for placed, after, breaks in ways_in(shifts, visit) if visit.id not in shifts.facts else ():
            assert costs.more(placed.assignments, breaks) == judge(week, after).score.cost - before


@thorough
@given(data=st.data())
def test_no_way_in_that_keeps_every_rule_is_cheaper_than_the_candidate(open_questions, data):
    week, plan = data.draw(weighed_questions(open_questions))
    shifts, before = Shifts(week, plan), judge(week, plan)
    alone = [one for one in week.visits if one.id not in shifts.facts and len(one.slots) == 1]
    for visit in alone:
        cheapest = {}
        for placed, after, _ in ways_in(shifts, visit):
            verdict, (who,) = judge(week, after), placed.carers
            if set(verdict.violations) <= set(before.violations):
                points = verdict.score.cost - before.score.cost
                cheapest[who] = min(points, cheapest.get(who, points))

        found = {one.carer: one.cost_difference for one in candidates(week, plan, visit.id)}

        now = set(shifts.assigned[visit.id].carers) if visit.id in shifts.assigned else set()
        assert {who: points for who, points in found.items() if who not in now} == {
            who: points for who, points in cheapest.items() if who not in now
        }


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
