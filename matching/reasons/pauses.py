"""Where a carer's break can lie once a visit is put among their stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from matching.problem import Break, Carer
from matching.reasons.stops import Leg, Stop


def fitting_pause(carer: Carer, stops: Sequence[Stop], leg_s: Leg, earliest_s: int | None) -> Break | None:
    """A break that fits between two stops of one duty, in order of start; None if none does, or the carer takes none.

    It starts no sooner than `earliest_s`.
    """
    rule = carer.break_rule
    if rule is None or len(stops) < 2:
        return None
    leaves_s = stops[0].start_s - leg_s(carer.base, stops[0].visit.place)
    returns_s = stops[-1].end_s + leg_s(stops[-1].visit.place, carer.base)
    first_s = returns_s - rule.after_s - rule.duration_s
    if earliest_s is not None:
        first_s = max(first_s, earliest_s)
    for opens_s, closes_s in _rooms(stops, leg_s):
        start_s = max(first_s, opens_s)
        if start_s <= min(closes_s - rule.duration_s, leaves_s + rule.after_s):
            return Break(carer.id, start_s, rule.duration_s)
    return None


def _rooms(stops: Sequence[Stop], leg_s: Leg) -> Iterator[tuple[int, int]]:
    """From and until when a break may last: before each drive, and after it."""
    for one, other in pairwise(stops):
        drive_s = leg_s(one.visit.place, other.visit.place)
        yield one.end_s, other.start_s - drive_s
        yield one.end_s + drive_s, other.start_s
