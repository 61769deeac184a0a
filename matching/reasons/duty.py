"""A carer's duty in seconds, and what it breaks by itself: told apart from the checker's words, so that two compare.

A fault is a tuple that names what is broken and by how much. What a duty breaks with a visit and did not break without
it is the visit's doing; the rest is not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from matching.problem import DAY_S, BreakRule, Carer, TimeWindow
from matching.reasons.stops import Stop, Way

Fault = tuple[object, ...]


class Pause(NamedTuple):
    """A break; a fact is as published and began before the frozen time."""

    start_s: int
    end_s: int
    is_fact: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """At least one stop by start, `facts` beside them; `legs` go from base to each and home, None where is no way.

    `pauses` are those that lie between two stops, each after the stop of the same place in `gaps`.
    """

    carer: Carer
    interval: TimeWindow
    stops: tuple[Stop, ...]
    facts: tuple[bool, ...]
    legs: tuple[int | None, ...]
    pauses: tuple[Pause, ...]
    gaps: tuple[int, ...]
    leaves_s: int
    returns_s: int
    worked_s: int
    is_settled: bool

    @property
    def day(self) -> int:
        """The day it belongs to, 0 is Monday."""
        return self.interval.start_s // DAY_S


def duty_of(
    carer: Carer,
    interval: TimeWindow,
    stops: tuple[Stop, ...],
    facts: tuple[bool, ...],
    legs: tuple[int | None, ...],
    pauses: Iterable[Pause],
) -> Duty:
    """The duty of these stops; pauses that lie between no two of them are left out."""
    starts_s = [stop.start_s for stop in stops]
    placed = [(one, gap) for one in pauses if (gap := _gap_of(one, stops, starts_s)) is not None]
    leaves_s, returns_s = starts_s[0] - (legs[0] or 0), stops[-1].end_s + (legs[-1] or 0)
    return Duty(
        carer,
        interval,
        stops,
        facts,
        legs,
        tuple(one for one, _ in placed),
        tuple(gap for _, gap in placed),
        leaves_s,
        returns_s,
        returns_s - leaves_s - sum(one.end_s - one.start_s for one, _ in placed),
        all(facts) and all(one.is_fact for one, _ in placed),
    )


def lay_out(
    carer: Carer, stops: Sequence[Stop], facts: Container[str], rests: Sequence[Pause], way: Way
) -> Iterator[Duty]:
    """The carer's duties in order, `facts` by visit; stops that start in no available interval belong to none."""
    for interval in carer.available:
        mine = [stop for stop in stops if interval.start_s <= stop.start_s < interval.end_s]
        if mine:
            mine.sort(key=lambda stop: stop.key)
            route = (carer.base, *(stop.visit.place for stop in mine), carer.base)
            legs = tuple(way(*pair) for pair in pairwise(route))
            yield duty_of(carer, interval, tuple(mine), tuple(one.visit.id in facts for one in mine), legs, rests)


def hours_faults(duty: Duty) -> set[Fault]:
    """By how much it leaves too early or returns too late; facts do neither."""
    found = set[Fault]()
    if (early_s := duty.interval.start_s - duty.leaves_s) > 0 and not duty.facts[0]:
        found.add(("leaves", early_s))
    if (late_s := duty.returns_s - duty.interval.end_s) > 0 and not duty.facts[-1]:
        found.add(("returns", late_s))
    return found


def travel_faults(duty: Duty, strays: Iterable[Stop]) -> set[Fault]:
    """Missing ways, gaps that are too short, and what happens during facts outside every interval (`strays`)."""
    stops, legs, found = duty.stops, duty.legs, set[Fault]()
    paused_s = dict.fromkeys(duty.gaps, 0)
    for one, gap in zip(duty.pauses, duty.gaps, strict=True):
        paused_s[gap] += one.end_s - one.start_s
    for i, (stop, is_fact) in enumerate(zip(stops, duty.facts, strict=True)):
        if is_fact:
            continue
        if legs[i] is None or (i == len(stops) - 1 and legs[-1] is None):
            found.add(("no way", stop.visit.id))
        if i and (short_s := stops[i - 1].end_s + (legs[i] or 0) + paused_s.get(i - 1, 0) - stop.start_s) > 0:
            found.add(("short", stops[i - 1].visit.id, stop.visit.id, short_s))
        for fact in strays:
            if fact.start_s < stop.end_s and stop.start_s - (legs[i] or 0) < fact.end_s:
                found.add(("during", stop.visit.id, fact.visit.id))
    return found


def pause_faults(duty: Duty) -> set[Fault]:
    """A break that is owed and not taken, or taken too early or too late; nothing else about breaks changes here."""
    rule = duty.carer.break_rule
    if duty.is_settled or rule is None:
        return set()
    return set(_owed(duty, rule))


def _owed(duty: Duty, rule: BreakRule) -> Iterator[Fault]:
    taken = sorted(duty.pauses)
    if not taken:
        lasts_s = duty.returns_s - duty.leaves_s
        if len(duty.stops) > 1 and lasts_s > rule.after_s:
            yield "none", lasts_s
        return
    before_s, after_s = taken[0].start_s - duty.leaves_s, duty.returns_s - taken[-1].end_s
    if before_s > rule.after_s and not taken[0].is_fact:
        yield "before", before_s
    if after_s > rule.after_s:
        yield "after", after_s


def frozen_faults(duty: Duty, frozen_until_s: int) -> set[Fault]:
    """Stops to which the way starts before the frozen time, while they start after it."""
    pairs = zip(duty.stops, duty.legs, strict=False)  # the way home is free
    return {
        ("leg", stop.visit.id) for stop, leg_s in pairs if stop.start_s - (leg_s or 0) < frozen_until_s <= stop.start_s
    }


def _gap_of(pause: Pause, stops: Sequence[Stop], starts_s: Sequence[int]) -> int | None:
    i = bisect_right(starts_s, pause.start_s) - 1
    is_between = 0 <= i < len(stops) - 1 and stops[i].end_s <= pause.start_s and pause.end_s <= starts_s[i + 1]
    return i if is_between else None
