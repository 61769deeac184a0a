"""Weeks by the clock on the wall: seconds, dates and moments agree with one another."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import IsoWeek, WeekTextError, clock

FENYANG = ZoneInfo("Asia/Shanghai")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_week_is_found_again_by_its_text(day):
    week = IsoWeek.holding(day, FENYANG)

    assert IsoWeek.parse(week.text, FENYANG) == week
    assert week.holds(day)


@given(st.integers(0, 7 * 86_400 - 1))
def test_a_second_of_the_week_is_the_same_after_a_round_trip_over_utc(second):
    week = IsoWeek.parse("2026-W50", FENYANG)

    assert week.second_of(week.at(second)) == second


def test_monday_midnight_in_fenyang_is_sunday_afternoon_in_utc():
    week = IsoWeek.parse("2026-W50", FENYANG)

    assert week.at(0) == datetime(2026, 12, 6, 16, 0, tzinfo=UTC)
    assert week.second_of_day(date(2026, 12, 8), 9 * 60) == 86_400 + 9 * 3_600


def test_an_hour_keeps_its_name_where_clocks_change_within_the_week():
    week = IsoWeek.parse("2026-W13", ZoneInfo("Europe/Berlin"))  # summer time begins on its Sunday

    sunday_noon = week.at(6 * 86_400 + 12 * 3_600)

    assert f"{week.local(sunday_noon):%A %H:%M}" == "Sunday 12:00"
    assert week.second_of(sunday_noon) == 6 * 86_400 + 12 * 3_600


@pytest.mark.parametrize("text", ["2026-50", "2026-W54", "2026-W00", "W50", "", "2026-W5", "２０２６-W50x"])
def test_text_that_names_no_week_is_refused(text):
    with pytest.raises(WeekTextError):
        IsoWeek.parse(text, FENYANG)


def test_weeks_follow_one_another_over_new_year():
    week = IsoWeek.parse("2027-W01", FENYANG)

    assert week.before.text == "2026-W53"
    assert week.monday - week.before.monday == timedelta(days=7)


def test_a_second_is_told_as_weekday_and_time_in_both_languages():
    assert (clock(86_400 + 9 * 3_600 + 300).zh, clock(86_400 + 9 * 3_600 + 300).en) == ("周二 09:05", "Tue 09:05")
