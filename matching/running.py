"""A published plan while the week runs: what has begun stays, who is on the road arrives first, the rest can give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Self

from matching.plan import Plan
from matching.problem import Assignment, Break, Carer, Problem, Published, Visit, formula_travel_s
from matching.reasons.stops import Stop, interval_at
from matching.reasons.week_lookup import WeekLookup


class RunningWeek(WeekLookup):
    """A published plan at `now_s`. Make it once and ask it `at` each moment: lookups and travel times stay warm.

    The problem's own published part is replaced: all that the plan assigns is what people were told, and what starts
    before `now_s` is a fact.
    """

    def __init__(self, problem: Problem, plan: Plan, now_s: int) -> None:
        super().__init__(replace(problem, published=Published(now_s, plan.assignments, plan.breaks)), plan)
        self.now_s = now_s
        self._places = {place.id: (i, place) for i, place in enumerate(problem.places)}
        self._ways: dict[tuple[str, str, str], int | None] = {}
        stops: dict[str, list[Stop]] = defaultdict(list)
        for one in self.assigned.values():
            for who in {who for who in one.carers if who is not None}:
                stops[who].append(Stop(self.visits[one.visit], one.start_s))
        breaks: dict[str, list[Break]] = defaultdict(list)
        for pause in plan.breaks:
            breaks[pause.carer].append(pause)
        self._ties = _ties(problem)
        self.stops = {who: tuple(sorted(mine, key=_start_s)) for who, mine in stops.items()}
        self.breaks = {who: tuple(mine) for who, mine in breaks.items()}

    def at(self, now_s: int) -> Self:
        """The same plan at another moment."""
        other = copy(self)
        other.now_s = other.frozen_until_s = now_s
        other.problem = replace(self.problem, published=Published(now_s, self.plan.assignments, self.plan.breaks))
        other.facts = {name: one for name, one in self.assigned.items() if one.start_s < now_s}
        other.fact_breaks = {one for one in self.plan.breaks if one.start_s < now_s}
        return other

    def stops_of(self, carer: Carer) -> tuple[Stop, ...]:
        """The carer's stops in the plan, by start."""
        return self.stops.get(carer.id, ())

    def breaks_of(self, carer: Carer) -> tuple[Break, ...]:
        """The carer's breaks in the plan."""
        return self.breaks.get(carer.id, ())

    def tied_to(self, visit: Visit) -> tuple[Assignment, ...]:
        """The assigned visits to which series and links tie this one."""
        return tuple(self.assigned[name] for name in self._ties.get(visit.id, ()) if name in self.assigned)

    def way_s(self, carer: Carer, source: str, target: str) -> int | None:
        """Seconds from one place to another as the carer travels; None where there is no way. Each is reckoned once."""
        key = (carer.mode, source, target)
        if key not in self._ways:
            (i, start), (j, end) = self._places[source], self._places[target]
            matrix = self.problem.matrices.get(carer.mode)
            if matrix is None or i == j:
                self._ways[key] = formula_travel_s(self.problem.modes[carer.mode], start, end)
            else:
                self._ways[key] = matrix[i][j]
        return self._ways[key]

    def if_carer_had(self, carer: Carer, stops: Iterable[Stop], breaks: tuple[Break, ...]) -> Self:
        """The week with other stops and breaks of one carer."""
        mine, other = tuple(sorted(stops, key=_start_s)), copy(self)
        if new := {stop.visit.id: stop.visit for stop in mine if stop.visit.id not in self.visits}:
            other.visits = {**self.visits, **new}
        other.stops, other.breaks = {**self.stops, carer.id: mine}, {**self.breaks, carer.id: breaks}
        return other

    def free_from_s(self, carer: Carer) -> int:
        """Second at which the carer is done with the visits at hand: begun, or on the way there; now if none is."""
        free_s, leg_s = self.now_s, self.leg_of(carer)
        before: Stop | None = None
        for stop in self.stops_of(carer):
            is_same_duty = before and interval_at(carer, before.start_s) == interval_at(carer, stop.start_s)
            source = before.visit.place if before and is_same_duty else carer.base
            if stop.start_s - leg_s(source, stop.visit.place) >= self.now_s:
                break
            free_s, before = max(free_s, stop.end_s), stop
        return free_s

    def part_around(self, visit: Visit, carer: str, others: Iterable[str]) -> Problem:
        """The smallest week that tells how much the score changes if the visit, `others` and the carer's stops do."""
        whole, changed = self.problem, (visit.id, *others)
        me = next(one for one in whole.carers if one.id == carer)
        groups = {visit.group, *(self.visits[one].group for one in others)} - {None}
        names = {*changed, *(stop.visit.id for stop in self.stops_of(me))}
        names |= {name for name in self.assigned if self.visits[name].group in groups} if groups else set()
        told = tuple(self.assigned[name] for name in sorted(names) if name in self.assigned and name != visit.id)
        crews = {who for one in told for who in one.carers} | {carer}
        visits = (visit, *(self.visits[name] for name in sorted(names - {visit.id})))
        carers = tuple(one for one in whole.carers if one.id in crews)
        used = {one.place for one in visits} | {one.base for one in carers}
        return replace(
            whole,
            places=whole.places if whole.matrices else tuple(one for one in whole.places if one.id in used),
            carers=carers,
            visits=visits,
            series=(),
            links=(),
            published=Published(self.now_s, told, self.breaks_of(me)),
        )


def _ties(problem: Problem) -> dict[str, tuple[str, ...]]:
    """By visit, the others of its series and links."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for names in (*(one.visits for one in problem.series), *((one.first, one.second) for one in problem.links)):
        for name in names:
            found[name] |= {other: None for other in names if other != name}
    return {name: tuple(others) for name, others in found.items()}


def _start_s(stop: Stop) -> int:
    return stop.start_s
