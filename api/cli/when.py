"""Moments as people type them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from domain.calendar import IsoWeek
from domain.outcomes import ValidationFailed

DAYS = {
    name: i
    for i, names in enumerate(
        (
            ("mon", "周一", "一"),
            ("tue", "周二", "二"),
            ("wed", "周三", "三"),
            ("thu", "周四", "四"),
            ("fri", "周五", "五"),
            ("sat", "周六", "六"),
            ("sun", "周日", "日"),
        )
    )
    for name in names
}


def parse_moment(text: str | None, week: IsoWeek) -> datetime | ValidationFailed | None:
    """`2026-12-01T09:00` by the week's clock, or a weekday of the week and a time, as in `Tue 09:00` or `周二 9:00`."""
    if text is None:
        return None
    named = re.fullmatch(r"\s*(\S+?)\s+(\d{1,2})[::](\d{2})\s*", text)
    if named and named[1].lower() in DAYS and int(named[2]) < 24 and int(named[3]) < 60:
        return week.at(DAYS[named[1].lower()] * 86_400 + int(named[2]) * 3_600 + int(named[3]) * 60)
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return ValidationFailed.of(
            "at", text, "请写成 2026-12-01T09:00 或「周二 09:00」。", "Write it as 2026-12-01T09:00 or 'Tue 09:00'."
        )
    at = typed if typed.tzinfo else typed.replace(tzinfo=week.zone)
    if not week.holds(at.astimezone(week.zone).date()):
        return ValidationFailed.of(
            "at", text, f"这个时间不在 {week.text} 这一周内。", f"This is not within {week.text}."
        )
    return at.astimezone(UTC)
