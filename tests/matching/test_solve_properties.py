"""What whoever solves any small week sees: the same plan again, progress that never goes back, a plan if they stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.solve import solve
from tests.matching.small_weeks import STEPS, any_random, slow, small_week


@slow
@given(any_random, st.integers(0, 3))
def test_same_seed_and_iterations_give_the_same_plan(rng, seed):
    problem = small_week(rng)

    first, second = (solve(problem, iterations=STEPS, seed=seed) for _ in range(2))

    assert first.plan == second.plan
    assert first.bound == second.bound


@slow
@given(any_random)
def test_progress_never_goes_backwards_and_ends_at_the_solution(rng):
    told = []

    solution = solve(small_week(rng), iterations=STEPS, on_progress=lambda progress: told.append(progress) or True)

    costs, bounds = [one.cost for one in told], [one.bound for one in told]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert (costs[-1], bounds[-1]) == (solution.verdict.score.cost, solution.bound)


@pytest.mark.parametrize("after", [0, 1, 2])
@slow
@given(any_random)
def test_cancelled_run_leaves_a_valid_plan(after, rng):
    told = []

    solution = solve(
        small_week(rng), iterations=STEPS, on_progress=lambda progress: told.append(progress) or len(told) <= after
    )

    assert solution.verdict.is_kept
    assert len(told) <= after + 1
