"""Reasons and remedies are true: no start gets a visit past the rule that is named, and what helps, helps."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.check import judge
from matching.explain import apply, remedies, remedies_for_empty_slots
from matching.plan import RULES, Plan
from matching.problem import DAY_S, Assignment, Break, Carer, Problem, Visit
from matching.reasons import exclusions
from matching.reasons.single import trial_in_plan
from matching.reasons.stops import candidate
from matching.reasons.week_lookup import WeekLookup
from matching.validate import problem_faults

EVERY_SECOND = range(DAY_S - 50, DAY_S + 100)


def furthest_rule(week: Problem, plan: Plan, carer: Carer) -> str | None:
    """The rule that the best of all starts and breaks breaks first; None if one start keeps all."""
    visit = week.visits[0]
    starts = (start_s for start_s in EVERY_SECOND if _is_open(visit, start_s))
    rules = [furthest_rule_at(start_s, week, plan, carer) for start_s in starts]
    return None if None in rules else max(rules, key=RULES.index, default="WINDOW")


def furthest_rule_at(start_s: int, week: Problem, plan: Plan, carer: Carer) -> str | None:
    """The rule that the best of all breaks breaks first at a start; None if one keeps all."""
    known = frozenset(judge(week, plan).violations)
    new = Assignment(week.visits[0].id, start_s, (carer.id,))
    rules: list[str] = []
    for breaks in _breaks(carer, start_s):
        told = judge(week, replace(plan, assignments=(*plan.assignments, new), breaks=breaks)).violations
        broken = [one.code for one in told if one not in known]
        if not broken:
            return None
        rules.append(broken[0])
    return max(rules, key=RULES.index)


def _is_open(visit: Visit, start_s: int) -> bool:
    return any(window.holds(start_s, start_s + visit.duration_s) for window in visit.windows)


def _breaks(carer: Carer, start_s: int) -> list[tuple[Break, ...]]:
    here = (one for one in carer.available if one.start_s <= start_s < one.end_s)
    seconds = [second for one in here for second in range(one.start_s, one.end_s)]
    pause_s = carer.break_rule.duration_s if carer.break_rule else 0
    return [()] + ([(Break(carer.id, second, pause_s),) for second in seconds] if pause_s else [])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_named_rule_is_the_furthest_that_any_start_and_any_break_can_come(open_questions, data):
    week, plan = data.draw(open_questions)
    alone = replace(
        week,
        series=(),
        links=(),
        published=week.published and replace(week.published, assignments=()),
    )

    found = exclusions(week, plan, "v0")

    assert [one.carer for one in found] == [carer.id for carer in week.carers]
    for carer, one in zip(week.carers, found, strict=True):
        in_plan = furthest_rule(week, plan, carer)
        rule = in_plan and (furthest_rule(alone, Plan("week"), carer) or in_plan)
        assert one.rule == rule or (one.rule == "PIN" and rule == "TRAVEL" and one.blocking)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_rule_that_a_start_breaks_is_the_one_that_the_checker_names(open_questions, data):
    week, plan = data.draw(open_questions)
    carer, start_s = data.draw(st.sampled_from(week.carers)), data.draw(st.sampled_from(EVERY_SECOND))
    lookup = WeekLookup(week, plan)
    trial = trial_in_plan(lookup, candidate(week.visits[0], 0, carer))

    attempt = trial.at(start_s)

    assert attempt.broken == furthest_rule_at(start_s, week, plan, carer)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_remedies_leave_a_week_that_can_be_planned_and_lose_nothing(open_questions, data):
    week, plan = data.draw(open_questions)

    found = remedies(week, plan, "v0", seconds=0.3)

    for remedy in found:
        changed = apply(week, *remedy.changes)
        assert problem_faults(changed) == []
        assert any(remedy.filled)
        assert remedy.loses == ()


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_visit_of_one_carer_who_comes_has_no_slot_to_fill(open_questions, data):
    week, plan = data.draw(open_questions)

    assert all(remedies_for_empty_slots(week, plan, one.visit) == () for one in plan.assignments)
