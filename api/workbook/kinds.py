"""Kinds of cells: how each reads what somebody typed, and writes what is stored. Blank cells never get here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from api.workbook.cells.hours import format_clock, parse_clock
from api.workbook.cells.raw import number_of, typed_as_text, within_reason, words_of
from api.workbook.cells.text import CellError, items, plain
from api.workbook.choices import YES_NO, Choices, label
from api.workbook.directory import Directories
from domain.calendar import IsoWeek, WeekTextError

T = TypeVar("T")
ZEROTH_DAY = datetime(1899, 12, 31)  # noqa: DTZ001  (a cell has no zone)
Value: TypeAlias = Any  # each kind has its own; it is that of the entry's field


class Kind:
    """A kind of cell. Both ways raise CellError or give a value; what it refers to is looked up afterwards."""

    @property
    def refers_to(self) -> str | None:
        """Code of the sheet whose rows it names; None if it names none."""
        return None

    def read(self, raw: object) -> Value:
        """The value of a cell that is not blank. Raises CellError."""
        raise NotImplementedError

    def write(self, value: Value) -> Value:
        """What a cell with this value shows."""
        return value

    def resolve(self, value: Value, directories: Directories) -> Value:  # noqa: ARG002  (most kinds refer to nothing)
        """The value with what it refers to put by its key. Raises CellError."""
        return value


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """Any words, up to so many characters; a number is taken for its digits."""

    longest: int = 80

    def read(self, raw: object) -> str:
        """The words."""
        text = words_of(raw)
        if len(text) > self.longest:
            raise CellError(f"超过 {self.longest} 个字:请缩短", f"longer than {self.longest} characters: shorten it")
        return text


@dataclass(frozen=True, slots=True)
class Key(Kind):
    """A row's own name."""

    def read(self, raw: object) -> str:
        """The key, in half-width signs."""
        return Text(64).read(plain(words_of(raw)))


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A number within bounds."""

    least: float
    most: float

    def read(self, raw: object) -> float:
        """The number."""
        number = number_of(raw)
        if not self.least <= number <= self.most:
            raise CellError(f"请填 {self.least:g} 到 {self.most:g}", f"give {self.least:g} to {self.most:g}")
        return number


@dataclass(frozen=True, slots=True)
class Whole(Kind):
    """A whole number within bounds."""

    least: int
    most: int

    def read(self, raw: object) -> int:
        """The number."""
        number = Number(self.least, self.most).read(raw)
        if number != int(number):
            raise CellError("请填整数", "give a whole number")
        return int(number)


@dataclass(frozen=True, slots=True)
class Hours(Kind):
    """Hours in a cell, such as 37.5; whole minutes in store."""

    least: float
    most: float

    def read(self, raw: object) -> int:
        """Minutes."""
        return round(Number(self.least, self.most).read(raw) * 60)

    def write(self, value: int) -> float:
        """Hours."""
        return value / 60


@dataclass(frozen=True, slots=True)
class Choice(Kind):
    """One of a few words, in either language or both."""

    choices: Choices

    def read(self, raw: object) -> str:
        """The code that is stored."""
        text = plain(words_of(raw)).casefold()
        for code, words in self.choices.items():
            if text in (code, words.zh.casefold(), words.en.casefold(), label(words).casefold()):
                return code
        known = ", ".join(label(words) for words in self.choices.values())
        raise CellError(f"请从下拉列表选:{known}", f"choose one of: {known}")

    def write(self, value: str) -> str:
        """Both languages."""
        return label(self.choices[value])


@dataclass(frozen=True, slots=True)
class YesNo(Kind):
    """Yes or no."""

    def read(self, raw: object) -> bool:
        """Whether it is yes."""
        return raw if isinstance(raw, bool) else Choice(YES_NO).read(raw) == "yes"

    def write(self, value: bool) -> str:  # noqa: FBT001  (the value is what the cell is about)
        """Yes or no, in both languages."""
        return label(YES_NO["yes" if value else "no"])


@dataclass(frozen=True, slots=True)
class SomeOf(Kind):
    """Several of a few words, between semicolons or commas."""

    choices: Choices

    def read(self, raw: object) -> tuple[str, ...]:
        """The codes, in order of the choices."""
        chosen = {Choice(self.choices).read(part) for part in items(plain(words_of(raw)), ";,\n")}
        return tuple(code for code in self.choices if code in chosen)

    def write(self, value: Sequence[str]) -> str:
        """The words, in Chinese and English."""
        return "; ".join(label(self.choices[code]) for code in value)


@dataclass(frozen=True, slots=True)
class Day(Kind):
    """A date. Text is refused: a sheet that sorts and adds days needs true dates."""

    def read(self, raw: object) -> date:
        """The date."""
        if isinstance(raw, datetime) and raw.time() == time.min:
            return within_reason(raw.date())
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return within_reason(raw)
        raise typed_as_text(raw, "日期", "a date", "2026-12-03")


@dataclass(frozen=True, slots=True)
class Moment(Kind):
    """A date and a time of day by the clock on the wall."""

    def read(self, raw: object) -> datetime:
        """The moment, without a zone, to the whole minute."""
        if isinstance(raw, date):
            within_reason(raw)
        if isinstance(raw, datetime):
            return (raw + timedelta(seconds=30)).replace(second=0, microsecond=0)
        if isinstance(raw, date):
            return datetime.combine(raw, time.min)
        raise typed_as_text(raw, "日期和时间", "a date and time", "2026-12-03 09:00")


@dataclass(frozen=True, slots=True)
class Clock(Kind):
    """A time of day: a true time, or text such as 08:30 or 24:00."""

    def read(self, raw: object) -> int:
        """Minutes from midnight."""
        if isinstance(raw, timedelta):
            return parse_clock(format_clock(round(raw.total_seconds() / 60)))
        if isinstance(raw, datetime) and raw.year <= 1900:  # a sheet's first day is 24:00 of its zeroth
            return parse_clock(format_clock(round((raw - ZEROTH_DAY).total_seconds() / 60)))
        if isinstance(raw, time):
            return raw.hour * 60 + raw.minute + round((raw.second + raw.microsecond / 1e6) / 60)
        return parse_clock(plain(words_of(raw)))

    def write(self, value: int) -> str:
        """As 08:30."""
        return format_clock(value)


@dataclass(frozen=True, slots=True)
class Phrase(Kind, Generic[T]):
    """A cell in a small language of its own."""

    parse: Callable[[str], T]
    format: Callable[[T], str]

    def read(self, raw: object) -> T:
        """What the phrase says."""
        return self.parse(words_of(raw))

    def write(self, value: T) -> str:
        """The phrase."""
        return self.format(value)


@dataclass(frozen=True, slots=True)
class WeekText(Kind):
    """An ISO week such as 2026-W49."""

    def read(self, raw: object) -> str:
        """The week in its usual form."""
        try:
            week = IsoWeek.parse(plain(words_of(raw)).upper(), ZoneInfo("UTC"))
        except WeekTextError:
            raise CellError("请写成 2026-W49 这样的 ISO 周", "write an ISO week such as 2026-W49") from None
        within_reason(week.monday)
        return week.text


@dataclass(frozen=True, slots=True)
class ZoneName(Kind):
    """A time zone such as Asia/Shanghai."""

    def read(self, raw: object) -> str:
        """The zone's name."""
        name = words_of(raw)
        if name not in available_timezones():
            raise CellError("请填 Asia/Shanghai 这样的时区", "give a time zone such as Asia/Shanghai")
        return name
