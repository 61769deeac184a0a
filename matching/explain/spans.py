"""Spans of seconds: cut, joined, and as far as credentials hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matching.problem import Carer, Slot

Span = tuple[int, int]  # first and last second, both inclusive


def within(spans: Sequence[Span], lo_s: int, hi_s: int) -> tuple[Span, ...]:
    """The spans as far as they lie between two seconds, both inclusive."""
    cut = [(max(lo_s, first_s), min(hi_s, last_s)) for first_s, last_s in spans]
    return tuple([one for one in cut if one[0] <= one[1]])  # asked for so often that a generator would be felt


def held(spans: Sequence[Span], slot: Slot, carer: Carer, duration_s: int) -> tuple[Span, ...]:
    """The spans as far as every credential of the slot is valid all through the visit."""
    found = tuple(spans)
    for name in slot.credentials:
        valid = [(one.from_s, one.until_s - duration_s) for one in carer.credentials if one.name == name]
        found = joined(part for lo_s, hi_s in valid for part in within(found, lo_s, hi_s))
    return found


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap or touch joined."""
    found: list[Span] = []
    for lo_s, hi_s in sorted(spans):
        if found and lo_s <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], hi_s))
        else:
            found.append((lo_s, hi_s))
    return tuple(found)


def common(some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """What two lists of spans share."""
    return tuple(part for lo_s, hi_s in others for part in within(some, lo_s, hi_s))
