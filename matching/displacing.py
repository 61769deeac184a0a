"""Making room for an urgent visit among a carer's next ones: they start later, or find nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from matching.problem import DAY_S, Carer, TimeWindow, Visit
from matching.reasons.stops import Candidate, Stop, candidate
from matching.reasons.trial import Attempt, Trial
from matching.running import RunningWeek
from matching.soonest import Span, soonest, spans_for

MOST_DISPLACED = 2


class Displaced(NamedTuple):
    """A visit that makes room: its start until now, and its later one; None if the carer can't make it any more."""

    visit: str
    was_s: int
    start_s: int | None


class Emptier(NamedTuple):
    """The week without some of a carer's next stops, and the first and last starts of the visit then."""

    week: RunningWeek
    gone: tuple[Stop, ...]
    spans: list[Span]


class Room(NamedTuple):
    """How a carer comes sooner: the visit's start, the carer's breaks in the end, and what makes room."""

    attempt: Attempt
    displaced: tuple[Displaced, ...]


def emptier_weeks(week: RunningWeek, visit: Visit, carer: Carer) -> Iterator[Emptier]:
    """The week without the carer's next visit, then without the next two, as far as they may make room."""
    free_s = week.free_from_s(carer)
    coming = [stop for stop in week.stops_of(carer) if stop.start_s >= free_s][:MOST_DISPLACED]
    for n in range(1, len(coming) + 1):
        if not all(_may_wait(week, stop) for stop in coming[:n]):
            return
        rest = [stop for stop in week.stops_of(carer) if stop not in coming[:n]]
        without = week.if_carer_had(carer, rest, week.breaks_of(carer))
        if spans := spans_for(without, visit, carer):
            yield Emptier(without, tuple(coming[:n]), spans)


def room_for(one: Candidate, emptier: Emptier) -> Room | None:
    """The candidate at the visit in an emptier week, as soon as goes; None if not at all.

    What made room is put in again as soon after as it goes, with the same carer.
    """
    week = emptier.week
    attempt = soonest(Trial(week, one, week.stops_of(one.carer), week.tied_to(one.visit)), emptier.spans)
    return None if attempt is None else _put_back(week, one, attempt, emptier.gone)


def _may_wait(week: RunningWeek, stop: Stop) -> bool:
    """Whether nobody else depends on when the visit starts, and nobody called it pressing or settled it."""
    visit = stop.visit
    is_alone = len(visit.slots) == 1 and not week.tied_to(visit)
    return is_alone and visit.priority == "routine" and visit.pin is None


def _put_back(week: RunningWeek, one: Candidate, attempt: Attempt, gone: tuple[Stop, ...]) -> Room:
    stops = [*week.stops_of(one.carer), Stop(one.visit, attempt.start_s)]
    breaks, displaced = attempt.breaks, list[Displaced]()
    for stop in gone:
        later = week.if_carer_had(one.carer, stops, breaks)
        again = _again(later, candidate(_later_today(stop, attempt.start_s), 0, one.carer))
        displaced.append(Displaced(stop.visit.id, stop.start_s, again and again.start_s))
        if again is not None:
            stops.append(Stop(stop.visit, again.start_s))
            breaks = again.breaks
    return Room(replace(attempt, breaks=breaks), tuple(displaced))


def _again(week: RunningWeek, one: Candidate) -> Attempt | None:
    spans = spans_for(week, one.visit, one.carer)
    return soonest(Trial(week, one, week.stops_of(one.carer), ()), spans) if spans else None


def _later_today(stop: Stop, from_s: int) -> Visit:
    """The visit with what is left of its windows on its day, from when it was to start."""
    first_s, midnight_s = max(from_s, stop.start_s), (stop.start_s // DAY_S + 1) * DAY_S
    left = (TimeWindow(max(first_s, one.start_s), min(midnight_s, one.end_s)) for one in stop.visit.windows)
    return replace(stop.visit, windows=tuple(one for one in left if one.end_s - one.start_s >= stop.visit.duration_s))
