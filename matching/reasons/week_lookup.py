"""A problem and a plan with the lookups that every question about one visit needs."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from matching.plan import Plan
from matching.problem import Assignment, Break, Carer, Link, Problem, Published, Series, Visit
from matching.reasons.duty import Duty, Pause, lay_out
from matching.reasons.stops import Leg, Stop
from matching.travel import TravelTable


class WeekLookup:
    """A problem and a plan; what the plan says of unknown visits is left out."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.visits = {visit.id: visit for visit in problem.visits}
        self.assigned = {one.visit: one for one in plan.assignments if one.visit in self.visits}
        self._travel = TravelTable(problem)
        self._ways: dict[tuple[str, str, str], int | None] = {}
        self._duties: dict[str, tuple[tuple[object, ...], tuple[Duty, ...]]] = {}
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

    def duties_of(self, carer: Carer, stops: tuple[Stop, ...]) -> tuple[Duty, ...]:
        """The carer's duties with these stops; those of all their stops are laid out once."""
        if not stops:
            return ()
        asked = (stops, self.breaks_of(carer), self.frozen_until_s)
        known = self._duties.get(carer.id)
        if known is None or any(one is not other for one, other in zip(known[0], asked, strict=True)):
            known = asked, self._laid_out(carer, stops)
            if stops is self.stops_of(carer):
                self._duties[carer.id] = known
        return known[1]

    def _laid_out(self, carer: Carer, stops: tuple[Stop, ...]) -> tuple[Duty, ...]:
        rests = [
            Pause(one.start_s, one.start_s + one.duration_s, one in self.fact_breaks) for one in self.breaks_of(carer)
        ]

        def way_s(source: str, target: str) -> int | None:
            return self.way_s(carer, source, target)

        return tuple(lay_out(carer, stops, self.facts, rests, way_s))

    def series_of(self, visit_id: str) -> list[Series]:
        """The series that the visit is in."""
        return self._series.get(visit_id, [])

    @cached_property
    def _series(self) -> dict[str, list[Series]]:
        found: dict[str, list[Series]] = defaultdict(list)
        for one in self.problem.series:
            for name in dict.fromkeys(one.visits):
                found[name].append(one)
        return found

    def links_of(self, visit_id: str) -> list[Link]:
        """The links of the visit."""
        return self._links.get(visit_id, [])

    @cached_property
    def _links(self) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = defaultdict(list)
        for one in self.problem.links:
            for name in dict.fromkeys((one.first, one.second)):
                found[name].append(one)
        return found

    def tied_to(self, visit: Visit) -> tuple[Assignment, ...]:
        """The assigned visits to which series and links tie this one."""
        names = {name: None for one in self.series_of(visit.id) for name in one.visits}
        names |= {name: None for one in self.links_of(visit.id) for name in (one.first, one.second)}
        return tuple(self.assigned[name] for name in names if name in self.assigned and name != visit.id)

    def shared_with(self, visit: Visit) -> dict[str, set[str]]:
        """Those who make the visits of which a link asks that one of them makes this one too, by visit."""
        links = [one for one in self.links_of(visit.id) if one.carers == "same"]
        others = {one.first if one.second == visit.id else one.second: None for one in links}
        crews = {name: self.assigned[name].carers for name in others if name in self.assigned}
        return {name: {who for who in crew if who is not None} for name, crew in crews.items()}

    def way_s(self, carer: Carer, source: str, target: str) -> int | None:
        """Seconds from one place to another as the carer travels; None where there is no way."""
        key = (carer.mode, source, target)
        if key not in self._ways:
            self._ways[key] = self._travel.seconds(*key)
        return self._ways[key]

    def leg_of(self, carer: Carer) -> Leg:
        """Seconds from one place to another as the carer travels; 0 where there is no way, which TRAVEL tells of."""
        return lambda source, target: self.way_s(carer, source, target) or 0
