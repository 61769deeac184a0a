"""A carer at a visit, as it is and as it might be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from matching.problem import Carer, TimeWindow, Visit

Way = Callable[[str, str], int | None]  # seconds from a place to another; None where there is no way
Leg = Callable[[str, str], int]  # the same, 0 where there is no way


class Stop(NamedTuple):
    """A carer's presence at a visit."""

    visit: Visit
    start_s: int

    @property
    def end_s(self) -> int:
        """Second at which it ends."""
        return self.start_s + self.visit.duration_s

    @property
    def key(self) -> tuple[int, int, str]:
        """By what stops are in order."""
        return self.start_s, self.end_s, self.visit.id


@dataclass(frozen=True, slots=True)
class Candidate:
    """A carer for one slot of a visit; `visit` has that slot alone, required, and its part of the pin."""

    visit: Visit
    slot: int
    carer: Carer
    is_of_team: bool


class Opening(NamedTuple):
    """Slots of a visit that ask the same, and the visit with one of them alone, required, and its part of the pin."""

    visit: Visit
    slots: tuple[int, ...]
    is_of_team: bool

    def of(self, carer: Carer) -> Candidate:
        """The carer for the first of the slots."""
        return Candidate(self.visit, self.slots[0], carer, self.is_of_team)


def openings(visit: Visit, slots: Iterable[int]) -> tuple[Opening, ...]:
    """What some slots of a visit ask, alike ones once."""
    found: dict[Visit, list[int]] = {}
    for slot in slots:
        found.setdefault(_alone(visit, slot), []).append(slot)
    return tuple(Opening(one, tuple(alike), len(visit.slots) > 1) for one, alike in found.items())


def candidate(visit: Visit, slot: int, carer: Carer) -> Candidate:
    """The carer for that slot alone."""
    return openings(visit, [slot])[0].of(carer)


def possible_starts(visit: Visit) -> list[tuple[int, int]]:
    """First and last start in each window, the pinned start where there is one."""
    pinned_s = visit.pin.start_s if visit.pin else None
    ranges = [(window.start_s, window.end_s - visit.duration_s) for window in visit.windows]
    if pinned_s is not None:
        ranges = [(max(first_s, pinned_s), min(last_s, pinned_s)) for first_s, last_s in ranges]
    return [one for one in ranges if one[0] <= one[1]]


def interval_at(carer: Carer, start_s: int) -> TimeWindow | None:
    """The available interval in which a stop with this start lies."""
    return next((one for one in carer.available if one.start_s <= start_s < one.end_s), None)


def _alone(visit: Visit, slot: int) -> Visit:
    pin = visit.pin
    if pin is not None:
        pin = replace(pin, carers=pin.carers[slot : slot + 1])
    return replace(visit, slots=(replace(visit.slots[slot], required=True),), min_filled=None, pin=pin)
