"""A problem and a plan with the lookups that every question about one visit needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from matching.plan import Plan
from matching.problem import Assignment, Break, Carer, Link, Problem, Published, Slot, TimeWindow, Visit
from matching.travel import TravelTable

Leg = Callable[[str, str], int]


class Stop(NamedTuple):
    """A carer's presence at a visit."""

    visit: Visit
    start_s: int

    @property
    def end_s(self) -> int:
        """Second at which it ends."""
        return self.start_s + self.visit.duration_s


@dataclass(frozen=True, slots=True)
class Candidate:
    """A carer for one slot of a visit; `visit` has that slot alone, required, and its part of the pin."""

    visit: Visit
    slot: int
    carer: Carer
    is_of_team: bool


class WeekLookup:
    """A problem and a plan; what the plan says of unknown visits is left out."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.visits = {visit.id: visit for visit in problem.visits}
        self.assigned = {one.visit: one for one in plan.assignments if one.visit in self.visits}
        self._travel = TravelTable(problem)
        self._ways: dict[tuple[str, str, str], int | None] = {}
        self._tied: dict[str, tuple[Assignment, ...]] = {}
        published = problem.published or Published(0)
        self.frozen_until_s = None if problem.published is None else published.frozen_until_s
        begun = {one for one in published.assignments if one.start_s < published.frozen_until_s}
        self.facts = {name: one for name, one in self.assigned.items() if one in begun}
        self.fact_breaks = {one for one in published.breaks if one.start_s < published.frozen_until_s}

    def stops_of(self, carer: Carer) -> tuple[Stop, ...]:
        """The carer's stops in the plan, by start."""
        return self._stops.get(carer.id, ())

    @cached_property
    def _stops(self) -> dict[str, tuple[Stop, ...]]:
        found: dict[str, list[Stop]] = defaultdict(list)
        for one in self.assigned.values():
            for who in {who for who in one.carers if who is not None}:
                found[who].append(Stop(self.visits[one.visit], one.start_s))
        return {who: tuple(sorted(mine, key=lambda stop: stop.start_s)) for who, mine in found.items()}

    def breaks_of(self, carer: Carer) -> tuple[Break, ...]:
        """The carer's breaks in the plan."""
        return self._breaks.get(carer.id, ())

    @cached_property
    def _breaks(self) -> dict[str, tuple[Break, ...]]:
        found: dict[str, tuple[Break, ...]] = defaultdict(tuple)
        for one in self.plan.breaks:
            found[one.carer] += (one,)
        return found

    def tied_to(self, visit: Visit) -> tuple[Assignment, ...]:
        """The assigned visits to which series and links tie this one."""
        if visit.id not in self._tied:
            names = {name for one in self.problem.series if visit.id in one.visits for name in one.visits}
            for link in self.problem.links:
                if visit.id in (link.first, link.second):
                    names |= {link.first, link.second}
            tied = (one for name, one in self.assigned.items() if name in names and name != visit.id)
            self._tied[visit.id] = tuple(tied)
        return self._tied[visit.id]

    def shared_with(self, visit: Visit) -> dict[str, set[str]]:
        """Those who make the visits of which a link asks that one of them makes this one too, by visit."""
        others = {one.first if one.second == visit.id else one.second: None for one in self._same_links(visit)}
        crews = {name: self.assigned[name].carers for name in others if name in self.assigned}
        return {name: {who for who in crew if who is not None} for name, crew in crews.items()}

    def _same_links(self, visit: Visit) -> list[Link]:
        links = (one for one in self.problem.links if one.carers == "same")
        return [one for one in links if visit.id in (one.first, one.second)]

    def way_s(self, carer: Carer, source: str, target: str) -> int | None:
        """Seconds from one place to another as the carer travels; None where there is no way."""
        key = (carer.mode, source, target)
        if key not in self._ways:
            self._ways[key] = self._travel.seconds(*key)
        return self._ways[key]

    def leg_of(self, carer: Carer) -> Leg:
        """Seconds from one place to another as the carer travels; 0 where there is no way, which TRAVEL tells of."""
        return lambda source, target: self.way_s(carer, source, target) or 0


def candidate(visit: Visit, slot: int, carer: Carer) -> Candidate:
    """The carer for that slot alone."""
    pin = visit.pin
    if pin is not None:
        pin = replace(pin, carers=pin.carers[slot : slot + 1])
    alone = replace(visit, slots=(replace(visit.slots[slot], required=True),), min_filled=None, pin=pin)
    return Candidate(alone, slot, carer, is_of_team=len(visit.slots) > 1)


def interval_at(carer: Carer, start_s: int) -> TimeWindow | None:
    """The available interval in which a stop with this start lies."""
    return next((one for one in carer.available if one.start_s <= start_s < one.end_s), None)


def undemanding(visit: Visit, slots: int) -> Visit:
    """The visit as it stands in somebody's way: its time and place, and nothing that it asks."""
    easy = (Slot(required=False),) * max(1, slots)
    return replace(visit, slots=easy, min_filled=None, pin=None, preferred=(), excluded=(), group=None, wish=())
