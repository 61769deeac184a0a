"""Time that recurs each week: days and minutes, and the RFC 5545 rule that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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

    def as_values(self) -> dict[str, object]:
        """Columns of a row that keeps it."""
        return {"rrule": self.rrule, "start_min": self.start_min, "end_min": self.end_min}


def falls_on(rrule: str, day: date) -> bool:
    """Whether a weekly rule, as `WeeklyTime.rrule` writes it, falls on `day`."""
    return WEEKDAYS[day.weekday()] in rrule.removeprefix(PREFIX).split(",")
