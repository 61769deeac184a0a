"""Reads a guide's examples and does them in order against a server, as its reader would.

A ```graphql block is an operation. The ```json blocks after it are its variables, if it declares any, and then what
comes back: one answer, or some of the events of a subscription. In them

- `"$name"` stands for a value that is taken from an answer where it is first seen, and used from there on;
- `"…"` stands for any value, and as the last of a list for any more of it;
- keys that are left out of an object are left out for brevity;
- dates and weeks are those of a reader who began the demo in the week before 2026-W49, but for examples in a mend.

A bearer token that comes is sent with everything after it; `zh` after ```graphql asks for Chinese.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graphql import OperationType, parse

from api.cli.options import coming_week

WRITTEN_MONDAY = date(2026, 11, 30)
ANY = "…"
BLOCK = re.compile(r"^```(graphql|json)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# An example of how to write one, in a mend, stays as it is.
DAY = re.compile(r"(?<!such as )(?<!请写成 )(?:\d{4}-\d\d-\d\d|\d{4}-W\d\d)")


@dataclass
class Step:
    """One example: an operation, its variables, and what the guide shows of what comes back."""

    line: int
    document: str
    variables: dict
    shown: list[Any]
    language: str

    @property
    def is_subscription(self) -> bool:
        return operation(self.document).operation is OperationType.SUBSCRIPTION


@pytest.fixture(scope="session")
def steps_of():
    """The examples of a guide, in order, dated for today."""
    shift = coming_week(datetime.now(UTC), ZoneInfo("Asia/Shanghai")).monday - WRITTEN_MONDAY

    def read(text: str) -> list[Step]:
        return list(steps(text, shift))

    return read


def steps(text: str, shift: timedelta) -> Iterator[Step]:
    found: list[tuple[int, str, str, list]] = []
    for block in BLOCK.finditer(text):
        kind, info, body = block.groups()
        body = DAY.sub(lambda day: moved(day[0], shift), body)
        if kind == "graphql":
            found.append((text.count("\n", 0, block.start()) + 1, info, body, []))
        elif found:
            found[-1][3].append(json.loads(body))
    for line, info, document, values in found:
        given = values.pop(0) if operation(document).variable_definitions else {}
        assert values, f"line {line} shows no answer"
        yield Step(line, document, given, values, "zh" if "zh" in info else "en")


def operation(document: str) -> Any:
    """A document's only operation."""
    return parse(document).definitions[0]


def moved(text: str, shift: timedelta) -> str:
    """A date or a week as it is for a reader of today."""
    if "W" not in text:
        return str(date.fromisoformat(text) + shift)
    year, week = text.split("-W")
    return "{}-W{:02}".format(*(date.fromisocalendar(int(year), int(week), 1) + shift).isocalendar())


@pytest.fixture
def names():
    """What the guide's names stand for, as far as it has been followed."""
    return Names()


class Names(dict):
    """Names and their values; `shows` compares what a guide shows with what came, and learns new names."""

    def fill(self, given):
        """Variables with names in them as they are sent."""
        if isinstance(given, dict):
            return {key: self.fill(one) for key, one in given.items()}
        if isinstance(given, list):
            return [self.fill(one) for one in given]
        return self[given] if isinstance(given, str) and given.startswith("$") else given

    def shows(self, shown, came, path: str = "") -> str | None:
        """The first difference; None if what came is what the guide shows."""
        if shown == ANY:
            return None
        if isinstance(shown, str) and shown.startswith("$"):
            return None if self.setdefault(shown, came) == came else f"{path}: {came!r} is not {shown}"
        if isinstance(shown, dict) and isinstance(came, dict):
            if absent := shown.keys() - came.keys():
                return f"{path}: no {', '.join(absent)} in {came}"
            return next(filter(None, (self.shows(shown[key], came[key], f"{path}.{key}") for key in shown)), None)
        if isinstance(shown, list) and isinstance(came, list):
            return self.lists(shown, came, path)
        return None if shown == came else f"{path}: {came!r} instead of {shown!r}"

    def lists(self, shown: list, came: list, path: str) -> str | None:
        """A list as it stands; or, where `…` ends it, rows of it in their order."""
        if ANY not in shown:
            if len(shown) != len(came):
                return f"{path}: {len(came)} rows instead of {len(shown)}: {came}"
            pairs = zip(shown, came, strict=True)
            return next(filter(None, (self.shows(*pair, f"{path}[{i}]") for i, pair in enumerate(pairs))), None)
        assert shown.index(ANY) == len(shown) - 1, f"{path}: … is not the last"
        rows = iter(came)
        for one in shown[:-1]:
            if not any(self.finds(one, row) for row in rows):
                return f"{path}: no {one} in its place in {came}"
        return None

    def finds(self, shown, came) -> bool:
        """Whether a row is the one that is shown; only then its names are learnt."""
        tried = Names(self)
        if tried.shows(shown, came) is not None:
            return False
        self.update(tried)
        return True
