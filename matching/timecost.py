"""What a visit's start costs: delay, missed wishes and shifts, as convex pieces over whole seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from matching.problem import DAY_S, Published, TimeWindow, Visit, Weights

CAP_S = 14_400  # a wish missed, or a visit shifted, by more than this costs no more


class Piece(NamedTuple):
    """Starts `lo_s` to `hi_s`, both inclusive, within one day and one window; their points are convex.

    `points` is the value at `lo_s`, `slope` the points a second from there; each kink is (start, steeper by).
    """

    lo_s: int
    hi_s: int
    points: int
    slope: int
    kinks: tuple[tuple[int, int], ...]

    @property
    def day(self) -> int:
        """The day of its starts."""
        return self.lo_s // DAY_S

    @property
    def least_points(self) -> int:
        """Points of its best start: one of its ends or kinks."""
        if not self.slope and not self.kinks:
            return self.points
        return min(self.points_at(at_s) for at_s in (self.lo_s, *(at_s for at_s, _ in self.kinks), self.hi_s))

    @property
    def most_points(self) -> int:
        """Points of its worst start: one of its ends."""
        return max(self.points, self.points_at(self.hi_s))

    def points_at(self, start_s: int) -> int:
        """Points of a start in the piece."""
        return self.points + points_past(start_s, self.lo_s, self.slope, self.kinks)

    def clipped(self, lo_s: int, hi_s: int) -> Piece | None:
        """The part within `[lo_s, hi_s]`; None if nothing is left."""
        if lo_s <= self.lo_s and self.hi_s <= hi_s:
            return self
        lo_s, hi_s = max(lo_s, self.lo_s), min(hi_s, self.hi_s)
        if lo_s > hi_s:
            return None
        slope = self.slope + sum(steeper for at_s, steeper in self.kinks if at_s <= lo_s)
        kinks = tuple(kink for kink in self.kinks if lo_s < kink[0] < hi_s)
        return Piece(lo_s, hi_s, self.points_at(lo_s), slope, kinks)


def points_past(start_s: int, lo_s: int, slope: int, kinks: tuple[tuple[int, int], ...]) -> int:
    """Points that `start_s` costs more than `lo_s`."""
    points = slope * (start_s - lo_s)
    for at_s, steeper in kinks:
        if at_s < start_s:
            points += steeper * (start_s - at_s)
    return points


def start_points(visit: Visit, published: Published | None, weights: Weights) -> Callable[[int], int]:
    """The function from a start to the points of delay, wish and shift."""
    first_s = visit.windows[0].start_s
    delays = visit.priority in ("asap", "stat")
    told_s = _told_s(visit, published)

    def points(start_s: int) -> int:
        total = 0
        if delays:
            total += weights.delay * min(DAY_S, max(0, start_s - first_s))
        if visit.wish:
            total += weights.wish * min(CAP_S, *(_missed_s(wish, start_s, visit.duration_s) for wish in visit.wish))
        if told_s is not None:
            total += weights.shifted * min(CAP_S, abs(start_s - told_s))
        return total

    return points


def start_pieces(
    visit: Visit, published: Published | None, weights: Weights, bounds: TimeWindow | None = None
) -> tuple[Piece, ...]:
    """Every start that the windows (and `bounds`, half-open starts) allow, cut into convex pieces, in order."""
    points = start_points(visit, published, weights)
    bends = _bends(visit, _told_s(visit, published))
    pieces: list[Piece] = []
    for window in visit.windows:
        lo_s, hi_s = window.start_s, window.end_s - visit.duration_s
        if bounds is not None:
            lo_s, hi_s = max(lo_s, bounds.start_s), min(hi_s, bounds.end_s - 1)
        while lo_s <= hi_s:
            midnight_s = (lo_s // DAY_S + 1) * DAY_S
            pieces += _convex_pieces(lo_s, min(hi_s, midnight_s - 1), points, bends)
            lo_s = midnight_s
    return tuple(pieces)


def _told_s(visit: Visit, published: Published | None) -> int | None:
    told = published.assignments if published else ()
    return next((one.start_s for one in told if one.visit == visit.id), None)


def _missed_s(wish: TimeWindow, start_s: int, duration_s: int) -> int:
    return max(0, wish.start_s - start_s) + max(0, start_s + duration_s - wish.end_s)


def _bends(visit: Visit, told_s: int | None) -> list[int]:
    """Starts, and their next seconds, between which the points are linear."""
    bends: list[int] = []
    if visit.priority in ("asap", "stat"):
        bends += [visit.windows[0].start_s, visit.windows[0].start_s + DAY_S]
    if told_s is not None:
        bends += [told_s - CAP_S, told_s, told_s + CAP_S]
    late_from = [wish.end_s - visit.duration_s for wish in visit.wish]
    early_to = [wish.start_s for wish in visit.wish]
    levels = [0, CAP_S, *(early - late for early, late in zip(early_to, late_from, strict=True))]
    bends += [early - level for early in early_to for level in levels]
    bends += [late + level for late in late_from for level in levels]
    bends += [(early + late) // 2 for early in early_to for late in late_from]
    return sorted({second for bend in bends for second in (bend, bend + 1)})


def _convex_pieces(lo_s: int, hi_s: int, points: Callable[[int], int], bends: list[int]) -> Iterator[Piece]:
    at_s = sorted({lo_s, hi_s, *(bend for bend in bends if lo_s < bend < hi_s)})
    values = [points(second) for second in at_s]
    slopes = [
        (after - before) // (b - a) for (a, b), (before, after) in zip(pairwise(at_s), pairwise(values), strict=True)
    ]
    first = 0
    for i in range(1, len(at_s)):
        if i == len(slopes) or slopes[i] < slopes[i - 1]:
            yield _piece(at_s, values, slopes, first, i)
            first = i
    if not slopes:
        yield Piece(lo_s, hi_s, values[0], 0, ())


def _piece(at_s: list[int], values: list[int], slopes: list[int], first: int, last: int) -> Piece:
    """The piece from one bend to another; two pieces share the bend between them."""
    kinks = [(at_s[i], slopes[i] - slopes[i - 1]) for i in range(first + 1, last) if slopes[i] != slopes[i - 1]]
    return Piece(at_s[first], at_s[last], values[first], slopes[first], tuple(kinks))
