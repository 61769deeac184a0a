"""Numbers of a file as whole ticks: minutes if all are whole, else thousandths of one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.formats.json_value import JsonValue, UnreadableFile

FINE = 1000  # ticks in a minute where minutes are not whole
MOST_MINUTES = 1_000_000  # of any time in a file
HAIR = 1e-6  # of a tick: what a file's decimals lose on the way
MOST_PLACES = 5_000


@dataclass(frozen=True, slots=True)
class Ticks:
    """Reads times at so many ticks a minute."""

    in_minute: int

    def up(self, value: JsonValue) -> int:
        """The first tick at or after a time, from 0 to MOST_MINUTES."""
        return math.ceil(_minutes(value) * self.in_minute - HAIR)

    def down(self, value: JsonValue) -> int:
        """The last tick at or before a time."""
        return math.floor(_minutes(value) * self.in_minute + HAIR)


def _minutes(value: JsonValue) -> float:
    minutes = value.number()
    if not 0 <= minutes <= MOST_MINUTES:
        raise value.refusal(f"make it a time from 0 to {MOST_MINUTES} minutes")
    return minutes


def ticks_of(legs: NDArray[np.float64], times: Iterable[object]) -> Ticks:
    """Ticks fine enough for these legs and times."""
    is_whole = bool((legs == np.round(legs)).all()) and all(
        not isinstance(one, float) or one.is_integer() for one in times
    )
    return Ticks(1 if is_whole else FINE)


def read_legs(value: JsonValue) -> NDArray[np.float64]:
    """The square matrix of minutes. Raises UnreadableFile at the first entry that is none."""
    rows = value.items()
    if not rows or len(rows) > MOST_PLACES:
        raise value.refusal(f"give from 1 to {MOST_PLACES} rows")
    entries: list[object] = []
    for row in rows:
        cells = row.value
        if not isinstance(cells, list) or len(cells) != len(rows):  # pyright: ignore[reportUnknownArgumentType]
            raise row.refusal(f"give {len(rows)} numbers, one for each row")
        entries.append(cells)  # pyright: ignore[reportUnknownArgumentType]
    try:
        legs = np.array(entries, np.float64)
    except (TypeError, ValueError, OverflowError):
        legs = np.full((len(rows), len(rows)), np.nan)
    if not bool(((legs >= 0) & (legs <= MOST_MINUTES)).all()) or _has_other(entries):
        raise _first_wrong(rows)
    return legs


def _has_other(entries: list[object]) -> bool:
    """Whether something is no number that numpy would take for one, as text and flags are."""
    return any(type(cell) not in (int, float) for row in entries for cell in row)  # type: ignore[attr-defined]


def _first_wrong(rows: list[JsonValue]) -> UnreadableFile:
    for row in rows:
        for cell in row.items():
            if cell.value is None:
                return cell.refusal("give every leg: this format knows no places without a way between them")
            minutes = cell.number()
            if not 0 <= minutes <= MOST_MINUTES:
                return cell.refusal(f"make it a time from 0 to {MOST_MINUTES} minutes")
    return rows[0].refusal("give numbers alone")


def legs_in_ticks(legs: NDArray[np.float64], ticks: Ticks) -> NDArray[np.int32]:
    """The matrix in whole ticks, rounded up: nobody arrives before he can."""
    return np.ceil(legs * ticks.in_minute - HAIR).astype(np.int32)
