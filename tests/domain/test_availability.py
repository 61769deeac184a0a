"""A carer's time in a week: what recurs, what is added, what is taken away."""

import itertools
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import IsoWeek
from domain.people.availability import available_s, days_of, seconds_on
from domain.people.models import AvailabilityException

WEEK = IsoWeek.parse("2026-W50", ZoneInfo("Asia/Shanghai"))
TUESDAY, THURSDAY = date(2026, 12, 8), date(2026, 12, 10)
DAY, HOUR = 86_400, 3_600
MORNINGS = [(DAY + 8 * HOUR, DAY + 12 * HOUR), (3 * DAY + 8 * HOUR, 3 * DAY + 12 * HOUR)]


def exception(day: date, kind: str, start: int, end: int) -> AvailabilityException:
    return AvailabilityException(on_date=day, kind=kind, start_min=start, end_min=end)


def test_a_weekly_rule_falls_on_its_days():
    assert days_of("FREQ=WEEKLY;BYDAY=TU,TH", WEEK) == [TUESDAY, THURSDAY]


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [(date(2026, 12, 9), None, [THURSDAY]), (None, date(2026, 12, 9), [TUESDAY]), (date(2026, 12, 11), None, [])],
)
def test_a_rule_counts_only_while_it_is_valid(since, until, days):
    assert days_of("FREQ=WEEKLY;BYDAY=TU,TH", WEEK, since, until) == days


def test_every_second_week_is_counted_from_the_first_valid_day():
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"

    assert days_of(rule, WEEK, since=date(2026, 11, 24)) == [TUESDAY]
    assert days_of(rule, WEEK, since=date(2026, 12, 1)) == []


def test_an_absence_takes_its_hours_and_leaves_the_rest():
    absence = exception(TUESDAY, "absent", 9 * 60, 10 * 60)

    found = available_s(MORNINGS, [absence], WEEK)

    assert found == [(DAY + 8 * HOUR, DAY + 9 * HOUR), (DAY + 10 * HOUR, DAY + 12 * HOUR), MORNINGS[1]]


def test_a_whole_day_of_absence_leaves_nothing_of_it():
    assert available_s(MORNINGS, [exception(THURSDAY, "absent", 0, 1440)], WEEK) == [MORNINGS[0]]


def test_extra_hours_are_added_and_join_what_they_touch():
    extra = exception(TUESDAY, "extra", 12 * 60, 14 * 60)

    assert available_s(MORNINGS, [extra], WEEK)[0] == (DAY + 8 * HOUR, DAY + 14 * HOUR)


def test_an_exception_of_another_week_changes_nothing():
    assert available_s(MORNINGS, [exception(date(2026, 12, 15), "absent", 0, 1440)], WEEK) == MORNINGS


def test_time_over_midnight_is_cut_there_since_the_engine_knows_no_longer_intervals():
    every_day = seconds_on(WEEK.days, 0, 1440, WEEK)

    found = available_s(every_day, [], WEEK)

    assert len(found) == 7
    assert all(end - start <= DAY for start, end in found)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(found))
