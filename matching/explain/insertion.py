"""One more visit in a plan: every other keeps its carer, day and place in the order; starts and breaks may move.

Whatever is tried is tried to the end: where no way in is found and nothing was left open, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import NamedTuple

from matching.explain.bounds import Span
from matching.explain.shifts import Shifts, Stop, passes_gates, within
from matching.explain.timetable import ANY, FAR_S, NONE, Choice, Day, Duty, New, Pause, Timetable
from matching.problem import DAY_S, Assignment, Break, Carer, Visit

MOST_ROUNDS = 8  # of letting more of other carers' days shift along
MOST_BREAK_CHOICES = 64  # of other carers' duties that shift along; more are left open
_EVER: tuple[Span, ...] = ((-FAR_S, FAR_S),)


@dataclass(frozen=True, slots=True)
class Placed:
    """A way in: the new visit's start and carers, and what else shifts."""

    start_s: int
    carers: tuple[str | None, ...]
    assignments: tuple[Assignment, ...]
    breaks: Mapping[str, tuple[Break, ...]]

    def into(self, shifts: Shifts) -> Shifts:
        """The plan with it."""
        return shifts.with_starts(self.assignments, dict(self.breaks))


class Seat(NamedTuple):
    """A carer for a slot, in one order of one of the carer's days, and the starts that this leaves, others apart."""

    slot: int
    who: str
    day: Day
    order: tuple[Stop, ...]
    spans: tuple[Span, ...]


class Inserter:
    """Looks for ways into one plan. `is_sure` stays true while nothing that could be a way in was left open."""

    def __init__(self, shifts: Shifts, is_out_of_time: Callable[[], bool] = lambda: False) -> None:
        self.shifts, self.is_sure, self._is_out_of_time = shifts, True, is_out_of_time
        self._chains: dict[Day, tuple[list[int], list[int]] | None] = {}
        self._able_by_slot: dict[int, list[Carer]] = {}

    def ways(
        self, name: str, among: Container[str] | None = None, starts: Sequence[Span] | None = None
    ) -> Iterator[Placed]:
        """Ways in for a visit, by carers `among` these, at one of these `starts` (None: all), day by day."""
        visit = self.shifts.visits[name]
        if any(self._lacks_first(link.first, link.second, name) for link in self.shifts.links.get(name, ())):
            return
        self._able_by_slot.clear()
        for date in _dates(visit):
            spans = within(_EVER if starts is None else starts, date * DAY_S, (date + 1) * DAY_S - 1)
            seats = list(self._seats(visit, spans, among)) if spans else []
            for crew in self._crews(visit, seats):
                if self._is_out_of_time():
                    self.is_sure = False
                    return
                placed = self._placed(visit, date, crew)
                if placed is not None:
                    yield placed

    def _lacks_first(self, first: str, second: str, name: str) -> bool:
        return second == name and first not in self.shifts.assigned

    def _seats(self, visit: Visit, day: Sequence[Span], among: Container[str] | None) -> Iterator[Seat]:
        """Every order of every day of those who may come, at least as far as a quick look tells."""
        barred = self._barred(visit)
        for slot in range(len(visit.slots)):
            for carer in self._able(visit, slot, among):
                if carer.id not in barred:
                    crew = tuple(carer.id if i == slot else None for i in range(len(visit.slots)))
                    spans = _common(self.shifts.starts_of(visit, crew), day)
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
                    if left:
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
        for cut in _cuts(len(names), shifts_):
            if all(name not in self.shifts.facts or cut[i] == were.get(name) for i, name in enumerate(names)):
                opens = [carer.available[shift].start_s for shift in cut]
                ends = [carer.available[shift].end_s for shift in cut]
                if all(self._may_start(name, visit, opens[i], ends[i]) for i, name in enumerate(names)):
                    yield tuple(Stop(name, shift) for name, shift in zip(names, cut, strict=True))

    def _may_start(self, name: str, visit: Visit, open_s: int, end_s: int) -> bool:
        if name == visit.id or name in self.shifts.facts:
            return True
        return bool(within(self.shifts.spans_of(name), open_s, end_s - self.shifts.visits[name].duration_s))

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

    def _crews(self, visit: Visit, seats: Sequence[Seat]) -> Iterator[tuple[Seat, ...]]:
        """Seats that together are enough, their starts in common; alike crews are told apart by their orders."""
        needed = needed_slots(visit)
        more = visit.fewest - len(needed)
        optional = [i for i in range(len(visit.slots)) if i not in needed]
        for extra in _subsets(optional, max(0, more)):
            slots = sorted([*needed, *extra])
            by_slot = [[seat for seat in seats if seat.slot == slot] for slot in slots]
            for crew in _joint(by_slot):
                if self._is_linked(visit, crew):
                    yield crew

    def _is_linked(self, visit: Visit, crew: Sequence[Seat]) -> bool:
        """Whether one of each crew that a link asks for is there."""
        names = {seat.who for seat in crew}
        for link in self.shifts.links.get(visit.id, ()):
            other = self.shifts.assigned.get(link.first if link.second == visit.id else link.second)
            if link.carers == "same" and other is not None and not names & set(other.carers):
                return False
        return True

    def _placed(self, visit: Visit, date: int, crew: Sequence[Seat]) -> Placed | None:
        """The visit with this crew in these orders, if some starts and breaks keep every rule."""
        carers: list[str | None] = [None] * len(visit.slots)
        for seat in crew:
            carers[seat.slot] = seat.who
        spans = crew[0].spans
        for seat in crew[1:]:
            spans = _common(spans, seat.spans)
        new = New(visit.id, date, spans, tuple(carers))
        orders = {seat.day: seat.order for seat in crew}
        mine = [list(self._pauses(seat)) for seat in crew]
        duties = [one for one, _ in (each[0] for each in mine if each)]
        anyhow: dict[Duty, Choice] = dict.fromkeys(duties, ANY)
        days: dict[Day, None] = {}
        for _ in range(MOST_ROUNDS):
            outer = Timetable(self.shifts, orders, new, anyhow, days, is_inner=False)
            if self._is_impossible(outer):
                return None
            open_choices = [
                choices
                for chosen in product(*mine)
                if not self._is_impossible(
                    Timetable(self.shifts, orders, new, choices := dict(chosen), days, is_inner=False)
                )
            ]
            for choices in open_choices:
                if (found := self._inner(orders, new, choices, days)) is not None:
                    return found
            if not open_choices:
                return None
            beyond = outer.beyond()
            if not beyond:
                break
            days |= dict.fromkeys(beyond)
        self.is_sure = False
        return None

    def _is_impossible(self, outer: Timetable) -> bool:
        """Whether no start is left, other duties' breaks and hours apart."""
        if outer.fault or outer.bounds.earliest() is None:
            self.is_sure &= outer.fault or outer.is_whole
            return True
        return False

    def _inner(
        self, orders: Mapping[Day, tuple[Stop, ...]], new: New, choices: dict[Duty, Choice], days: Iterable[Day]
    ) -> Placed | None:
        """Starts that keep all else as it is, if need be with breaks of other duties elsewhere."""
        table = Timetable(self.shifts, orders, new, choices, days, is_inner=True)
        if (found := self._starts(table)) is not None:
            return found
        for others in self._other_choices(table, choices):
            again = Timetable(self.shifts, orders, new, others, days, is_inner=True)
            if (found := self._starts(again)) is not None:
                return found
        return None

    def _pauses(self, seat: Seat) -> Iterator[tuple[Duty, Choice]]:
        """Where the break of the duty that gains the visit may lie."""
        known = {stop.visit for stop in self.shifts.days.get(seat.day, ())}
        shift = next(stop.shift for stop in seat.order if stop.visit not in known)
        duty = (seat.who, shift)
        carer = self.shifts.carers[seat.who]
        stops = [stop for stop in seat.order if stop.shift == shift]
        if carer.break_rule is None or len(stops) < 2:
            yield duty, NONE
            return
        pause = self.shifts.break_in(carer, shift)
        is_fact = pause is not None and pause in self.shifts.fact_breaks
        if not is_fact:
            yield duty, NONE
        for gap in range(1, len(stops)):
            yield duty, Pause(gap, is_before_drive=False)
            yield duty, Pause(gap, is_before_drive=True)

    def _other_choices(self, table: Timetable, choices: Mapping[Duty, Choice]) -> Iterator[dict[Duty, Choice]]:
        """The same with other duties' breaks elsewhere, as many choices as there may be."""
        others = table.other_duties
        every: list[list[Choice]] = [
            [NONE, *(Pause(gap, is_first) for gap in range(1, stops) for is_first in (False, True))]
            for stops in others.values()
        ]
        if not others:
            return
        for chosen in islice(product(*every), MOST_BREAK_CHOICES):
            yield {**choices, **dict(zip(others, chosen, strict=True))}

    def _starts(self, table: Timetable) -> Placed | None:
        """The starts nearest to those of the plan that keep every rule."""
        if table.fault or table.bounds.earliest() is None:
            return None
        new, bounds = table.new, table.bounds
        mine = table.start_of[new.visit]
        wanted = [0] * len(bounds.spans)
        for name, node in table.start_of.items():
            wanted[node] = self._wish_s(table) if name == new.visit else self.shifts.assigned[name].start_s
        for (who, shift), node in table.pauses.items():
            pause = self.shifts.break_in(self.shifts.carers[who], shift)
            wanted[node] = pause.start_s if pause else bounds.spans[node][0][0]
        order = [mine, *(node for name, node in table.start_of.items() if name != new.visit), *table.pauses.values()]
        starts = bounds.nearest(wanted, order)
        if starts is None:
            return None
        crew = new.crew
        changed = [Assignment(new.visit, starts[mine], crew)]
        for name, node in table.start_of.items():
            if name != new.visit and starts[node] != self.shifts.assigned[name].start_s:
                old = self.shifts.assigned[name]
                changed.append(Assignment(name, starts[node], old.carers))
        return Placed(starts[mine], crew, tuple(changed), self._breaks(table, starts))

    def _wish_s(self, table: Timetable) -> int:
        """Where the visit would best start: as wished, else soon after the stop before it."""
        visit = self.shifts.visits[table.new.visit]
        first_s = table.new.spans[0][0]
        if visit.priority in ("asap", "stat"):
            return first_s
        for wish in visit.wish:
            if first_s // DAY_S == wish.start_s // DAY_S:
                return wish.start_s
        for day, order in table.orders.items():
            names = [stop.visit for stop in order]
            at, carer = names.index(visit.id), self.shifts.carers[day[0]]
            if at > 0:
                before = self.shifts.visits[names[at - 1]]
                way_s = self.shifts.way_s(carer, before.place, visit.place) or 0
                return self.shifts.assigned[before.id].start_s + before.duration_s + way_s
            if len(names) > 1:
                after = self.shifts.visits[names[1]]
                way_s = self.shifts.way_s(carer, visit.place, after.place) or 0
                return self.shifts.assigned[after.id].start_s - way_s - visit.duration_s
        return first_s

    def _breaks(self, table: Timetable, starts: Sequence[int]) -> dict[str, tuple[Break, ...]]:
        """The breaks of those whose duties are here: where the timetable has them, the others as they were."""
        found: dict[str, tuple[Break, ...]] = {}
        laid = {(who, stop.shift) for who, date in table.days for stop in table.order((who, date))}
        for who in {who for who, _ in laid}:
            carer = self.shifts.carers[who]
            redone = [carer.available[shift] for name, shift in laid if name == who and shift >= 0]
            kept = [
                one
                for one in self.shifts.breaks.get(who, ())
                if one in self.shifts.fact_breaks or not any(a.start_s <= one.start_s < a.end_s for a in redone)
            ]
            for (name, shift), node in table.pauses.items():
                pause = self.shifts.break_in(carer, shift) if name == who else None
                if name == who and not (pause is not None and pause in self.shifts.fact_breaks):
                    kept.append(Break(who, starts[node], carer.break_rule.duration_s if carer.break_rule else 0))
            found[who] = tuple(kept)
        return found


def needed_slots(visit: Visit) -> list[int]:
    """The slots that can't stay empty: required ones, and those for which somebody is pinned."""
    pinned = visit.pin.carers if visit.pin else ()
    return [i for i, slot in enumerate(visit.slots) if slot.required or (i < len(pinned) and pinned[i] is not None)]


def _dates(visit: Visit) -> list[int]:
    return sorted(
        {
            day
            for one in visit.windows
            if one.end_s - one.start_s >= visit.duration_s
            for day in range(one.start_s // DAY_S, (one.end_s - visit.duration_s) // DAY_S + 1)
        }
    )


def _cuts(length: int, shifts_: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All ways to give a sequence of stops to intervals in order."""
    if length == 0:
        yield ()
        return
    if not shifts_:
        return
    for first in range(length + 1):
        for rest in _cuts(length - first, shifts_[1:]):
            yield (shifts_[0],) * first + rest


def _subsets(items: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    if size == 0:
        yield ()
        return
    for i, one in enumerate(items):
        for rest in _subsets(items[i + 1 :], size - 1):
            yield (one, *rest)


def _joint(by_slot: Sequence[Sequence[Seat]]) -> Iterator[tuple[Seat, ...]]:
    """One seat for each slot, nobody twice, with a start in common."""
    if not by_slot:
        yield ()
        return

    def grown(
        crew: tuple[Seat, ...], spans: tuple[Span, ...], left: Sequence[Sequence[Seat]]
    ) -> Iterator[tuple[Seat, ...]]:
        if not left:
            yield crew
            return
        for seat in left[0]:
            if all(seat.who != one.who for one in crew) and (common := _common(spans, seat.spans)):
                yield from grown((*crew, seat), common, left[1:])

    for seat in by_slot[0]:
        yield from grown((seat,), seat.spans, by_slot[1:])


def _common(some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """What two lists of spans share."""
    return tuple(part for lo_s, hi_s in others for part in within(some, lo_s, hi_s))
