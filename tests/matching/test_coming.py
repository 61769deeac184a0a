"""Who comes to a visit out of an assignment: all whom a kept plan sends, and nobody whom the visit's rules forbid."""

import pytest
from hypothesis import given

from matching.coming import NOBODY, who_comes
from matching.compile import compile_week
from matching.problem import Slot, TimeWindow
from tests.matching.small_weeks import any_random, proven, slow, small_week

HOUR_S = 3600
NINE = (TimeWindow(9 * HOUR_S, 11 * HOUR_S),)


@slow
@given(any_random)
def test_everybody_whom_a_kept_plan_sends_comes_in_one_of_their_slots(rng):
    week = compile_week(small_week(rng))
    visits = {visit.id: visit for visit in week.visits}
    carers = {carer.id: c for c, carer in enumerate(week.carers)}

    for one in proven(week).assignments:
        come, visit = [NOBODY if who is None else carers[who] for who in one.carers], visits[one.visit]
        ways = who_comes(visit, come, one.start_s)

        assert ways is not None
        options = [visit.roles[way.role].options[way.option] for way in ways]
        assert sorted(option.carer for option in options) == sorted(c for c in come if c != NOBODY)
        assert all(option.piece.lo_s <= one.start_s <= option.piece.hi_s for option in options)


@pytest.mark.parametrize(
    ("come", "start_s", "many"),
    [
        ([0, NOBODY], 9 * HOUR_S, 1),
        ([0, 1], 9 * HOUR_S, 2),
        ([NOBODY, 1], 9 * HOUR_S, None),  # the first slot is required
        ([0, 0], 9 * HOUR_S, None),
        ([0, 2], 9 * HOUR_S, None),  # only two are on duty then
        ([0, 1], 11 * HOUR_S, None),
    ],
)
def test_nobody_comes_where_the_visit_forbids_it(build, come, start_s, many):
    visit = build.visit(windows=NINE, slots=(Slot(), Slot(required=False)), min_filled=1, duration_s=HOUR_S)
    late = build.carer("c2", available=(TimeWindow(20 * HOUR_S, 22 * HOUR_S),))
    week = compile_week(build.week(build.carer("c0"), build.carer("c1"), late, visit))

    ways = who_comes(week.visits[0], come, start_s)

    assert many == (None if ways is None else len(ways))
