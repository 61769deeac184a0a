"""A plan that keeps every rule is taken over whole, whatever its order asks for on the way."""

import pytest

from matching.compile import compile_week
from matching.plan import Plan
from matching.problem import Break, BreakRule, TimeWindow
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.tours import Timer
from matching.warming import compile_kernels

HOUR_S = 3600


def by_kernels(week, start):
    assert compile_kernels(lambda: True)
    from matching.kernels.searching import CompiledSearch  # noqa: PLC0415  (once they lie in the cache)

    search = CompiledSearch(compile_week(week), seed=1)
    search.warm_up(start)
    return search.plan()


def in_python(week, start):
    compiled = compile_week(week)
    draft = Draft(compiled, Timer(compiled))
    Annealer(draft, seed=1).warm_up(start)
    return Plan(week.name, draft.assignments(), draft.breaks())


both = pytest.mark.parametrize("take_over", [by_kernels, in_python])


def at(build, name, from_h, to_h, **facts):
    """A visit that fills its window, so that nothing but its order is open."""
    window = TimeWindow(round(from_h * HOUR_S), round(to_h * HOUR_S))
    return build.visit(name, windows=(window,), duration_s=window.end_s - window.start_s, **facts)


@both
def test_visit_that_starts_later_in_the_draft_keeps_its_place(build, broken, take_over):
    week = build.week(
        build.visit(
            "early",
            duration_s=HOUR_S,
            windows=(TimeWindow(8 * HOUR_S, 10 * HOUR_S + 1800),),
            wish=(TimeWindow(9 * HOUR_S + 1800, 12 * HOUR_S),),
        ),
        build.visit("late", duration_s=HOUR_S, windows=(TimeWindow(9 * HOUR_S, 10 * HOUR_S),)),
    )
    start = build.plan(build.at(8 * HOUR_S, visit="early"), build.at(9 * HOUR_S, visit="late"))
    assert broken(week, start) == []

    assert len(take_over(week, start).assignments) == 2


@both
def test_break_that_only_a_later_stop_leaves_room_for(build, broken, take_over):
    # A and B alone would be six and a half hours with the ways and no gap between them; C comes after a pause.
    anna = build.carer("anna", break_rule=BreakRule(6 * HOUR_S, HOUR_S // 2))
    week = build.week(
        anna,
        at(build, "a", 9, 12, place="far"),
        at(build, "b", 12, 13.5, place="far"),
        at(build, "c", 14, 15, place="far"),
    )
    plan = build.plan(
        build.at(9 * HOUR_S, visit="a"),
        build.at(12 * HOUR_S, visit="b"),
        build.at(14 * HOUR_S, visit="c"),
        Break("anna", int(13.5 * HOUR_S), HOUR_S // 2),
    )
    assert broken(week, plan) == []

    assert len(take_over(week, plan).assignments) == 3


@both
def test_as_many_short_visits_as_a_day_holds(build, broken, take_over):
    minutes = [8 * HOUR_S + i * 600 for i in range(60)]  # ten minutes each, from 8 to 18
    visits = [at(build, f"v{i}", at_s / HOUR_S, (at_s + 600) / HOUR_S) for i, at_s in enumerate(minutes)]
    week = build.week(build.carer("anna", max_day_s=11 * HOUR_S), *visits)
    plan = build.plan(*(build.at(at_s, visit=f"v{i}") for i, at_s in enumerate(minutes)))
    assert broken(week, plan) == []

    assert len(take_over(week, plan).assignments) == 60
