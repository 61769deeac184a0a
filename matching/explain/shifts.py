"""Who makes which visits in which order, shift by shift, with the lookups that trying another order needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, Self, TypeVar

from matching.explain.spans import Span, held, within
from matching.plan import Plan
from matching.problem import DAY_S, Assignment, Break, Carer, Link, Problem, Published, Series, Visit
from matching.travel import TravelTable

Item = TypeVar("Item")


class Stop(NamedTuple):
    """A visit in one of a carer's available intervals, by the interval's place among them; -1 outside all."""

    visit: str
    shift: int


class Shifts:
    """A week and a plan. Changed ones are copies: `with_carer`, `with_visit`, `without`, `with_assignment`."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.visits = {visit.id: visit for visit in problem.visits}
        self.carers = {carer.id: carer for carer in problem.carers}
        self.places = {place.id: place for place in problem.places}
        self.assigned = {one.visit: one for one in plan.assignments if one.visit in self.visits}
        self.breaks: dict[str, tuple[Break, ...]] = defaultdict(tuple)
        for one in plan.breaks:
            self.breaks[one.carer] += (one,)
        published = problem.published
        self.frozen_s = None if published is None else published.frozen_until_s
        told, frozen_s = published or Published(0), self.frozen_s or 0
        begun = {one for one in told.assignments if one.start_s < frozen_s}
        self.facts = {name for name, one in self.assigned.items() if one in begun}
        self.fact_breaks = {one for one in told.breaks if one.start_s < frozen_s}
        self._travel = TravelTable(problem)
        self._ways: dict[tuple[str, str, str], int | None] = {}
        self.known_spans: dict[str, tuple[Span, ...]] = {}
        crews: dict[str, list[str]] = defaultdict(list)
        for one in self.assigned.values():
            for who in {who for who in one.carers if who is not None}:
                crews[who].append(one.visit)
        self.days: dict[tuple[str, int], tuple[Stop, ...]] = {}
        self.strays: dict[str, tuple[str, ...]] = {}
        for who, names in crews.items():
            if who in self.carers:
                self.lay_out(who, names)
        self.links: dict[str, list[Link]] = defaultdict(list)
        for link in problem.links:
            self.links[link.first].append(link)
            self.links[link.second].append(link)
        self.series: dict[str, list[Series]] = defaultdict(list)
        for series in problem.series:
            for name in series.visits:
                self.series[name].append(series)

    def with_carer(self, carer: Carer) -> Self:
        """The same plan, with this carer instead of the one of the same name, or beside all others."""
        other = copy(self)
        other.carers, other.days, other.strays = {**self.carers, carer.id: carer}, self.days.copy(), self.strays.copy()
        names = [stop.visit for stop in self.all_stops(carer.id)]
        for day in self.worked_days(carer.id):
            del other.days[carer.id, day]
        other.lay_out(carer.id, names)
        other.known_spans = _without(self.known_spans, names)
        return other

    def with_visit(self, visit: Visit) -> Self:
        """The same plan, with this visit instead of the one of the same name."""
        other = copy(self)
        other.visits = {**self.visits, visit.id: visit}
        other.known_spans = _without(self.known_spans, [visit.id])
        return other

    def with_ties(self, links: Iterable[Link], series: Iterable[Series]) -> Self:
        """The same plan, with other links and series."""
        other = copy(self)
        other.links, other.series = defaultdict(list), defaultdict(list)
        for link in links:
            other.links[link.first].append(link)
            other.links[link.second].append(link)
        for one in series:
            for name in one.visits:
                other.series[name].append(one)
        return other

    def without(self, visit: str) -> Self:
        """The same plan, without a visit and without breaks that it leaves between no two stops."""
        other = copy(self)  # known spans are those of both: nobody asks for the visit's where it is not assigned
        mine = self.assigned[visit]
        other.assigned = _without(self.assigned, [visit])
        other.days, other.breaks, other.strays = self.days.copy(), self.breaks.copy(), self.strays.copy()
        for who in {who for who in mine.carers if who is not None}:
            other.lose(who, visit)
        return other

    def with_starts(self, assignments: Iterable[Assignment], breaks: dict[str, tuple[Break, ...]]) -> Self:
        """The same plan, with these assignments and these carers' breaks instead of what it has of them."""
        other, changed = copy(self), list(assignments)
        other.assigned, other.breaks = self.assigned.copy(), self.breaks.copy()  # sooner than putting two together
        other.assigned.update((one.visit, one) for one in changed)
        other.breaks.update(breaks)
        other.known_spans = _without(self.known_spans, [one.visit for one in changed])
        other.days, other.strays = self.days.copy(), self.strays.copy()
        for who in {who for one in changed for who in one.carers if who is not None}:
            names = {stop.visit for stop in self.all_stops(who)} | {one.visit for one in changed if who in one.carers}
            for day in self.worked_days(who):
                del other.days[who, day]
            other.lay_out(who, names)
        return other

    def settled(self) -> Self:
        """The same plan, no start of which may change any more."""
        other = copy(self)
        other.known_spans = {name: ((one.start_s, one.start_s),) for name, one in self.assigned.items()}
        return other

    def plan(self) -> Plan:
        """The plan as it stands."""
        breaks = tuple(one for mine in self.breaks.values() for one in mine)
        return Plan(self.problem.name, tuple(self.assigned.values()), breaks)

    def all_stops(self, who: str) -> list[Stop]:
        """The carer's stops of the week, those outside every interval too."""
        found = [stop for day in self.worked_days(who) for stop in self.days[who, day]]
        return [*found, *(Stop(name, -1) for name in self.strays.get(who, ()))]

    def worked_days(self, who: str) -> list[int]:
        """Days on which the carer works, in order."""
        carer = self.carers.get(who)
        days = sorted({one.start_s // DAY_S for one in carer.available}) if carer else []
        return [day for day in days if (who, day) in self.days]

    def shifts_on(self, carer: Carer, day: int) -> list[int]:
        """Places of the available intervals that begin on a day."""
        return [i for i, one in enumerate(carer.available) if one.start_s // DAY_S == day]

    def break_in(self, carer: Carer, shift: int) -> Break | None:
        """The carer's break in an interval."""
        interval = carer.available[shift]
        mine = self.breaks.get(carer.id, ())
        return next((one for one in mine if interval.start_s <= one.start_s < interval.end_s), None)

    def way_s(self, carer: Carer, source: str, target: str) -> int | None:
        """Seconds from one place to another as the carer travels; None where there is no way."""
        key = (carer.mode, source, target)
        if key not in self._ways:
            self._ways[key] = self._travel.seconds(*key)
        return self._ways[key]

    def tour_s(self, carer: Carer, visits: Sequence[Visit]) -> list[int | None]:
        """Seconds from the carer's base to the first of the visits, from each to the next, and back from the last."""
        route = [carer.base, *(visit.place for visit in visits), carer.base]
        return [self.way_s(carer, *leg) for leg in pairwise(route)]

    def spans_of(self, name: str) -> tuple[Span, ...]:
        """Starts that an assigned visit may have on its day, whoever comes; a fact has its own only."""
        if name not in self.known_spans:
            one = self.assigned[name]
            if name in self.facts:
                self.known_spans[name] = ((one.start_s, one.start_s),)
            else:
                day = one.start_s // DAY_S
                spans = within(self.starts_of(self.visits[name], one.carers), day * DAY_S, (day + 1) * DAY_S - 1)
                self.known_spans[name] = spans
        return self.known_spans[name]

    def starts_of(self, visit: Visit, crew: Sequence[str | None]) -> tuple[Span, ...]:
        """Starts that a visit may have with such a crew: windows, pin, frozen time, credentials."""
        spans = tuple((one.start_s, one.end_s - visit.duration_s) for one in visit.windows)
        spans = tuple(one for one in spans if one[0] <= one[1])
        if visit.pin is not None and visit.pin.start_s is not None:
            spans = within(spans, visit.pin.start_s, visit.pin.start_s)
        if self.frozen_s is not None:
            spans = within(spans, self.frozen_s, self.problem.horizon_s)
        for slot, who in zip(visit.slots, crew, strict=False):
            if who is not None and slot.credentials:
                spans = held(spans, slot, self.carers[who], visit.duration_s)
        return spans

    @cached_property
    def pinned_to(self) -> dict[str, list[str]]:
        """Visits to which a pin holds each carer."""
        found: dict[str, list[str]] = defaultdict(list)
        for visit in self.problem.visits:
            for who in visit.pin.carers if visit.pin else ():
                if who is not None:
                    found[who].append(visit.id)
        return found

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Visits by group."""
        found: dict[str, list[str]] = defaultdict(list)
        for visit in self.problem.visits:
            if visit.group is not None:
                found[visit.group].append(visit.id)
        return found

    def lose(self, who: str, visit: str) -> None:
        """Take a visit out of a carer's day, and a break that then lies between no two stops."""
        mine = ((who, day) for day in self.worked_days(who))
        key = next((key for key in mine if any(stop.visit == visit for stop in self.days[key])), None)
        if key is None:
            self.strays[who] = tuple(name for name in self.strays[who] if name != visit)
            return
        shift = next(stop.shift for stop in self.days[key] if stop.visit == visit)
        self.days[key] = tuple(stop for stop in self.days[key] if stop.visit != visit)
        left = [self.assigned[stop.visit].start_s for stop in self.days[key] if stop.shift == shift]
        pause = self.break_in(self.carers[who], shift)
        if pause is not None and pause not in self.fact_breaks and not (left and left[0] <= pause.start_s < left[-1]):
            self.breaks[who] = tuple(one for one in self.breaks[who] if one != pause)
        if not self.days[key]:
            del self.days[key]

    def lay_out(self, who: str, names: Iterable[str]) -> None:
        """Put the carer's visits on their days, by start."""
        available, strays, shift = self.carers[who].available, list[str](), 0
        by_day: dict[int, list[Stop]] = defaultdict(list)
        for start_s, name in sorted([(self.assigned[name].start_s, name) for name in names]):
            while shift < len(available) and available[shift].end_s <= start_s:
                shift += 1
            if shift < len(available) and available[shift].start_s <= start_s:
                by_day[available[shift].start_s // DAY_S].append(Stop(name, shift))
            else:
                strays.append(name)
        for day, stops in by_day.items():
            self.days[who, day] = tuple(stops)
        self.strays[who] = tuple(strays)


def _without(items: dict[str, Item], names: Iterable[str]) -> dict[str, Item]:
    """The items without some; names that are not among them are passed over."""
    left = items.copy()
    for name in names:
        left.pop(name, None)
    return left


def shift_at(carer: Carer, start_s: int) -> int:
    """The place of the available interval that holds this start; -1 if none does."""
    for i, one in enumerate(carer.available):
        if one.start_s <= start_s < one.end_s:
            return i
    return -1
