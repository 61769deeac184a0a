"""What holds of the search for any small week: never broken, never dearer than it says, never below what is proven."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.bound import certain_cost
from matching.check import judge
from matching.compile import compile_week
from matching.compiled import CompiledWeek
from matching.kernels import columns as at
from matching.plan import Plan
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.tours import Timer
from matching.warming import compile_kernels
from tests.matching.small_weeks import STEPS, any_random, has_open_break, proven, slow, small_week


@slow
@given(any_random)
def test_search_is_kept_counts_its_cost_right_and_never_beats_a_proven_optimum(rng):
    week = compile_week(small_week(rng))
    assume(not has_open_break(week))

    draft = searched(week, seed=1)
    found = proven(week)

    verdict = judge(week.problem, Plan(week.problem.name, draft.assignments(), draft.breaks()))
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == draft.points
    assert draft.points >= found.cost >= certain_cost(week)


@slow
@given(any_random)
def test_compiled_search_is_kept_counts_its_cost_right_and_never_beats_a_proven_optimum(compiled, rng):
    week = compile_week(small_week(rng))
    assume(not has_open_break(week))

    search = compiled(week)
    found = proven(week)

    verdict = judge(week.problem, search.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == search.cost
    assert verdict.assigned == search.assigned
    assert search.cost >= found.cost


@slow
@given(any_random)
def test_compiled_steps_do_what_they_do_uncompiled(compiled, rng):
    from matching.kernels.annealing import anneal  # noqa: PLC0415  (imported once it is compiled)

    week = compile_week(small_week(rng))
    search, plain = compiled(week, steps=0), compiled(week, steps=0)

    anneal(search.work, STEPS, 50.0, 1.0, 0.5, 0)
    anneal.py_func(plain.work, STEPS, 50.0, 1.0, 0.5, 0)

    assert plain.plan() == search.plan()
    assert plain.work.figures.tolist() == search.work.figures.tolist()


@slow
@given(any_random, st.integers(0, 20))
def test_what_a_step_opens_is_what_absent_visits_and_empty_slots_cost_more_by_then(compiled, rng, steps):
    from matching.kernels.annealing import tear  # noqa: PLC0415  (imported once it is compiled)
    from matching.kernels.insertion import insert  # noqa: PLC0415
    from matching.kernels.journal import begin_step, undo_step  # noqa: PLC0415
    from matching.kernels.wanting import opened_points, wanting_points  # noqa: PLC0415

    work = compiled(compile_week(small_week(rng)), steps=steps).work
    visits = range(work.figures[at.FIRST_VISIT], work.figures[at.FIRST_CARER])
    before = sum(wanting_points(work, v) for v in visits)

    stamp = begin_step(work)
    for v in work.lines[at.ORDER, : tear(work, stamp)].tolist():
        insert(work, v, stamp, 0)
    opened = opened_points(work)
    after = sum(wanting_points(work, v) for v in visits)
    undo_step(work)

    assert opened == after - before
    assert opened_points(work) == 0


@slow
@given(any_random, st.integers(0, 20))
def test_compiled_search_goes_on_from_a_plan_as_far_as_it_is_kept(compiled, rng, steps):
    week = compile_week(small_week(rng))
    before = compiled(week, steps=steps)
    start = before.plan()

    after = compiled(week, steps=0, start=start)

    verdict = judge(week.problem, after.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == after.cost


@slow
@given(any_random)
def test_search_that_takes_over_anothers_best_has_the_same_plan_and_keeps_its_cost_right(compiled, rng):
    week = compile_week(small_week(rng))
    leader, other = compiled(week), compiled(week, seed=2, steps=3)

    other.follow(leader)
    other.go_back()
    taken = other.plan()
    other.run(STEPS, 0.9, 1.0)

    assert taken == leader.plan()
    verdict = judge(week.problem, other.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == other.cost <= leader.cost


@slow
@given(any_random, st.integers(0, 99))
def test_parts_that_two_searches_bettered_fit_together(compiled, rng, seed):
    from matching.kernels.sharing import put_together, share_out  # noqa: PLC0415  (imported once it is compiled)

    week = compile_week(small_week(rng, visits=6, carers=4))
    searches = [compiled(week), compiled(week, seed=2, steps=3)]
    searches[0].go_back()

    for _ in range(3):
        parts = share_out(searches, np.random.default_rng(seed))
        for one in searches:
            one.run(STEPS, 0.9, 1.0)
        put_together(searches, parts)

    verdict = judge(week.problem, searches[0].plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == searches[0].cost


@pytest.fixture(scope="session")
def compiled():
    """A compiled search of a week after some steps, from a plan if one is given."""
    assert compile_kernels(lambda: True)
    from matching.kernels.searching import CompiledSearch  # noqa: PLC0415  (once they lie in the cache)

    def searched(week, *, seed=1, steps=STEPS, start=None):
        search = CompiledSearch(week, seed)
        search.warm_up(start)
        if start is None:
            search.construct()
        if steps:
            search.run(steps, 0.5, 1.0)
        return search

    return searched


def searched(week: CompiledWeek, seed: int) -> Draft:
    draft = Draft(week, Timer(week))
    annealer = Annealer(draft, seed)
    annealer.construct(lambda: True)
    for i in range(STEPS):
        annealer.step(i / STEPS)
    draft.restore(annealer.best)
    return draft
