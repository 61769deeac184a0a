"""Time that recurs each week: days and minutes, and the RFC 5545 rule that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import WEEKDAYS_EN, WEEKDAYS_ZH
from domain.wording import Words

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PREFIX = "FREQ=WEEKLY;BYDAY="


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """The same minutes from midnight, half-open, on some days of each week; Monday is 0."""

    days: tuple[int, ...]
    start_min: int
    end_min: int

    @property
    def rrule(self) -> str:
        """The days as a recurrence rule."""
        return PREFIX + ",".join(WEEKDAYS[day] for day in self.days)

    @classmethod
    def of(cls, rrule: str, start_min: int, end_min: int) -> WeeklyTime:
        """The time that `as_values` gave."""
        days = rrule.removeprefix(PREFIX).split(",")
        return cls(tuple(WEEKDAYS.index(day) for day in days), start_min, end_min)

    def as_values(self) -> dict[str, object]:
        """Columns of a row that keeps it."""
        return {"rrule": self.rrule, "start_min": self.start_min, "end_min": self.end_min}


def falls_on(rrule: str, day: date) -> bool:
    """Whether a weekly rule, as `WeeklyTime.rrule` writes it, falls on `day`."""
    return WEEKDAYS[day.weekday()] in rrule.removeprefix(PREFIX).split(",")


def weekly_words(times: Iterable[WeeklyTime]) -> Words:
    """Such as `周一至周五 08:00–18:00`, for people."""
    told = [(list(runs_of(one.days)), f"{clock_of(one.start_min)}–{clock_of(one.end_min)}") for one in times]
    return Words(
        ";".join(f"{'、'.join(run_of(run, '周', WEEKDAYS_ZH, '至') for run in runs)} {hours}" for runs, hours in told),
        "; ".join(f"{', '.join(run_of(run, '', WEEKDAYS_EN, '–') for run in runs)} {hours}" for runs, hours in told),
    )


def runs_of(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of days that follow each other."""
    firsts = [day for day in days if day - 1 not in days]
    lasts = [day for day in days if day + 1 not in days]
    return zip(firsts, lasts, strict=True)


def run_of(run: tuple[int, int], prefix: str, names: Sequence[str], to: str) -> str:
    """A run of days by name."""
    first, last = (f"{prefix}{names[day]}" for day in run)
    return first if run[0] == run[1] else f"{first}{to}{last}"


def clock_of(minute: int) -> str:
    """A minute of the day as 08:30."""
    return f"{minute // 60:02}:{minute % 60:02}"
