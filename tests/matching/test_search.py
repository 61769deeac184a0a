"""The parts of the search: times set exactly, costs counted as they change, what nobody can do left alone."""

from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.bound import certain_cost
from matching.check import judge
from matching.compile import compile_week
from matching.plan import Plan
from matching.problem import DAY_S, Assignment, BreakRule, Link, Published, Slot, TimeWindow, Visit, Weights
from matching.search.annealing import Annealer
from matching.search.draft import Draft
from matching.search.starts import best_starts
from matching.search.tours import Timer
from matching.timecost import Piece, start_pieces, start_points

HOUR_S = 3600
NINE_S = 9 * HOUR_S


@pytest.fixture
def searching():
    """A search of a week, its first plan made."""

    def construct(problem, start=None):
        draft = Draft(compile_week(problem), Timer(compile_week(problem)))
        annealer = Annealer(draft, seed=1)
        annealer.warm_up(start)
        annealer.construct(lambda: True)
        return annealer

    return construct


@st.composite
def convex_pieces(draw):
    low_s = draw(st.integers(0, 12))
    high_s = draw(st.integers(low_s, low_s + 8))
    kinks = draw(st.lists(st.tuples(st.integers(low_s, high_s), st.integers(1, 3)), max_size=2).map(sorted))
    return Piece(low_s, high_s, draw(st.integers(0, 5)), draw(st.integers(-3, 3)), tuple(kinks)).clipped(low_s, high_s)


@st.composite
def orders(draw):
    """Stops with the seconds between them, and the times that are possible; None if none are."""
    pieces = draw(st.lists(convex_pieces(), min_size=1, max_size=3))
    steps_s = [0, *(draw(st.integers(1, 5)) for _ in pieces[1:])]
    earliest_s, latest_s = [pieces[0].lo_s], [pieces[-1].hi_s]
    for piece, step_s in zip(pieces[1:], steps_s[1:], strict=True):
        earliest_s.append(max(piece.lo_s, earliest_s[-1] + step_s))
    for piece, step_s in zip(pieces[-2::-1], steps_s[:0:-1], strict=True):
        latest_s.insert(0, min(piece.hi_s, latest_s[0] - step_s))
    possible = all(early <= late for early, late in zip(earliest_s, latest_s, strict=True))
    return (pieces, steps_s, earliest_s, latest_s) if possible else None


@settings(deadline=None)
@given(orders().filter(bool), st.integers(0, 3), st.booleans())
def test_starts_of_an_order_are_as_cheap_as_any(order, waiting, is_headed):
    pieces, steps_s, earliest_s, latest_s = order

    starts_s = best_starts(
        [(0, piece) for piece in pieces], steps_s, earliest_s, latest_s, waiting, is_headed=is_headed
    )

    def points(times_s):
        waited_s = times_s[-1] - (earliest_s[0] if is_headed else times_s[0])
        return waiting * waited_s + sum(piece.points_at(at_s) for piece, at_s in zip(pieces, times_s, strict=True))

    def is_kept(times_s):
        gaps = zip(times_s, times_s[1:], steps_s[1:], strict=False)
        return all(after - before >= step_s for before, after, step_s in gaps)

    others = product(*(range(low, high + 1) for low, high in zip(earliest_s, latest_s, strict=True)))
    assert is_kept(starts_s)
    assert points(starts_s) == min(points(times_s) for times_s in others if is_kept(times_s))


@st.composite
def priced_visits(draw):
    """A visit about midnight, with wishes and a published start, and the weights that price them."""
    seconds = st.integers(DAY_S - 40, DAY_S + 40)
    spans = st.tuples(seconds, seconds).filter(lambda span: span[0] < span[1]).map(lambda span: TimeWindow(*span))
    visit = Visit(
        id="visit",
        place="base",
        duration_s=draw(st.integers(1, 20)),
        windows=(draw(spans),),
        slots=(Slot(),),
        priority=draw(st.sampled_from(["routine", "asap"])),
        wish=tuple(draw(st.lists(spans, max_size=3))),
    )
    told = Published(0, (Assignment("visit", draw(seconds), (None,)),)) if draw(st.booleans()) else None
    return visit, told, Weights(delay=draw(st.integers(0, 3)), wish=draw(st.integers(0, 3)), shifted=2)


@settings(deadline=None)
@given(priced_visits())
def test_pieces_hold_every_start_of_the_windows_at_its_price_and_are_convex(priced):
    visit, published, weights = priced

    pieces = start_pieces(visit, published, weights)

    price = start_points(visit, published, weights)
    starts = {s for window in visit.windows for s in range(window.start_s, window.end_s - visit.duration_s + 1)}
    priced = {s: piece.points_at(s) for piece in pieces for s in range(piece.lo_s, piece.hi_s + 1)}
    assert priced == {s: price(s) for s in starts}
    assert all(steeper > 0 for piece in pieces for _, steeper in piece.kinks)


def test_cost_kept_up_to_date_is_the_checkers_after_any_number_of_steps(build, searching):
    rng = Random(7)  # noqa: S311  (the same week each time, no secret)
    carers = [build.carer(f"c{i}", break_rule=BreakRule(4 * HOUR_S, 1800), fair_s=HOUR_S) for i in range(3)]
    visits = [
        build.visit(
            f"v{i}", place=rng.choice(["base", "east", "far"]), group=f"g{i % 3}", slots=(Slot(),) * (1 + i % 2)
        )
        for i in range(12)
    ]
    annealer = searching(build.week(*carers, *visits))

    for i in range(200):
        annealer.step(i / 200)

    draft = annealer.draft
    verdict = judge(draft.week.problem, Plan("week", draft.assignments(), draft.breaks()))
    assert verdict.is_kept, verdict.violations
    assert verdict.score.cost == draft.points


def test_absent_visit_gets_the_time_of_one_that_can_be_moved(build, searching):
    early = (TimeWindow(NINE_S, NINE_S + 1800),)
    anna = build.carer("anna", available=(TimeWindow(NINE_S, NINE_S + HOUR_S),))
    movable = build.visit("movable", windows=(TimeWindow(NINE_S, NINE_S + HOUR_S),))
    start = Plan("week", (Assignment("movable", NINE_S, ("anna",)),))
    annealer = searching(build.week(anna, movable, build.visit("urgent", windows=early)), start)

    for i in range(20):
        annealer.step(i / 20)

    assert annealer.best.absent == set()


def test_plan_to_begin_with_is_taken_over_but_for_what_breaks_a_rule(build, searching):
    week = build.week(build.carer("anna"), build.carer("bert"), build.visit("kept"), build.visit("broken"))
    start = Plan("week", (Assignment("kept", NINE_S, ("bert",)), Assignment("broken", 0, ("bert",))))
    draft = Draft(compile_week(week), Timer(compile_week(week)))

    Annealer(draft, seed=1).warm_up(start)

    assert draft.carers_of(0) == {1}
    assert draft.absent == {1}


def test_first_of_a_link_takes_its_second_along_when_it_leaves(build, searching):
    week = build.week(build.visit("first"), build.visit("second"), links=(Link("first", "second", 0, HOUR_S),))
    annealer = searching(week)

    gone, _ = annealer.ruiner.remove([0])

    assert gone == [0, 1]
    assert annealer.draft.absent == {0, 1}


def test_bound_counts_a_visit_that_nobody_qualifies_for(build):
    week = build.week(build.visit("impossible", slots=(Slot(skill="surgery"),)), build.visit("possible"))

    assert certain_cost(compile_week(week)) == 200_000 + 100_000
