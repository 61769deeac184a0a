"""The search of routes: always valid, the shortest where all can be tried, the same for the same seed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fleet.compile import compile_fleet
from matching.fleet.judge import judge_fleet
from matching.fleet.master import recombine
from matching.fleet.plan import FleetPlan
from matching.fleet.pool import RoutePool
from matching.fleet.solve import solve_fleet

slow = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 10_000)
STEPS = 300


@slow
@given(seeds, st.sampled_from(["exact", "trunc1"]))
def test_routes_found_are_the_shortest_that_serve_all(random_fleet, least_distance, fleet_search, seed, rounding):
    problem = random_fleet(seed, rounding=rounding)

    search = fleet_search(problem, steps=2_000)

    least = least_distance(problem)
    verdict = judge_fleet(problem, search.plan())
    assert {one.code for one in verdict.violations} <= {"UNSERVED"}
    assert verdict.is_kept == (least is not None)
    if least is not None:
        assert verdict.distance == pytest.approx(least, abs=1e-3)


@slow
@given(seeds, st.integers(0, STEPS))
def test_routes_of_a_larger_fleet_keep_every_rule_and_are_as_far_as_the_search_says(
    random_fleet, fleet_search, seed, steps
):
    problem = replace(random_fleet(seed, 40), vehicles=40)

    search = fleet_search(problem, seed=seed, steps=steps)

    verdict = judge_fleet(problem, search.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.distance == pytest.approx(search.distance * search.fleet.unit, abs=1e-3)


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_compiled_steps_do_what_they_do_uncompiled(random_fleet, fleet_search, seed):
    from matching.fleet.kernels.annealing import anneal  # noqa: PLC0415  (imported once it is compiled)

    problem = random_fleet(seed, 12)
    compiled, plain = fleet_search(problem), fleet_search(problem)

    anneal(compiled.work, 40, 50.0, 1.0)
    anneal.py_func(plain.work, 40, 50.0, 1.0)

    assert plain.plan() == compiled.plan()
    assert plain.work.figures.tolist() == compiled.work.figures.tolist()


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("customers", [30, 160])
def test_same_seed_iterations_and_workers_give_the_same_routes(random_fleet, customers, workers):
    problem = replace(random_fleet(3, customers), vehicles=customers)

    first, second = (solve_fleet(problem, iterations=2_400, seed=5, workers=workers) for _ in range(2))

    assert first.verdict.is_kept
    assert first.plan == second.plan
    assert first.iterations == second.iterations == 2_400 * workers


def test_progress_never_goes_back_and_ends_at_the_distance_of_the_routes(random_fleet):
    problem = replace(random_fleet(4, 160), vehicles=160)
    told = []

    solution = solve_fleet(problem, seconds=2.0, workers=2, on_progress=lambda one: told.append(one) or True)

    served, distances = [one.served for one in told], [one.distance for one in told]
    assert served == [160] * len(told)
    assert distances == sorted(distances, reverse=True)
    assert solution.verdict.is_kept
    assert solution.verdict.distance <= distances[-1] + 1e-3


@settings(max_examples=8, deadline=None)
@given(seeds, st.integers(0, 3))
def test_run_that_is_cancelled_keeps_the_best_routes_so_far(random_fleet, seed, after):
    problem = replace(random_fleet(seed, 40), vehicles=40)
    told = []

    solution = solve_fleet(
        problem, iterations=10**9, workers=2, on_progress=lambda one: told.append(one) or len(told) <= after
    )

    assert solution.stopped == "cancelled"
    assert len(told) == after + 1
    assert solution.verdict.distance <= told[-1].distance + 1e-3
    assert solution.verdict.is_kept


def test_too_few_vehicles_leave_out_as_few_customers_as_can_be(build_fleet):
    problem = build_fleet.fleet(*(build_fleet.customer(number) for number in range(1, 6)), vehicles=2, capacity=2)

    solution = solve_fleet(problem, iterations=500)

    assert [one.code for one in solution.verdict.violations] == ["UNSERVED"]
    assert solution.verdict.served == 4


def test_search_goes_on_from_routes_that_it_is_given(random_fleet, fleet_search):
    problem = replace(random_fleet(6, 30), vehicles=30)
    better = fleet_search(problem, steps=5_000)
    search = fleet_search(problem, seed=2)

    search.take(better.plan().routes)
    taken = search.plan()
    search.run(STEPS, 0.9, 1.0)

    assert {*taken.routes} == {*better.plan().routes}
    assert search.distance <= better.distance
    assert judge_fleet(problem, search.plan()).is_kept


def test_master_finds_the_shortest_of_the_routes_seen(build_fleet):
    problem = build_fleet.fleet(*(build_fleet.customer(number) for number in (1, 2, 3)), vehicles=2)
    seen = [(10, (1, 2)), (9, (3,)), (6, (1,)), (9, (2, 3)), (2, (1, 3))]

    assert recombine(problem, seen, 19) == [(1,), (2, 3)]
    assert recombine(problem, seen, 15) is None
    assert recombine(replace(problem, vehicles=1), seen, 99) is None


def test_pool_keeps_the_shortest_way_and_forgets_what_was_seen_least_recently():
    pool = RoutePool(2)

    pool.see([(5, (1, 2)), (7, (3,)), (4, (2, 1)), (9, (4,))])

    assert pool.routes() == [(4, (2, 1)), (9, (4,))]


@given(seeds)
def test_whole_numbers_that_the_search_reads_are_never_kinder_than_the_problem(random_fleet, seed):
    problem = random_fleet(seed)

    fleet = compile_fleet(problem)

    for i, stop in enumerate(problem.stops):
        assert fleet.ready[i] * fleet.unit >= stop.ready - 1e-9
        assert fleet.due[i] * fleet.unit <= stop.due + 1e-9
        for j in range(len(problem.stops)):
            assert problem.leg(i, j) - 1e-9 <= fleet.legs[i, j] * fleet.unit <= problem.leg(i, j) + 2e-6


def test_plan_without_routes_serves_nobody(build_fleet):
    verdict = judge_fleet(build_fleet.fleet(build_fleet.customer(1)), FleetPlan(()))

    assert (verdict.served, verdict.distance, verdict.vehicles) == (0, 0, 0)
