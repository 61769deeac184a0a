"""What no plan avoids, where no detour is quicker than the direct way: there ways are counted, and visits left out."""

from dataclasses import fields, replace
from random import Random

from hypothesis import assume, given

from matching.compile import compile_week
from matching.compiled import CompiledVisit, CompiledWeek
from matching.problem import Mode, Problem, Weights
from matching.unavoidable.filling import least_filling
from matching.unavoidable.proving import unavoidable_points, unavoidable_together
from matching.unavoidable.relaxation import Relaxation
from tests.matching.small_weeks import any_random, has_open_break, proven, slow, small_week

TERMS_BESIDE = {one.name: 0 for one in fields(Weights) if one.name not in {"unassigned", "slot"}}
NOTHING_BUT_OPEN = replace(Weights(), **TERMS_BESIDE)


@slow
@given(any_random)
def test_no_plan_leaves_less_open_than_is_called_unavoidable_where_ways_are_direct(rng):
    week = compile_week(direct_week(rng))
    assume(not has_open_break(week))

    found = [unavoidable_points(week), unavoidable_together(week), unavoidable_points(week, left_s=lambda: 5.0)]

    assert max(found) <= proven(week).cost


@slow
@given(any_random)
def test_no_plan_leaves_less_of_some_visits_open_than_is_called_unavoidable(rng):
    week = compile_week(direct_week(rng))
    some = sorted(rng.sample(range(len(week.visits)), rng.randint(0, len(week.visits))))
    assume(not has_open_break(week))

    assert unavoidable_together(week, some) <= proven(priced_for(week, some)).cost


@slow
@given(any_random)
def test_no_quick_filling_is_below_its_rows_where_ways_are_direct(rng):
    week = compile_week(direct_week(rng, visits=rng.choice([0, 6])))
    visits = [v for v in range(len(week.visits)) if v not in week.facts]
    assume(visits)

    least = Relaxation(week, visits).rows.least(None, is_whole=True)

    assert least is not None
    assert least_filling(week, visits, enough=0).points >= least


def direct_week(rng: Random, visits: int = 0) -> Problem:
    """A small week in which nobody gains a second by a detour, scored by what stays open alone."""
    week = small_week(rng, visits=visits)
    modes = {"foot": Mode(rng.choice([1000, 700]), rng.choice([3, 4])), "car": Mode(500, 2)}
    weights = replace(NOTHING_BUT_OPEN, unassigned=week.weights.unassigned, slot=week.weights.slot)
    return replace(week, modes=modes, matrices={}, weights=weights)


def priced_for(week: CompiledWeek, some: list[int]) -> CompiledWeek:
    """The same week in which nothing but these visits costs anything."""
    visits = tuple(one if v in some else free(one) for v, one in enumerate(week.visits))
    facts = {v: one if v in some else replace(one, points=0) for v, one in week.facts.items()}
    return replace(week, visits=visits, facts=facts)


def free(visit: CompiledVisit) -> CompiledVisit:
    """The visit without points for its absence or an empty slot."""
    return replace(visit, absent_points=0, roles=tuple(role._replace(slot_points=0) for role in visit.roles))
