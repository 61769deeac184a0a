"""Who could take a slot of one more visit, in which order of which of their days, as far as a quick look tells."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from matching.explain.bounds import Span
from matching.explain.shifts import Shifts, Stop, passes_gates, within
from matching.explain.timetable import NONE, Choice, Day, Duty, Pause
from matching.problem import DAY_S, Carer, Visit


class Seat(NamedTuple):
    """A carer for a slot, in one order of one of the carer's days, and the starts that this leaves, others apart."""

    slot: int
    who: str
    day: Day
    order: tuple[Stop, ...]
    spans: tuple[Span, ...]


class Seats:
    """The seats of one visit in one plan."""

    def __init__(self, shifts: Shifts) -> None:
        self.shifts = shifts
        self._chains: dict[Day, tuple[list[int], list[int]] | None] = {}
        self._able_by_slot: dict[int, list[Carer]] = {}
        self._least_s: dict[Day, int] = {}
        self._may_be: dict[tuple[str, str, int], bool] = {}

    def of(self, visit: Visit, day: Sequence[Span], among: Container[str] | None) -> Iterator[Seat]:
        """Every order of every day of those who may come, at least as far as a quick look tells."""
        barred = self._barred(visit)
        for slot in range(len(visit.slots)):
            for carer in self._able(visit, slot, among):
                if carer.id not in barred:
                    crew = tuple(carer.id if i == slot else None for i in range(len(visit.slots)))
                    spans = common(self.shifts.starts_of(visit, crew), day)
                    if spans := self._apart(visit, spans, day[0][0] // DAY_S):
                        yield from self._orders(visit, slot, carer, spans)

    def _able(self, visit: Visit, slot: int, among: Container[str] | None) -> list[Carer]:
        """Carers whom neither a gate nor the pin keeps from a slot."""
        if slot not in self._able_by_slot:
            pins = visit.pin.carers if visit.pin else ()
            pinned = pins[slot] if slot < len(pins) else None
            carers = self.shifts.carers.values() if pinned is None else [self.shifts.carers[pinned]]
            some = (one for one in carers if among is None or one.id in among)
            self._able_by_slot[slot] = [one for one in some if passes_gates(visit, visit.slots[slot], one)]
        return self._able_by_slot[slot]

    def _barred(self, visit: Visit) -> set[str]:
        """Those who make a visit from which a link keeps its carers away."""
        links = [one for one in self.shifts.links.get(visit.id, ()) if one.carers == "different"]
        names = {one.first if one.second == visit.id else one.second for one in links}
        crews = [self.shifts.assigned[name].carers for name in names if name in self.shifts.assigned]
        return {who for crew in crews for who in crew if who is not None}

    def _apart(self, visit: Visit, spans: Sequence[Span], date: int) -> tuple[Span, ...]:
        """The starts, unless others of a series lie too near by their days."""
        for series in self.shifts.series.get(visit.id, ()):
            for other in series.visits:
                known = self.shifts.assigned.get(other)
                if other != visit.id and known and abs(known.start_s // DAY_S - date) < series.min_days:
                    return ()
        return tuple(spans)

    def _orders(self, visit: Visit, slot: int, carer: Carer, spans: Sequence[Span]) -> Iterator[Seat]:
        first_s, last_s = spans[0][0], spans[-1][1]
        days = {
            one.start_s // DAY_S
            for one in carer.available
            if one.start_s < last_s + visit.duration_s and first_s < one.end_s
        }
        for date in sorted(days):
            day = (carer.id, date)
            stops, shifts_ = self.shifts.days.get(day, ()), self.shifts.shifts_on(carer, date)
            for at in range(len(stops) + 1):
                if at < len(stops) and stops[at].visit in self.shifts.facts:
                    continue
                if len(shifts_) == 1:
                    order = (*stops[:at], Stop(visit.id, shifts_[0]), *stops[at:])
                    left = self._between(visit, carer, day, at, spans)
                    if left and not self._is_overfull(visit, carer, day, at):
                        yield Seat(slot, carer.id, day, order, left)
                else:
                    for order in self._split(visit, carer, stops, shifts_, at):
                        yield Seat(slot, carer.id, day, order, tuple(spans))

    def _split(
        self, visit: Visit, carer: Carer, stops: Sequence[Stop], shifts_: Sequence[int], at: int
    ) -> Iterator[tuple[Stop, ...]]:
        """The order of a day with several intervals, cut between them in each way."""
        names = [*(one.visit for one in stops[:at]), visit.id, *(one.visit for one in stops[at:])]
        were = {one.visit: one.shift for one in stops}
        open_to = [[shift for shift in shifts_ if self._may_be_in(name, visit, carer, shift, were)] for name in names]
        for cut in _cuts(open_to, shifts_):
            yield tuple(Stop(name, shift) for name, shift in zip(names, cut, strict=True))

    def _may_be_in(self, name: str, visit: Visit, carer: Carer, shift: int, were: Mapping[str, int]) -> bool:
        """Whether a visit of the day may be in an interval: a fact where it is, another where it has a start."""
        if name == visit.id:
            return True
        key = (name, carer.id, shift)
        if key not in self._may_be:
            interval = carer.available[shift]
            last_s = interval.end_s - self.shifts.visits[name].duration_s
            starts = within(self.shifts.spans_of(name), interval.start_s, last_s)
            self._may_be[key] = shift == were[name] if name in self.shifts.facts else bool(starts)
        return self._may_be[key]

    def _between(self, visit: Visit, carer: Carer, day: Day, at: int, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The starts between two stops of a day with one interval: a quick look, which lets through more than fits."""
        chain = self._chain(carer, day)
        if chain is None:
            return ()
        stops = self.shifts.days.get(day, ())
        interval = carer.available[self.shifts.shifts_on(carer, day[1])[0]]
        ready_s, due_s = interval.start_s, interval.end_s
        source = target = carer.base
        if at > 0:
            before = self.shifts.visits[stops[at - 1].visit]
            ready_s, source = chain[0][at - 1] + before.duration_s, before.place
        if at < len(stops):
            due_s, target = chain[1][at], self.shifts.visits[stops[at].visit].place
        come_s, go_s = self.shifts.way_s(carer, source, visit.place), self.shifts.way_s(carer, visit.place, target)
        if come_s is None or go_s is None:
            return ()
        return within(spans, ready_s + come_s, due_s - go_s - visit.duration_s)

    def _is_overfull(self, visit: Visit, carer: Carer, day: Day, at: int) -> bool:
        """Whether care and drives alone are more than the carer may work; with facts among them that is left open."""
        stops = self.shifts.days.get(day, ())
        if any(stop.visit in self.shifts.facts for stop in stops):
            return False
        places = [carer.base, *(self.shifts.visits[stop.visit].place for stop in stops), carer.base]
        source, target = places[at], places[at + 1]
        ways = ((source, visit.place), (visit.place, target), (source, target))
        come_s, go_s, was_s = (self.shifts.way_s(carer, *way) or 0 for way in ways)
        here_s = self._least_of(carer, day) + visit.duration_s + come_s + go_s - was_s
        if here_s > carer.max_day_s:
            return True
        others = (date for date in self.shifts.worked_days(carer.id) if date != day[1])
        return here_s + sum(self._least_of(carer, (carer.id, date)) for date in others) > carer.max_week_s

    def _least_of(self, carer: Carer, day: Day) -> int:
        """Seconds of care and drives on a day, at least."""
        if day not in self._least_s:
            duties: dict[int, list[Visit]] = {}
            for stop in self.shifts.days.get(day, ()):
                duties.setdefault(stop.shift, []).append(self.shifts.visits[stop.visit])
            self._least_s[day] = sum(self._duty_s(carer, visits) for visits in duties.values())
        return self._least_s[day]

    def _duty_s(self, carer: Carer, visits: Sequence[Visit]) -> int:
        route = [carer.base, *(visit.place for visit in visits), carer.base]
        ways_s = [self.shifts.way_s(carer, *pair) for pair in pairwise(route)]
        if any(way_s is None for way_s in ways_s):
            return 0  # only facts go where no way is, and of those it is not told how long they take
        return sum(way_s or 0 for way_s in ways_s) + sum(visit.duration_s for visit in visits)

    def _chain(self, carer: Carer, day: Day) -> tuple[list[int], list[int]] | None:
        """Earliest and latest start of each stop of a day with one interval, all other days and breaks aside."""
        if day not in self._chains:
            self._chains[day] = self._new_chain(carer, day)
        return self._chains[day]

    def _new_chain(self, carer: Carer, day: Day) -> tuple[list[int], list[int]] | None:
        stops = self.shifts.days.get(day, ())
        interval = carer.available[self.shifts.shifts_on(carer, day[1])[0]]
        visits = [self.shifts.visits[stop.visit] for stop in stops]
        route = [carer.base, *(visit.place for visit in visits), carer.base]
        legs = [self.shifts.way_s(carer, *pair) or 0 for pair in pairwise(route)]
        earliest: list[int] = []
        now_s = interval.start_s
        for i, stop in enumerate(stops):
            spans = within(self.shifts.spans_of(stop.visit), now_s + legs[i], interval.end_s)
            if stop.visit in self.shifts.facts:
                spans = self.shifts.spans_of(stop.visit)
            if not spans:
                return None
            earliest.append(spans[0][0])
            now_s = spans[0][0] + visits[i].duration_s
        latest: list[int] = []
        now_s = interval.end_s
        for i in reversed(range(len(stops))):
            spans = within(self.shifts.spans_of(stops[i].visit), -DAY_S, now_s - legs[i + 1] - visits[i].duration_s)
            if stops[i].visit in self.shifts.facts:
                spans = self.shifts.spans_of(stops[i].visit)
            if not spans:
                return None
            latest.append(spans[-1][1])
            now_s = spans[-1][1]
        return earliest, latest[::-1]


def pauses(shifts: Shifts, seat: Seat) -> Iterator[tuple[Duty, Choice]]:
    """Where the break of the duty that gains the visit may lie."""
    known = {stop.visit for stop in shifts.days.get(seat.day, ())}
    shift = next(stop.shift for stop in seat.order if stop.visit not in known)
    duty = (seat.who, shift)
    carer = shifts.carers[seat.who]
    stops = [stop for stop in seat.order if stop.shift == shift]
    if carer.break_rule is None or len(stops) < 2:
        yield duty, NONE
        return
    gaps: list[Choice] = [Pause(gap, is_first) for gap in range(1, len(stops)) for is_first in (False, True)]
    pause = shifts.break_in(carer, shift)
    choices: list[Choice] = [NONE, *gaps]
    if pause is not None and pause in shifts.fact_breaks:
        choices = gaps
    elif all(stop.visit not in shifts.facts for stop in stops):
        choices = _short_enough(shifts, carer, [stop.visit for stop in stops], carer.break_rule.after_s)
    for choice in choices:
        yield duty, choice


def _short_enough(shifts: Shifts, carer: Carer, names: Sequence[str], most_s: int) -> list[Choice]:
    """Where a break may lie if care and drives before it, and those after it, are no longer than carers go without."""
    visits = [shifts.visits[name] for name in names]
    route = [carer.base, *(visit.place for visit in visits), carer.base]
    legs_s = [shifts.way_s(carer, *pair) or 0 for pair in pairwise(route)]
    whole_s = sum(legs_s) + sum(visit.duration_s for visit in visits)
    found: list[Choice] = [NONE] if whole_s <= most_s else []
    done_s = 0
    for gap in range(1, len(names)):
        done_s += legs_s[gap - 1] + visits[gap - 1].duration_s
        for is_first in (False, True):
            before_s = done_s if is_first else done_s + legs_s[gap]
            if max(before_s, whole_s - before_s) <= most_s:
                found.append(Pause(gap, is_first))
    return found


def _cuts(open_to: Sequence[Sequence[int]], shifts_: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All ways to give a sequence of stops to intervals in order, each to one that is open to it."""
    if not open_to:
        yield ()
        return
    if not shifts_:
        return
    for first in range(len(open_to) + 1):
        if first and shifts_[0] not in open_to[first - 1]:
            return
        for rest in _cuts(open_to[first:], shifts_[1:]):
            yield (shifts_[0],) * first + rest


def common(some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """What two lists of spans share."""
    return tuple(part for lo_s, hi_s in others for part in within(some, lo_s, hi_s))
