"""Weekly hours, such as `周一至周五 08:00-12:00; 周六 09:00-11:30` or `Mon-Fri 08:00-12:00,14:00-17:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from api.workbook.cells.days import format_days, parse_days
from api.workbook.cells.hours import format_hours, parse_hours
from api.workbook.cells.text import CellError, items, plain
from domain.weekly import WeeklyTime


def parse_availability(text: str) -> tuple[WeeklyTime, ...]:
    """Every stretch that a cell names, in order of day and hour. Raises CellError."""
    found = {
        WeeklyTime(parse_days(days), *parse_hours(hours))
        for entry in items(plain(text))
        for days, stretches in [split_entry(entry)]
        for hours in items(stretches, ",")
    }
    return tuple(sorted(found, key=lambda time: (time.days, time.start_min, time.end_min)))


def split_entry(entry: str) -> tuple[str, str]:
    """Days and hours of one plain entry. Raises CellError."""
    found = re.fullmatch(r"(\D.*?|\d{4}.*?) ?(\d{1,2}:.*)", entry)
    if found is None:
        raise CellError(
            f"「{entry}」请写成 周一至周五 08:00-12:00", f"write '{entry}' as days and hours: Mon-Fri 08:00-12:00"
        )
    return found[1].strip(" ,"), found[2]


def format_availability(times: Iterable[WeeklyTime]) -> str:
    """As `parse_availability` reads it."""
    return "; ".join(f"{format_days(time.days)} {format_hours(time.start_min, time.end_min)}" for time in times)
