"""Making room for an urgent visit among a carer's next ones: they start later, or find nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from matching.reasons.trial import Attempt, Trial
from matching.reasons.week_lookup import Candidate, Stop, candidate
from matching.running import RunningWeek, soonest, soonest_bound_s

MOST_DISPLACED = 2


class Displaced(NamedTuple):
    """A visit that makes room: its start until now, and its later one; None if the carer can't make it any more."""

    visit: str
    was_s: int
    start_s: int | None


class Room(NamedTuple):
    """How a carer comes sooner: the visit's trial and start, the carer's breaks in the end, and what makes room."""

    attempt: Attempt
    displaced: tuple[Displaced, ...]


def displacing(week: RunningWeek, one: Candidate, due_s: int | None) -> Room | None:
    """The carer at the visit in place of the fewest of the next routine ones; None if that gets nobody there in time.

    What makes room is put in again as soon after as it goes, with the same carer.
    """
    for gone in _next_ones(week, one):
        stops = [stop for stop in week.stops_of(one.carer) if stop not in gone]
        emptier = week.if_carer_had(one.carer, stops, week.breaks_of(one.carer))
        bound_s = soonest_bound_s(emptier, one.visit, one.carer)
        if bound_s is not None and (due_s is None or bound_s <= due_s):
            attempt = soonest(Trial(emptier, one, tuple(stops), emptier.tied_to(one.visit)), bound_s)
            if attempt is not None and (due_s is None or attempt.start_s <= due_s):
                return _put_back(emptier, one, attempt, gone)
    return None


def _next_ones(week: RunningWeek, one: Candidate) -> Iterator[list[Stop]]:
    """The carer's next visit, then the next two, as far as they may make room."""
    free_s = week.free_from_s(one.carer)
    coming = [stop for stop in week.stops_of(one.carer) if stop.start_s >= free_s][:MOST_DISPLACED]
    for n in range(1, len(coming) + 1):
        if not all(_may_wait(week, stop) for stop in coming[:n]):
            return
        yield coming[:n]


def _may_wait(week: RunningWeek, stop: Stop) -> bool:
    """Whether nobody else depends on when the visit starts, and nobody called it pressing or settled it."""
    visit = stop.visit
    is_alone = len(visit.slots) == 1 and not week.tied_to(visit)
    return is_alone and visit.priority == "routine" and visit.pin is None


def _put_back(week: RunningWeek, one: Candidate, attempt: Attempt, gone: list[Stop]) -> Room:
    stops = [*week.stops_of(one.carer), Stop(one.visit, attempt.start_s)]
    breaks, displaced = attempt.breaks, list[Displaced]()
    for stop in gone:
        later = week.if_carer_had(one.carer, stops, breaks)
        trial = Trial(later, candidate(stop.visit, 0, one.carer), later.stops_of(one.carer), ())
        again = soonest(trial, max(stop.start_s, attempt.start_s))
        displaced.append(Displaced(stop.visit.id, stop.start_s, again and again.start_s))
        if again is not None:
            stops.append(Stop(stop.visit, again.start_s))
            breaks = again.breaks
    return Room(replace(attempt, breaks=breaks), tuple(displaced))
