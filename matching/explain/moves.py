"""Room for a visit where one other visit goes to another carer, day or place in the order; nobody is asked for more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from matching.explain.gates import passes_gates
from matching.explain.insertion import Inserter
from matching.explain.shifts import Shifts
from matching.problem import DAY_S, Visit

MOST_WAYS = 6  # of the visit, once another has gone, that are tried for each other visit


class Moved(NamedTuple):
    """A plan with the visit in it, and the other that makes room."""

    shifts: Shifts
    other: str


def one_move(
    shifts: Shifts, name: str, is_late: Callable[[], bool], others: Sequence[str] | None = None
) -> Iterator[Moved]:
    """Plans with the visit in which one other (of these, or any) is somewhere else; the longest are tried first."""
    visit = shifts.visits[name]
    for other in _in_the_way(shifts, visit) if others is None else others:
        if is_late():
            return
        emptier = shifts.without(other)
        crew = {who for who in shifts.assigned[other].carers if who is not None}
        among = crew if len(visit.slots) == 1 else None
        for i, placed in enumerate(Inserter(emptier, is_late).ways(visit, among)):
            if i == MOST_WAYS or is_late():
                break
            fuller = placed.into(emptier)
            again = next(Inserter(fuller, is_late).ways(fuller.visits[other]), None)
            if again is not None:
                yield Moved(again.into(fuller), other)
                break


def _in_the_way(shifts: Shifts, visit: Visit) -> list[str]:
    """Visits on the days of those who might come, that may move: the shortest last, for they make least room."""
    days = {day for one in visit.windows for day in range(one.start_s // DAY_S, (one.end_s - 1) // DAY_S + 1)}
    found: dict[str, None] = {}
    for (who, day), stops in shifts.days.items():
        carer = shifts.carers[who]
        if day in days and any(passes_gates(visit, slot, carer) for slot in visit.slots):
            found |= dict.fromkeys(stop.visit for stop in stops if stop.visit not in shifts.facts)
    return sorted(found, key=lambda name: (-shifts.visits[name].duration_s, name))
