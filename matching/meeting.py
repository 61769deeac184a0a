"""Whether people of one part of a very large week could work in another: if nobody could, no border needs a mend."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import NamedTuple

from matching.parts import Part
from matching.problem import Place, Problem


class _Box(NamedTuple):
    """The least box that holds some places, in metres."""

    west: int
    east: int
    south: int
    north: int


class _Extent(NamedTuple):
    """Where a part's carers begin and its visits are, the longest shift by mode, and the shortest visit."""

    bases: _Box
    places: _Box
    longest_s: dict[str, int]
    shortest_s: int


class Meeting:
    """Asks parts of one week whether they can meet, by the distance between their boxes: nobody is overlooked."""

    def __init__(self, problem: Problem) -> None:
        self._modes, self._has_matrix = problem.modes, bool(problem.matrices)
        self._places = {one.id: one for one in problem.places}
        self._carers = {one.id: one for one in problem.carers}
        self._visits = {one.id: one for one in problem.visits}
        self._extents: dict[Part, _Extent] = {}

    def can_meet(self, one: Part, other: Part) -> bool:
        """Whether somebody of either could be out, make a visit of the other and be home within a shift."""
        if self._has_matrix or not (one.carers and one.visits and other.carers and other.visits):
            return True
        here, there = self._extent(one), self._extent(other)
        return self._reaches(here, there) or self._reaches(there, here)

    def _reaches(self, here: _Extent, there: _Extent) -> bool:
        away_m = int(_gap_m(here.bases, there.places))
        for mode, longest_s in here.longest_s.items():
            way_s = self._modes[mode].overhead_s + away_m * self._modes[mode].seconds_per_km // 1000
            if (2 * way_s if away_m else 0) + there.shortest_s <= longest_s:
                return True
        return False

    def _extent(self, part: Part) -> _Extent:
        if part not in self._extents:
            carers, visits = [self._carers[name] for name in part.carers], [self._visits[name] for name in part.visits]
            longest_s: dict[str, int] = {}
            for one in carers:
                shifts_s = (shift.end_s - shift.start_s for shift in one.available)
                longest_s[one.mode] = max(longest_s.get(one.mode, 0), *shifts_s, 0)
            self._extents[part] = _Extent(
                _box(self._places[one.base] for one in carers),
                _box(self._places[one.place] for one in visits),
                longest_s,
                min(one.duration_s for one in visits),
            )
        return self._extents[part]


def _box(places: Iterable[Place]) -> _Box:
    found = [(one.x_m, one.y_m) for one in places]
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return _Box(min(xs), max(xs), min(ys), max(ys))


def _gap_m(one: _Box, other: _Box) -> float:
    """The least distance between two boxes, 0 where they touch."""
    east_m = max(one.west - other.east, other.west - one.east, 0)
    north_m = max(one.south - other.north, other.south - one.north, 0)
    return hypot(east_m, north_m)
