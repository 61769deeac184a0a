"""What no plan of a week avoids: hours, conflicts, days and links, each by a week that only it keeps open."""

import pytest

from matching.bound import certain_unassigned
from matching.compile import compile_week
from matching.problem import DAY_S, Link, Series, Slot, TimeWindow
from matching.solve import solve
from matching.unavoidable.proving import unavoidable_points

HOUR_S = 3600
ABSENT = 200_000 + 100_000  # a routine visit and its slot


def nine(*hours: int) -> tuple[TimeWindow, ...]:
    """A window on Monday from nine, so many hours long."""
    return tuple(TimeWindow(9 * HOUR_S, (9 + many) * HOUR_S) for many in hours)


def test_two_visits_at_one_time_leave_one_open_though_each_could_be_made(build):
    visits = [build.visit(f"v{i}", duration_s=HOUR_S, windows=nine(1)) for i in range(2)]
    week = compile_week(build.week(*visits))

    alone, together = certain_unassigned(week), unavoidable_points(week)

    assert (alone, together) == (0, ABSENT)


def test_visits_beyond_a_carers_day_stay_open(build):
    visits = [build.visit(f"v{i}", duration_s=2 * HOUR_S, windows=nine(9)) for i in range(5)]
    week = compile_week(build.week(build.carer(max_day_s=6 * HOUR_S), *visits))

    assert unavoidable_points(week) == 2 * ABSENT


def test_visits_beyond_a_carers_days_stay_open(build):
    days = [(TimeWindow(day * DAY_S + 9 * HOUR_S, day * DAY_S + 11 * HOUR_S),) for day in range(3)]
    visits = [build.visit(f"v{day}", windows=windows) for day, windows in enumerate(days)]
    week = compile_week(build.week(build.carer(max_days=2), *visits))

    assert unavoidable_points(week) == ABSENT


def test_a_team_without_enough_people_stays_open_whole(build):
    visit = build.visit("lift", slots=(Slot(), Slot()))

    assert unavoidable_points(compile_week(build.week(visit))) == 200_000 + 2 * 100_000


def test_an_optional_slot_that_nobody_fits_costs_its_points(build):
    visit = build.visit(slots=(Slot(), Slot(skill="none", required=False, points=70)))

    assert unavoidable_points(compile_week(build.week(visit))) == 70


def test_of_a_series_that_must_lie_days_apart_only_one_fits_a_day(build):
    visits = [build.visit(name, windows=nine(9)) for name in ("a", "b")]
    week = build.week(*visits, series=(Series("s", ("a", "b"), min_days=1),))

    assert unavoidable_points(compile_week(week)) == ABSENT


def test_what_must_follow_an_impossible_visit_stays_open_with_it(build):
    first = build.visit("a", slots=(Slot(skill="none"),))
    week = build.week(first, build.visit("b"), links=(Link("a", "b", 0, DAY_S),))

    assert unavoidable_points(compile_week(week)) == 2 * ABSENT


@pytest.mark.parametrize("left_s", [None, lambda: 5.0])
def test_a_week_in_which_all_fits_has_nothing_unavoidable(build, left_s):
    assert unavoidable_points(compile_week(build.week(build.visit())), left_s=left_s) == 0


def test_a_listener_that_says_no_ends_the_proof(build):
    visits = [build.visit(f"v{i}", duration_s=HOUR_S, windows=nine(1)) for i in range(2)]
    told: list[int] = []

    found = unavoidable_points(compile_week(build.week(*visits)), lambda points: bool(told.append(points)))

    assert (found, told) == (0, [0])


def test_a_larger_week_is_told_what_it_can_not_avoid(build):
    visits = [build.visit(f"v{i}", duration_s=HOUR_S, windows=nine(1)) for i in range(62)]
    carers = [build.carer(f"c{i}") for i in range(60)]

    solution = solve(build.week(*carers, *visits), iterations=2_000)

    assert solution.unavoidable == 2 * ABSENT
    assert solution.leaves_least_open
