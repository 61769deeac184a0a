"""Very large weeks in parts: nothing is lost, nothing tied is parted, and their costs add up to the whole's."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generated import generated_week
from matching.best import Limits
from matching.check import judge
from matching.meeting import Meeting
from matching.parts import Part, divide, neighbours, plan_of, put_into, together, week_of
from matching.plan import Plan
from matching.problem import Pin, Place
from matching.solve import solve
from matching.travel import TravelTable
from matching.validate import problem_faults
from matching.very_large import VeryLargeRun
from matching.watch import Watch

seeds = st.integers(0, 1_000)


def copies(count, *, visits=20, carers=6, apart_m=1_000_000):
    """The same small town so many times, far from one another."""
    towns = [_renamed(generated_week(visits=visits, carers=carers), f"t{i}-", i * apart_m) for i in range(count)]
    first = towns[0]
    joined = {
        name: tuple(one for town in towns for one in getattr(town, name))
        for name in ("places", "carers", "visits", "series", "links")
    }
    return replace(first, name="copies", **joined)


def _renamed(week, prefix, x_m):
    def new(name):
        return None if name is None else prefix + name

    places = tuple(Place(prefix + one.id, one.x_m + x_m, one.y_m) for one in week.places)
    carers = tuple(replace(one, id=new(one.id), base=new(one.base)) for one in week.carers)
    visits = tuple(
        replace(
            one,
            id=new(one.id),
            place=new(one.place),
            group=new(one.group),
            preferred=tuple(map(new, one.preferred)),
            excluded=tuple(map(new, one.excluded)),
            pin=one.pin and replace(one.pin, carers=tuple(map(new, one.pin.carers))),
        )
        for one in week.visits
    )
    series = tuple(replace(one, id=new(one.id), visits=tuple(map(new, one.visits))) for one in week.series)
    links = tuple(replace(one, first=new(one.first), second=new(one.second)) for one in week.links)
    return replace(week, places=places, carers=carers, visits=visits, series=series, links=links)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(5, 40))
def test_every_visit_and_carer_is_in_one_part_and_what_is_tied_in_the_same(seed, most):
    problem = generated_week(seed=seed, visits=60, carers=12)

    parts = divide(problem, most)

    visits = [name for part in parts for name in part.visits]
    carers = [name for part in parts for name in part.carers]
    assert sorted(visits) == sorted(visit.id for visit in problem.visits)
    assert sorted(carers) == sorted(carer.id for carer in problem.carers)
    for tie in [*(one.visits for one in problem.series), *((one.first, one.second) for one in problem.links)]:
        assert any(part.visits.issuperset(tie) for part in parts)
    for part in parts:
        assert problem_faults(week_of(problem, part)) == []


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_costs_of_parts_add_up_to_that_of_the_whole(seed):
    problem = generated_week(seed=seed, visits=40, carers=10)
    parts = divide(problem, 15)
    plan = Plan(problem.name)

    for part in parts:
        found = solve(week_of(problem, part), iterations=30, seed=seed).plan
        plan = put_into(plan, part, found)

    whole = judge(problem, plan)
    costs = [judge(week_of(problem, part), plan_of(plan, part)).score.cost for part in parts]
    assert whole.is_kept, whole.violations
    assert whole.score.cost == sum(costs)


def test_distant_towns_are_not_cut():
    problem = copies(4)

    parts = divide(problem, 25)

    towns = [{name.partition("-")[0] for name in part.visits | part.carers} for part in parts]
    assert sorted(map(sorted, towns)) == [["t0"], ["t1"], ["t2"], ["t3"]]


def test_part_whose_visits_are_all_pinned_elsewhere_is_joined_to_its_neighbour():
    problem = copies(2)
    pin = Pin(None, (problem.carers[0].id,))
    pinned = tuple(replace(one, pin=pin) if one.id.startswith("t1") else one for one in problem.visits)

    parts = divide(replace(problem, visits=pinned), 25)

    assert len(parts) == 1
    assert parts[0].carers == {carer.id for carer in problem.carers}


def test_three_distant_towns_are_not_cut():
    parts = divide(copies(3), 25)

    assert len({name.partition("-")[0] for part in parts for name in part.visits}) == len(parts) == 3


def test_neighbours_are_the_nearest_and_each_part_is_in_one_pair():
    problem = copies(4, apart_m=10_000)
    parts = divide(problem, 25)

    pairs = neighbours(parts, Meeting(problem).can_meet)

    towns = [{name.partition("-")[0] for name in together([parts[i], parts[k]]).visits} for i, k in pairs]
    assert sorted(map(sorted, towns)) in ([["t0", "t1"], ["t2", "t3"]], [["t0", "t3"], ["t1", "t2"]])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 120_000))
def test_parts_that_cannot_meet_have_nobody_who_could_work_in_the_other(apart_m):
    problem = copies(2, apart_m=apart_m)
    one, other = (
        Part(
            frozenset(visit.id for visit in problem.visits if visit.id.startswith(town)),
            frozenset(carer.id for carer in problem.carers if carer.id.startswith(town)),
            0,
            0,
        )
        for town in ("t0", "t1")
    )
    way_s = TravelTable(problem).seconds
    visits = {visit.id: visit for visit in problem.visits}

    def could_work(carer, visit):
        out_s, home_s = way_s(carer.mode, carer.base, visit.place), way_s(carer.mode, visit.place, carer.base)
        return any(shift.start_s + out_s + visit.duration_s + home_s <= shift.end_s for shift in carer.available)

    crossing = [
        (carer, visits[name]) for carer in problem.carers for name in (other if carer.id in one.carers else one).visits
    ]
    if not Meeting(problem).can_meet(one, other):
        assert not any(could_work(carer, visit) for carer, visit in crossing)


def test_towns_a_thousand_kilometres_apart_cannot_meet_and_next_to_each_other_can():
    far, near = copies(2), copies(2, apart_m=3_000)

    assert neighbours(divide(far, 25), Meeting(far).can_meet) == []
    assert len(neighbours(divide(near, 25), Meeting(near).can_meet)) == 1


@pytest.fixture
def planned_in_parts(monkeypatch):
    """Plans a week in parts of some 25 visits."""
    monkeypatch.setattr("matching.very_large.PART_VISITS", 25)

    def plan(problem, heard=lambda _: True, **limits):
        given = {"seconds": None, "iterations": None, "seed": 1, "workers": 1} | limits
        watch = Watch(time.monotonic, heard, len(problem.visits))
        return VeryLargeRun(problem, Limits(**given), watch).solve()

    return plan


def test_distant_towns_cost_what_each_of_them_costs_alone(planned_in_parts):
    alone = solve(copies(1), iterations=2_000).verdict.score.cost

    solution = planned_in_parts(copies(4), iterations=16_000)

    assert solution.verdict.score.cost <= 1.02 * 4 * alone


def test_plan_made_in_parts_keeps_every_rule_and_is_the_same_for_a_seed(planned_in_parts):
    problem = copies(4)

    first, second = (planned_in_parts(problem, iterations=2_000, workers=workers) for workers in (1, 2))

    assert first.verdict.is_kept, first.verdict.violations
    assert first.plan == second.plan


def test_plan_whose_borders_were_mended_keeps_every_rule(planned_in_parts):
    problem = generated_week(seed=2, visits=150, carers=30)

    solution = planned_in_parts(problem, iterations=3_000)

    assert solution.verdict.is_kept, solution.verdict.violations
    assert solution.verdict.score.cost < planned_in_parts(problem, iterations=30).verdict.score.cost


def test_run_in_parts_tells_no_worse_figure_and_ends_on_time(planned_in_parts):
    told = []

    solution = planned_in_parts(copies(4), lambda progress: told.append(progress) or True, seconds=4.0, workers=2)

    costs = [progress.cost for progress in told]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == solution.verdict.score.cost
    assert solution.verdict.is_kept


def test_cancelled_run_in_parts_keeps_what_is_planned(planned_in_parts):
    solution = planned_in_parts(copies(4), lambda progress: progress.assigned < 30, seconds=60.0)

    assert solution.stopped == "cancelled"
    assert solution.verdict.is_kept
    assert solution.verdict.assigned >= 20
