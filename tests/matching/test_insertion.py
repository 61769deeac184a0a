"""One more visit in a plan: a way in keeps every rule; where none is found the exact model finds none either."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matching.check import judge
from matching.explain.insertion import Inserter
from matching.explain.shifts import Shifts
from matching.plan import Plan
from matching.problem import DAY_S, Assignment, Break, BreakRule, Link, Pin, Problem, Slot, TimeWindow
from matching.solve import solve

NINE_S, TEN_S, NOON_S = 9 * 3600, 10 * 3600, 12 * 3600
thorough = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def with_teams(draw, questions):
    """The week with a second slot in some visits, and a partner wherever the plan still keeps every rule with one."""
    week, plan = draw(questions)
    slots = {visit.id: draw(st.sampled_from([1, 1, 2])) for visit in week.visits}
    visits = tuple(replace(one, slots=one.slots * slots[one.id]) for one in week.visits)
    week = replace(week, visits=visits)
    grown = Plan(plan.problem)
    for one in plan.assignments:
        if week.published is not None and one in week.published.assignments:
            return replace(week, visits=tuple(replace(v, slots=v.slots[:1]) for v in visits)), plan
        crews = [one.carers] if slots[one.visit] == 1 else [(*one.carers, c.id) for c in week.carers]
        for crew in crews:
            more = replace(grown, assignments=(*grown.assignments, replace(one, carers=crew)))
            if judge(week, more).is_kept:
                grown = more
                break
    return week, grown


def within_scope(week: Problem, plan: Plan) -> Problem:
    """The week in which every planned visit keeps its carers, its day and its place in their order."""
    shifts, visits = Shifts(week, plan), []
    for visit in week.visits:
        one = shifts.assigned.get(visit.id)
        if visit.id == "v0" or visit.id in shifts.facts:
            visits.append(visit)
        elif one is not None:
            day_s = one.start_s // DAY_S * DAY_S
            cut = (
                TimeWindow(max(each.start_s, day_s), min(each.end_s, day_s + DAY_S - 1 + visit.duration_s))
                for each in visit.windows
            )
            windows = tuple(each for each in cut if each.end_s - each.start_s >= visit.duration_s)
            start_s = visit.pin.start_s if visit.pin else None
            visits.append(replace(visit, windows=windows, pin=Pin(start_s, one.carers)))
    names = {visit.id for visit in visits}
    orders = [
        Link(one.visit, other.visit, 0, 10**6) for stops in shifts.days.values() for one, other in pairwise(stops)
    ]
    return replace(
        week,
        visits=tuple(visits),
        links=(*(one for one in week.links if {one.first, one.second} <= names), *orders),
        series=tuple(replace(one, visits=tuple(v for v in one.visits if v in names)) for one in week.series),
    )


@thorough
@given(data=st.data())
def test_way_in_keeps_every_rule_and_every_other_visit_with_its_carers(open_questions, data):
    week, plan = data.draw(with_teams(open_questions))
    shifts = Shifts(week, plan)

    for placed in Inserter(shifts).ways(shifts.visits["v0"]):
        after = placed.into(shifts).plan()

        assert judge(week, after).is_kept
        crews = {one.visit: one.carers for one in after.assignments}
        assert all(crews[one.visit] == one.carers for one in plan.assignments)
        assert crews.keys() - {one.visit for one in plan.assignments} == {"v0"}


@thorough
@given(data=st.data())
def test_where_surely_no_way_in_is_the_exact_model_finds_none(open_questions, data):
    week, plan = data.draw(with_teams(open_questions))
    assume(all(link.first in {one.visit for one in plan.assignments} for link in week.links))
    inserter = Inserter(Shifts(week, plan))

    found = next(inserter.ways(inserter.shifts.visits["v0"]), None)

    if found is None and inserter.is_sure:
        scope = within_scope(week, plan)
        assert solve(scope, seconds=5, start=plan).verdict.assigned < len(scope.visits)


def test_visits_before_and_after_make_way_within_their_windows(build):
    morning = TimeWindow(NINE_S, NOON_S)
    visits = [build.visit(name, windows=(morning,), duration_s=3600) for name in ("early", "late", "visit")]
    plan = build.plan(build.at(NINE_S + 1800, visit="early"), build.at(NINE_S + 5400, visit="late"))
    shifts = Shifts(build.week(*visits), plan)

    starts = sorted(
        tuple(sorted(one.start_s for one in placed.into(shifts).assigned.values()))
        for placed in Inserter(shifts).ways(shifts.visits["visit"])
    )

    assert starts == [(NINE_S, TEN_S, TEN_S + 3600)] * 3


def test_partner_of_a_team_shifts_along_with_their_own_visits(build):
    morning = TimeWindow(NINE_S, NOON_S)
    team = build.visit("team", windows=(morning,), duration_s=3600, slots=(Slot(), Slot()))
    own = build.visit("own", windows=(morning,), duration_s=3600, slots=(Slot("a"),))
    visit = build.visit(windows=(TimeWindow(NINE_S, TEN_S),), duration_s=3600, slots=(Slot("b"),))
    ben = build.carer("ben", skills={"a": 1})
    week = build.week(build.carer(skills={"b": 1}), ben, team, own, visit)
    plan = build.plan(build.at(NINE_S, "anna", "ben", visit="team"), build.at(TEN_S, "ben", visit="own"))
    shifts = Shifts(week, plan)

    after = next(Inserter(shifts).ways(shifts.visits["visit"])).into(shifts)

    assert {name: one.start_s for name, one in after.assigned.items()} == {
        "visit": NINE_S, "team": TEN_S, "own": TEN_S + 3600,
    }  # fmt: skip


def test_break_moves_to_another_gap(build):
    rule = BreakRule(4 * 3600, 1800)
    hour = {"duration_s": 3600}
    visits = [
        build.visit("a", windows=(TimeWindow(NINE_S, TEN_S),), **hour),
        build.visit("b", windows=(TimeWindow(NOON_S - 1800, NOON_S + 1800),), **hour),
        build.visit("c", windows=(TimeWindow(NOON_S + 3600, NOON_S + 2 * 3600),), **hour),
        build.visit(windows=(TimeWindow(TEN_S, NOON_S - 1800),), duration_s=5400),
    ]
    plan = Plan(
        "week",
        (Assignment("a", NINE_S, ("anna",)), build.at(NOON_S - 1800, visit="b"), build.at(NOON_S + 3600, visit="c")),
        (Break("anna", TEN_S, 1800),),
    )
    shifts = Shifts(build.week(build.carer(break_rule=rule), *visits), plan)

    after = next(Inserter(shifts).ways(shifts.visits["visit"])).into(shifts).plan()

    assert after.breaks == (Break("anna", NOON_S + 1800, 1800),)
