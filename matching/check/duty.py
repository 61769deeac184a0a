"""A carer's duty as the checker sees it: stops, legs and breaks within one available interval."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from matching.problem import DAY_S, Carer, TimeWindow, Visit


class Stop(NamedTuple):
    """A carer's presence at a visit; a fact is as published and began before the frozen time."""

    start_s: int
    end_s: int
    visit: Visit
    is_fact: bool


class Pause(NamedTuple):
    """A break, from its start to its end."""

    start_s: int
    end_s: int
    is_fact: bool


class Gap(NamedTuple):
    """What lies between two stops that follow each other: the drive and the pauses, in seconds."""

    before: Stop
    after: Stop
    drive_s: int
    paused_s: int


@dataclass(slots=True)
class Duty:
    """At least one stop, in order of start. `legs` go from base to each stop and home; None where there is no way."""

    carer: Carer
    interval: TimeWindow
    stops: list[Stop]
    legs: list[int | None]
    pauses: list[Pause] = field(default_factory=list[Pause])
    _paused_s: dict[int, int] = field(default_factory=dict[int, int])  # by the stop that they follow

    def __str__(self) -> str:
        return f"carer {self.carer.id!r}, duty in [{self.interval.start_s}, {self.interval.end_s})"

    @property
    def day(self) -> int:
        """The day it belongs to, 0 is Monday."""
        return self.interval.start_s // DAY_S

    @property
    def leaves_s(self) -> int:
        """Second of leaving base."""
        return self.stops[0].start_s - (self.legs[0] or 0)

    @property
    def returns_s(self) -> int:
        """Second of the return to base."""
        return self.stops[-1].end_s + (self.legs[-1] or 0)

    @property
    def worked_s(self) -> int:
        """Seconds from leaving to return, without breaks."""
        return self.returns_s - self.leaves_s - sum(self._paused_s.values())

    @property
    def driven_s(self) -> int:
        """Seconds of all legs."""
        return sum(leg_s or 0 for leg_s in self.legs)

    @property
    def is_settled(self) -> bool:
        """Whether it is made of facts alone."""
        return all(stop.is_fact for stop in self.stops) and all(pause.is_fact for pause in self.pauses)

    @property
    def gaps(self) -> Iterator[Gap]:
        """What lies between the stops, in order."""
        for i in range(len(self.stops) - 1):
            yield Gap(self.stops[i], self.stops[i + 1], self.legs[i + 1] or 0, self._paused_s.get(i, 0))

    def gap_of(self, pause: Pause) -> int | None:
        """Index of the stop after whose end, and before whose next, the pause lies; None if it lies nowhere so."""
        i = bisect_right(self.stops, pause.start_s, key=lambda stop: stop.start_s) - 1
        if not 0 <= i < len(self.stops) - 1:
            return None
        return i if self.stops[i].end_s <= pause.start_s and pause.end_s <= self.stops[i + 1].start_s else None

    def take(self, pause: Pause) -> bool:
        """Whether the pause lies between two stops; if so, it is now a part of the duty."""
        i = self.gap_of(pause)
        if i is None:
            return False
        self.pauses.append(pause)
        self._paused_s[i] = self._paused_s.get(i, 0) + pause.end_s - pause.start_s
        return True
