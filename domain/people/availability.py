"""Recurring time and exceptions (RFC 5545 rules, RFC 7953 meaning) expanded to one week's seconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from domain.calendar import DAY_S, IsoWeek
from domain.intervals import Interval, joined, without
from domain.people.models import AvailabilityException

ABSENT = "absent"
FIRST_MONDAY = date(2020, 1, 6)
NIGHT_GAP_S = 60  # the engine's intervals may not touch, so a carer on duty past midnight pauses this long at 24:00


def days_of(rule: str, week: IsoWeek, since: date | None = None, until: date | None = None) -> list[date]:
    """The week's dates on which a rule falls, from `since` through `until`.

    A weekly rule with an interval counts from `since` or, without one, from the first Monday of 2020.
    """
    anchor = datetime.combine(begin_of(rule, since or FIRST_MONDAY, week), time.min)
    monday, sunday = (datetime.combine(day, time.min) for day in (week.days[0], week.days[6]))
    found = [at.date() for at in rrulestr(rule, dtstart=anchor).between(monday, sunday, inc=True)]
    return [day for day in found if (since is None or since <= day) and (until is None or day <= until)]


def begin_of(rule: str, since: date, week: IsoWeek) -> date:
    """A date near the week from which a rule falls as it does from `since`: to count through years takes long.

    A weekly rule without a count repeats itself after its interval, so whole intervals may be left out.
    """
    facts = dict(part.split("=", 1) for part in rule.upper().removeprefix("RRULE:").split(";") if "=" in part)
    if facts.get("FREQ") != "WEEKLY" or "COUNT" in facts:
        return since
    interval = timedelta(weeks=int(facts.get("INTERVAL", "1")))
    return since + max(0, (week.monday - since) // interval) * interval


def seconds_on(days: Iterable[date], start_min: int, end_min: int, week: IsoWeek) -> list[Interval]:
    """The same minutes on each of `days`, as seconds of the week."""
    return [(week.second_of_day(day, start_min), week.second_of_day(day, end_min)) for day in days]


def available_s(
    offered: Iterable[Interval], exceptions: Sequence[AvailabilityException], week: IsoWeek
) -> list[Interval]:
    """A carer's intervals in the week: what he offers and adds, less his absences; cut at midnight, none touching."""
    extra = [one for row in exceptions if row.kind != ABSENT for one in exception_s(row, week)]
    absent = [one for row in exceptions if row.kind == ABSENT for one in exception_s(row, week)]
    return apart(without([*offered, *extra], absent), week)


def exception_s(row: AvailabilityException, week: IsoWeek) -> list[Interval]:
    """An exception's seconds, none if its date lies in another week."""
    return seconds_on([row.on_date], row.start_min, row.end_min, week) if week.holds(row.on_date) else []


def apart(intervals: Iterable[Interval], week: IsoWeek) -> list[Interval]:
    """Cut at midnight, with a minute between pieces that would touch."""
    nights = [(week.second_of_day(day) - NIGHT_GAP_S, week.second_of_day(day)) for day in week.days[1:]]
    whole = joined(intervals)
    crossed = [night for night in nights if any(start < night[1] < end for start, end in whole)]
    return [(start, end) for start, end in without(whole, crossed) if end - start <= DAY_S]
