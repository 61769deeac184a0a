"""What holds of the checker for any week: kept plans are kept, and each way of spoiling one breaks the right rule."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matching.check import judge
from matching.formats.week import plan_of, problem_json, problem_of
from matching.plan import Plan
from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Carer,
    Credential,
    Mode,
    Pin,
    Place,
    Problem,
    Published,
    Slot,
    TimeWindow,
    Visit,
)

EIGHT_S, HOUR_S = 8 * 3600, 3600
NOVICE = Carer("novice", "volunteer", "p0", "foot", (TimeWindow(0, DAY_S),), DAY_S, DAY_S)
STRICT = Slot("dressing", 2, "practitioner", ("nurse",), 5, "F")


@st.composite
def kept_plans(draw) -> tuple[Problem, Plan]:
    """A week and a plan that keeps every rule: each carer makes a visit every two hours, each needs all gates."""
    places = tuple(
        Place(f"p{i}", draw(st.integers(-800, 800)), draw(st.integers(-800, 800)))
        for i in range(draw(st.integers(1, 4)))
    )
    carers = [_carer(draw, i, places) for i in range(draw(st.integers(1, 3)))]
    visits: list[Visit] = []
    assignments: list[Assignment] = []
    for carer in carers:
        day = draw(st.integers(0, 6))
        for i in range(draw(st.integers(2, 4))):
            opens_s = day * DAY_S + EIGHT_S + HOUR_S + i * 2 * HOUR_S
            visit = _visit(draw, f"{carer.id}-{i}", places, opens_s)
            start_s = opens_s + draw(st.integers(0, 600))
            visits.append(replace(visit, pin=draw(st.sampled_from([None, Pin(start_s, (carer.id,))]))))
            assignments.append(Assignment(visit.id, start_s, (carer.id,)))
    modes = {"foot": Mode(draw(st.integers(100, 900)), draw(st.integers(0, 300)))}
    week = Problem("week", places, modes, (*carers, NOVICE), tuple(visits))
    return week, Plan("week", tuple(draw(st.permutations(assignments))))


def _carer(draw, i: int, places: tuple[Place, ...]) -> Carer:
    return Carer(
        id=f"c{i}",
        kind="practitioner",
        base=draw(st.sampled_from(places)).id,
        mode="foot",
        available=tuple(TimeWindow(day * DAY_S + EIGHT_S - HOUR_S, (day + 1) * DAY_S - 1) for day in range(7)),
        max_day_s=DAY_S,
        max_week_s=7 * DAY_S,
        skills={"dressing": draw(st.integers(2, 3))},
        credentials=(Credential("nurse", 0, 7 * DAY_S),),
        years=draw(st.integers(5, 40)),
        gender="F",
        break_rule=BreakRule(DAY_S, 600),
    )


def _visit(draw, name: str, places: tuple[Place, ...], opens_s: int) -> Visit:
    return Visit(
        id=name,
        place=draw(st.sampled_from(places)).id,
        duration_s=draw(st.integers(600, 1800)),
        windows=(TimeWindow(opens_s, opens_s + HOUR_S),),
        slots=(STRICT,),
        priority=draw(st.sampled_from(["routine", "urgent", "asap", "stat"])),
        group=draw(st.sampled_from([None, "g"])),
        excluded=(NOVICE.id,),
    )


def _codes(week: Problem, plan: Plan) -> set[str]:
    return {one.code for one in judge(week, plan).violations}


def _with_first(plan: Plan, **changes) -> Plan:
    return replace(plan, assignments=(replace(plan.assignments[0], **changes), *plan.assignments[1:]))


@given(kept_plans())
def test_plan_that_keeps_every_rule_is_kept_and_costs_no_empty_slot(case):
    week, plan = case

    verdict = judge(week, plan)

    assert verdict.is_kept, verdict.violations
    assert (verdict.assigned, verdict.filled_slots) == (verdict.visits, verdict.slots)
    assert verdict.score.terms["unassigned"] == verdict.score.terms["slot"] == 0


@given(kept_plans())
def test_week_and_plan_survive_json(case):
    week, plan = case

    read = problem_of(json.loads(json.dumps(problem_json(week))))

    assert read == week
    assert judge(read, plan) == judge(week, plan)


@given(kept_plans(), st.randoms(use_true_random=False))
def test_order_of_the_entries_does_not_matter(case, random):
    week, plan = case
    shuffled = list(plan.assignments)
    random.shuffle(shuffled)

    assert judge(week, replace(plan, assignments=tuple(shuffled))).score == judge(week, plan).score


@given(kept_plans())
def test_dropping_a_visit_costs_its_priority_and_its_slot(case):
    week, plan = case
    dropped = next(visit for visit in week.visits if visit.id == plan.assignments[0].visit)

    verdict = judge(week, replace(plan, assignments=plan.assignments[1:]))

    factor = 10 if dropped.pin else 1
    assert verdict.is_kept
    assert verdict.score.terms["unassigned"] == factor * getattr(week.weights.unassigned, dropped.priority)
    assert verdict.score.terms["slot"] == week.weights.slot


@given(kept_plans(), st.integers(HOUR_S + 1, 3 * DAY_S))
def test_visit_moved_out_of_its_window_breaks_window_and_its_pin(case, later_s):
    week, plan = case
    first = plan.assignments[0]
    is_pinned = any(visit.id == first.visit and visit.pin for visit in week.visits)

    codes = _codes(week, _with_first(plan, start_s=first.start_s + later_s))

    assert ({"WINDOW", "PIN"} if is_pinned else {"WINDOW"}) <= codes


@given(kept_plans())
def test_carer_who_lacks_everything_breaks_every_gate(case):
    week, plan = case

    codes = _codes(week, _with_first(plan, carers=(NOVICE.id,)))

    assert {"KIND", "SKILL", "CREDENTIAL", "YEARS", "GENDER", "EXCLUDED"} <= codes


@given(kept_plans(), st.integers(1, 599))
def test_visit_on_top_of_another_of_the_same_carer_breaks_travel(case, later_s):
    week, plan = case
    first = plan.assignments[0]
    other = next(one for one in plan.assignments[1:] if one.carers == first.carers)

    codes = _codes(week, _with_first(plan, start_s=other.start_s + later_s))

    assert "TRAVEL" in codes


@given(kept_plans(), st.sampled_from([(), (None,), ("c0", "c0"), ("c0", None)]))
def test_wrong_number_of_carers_breaks_slots(case, carers):
    week, plan = case

    assert "SLOTS" in _codes(week, _with_first(plan, carers=carers))


@given(kept_plans(), st.integers(1, 3000))
def test_break_that_touches_a_visit_breaks_break(case, into_s):
    week, plan = case
    first = plan.assignments[0]
    duration_s = next(visit.duration_s for visit in week.visits if visit.id == first.visit)
    pause = Break(first.carers[0], first.start_s + min(into_s, duration_s) - 1, 600)

    assert _codes(week, replace(plan, breaks=(pause,))) == {"BREAK"}


@given(kept_plans(), st.integers(1, 600))
def test_shifting_a_fact_breaks_frozen(case, later_s):
    week, plan = case
    begun = replace(week, published=Published(7 * DAY_S, plan.assignments))

    assert _codes(begun, plan) == set()
    assert "FROZEN" in _codes(begun, _with_first(plan, start_s=plan.assignments[0].start_s + later_s))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.just("c0-0"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["visit", "carer", "startS", "durationS", "carers"]), inner, max_size=5)
        ),
    )
)
def test_any_json_in_the_lists_of_a_plan_is_judged(entry):
    week = Problem("week", (Place("p0", 0, 0),), {"foot": Mode(900, 60)}, (NOVICE,), ())

    plan, faults = plan_of({"assignments": [entry], "breaks": [entry]}, week)

    assert {one.code for one in judge(week, plan, faults=faults).violations} == {"FORMAT"}
