"""When the stops of one duty leave time for one more visit, and which of them don't."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from matching.problem import Visit
from matching.reasons.duty import Duty
from matching.reasons.stops import Stop, Way


@dataclass(frozen=True, slots=True)
class Nearby:
    """A duty beside a visit, lists by stop: its start; from when on and until when the visit may start for its sake.

    `coming_s` and `going_s` are the ways from each stop to the visit and back; None where there is no way.
    """

    stops: tuple[Stop, ...]
    starts_s: list[int]
    ready_s: list[int | None]
    due_s: list[int | None]
    coming_s: list[int | None]
    going_s: list[int | None]

    def is_crowded(self, start_s: int) -> bool:
        """Whether a stop leaves no time for the visit at this start: the one before it, or the one after."""
        at = bisect_left(self.starts_s, start_s)
        return (at > 0 and _is_after(self.ready_s[at - 1], start_s)) or (
            at < len(self.starts_s) and _is_before(self.due_s[at], start_s)
        )

    def in_the_way(self, start_s: int) -> Iterator[Stop]:
        """The stops that leave no time for the visit and the drives beside it, from the nearest on."""
        first = following = bisect_left(self.starts_s, start_s)
        while first > 0 and _is_after(self.ready_s[first - 1], start_s):
            first -= 1
            yield self.stops[first]
        while following < len(self.stops) and _is_before(self.due_s[following], start_s):
            yield self.stops[following]
            following += 1


def nearby(duty: Duty, visit: Visit, way_s: Way) -> Nearby:
    """The duty's stops as the visit finds them."""
    stops = duty.stops
    coming_s = [way_s(one.visit.place, visit.place) for one in stops]
    going_s = [way_s(visit.place, one.visit.place) for one in stops]
    return Nearby(
        stops,
        [one.start_s for one in stops],
        [None if leg_s is None else one.end_s + leg_s for one, leg_s in zip(stops, coming_s, strict=True)],
        [
            one.start_s if is_fact else _due_s(one, leg_s, visit)  # what has begun nobody need leave time for
            for one, is_fact, leg_s in zip(stops, duty.facts, going_s, strict=True)
        ],
        coming_s,
        going_s,
    )


def _due_s(stop: Stop, leg_s: int | None, visit: Visit) -> int | None:
    """The last start after which the visit leaves the stop its time; None if it never does."""
    return None if leg_s is None else stop.start_s - leg_s - visit.duration_s


def _is_after(ready_s: int | None, start_s: int) -> bool:
    return ready_s is None or ready_s > start_s


def _is_before(due_s: int | None, start_s: int) -> bool:
    return due_s is None or due_s < start_s
