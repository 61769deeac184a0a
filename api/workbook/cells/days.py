"""Days of a week, in Chinese or English: `周一至周五`, `周二、周四`, `Mon-Fri`, `daily`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from api.workbook.cells.text import CellError

ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE = "一二三四五六日"
GROUPS = {
    "工作日": range(5),
    "周末": range(5, 7),
    "每天": range(7),
    "每日": range(7),
    "weekdays": range(5),
    "weekend": range(5, 7),
    "weekends": range(5, 7),
    "daily": range(7),
    "every day": range(7),
}


def parse_days(text: str) -> tuple[int, ...]:
    """Weekdays that a plain text names, Monday 0, in order. Raises CellError."""
    days = {day for part in text.split(",") for day in parse_span(part.strip())}
    return tuple(sorted(days))


def parse_span(text: str) -> Sequence[int]:
    """One day, a named group, or a span such as `周一至周五`, which may run over Sunday."""
    if (group := GROUPS.get(text.lower())) is not None:
        return group
    ends = [parse_day(part) for part in re.split(r" ?(?:-|~|至|到| to ) ?", text, maxsplit=1)]
    return [(ends[0] + i) % 7 for i in range((ends[-1] - ends[0]) % 7 + 1)]


def parse_day(text: str) -> int:
    """The weekday that a word names. Raises CellError."""
    chinese = re.fullmatch(r"(?:周|星期|礼拜)([一二三四五六日天])", text)
    if chinese:
        return CHINESE.index(chinese[1].replace("天", "日"))
    for day, name in enumerate(ENGLISH):
        if len(text) >= 2 and name.startswith(text.lower().rstrip(".")):
            return day
    raise CellError(f"「{text}」不是星期几:请写 周一 或 Mon", f"'{text}' is no weekday: write 周一 or Mon")


def format_days(days: Sequence[int]) -> str:
    """As `parse_days` reads it, in Chinese: three or more in a row as a span."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(part for run in runs for part in format_run(run))


def format_run(run: list[int]) -> list[str]:
    """Days in a row."""
    names = [f"周{CHINESE[day]}" for day in run]
    return [f"{names[0]}至{names[-1]}"] if len(run) > 2 else names
