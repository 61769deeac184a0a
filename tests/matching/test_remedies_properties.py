"""A remedy is true: it places the visit and keeps all else, and no less of it would do; the exact model agrees."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.lessened import fits, is_least
from matching.check import judge
from matching.explain import apply, remedies
from matching.explain.probe import Probe
from matching.explain.proposals import Proposals
from matching.explain.remedy import Budget
from matching.plan import Plan
from matching.problem import DAY_S, Assignment, BreakRule, Credential, Mode, Problem, Published, TimeWindow
from matching.validate import problem_faults

PACE_S = 300  # of the tiny weeks' seconds: what lies within a minute there lies within a night here
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def at(second: int) -> int:
    """A second of the tiny week, five minutes long, about the same midnight."""
    return DAY_S + (second - DAY_S) * PACE_S


def span(window: TimeWindow) -> TimeWindow:
    return TimeWindow(at(window.start_s), at(window.end_s))


def slower(week: Problem, plan: Plan) -> tuple[Problem, Plan]:
    """The same week and plan, but seconds are five minutes."""
    carers = tuple(
        replace(
            one,
            available=tuple(map(span, one.available)),
            max_day_s=one.max_day_s * PACE_S,
            max_week_s=one.max_week_s * PACE_S,
            credentials=tuple(Credential(c.name, at(c.from_s), at(c.until_s)) for c in one.credentials),
            rest_s=one.rest_s * PACE_S,
            break_rule=one.break_rule
            and BreakRule(one.break_rule.after_s * PACE_S, one.break_rule.duration_s * PACE_S),
        )
        for one in week.carers
    )
    visits = tuple(
        replace(one, duration_s=one.duration_s * PACE_S, windows=tuple(map(span, one.windows))) for one in week.visits
    )
    mode = week.modes["foot"]
    published = week.published and Published(
        at(week.published.frozen_until_s),
        tuple(Assignment(one.visit, at(one.start_s), one.carers) for one in week.published.assignments),
    )
    new = replace(
        week,
        modes={"foot": Mode(mode.seconds_per_km * PACE_S, mode.overhead_s * PACE_S)},
        carers=carers,
        visits=visits,
        series=tuple(replace(one, min_gap_s=one.min_gap_s * PACE_S) for one in week.series),
        links=tuple(replace(one, min_s=one.min_s * PACE_S, max_s=one.max_s * PACE_S) for one in week.links),
        published=published,
    )
    assignments = tuple(Assignment(one.visit, at(one.start_s), one.carers) for one in plan.assignments)
    return new, Plan(plan.problem, assignments)


@few
@given(data=st.data())
def test_remedy_places_the_visit_keeps_every_other_and_costs_what_the_checker_says(open_questions, data):
    week, plan = slower(*data.draw(open_questions))
    before = judge(week, plan)

    for remedy in remedies(week, plan, "v0", seconds=20):
        changed = apply(week, *remedy.changes)
        assert remedy.plan is not None
        after = judge(changed, remedy.plan)
        assert problem_faults(changed) == []
        assert set(after.violations) <= set(before.violations)
        assert after.score.cost - before.score.cost == remedy.cost_difference
        crews = {one.visit: one.carers for one in remedy.plan.assignments}
        assert "v0" in crews
        assert all(one.visit in crews for one in plan.assignments)
        if remedy.scope == "INSERTION":
            assert all(crews[one.visit] == one.carers for one in plan.assignments)


@few
@given(data=st.data())
def test_less_of_a_proven_remedy_would_not_place_the_visit_by_the_exact_model(open_questions, data):
    week, plan = slower(*data.draw(open_questions))

    for remedy in remedies(week, plan, "v0", seconds=20):
        if remedy.is_proven:
            assert is_least(week, plan, remedy), remedy
        if remedy.scope == "INSERTION":
            assert fits(apply(week, *remedy.changes), plan, "v0")


@few
@given(data=st.data())
def test_what_came_to_nothing_before_changes_no_later_answer(open_questions, data):
    week, plan = slower(*data.draw(open_questions))
    budget = Budget(float("inf"))
    asked = Probe(week, plan, "v0", budget)
    proposals = Proposals(asked)
    chains = [*proposals.extensions(), *proposals.renewals(), *proposals.wider_windows(), *proposals.more_carers()]
    steps = data.draw(st.permutations([step for chain in chains for step in chain.steps]))

    for changes in ((), *steps[:8]):
        assert asked.fit(changes) == Probe(week, plan, "v0", budget).fit(changes)
