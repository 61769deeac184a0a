"""Who could take a slot of one more visit, in which order of which of their days, as far as a quick look tells."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from typing import NamedTuple

from matching.explain.choices import NONE, Choice, Day, Duty, Pause
from matching.explain.day_lookup import DayLookup
from matching.explain.gates import passes_gates
from matching.explain.shifts import Shifts, Stop
from matching.explain.spans import Span, common, held, within
from matching.problem import DAY_S, Carer, Visit


class Seat(NamedTuple):
    """A carer for a slot, in one order of one of the carer's days, and the starts that this leaves, others apart."""

    slot: int
    who: str
    day: Day
    order: tuple[Stop, ...]
    spans: tuple[Span, ...]


class Seats:
    """The seats of visits in one plan; each visit is where it is and lasts as long whenever it is asked about."""

    def __init__(self, shifts: Shifts, days: DayLookup) -> None:
        self.shifts, self._days = shifts, days
        self._known_able: dict[tuple[str, int, str | None], list[Carer]] = {}
        self._known_seats: dict[tuple[str, int, str, tuple[Span, ...]], list[Seat]] = {}
        self._before: Seats | None = None
        self._changed: frozenset[str] = frozenset()

    def under(self, shifts: Shifts, changed: Collection[str]) -> Seats:
        """Those of the same plan in which these carers are others; what is known of everybody else stays known.

        No link, no series and no other visit may have changed, nor where the visit asked about is or how long it takes.
        """
        other = Seats(shifts, DayLookup(shifts))
        other._before, other._changed = self, frozenset(changed)
        return other

    def of(self, visit: Visit, day: Sequence[Span], among: Container[str] | None) -> list[Seat]:
        """Every order of every day of those who may come, at least as far as a quick look tells.

        None where nobody is left for a slot that can't stay empty, nor of slots that may once enough are filled.
        """
        barred, needed = self._barred(visit), needed_slots(visit)
        if not self._is_apart(visit, day[0][0] // DAY_S):
            return []
        slots = needed if visit.fewest <= len(needed) else range(len(visit.slots))
        anyhow = common(self.shifts.starts_of(visit, ()), day)
        found: list[Seat] = []
        for slot in slots:
            before = len(found)
            for carer in self._able(visit, slot):
                if carer.id not in barred and (among is None or carer.id in among):
                    spans = held(anyhow, visit.slots[slot], carer, visit.duration_s)
                    if spans:
                        found += self._seats(visit, slot, carer, spans)
            if slot in needed and len(found) == before:
                return []
        return found

    def _seats(self, visit: Visit, slot: int, carer: Carer, spans: tuple[Span, ...]) -> list[Seat]:
        known = self if self._before is None or carer.id in self._changed else self._before
        return known.every_order(visit, slot, carer, spans)

    def every_order(self, visit: Visit, slot: int, carer: Carer, spans: tuple[Span, ...]) -> list[Seat]:
        """A carer's seats at these starts, looked for once."""
        key = (visit.id, slot, carer.id, spans)
        if key not in self._known_seats:  # a carer of a team is asked for beside each of the others
            self._known_seats[key] = list(self._orders(visit, slot, carer, spans))
        return self._known_seats[key]

    def _able(self, visit: Visit, slot: int) -> list[Carer]:
        """Carers whom neither a gate nor the pin keeps from a slot."""
        pins = visit.pin.carers if visit.pin else ()
        pinned = pins[slot] if slot < len(pins) else None
        key = (visit.id, slot, pinned)
        if key not in self._known_able:
            carers = self.shifts.carers.values() if pinned is None else [self.shifts.carers[pinned]]
            self._known_able[key] = [one for one in carers if passes_gates(visit, visit.slots[slot], one)]
        return self._known_able[key]

    def _barred(self, visit: Visit) -> set[str]:
        """Those who make a visit from which a link keeps its carers away."""
        links = [one for one in self.shifts.links.get(visit.id, ()) if one.carers == "different"]
        names = {one.first if one.second == visit.id else one.second for one in links}
        crews = [self.shifts.assigned[name].carers for name in names if name in self.shifts.assigned]
        return {who for crew in crews for who in crew if who is not None}

    def _is_apart(self, visit: Visit, date: int) -> bool:
        """Whether no others of a series lie too near by their days."""
        for series in self.shifts.series.get(visit.id, ()):
            for other in series.visits:
                known = self.shifts.assigned.get(other)
                if other != visit.id and known and abs(known.start_s // DAY_S - date) < series.min_days:
                    return False
        return True

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
                        if self._fits(visit, carer, order, spans):
                            yield Seat(slot, carer.id, day, order, tuple(spans))

    def _split(
        self, visit: Visit, carer: Carer, stops: Sequence[Stop], shifts_: Sequence[int], at: int
    ) -> Iterator[tuple[Stop, ...]]:
        """The order of a day with several intervals, cut between them in each way."""
        names = [*(one.visit for one in stops[:at]), visit.id, *(one.visit for one in stops[at:])]
        were = {one.visit: one.shift for one in stops}
        may_be = self._days.may_be_in
        open_to = [
            [shift for shift in shifts_ if name == visit.id or may_be(name, carer, shift, were[name])] for name in names
        ]
        for cut in _cuts(open_to, shifts_):
            yield tuple(Stop(name, shift) for name, shift in zip(names, cut, strict=True))

    def _fits(self, visit: Visit, carer: Carer, order: Sequence[Stop], spans: Sequence[Span]) -> bool:
        """Whether each interval has time for its stops, each as early as can be; where facts are it is not asked."""
        for shift in dict.fromkeys(stop.shift for stop in order):
            names = [stop.visit for stop in order if stop.shift == shift]
            *ways_s, home_s = self.shifts.tour_s(carer, [self.shifts.visits[name] for name in names])
            if visit.id in names and (home_s is None or None in ways_s):
                return False
            interval = carer.available[shift]
            now_s = interval.start_s
            for name, way_s in zip(names, ways_s, strict=True):
                if name in self.shifts.facts:
                    return True
                starts = spans if name == visit.id else self.shifts.spans_of(name)
                if not (left := within(starts, now_s + (way_s or 0), interval.end_s)):
                    return False
                now_s = left[0][0] + self.shifts.visits[name].duration_s
            if now_s + (home_s or 0) > interval.end_s:
                return False
        return True

    def _between(self, visit: Visit, carer: Carer, day: Day, at: int, spans: Sequence[Span]) -> tuple[Span, ...]:
        """The starts between two stops of a day with one interval: a quick look, which lets through more than fits."""
        chain = self._days.chain(carer, day)
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
        here_s = self._days.least_s(carer, day) + visit.duration_s + come_s + go_s - was_s
        if here_s > carer.max_day_s:
            return True
        others = (date for date in self.shifts.worked_days(carer.id) if date != day[1])
        return here_s + sum(self._days.least_s(carer, (carer.id, date)) for date in others) > carer.max_week_s


def needed_slots(visit: Visit) -> list[int]:
    """The slots that can't stay empty: required ones, and those for which somebody is pinned."""
    pinned = visit.pin.carers if visit.pin else ()
    return [i for i, slot in enumerate(visit.slots) if slot.required or (i < len(pinned) and pinned[i] is not None)]


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
    legs_s = [way_s or 0 for way_s in shifts.tour_s(carer, visits)]
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
