"""The search of a day: its plans keep every rule, cost what it says, and on tiny days nothing is cheaper."""

from dataclasses import replace
from itertools import permutations, product
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.day.check import judge_day
from matching.day.plan import DayPlan, DayStop
from matching.day.possible import is_owed, may
from matching.day.problem import Lunch, Window
from matching.day.solve import solve_day
from matching.problem import ProblemError

STEPS = 3_000
LATE = 10_000  # past any day: what goes round in circles gets here
seeds = st.integers(0, 10_000)
slow = settings(max_examples=40, deadline=None)


@slow
@given(seeds, st.sampled_from([0, 1, 500, STEPS]), st.booleans())
def test_plans_keep_every_rule_and_cost_what_the_search_says(random_day, day_search, seed, steps, leaves_at_start):
    problem = random_day(seed, 12, 4, leaves_at_start=leaves_at_start)

    search = day_search(problem, seed, steps)

    verdict = judge_day(problem, search.plan())
    assert verdict.is_kept, verdict.violations
    assert verdict.cost == search.cost
    assert verdict.served == search.served


@slow
@given(seeds)
def test_going_back_to_the_best_draft_costs_what_it_cost(random_day, day_search, seed):
    search = day_search(random_day(seed, 15, 4), seed, STEPS)
    best = search.cost

    search.go_back()
    search.run(500, 0.9, 1.0)

    assert search.cost <= best
    assert judge_day(random_day(seed, 15, 4), search.plan()).cost == search.cost


@settings(max_examples=8, deadline=None)
@given(seeds)
def test_compiled_steps_do_what_they_do_uncompiled(random_day, day_search, seed):
    from matching.day.kernels.annealing import anneal  # noqa: PLC0415  (imported once it is compiled)

    problem = random_day(seed)
    compiled, plain = day_search(problem), day_search(problem)

    anneal(compiled.day, 300, 50.0, 1.0)
    anneal.py_func(plain.day, 300, 50.0, 1.0)

    assert plain.plan() == compiled.plan()
    assert plain.day.figures.tolist() == compiled.day.figures.tolist()


@pytest.mark.parametrize("seed", range(25))
def test_on_tiny_days_nothing_is_cheaper(random_day, day_search, seed):
    waits = ("total_waiting_time", "max_waiting_time")  # with them the earliest times need not be the best
    problem = random_day(seed, 3, 2, without=waits, lunch=None)
    problem = replace(problem, carers=tuple(replace(one, is_owed_lunch=False) for one in problem.carers))

    search = day_search(problem, seed, 20_000)

    assert judge_day(problem, search.plan()).cost == least_cost(problem)


def least_cost(problem):
    """The cost of the cheapest plan of all: every choice of patients, carers, orders and windows, timed early."""
    costs = []
    for patients in _choices(problem):
        stops = [(patient, k) for patient in patients for k in range(len(patient.services))]
        for carers in product(problem.carers, repeat=len(stops)):
            if _may(problem, stops, carers):
                for plan in _plans(problem, patients, stops, carers):
                    verdict = judge_day(problem, plan)
                    if verdict.is_kept:
                        costs.append(verdict.cost)
    return min(costs)


def _choices(problem):
    owed = [patient for patient in problem.patients if is_owed(problem, patient)]
    others = [patient for patient in problem.patients if patient not in owed]
    for taken in product((False, True), repeat=len(others)):
        yield owed + [patient for patient, is_taken in zip(others, taken, strict=True) if is_taken]


def _may(problem, stops, carers):
    pairs = {(patient.id, carer.id) for (patient, _), carer in zip(stops, carers, strict=True)}
    return len(pairs) == len(stops) and all(
        may(problem, patient, k, carer) for (patient, k), carer in zip(stops, carers, strict=True)
    )


def _plans(problem, patients, stops, carers):
    mine = [[i for i, one in enumerate(carers) if one == carer] for carer in problem.carers]
    for orders in product(*(permutations(rows) for rows in mine)):
        for numbers in product(*(range(len(patient.windows)) for patient in patients)):
            opens = {patient.id: patient.windows[n].opens for patient, n in zip(patients, numbers, strict=True)}
            starts = _early(problem, stops, orders, opens)
            if starts is not None:
                routes = {
                    carer.id: tuple(_stop(stops[i], starts[i]) for i in order)
                    for carer, order in zip(problem.carers, orders, strict=True)
                }
                yield DayPlan("random", routes)


def _stop(stop, start):
    patient, k = stop
    service = patient.services[k]
    return DayStop(patient.id, service.name, start, start + service.duration)


def _early(problem, stops, orders, opens):
    """The earliest starts of all stops; None where they wait for one another."""
    starts = [opens[patient.id] for patient, _ in stops]
    row = {(patient.id, k): i for i, (patient, k) in enumerate(stops)}
    while True:
        before = list(starts)
        for carer, order in zip(problem.carers, orders, strict=True):
            place, free = carer.leaves_from, carer.starts
            for i in order:
                patient, k = stops[i]
                starts[i] = max(starts[i], free + int(problem.legs[place, patient.place]))
                place, free = patient.place, starts[i] + patient.services[k].duration
        for patient, k in stops:
            if k == 1 and patient.sync != "independent":
                low, high = (patient.min_gap, patient.max_gap) if patient.sync == "sequential" else (0, 0)
                first, second = row[patient.id, 0], row[patient.id, 1]
                starts[second] = max(starts[second], starts[first] + low)
                starts[first] = max(starts[first], starts[second] - high)
        if before == starts:
            return starts
        if max(starts) > LATE:
            return None


def test_same_seed_and_iterations_give_the_same_plan(random_day):
    problem = random_day(1, 20, 5)

    first, second = (solve_day(problem, iterations=5_000, seed=3, workers=workers) for workers in (1, 2))

    assert first.plan == second.plan
    assert first.iterations == second.iterations


def test_two_searches_that_exchange_drafts_keep_every_rule_and_tell_no_worse_figure(random_day):
    problem, told = random_day(2, 40, 8), []

    solution = solve_day(problem, seconds=1.5, workers=2, on_progress=lambda progress: told.append(progress) or True)

    assert solution.verdict.is_kept, solution.verdict.violations
    costs = [progress.cost for progress in told]
    assert costs == sorted(costs, reverse=True)
    assert told[-1].cost == solution.verdict.cost


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 3))
def test_cancelled_run_keeps_the_best_plan_that_it_has(random_day, heard):
    problem, told = random_day(3, 40, 8), []
    cancelled = Event()

    def listen(progress):
        told.append(progress)
        if len(told) >= heard and progress.assigned > 0:
            cancelled.set()
        return not cancelled.is_set()

    solution = solve_day(problem, seconds=60, on_progress=listen)

    assert solution.stopped == "cancelled"
    assert solution.verdict.is_kept, solution.verdict.violations
    assert solution.elapsed_s < 30


def test_patient_whom_nobody_may_serve_is_named(build_day):
    problem = build_day.day(build_day.patient(1, "u"))

    with pytest.raises(ProblemError, match=r"patients\[0\] is 'p1': give carers who may do u there"):
        solve_day(problem, iterations=1)


def test_one_carer_cannot_be_both_of_two(build_day):
    problem = build_day.day(build_day.patient(1, "s", "t", sync="simultaneous"))

    with pytest.raises(ProblemError, match="each by one of their own"):
        solve_day(problem, iterations=1)


def test_lunch_that_must_be_taken_is_not_sold_for_punctuality(build_day):
    weights = {"travel_time": 1, "total_tardiness": 1_000}
    eater = replace(build_day.carer, is_owed_lunch=True)
    patient = build_day.patient(1, windows=(Window(100, 110),))
    hard = frozenset({"qualification", "missed_lunch_break"})
    problem = build_day.day(patient, carers=(eater,), weights=weights, hard=hard, lunch=Lunch(100, 200, 30))

    solution = solve_day(problem, iterations=2_000)

    assert solution.verdict.is_kept, solution.verdict.violations
    assert solution.verdict.quantities["total_tardiness"] == 20


def test_lunch_that_must_be_taken_without_hours_for_it_is_refused(build_day):
    eater = replace(build_day.carer, is_owed_lunch=True)
    problem = build_day.day(build_day.patient(1), carers=(eater,), hard=frozenset({"missed_lunch_break"}))

    with pytest.raises(ProblemError, match="lunch_breaks is None: give the hours of lunch"):
        solve_day(problem, iterations=1)


def test_points_that_are_no_machine_words_are_refused(build_day):
    problem = build_day.day(build_day.patient(1), weights={"travel_time": 10**9})
    problem = replace(problem, legs=problem.legs * 10**7)

    with pytest.raises(ProblemError, match="make weights or times smaller"):
        solve_day(problem, iterations=1)


@pytest.mark.parametrize("iterations", [1, 7, 100, 2_500])
def test_run_takes_no_more_iterations_than_it_may(random_day, iterations):
    assert solve_day(random_day(1), iterations=iterations).iterations <= iterations


def test_optional_patient_whom_nobody_may_serve_is_left_out(build_day):
    problem = build_day.day(build_day.patient(1), build_day.patient(2, "u", is_optional=True))

    solution = solve_day(problem, iterations=100)

    assert solution.verdict.is_kept
    assert (solution.verdict.served, solution.verdict.cost) == (1, 120)


def test_day_whose_hard_terms_cannot_be_kept_is_answered_with_what_is_broken(build_day):
    closes_before_anybody_comes = build_day.patient(1, windows=(Window(0, 5),))
    problem = build_day.day(closes_before_anybody_comes, hard=frozenset({"qualification", "total_tardiness"}))

    solution = solve_day(problem, iterations=100)

    assert [one.code for one in solution.verdict.violations] == ["HARD"]
