"""Hours of a day, such as `08:00-12:00`: minutes from midnight, half-open, up to 24:00."""

from __future__ import annotations

import re

from api.workbook.cells.text import CellError

DAY_MIN = 24 * 60


def parse_hours(text: str) -> tuple[int, int]:
    """Start and end of one stretch of plain text. Raises CellError."""
    found = re.fullmatch(r"(\d{1,2}:\d{2}) ?(?:-|~|至|到|to) ?(\d{1,2}:\d{2})", text)
    if found is None:
        raise CellError(f"「{text}」请写成 08:00-12:00", f"write '{text}' as 08:00-12:00")
    start_min, end_min = parse_clock(found[1]), parse_clock(found[2])
    if start_min >= end_min:
        swapped = format_hours(end_min, start_min)
        raise CellError(
            f"「{text}」结束不晚于开始:可改为 {swapped};跨夜请分成两段(22:00-24:00 和次日 00:00-06:00)",
            f"'{text}' does not end after it starts: swap to {swapped}, or split a night at 24:00",
        )
    return start_min, end_min


def parse_clock(text: str) -> int:
    """Minutes from midnight that `08:30` names; 24:00 is the day's end. Raises CellError."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", text)
    minute = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else DAY_MIN + 1
    if minute > DAY_MIN:
        raise CellError(f"「{text}」不是时刻:请写 00:00 到 24:00", f"'{text}' is no time of day: 00:00 to 24:00")
    return minute


def format_hours(start_min: int, end_min: int) -> str:
    """As `parse_hours` reads it."""
    return f"{format_clock(start_min)}-{format_clock(end_min)}"


def format_clock(minute: int) -> str:
    """As `parse_clock` reads it."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
