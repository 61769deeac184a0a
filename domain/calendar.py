"""ISO weeks in a time zone: between UTC moments, local dates, and the engine's seconds from Monday 00:00."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.wording import Words

DAY_S = 86_400
WEEK_S = 7 * DAY_S
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class WeekTextError(ValueError):
    """Text that names no ISO week."""


@dataclass(frozen=True, slots=True)
class IsoWeek:
    """One week, Monday to Sunday, by the clock on the wall in `zone`."""

    monday: date
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> IsoWeek:
        """The week that `2026-W48` names. Raises WeekTextError."""
        found = re.fullmatch(r"(\d{4})-W(\d{2})", text)
        if found is None:
            raise WeekTextError(text)
        try:
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1), zone)
        except ValueError:
            raise WeekTextError(text) from None

    @classmethod
    def holding(cls, day: date, zone: ZoneInfo) -> IsoWeek:
        """The week that `day` lies in."""
        return cls(day - timedelta(days=day.weekday()), zone)

    @property
    def text(self) -> str:
        """As in `2026-W48`."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def before(self) -> IsoWeek:
        """The week before."""
        return IsoWeek(self.monday - timedelta(days=7), self.zone)

    @property
    def days(self) -> tuple[date, ...]:
        """Its seven dates."""
        return _seven_from(self.monday)

    def holds(self, day: date) -> bool:
        """Whether `day` is one of its dates."""
        return 0 <= (day - self.monday).days < 7

    def day_of(self, second_s: int) -> date:
        """The date that a second of the week lies in."""
        return self.monday + timedelta(days=second_s // DAY_S)

    def second_of_day(self, day: date, minute: int = 0) -> int:
        """Seconds from Monday 00:00 to `minute` minutes after midnight of `day`; negative before the week."""
        return (day - self.monday).days * DAY_S + minute * 60

    def second_of(self, at: datetime) -> int:
        """Seconds from Monday 00:00 by the wall clock to an aware moment."""
        local = at.astimezone(self.zone).replace(tzinfo=None)
        return int((local - datetime.combine(self.monday, datetime.min.time())).total_seconds())

    def at(self, second_s: int) -> datetime:
        """The UTC moment of a second of the week."""
        local = datetime.combine(self.monday, datetime.min.time()) + timedelta(seconds=second_s)
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def local(self, at: datetime) -> datetime:
        """An aware moment by the clock on the wall."""
        return at.astimezone(self.zone)


@lru_cache(maxsize=64)
def _seven_from(monday: date) -> tuple[date, ...]:
    """The dates of a week; kept, for every request of a week asks for them."""
    return tuple(monday + timedelta(days=i) for i in range(7))


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The UTC moment `minute` minutes after midnight of `day`, by the clock on the wall in `zone`."""
    local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return local.replace(tzinfo=zone).astimezone(UTC)


def clock(second_s: int) -> Words:
    """A second of the week as weekday and time of day."""
    day, rest = divmod(second_s, 86_400)
    time = f"{rest // 3600:02d}:{rest // 60 % 60:02d}"
    return Words(f"周{WEEKDAYS_ZH[day % 7]} {time}", f"{WEEKDAYS_EN[day % 7]} {time}")
