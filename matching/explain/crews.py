"""Seats that together are enough for a visit: one for each slot that can't stay empty, nobody twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from matching.explain.seats import Seat, needed_slots
from matching.explain.shifts import Shifts
from matching.explain.spans import Span, common
from matching.problem import Visit


def crews(
    shifts: Shifts, visit: Visit, seats: Sequence[Seat], is_open: Callable[[Seat], bool]
) -> Iterator[tuple[Seat, ...]]:
    """Crews whose seats have starts in common; alike ones are told apart by their orders.

    A seat that is not `is_open` by itself is joined to no other.
    """
    needed = needed_slots(visit)
    more = visit.fewest - len(needed)
    optional = [i for i in range(len(visit.slots)) if i not in needed]
    for extra in _subsets(optional, max(0, more)):
        slots = sorted([*needed, *extra])
        by_slot = [[seat for seat in seats if seat.slot == slot] for slot in slots]
        for crew in _joint(by_slot, is_open):
            if _is_linked(shifts, visit, crew):
                yield crew


def _is_linked(shifts: Shifts, visit: Visit, crew: Sequence[Seat]) -> bool:
    """Whether one of each crew that a link asks for is there."""
    names = {seat.who for seat in crew}
    for link in shifts.links.get(visit.id, ()):
        other = shifts.assigned.get(link.first if link.second == visit.id else link.second)
        if link.carers == "same" and other is not None and not names & set(other.carers):
            return False
    return True


def _subsets(items: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    if size == 0:
        yield ()
        return
    for i, one in enumerate(items):
        for rest in _subsets(items[i + 1 :], size - 1):
            yield (one, *rest)


def _joint(by_slot: Sequence[Sequence[Seat]], is_open: Callable[[Seat], bool]) -> Iterator[tuple[Seat, ...]]:
    """One seat for each slot, of which there is at least one, nobody twice, with a start in common."""
    if not all(by_slot):
        return

    def grown(
        crew: tuple[Seat, ...], spans: tuple[Span, ...], left: Sequence[Sequence[Seat]]
    ) -> Iterator[tuple[Seat, ...]]:
        if not left:
            yield crew
            return
        for seat in left[0]:
            if all(seat.who != one.who for one in crew) and (shared := common(spans, seat.spans)) and is_open(seat):
                yield from grown((*crew, seat), shared, left[1:])

    for seat in by_slot[0]:
        if is_open(seat):
            yield from grown((seat,), seat.spans, by_slot[1:])
