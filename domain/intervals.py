"""Half-open intervals of whole numbers `(start, end)`: joined, cut out, kept to a range."""

from __future__ import annotations

from collections.abc import Iterable

Interval = tuple[int, int]


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted and disjoint; overlapping and touching ones made one; empty ones dropped."""
    result: list[Interval] = []
    for start, end in sorted(one for one in intervals if one[0] < one[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of `intervals` where nothing of `taken` lies."""
    left = joined(intervals)
    for start, end in joined(taken):
        left = [
            piece
            for one in left
            for piece in ((one[0], min(one[1], start)), (max(one[0], end), one[1]))
            if piece[0] < piece[1]
        ]
    return left


def within(intervals: Iterable[Interval], start: int, end: int) -> list[Interval]:
    """The parts that lie in `[start, end)`, joined."""
    return joined((max(one[0], start), min(one[1], end)) for one in intervals)
