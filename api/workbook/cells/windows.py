"""Times that suit a request, each week or once: `周二 08:00-12:00; 2026-12-03 14:00-16:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from api.workbook.cells.availability import split_entry
from api.workbook.cells.days import format_days, parse_days
from api.workbook.cells.hours import format_hours, parse_hours
from api.workbook.cells.text import CellError, items, plain
from domain.visits.requests import RequestTime


def parse_windows(text: str) -> tuple[RequestTime, ...]:
    """Every window that a cell names, weekly ones first, in order. Raises CellError."""
    found = {
        RequestTime(weekday, on_date, *parse_hours(hours))
        for entry in items(plain(text))
        for days, stretches in [split_entry(entry)]
        for weekday, on_date in parse_when(days)
        for hours in items(stretches, ",")
    }
    return tuple(sorted(found, key=in_order))


def in_order(time: RequestTime) -> tuple[date, int, int, int]:
    """Weekly windows by weekday, then dated ones."""
    return (time.on_date or date.min, time.weekday or 0, time.start_min, time.end_min)


def parse_when(text: str) -> list[tuple[int | None, date | None]]:
    """A date, or weekdays."""
    if text[:1].isdigit():
        return [(None, parse_date(one)) for one in items(text, ",")]
    return [(day, None) for day in parse_days(text)]


def parse_date(text: str) -> date:
    """The date that `2026-12-03`, `2026/12/3` or `2026年12月3日` names. Raises CellError."""
    found = re.fullmatch(r"(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})日?", text)
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(text)
    except ValueError:
        raise CellError(f"「{text}」不是日期:请写成 2026-12-03", f"'{text}' is no date: write 2026-12-03") from None


def format_windows(times: Iterable[RequestTime]) -> str:
    """As `parse_windows` reads it; weekdays with the same hours stand together."""
    weekly: dict[tuple[int, int], list[int]] = {}
    dated: list[str] = []
    for time in sorted(times, key=in_order):
        if time.weekday is None:
            dated.append(f"{time.on_date} {format_hours(time.start_min, time.end_min)}")
        else:
            weekly.setdefault((time.start_min, time.end_min), []).append(time.weekday)
    return "; ".join([*(f"{format_days(days)} {format_hours(*hours)}" for hours, days in weekly.items()), *dated])
