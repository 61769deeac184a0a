"""One carer's week with one more visit in it, in the smallest week in which the checker's rules say the same.

The carer's other stops ask nothing of anybody there (their own rules don't change), and of other carers' visits only
those remain to which series and links tie the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from matching.check import first_broken, judge
from matching.plan import RULES, Plan, Violation
from matching.problem import DAY_S, Assignment, Break, Link, Problem, Published
from matching.reasons.pauses import fitting_pause
from matching.reasons.week_lookup import Candidate, Stop, WeekLookup, interval_at, undemanding

FITS = len(RULES)  # further than any rule


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a visit at a start: the first rule that it breaks, or None, and the carer's breaks then."""

    start_s: int
    broken: Violation | None
    breaks: tuple[Break, ...] = ()

    @property
    def reach(self) -> int:
        """How far it came in the order of rules; FITS if it breaks none."""
        return FITS if self.broken is None else RULES.index(self.broken.code)


class Trial:
    """A candidate tried at any start, beside `stops` of the carer and the assigned visits `tied` to the new one.

    `tied` None is an empty week, in which no series and no link binds.
    """

    def __init__(
        self,
        week: WeekLookup,
        candidate: Candidate,
        stops: tuple[Stop, ...] = (),
        tied: tuple[Assignment, ...] | None = None,
    ) -> None:
        self.week, self.candidate, self.stops, self.tied = week, candidate, stops, tied
        self.carer, self.visit = candidate.carer, candidate.visit
        self.leg_s = week.leg_of(self.carer)
        self._breaks = week.breaks_of(self.carer) if stops else ()
        crews = {stop.visit.id: Assignment(stop.visit.id, stop.start_s, (self.carer.id,)) for stop in stops}
        self._others = tuple((crews | {one.visit: one for one in tied or ()}).values())
        self._problem = self._small_problem()
        self._known = frozenset(judge(self._problem, self._plan(self._breaks)).violations)

    def at(self, start_s: int) -> Attempt:
        """The visit at this start, with the break that serves it best."""
        new = Assignment(self.visit.id, start_s, (self.carer.id,))
        attempts = (
            Attempt(start_s, first_broken(self._problem, self._plan(breaks, new), self._known), breaks)
            for breaks in self._break_choices(start_s)
        )
        return max(attempts, key=lambda one: one.reach)

    def without(self, names: Iterable[str]) -> Trial:
        """The same trial with some stops and ties fewer."""
        gone = set(names)
        stops = tuple(stop for stop in self.stops if stop.visit.id not in gone)
        tied = None if self.tied is None else tuple(one for one in self.tied if one.visit not in gone)
        return Trial(self.week, self.candidate, stops, tied)

    def duties(self) -> Iterator[list[Stop]]:
        """The carer's stops by available interval, without empty ones."""
        for interval in self.carer.available:
            if duty := [stop for stop in self.stops if interval.start_s <= stop.start_s < interval.end_s]:
                yield duty

    def strays(self) -> list[Stop]:
        """The carer's stops outside every available interval: only facts can be there."""
        return [stop for stop in self.stops if interval_at(self.carer, stop.start_s) is None]

    def day_of(self, start_s: int) -> int | None:
        """The day of the duty that holds this start; None if no interval does."""
        interval = interval_at(self.carer, start_s)
        return None if interval is None else interval.start_s // DAY_S

    def duty_at(self, start_s: int) -> list[Stop]:
        """The carer's stops in the available interval that holds this start."""
        interval = interval_at(self.carer, start_s)
        if interval is None:
            return []
        return [stop for stop in self.stops if interval.start_s <= stop.start_s < interval.end_s]

    def _break_choices(self, start_s: int) -> list[tuple[Break, ...]]:
        """The carer's breaks without one of their own in this duty, and with the one that fits, if any does."""
        interval = interval_at(self.carer, start_s)
        if interval is None:
            return [self._breaks]
        here = [one for one in self._breaks if interval.start_s <= one.start_s < interval.end_s]
        facts = [one for one in here if one in self.week.fact_breaks]
        kept = tuple(one for one in self._breaks if one not in here or one in facts)
        stops = sorted([*self.duty_at(start_s), Stop(self.visit, start_s)], key=lambda stop: stop.start_s)
        if facts:
            return [kept]
        new = fitting_pause(self.carer, stops, self.leg_s, self.week.frozen_until_s)
        pause = new or fitting_pause(self.carer, stops, self.leg_s, None)  # too early: FROZEN tells of it
        return [kept] if pause is None else [kept, (*kept, pause)]

    def _plan(self, breaks: tuple[Break, ...], *new: Assignment) -> Plan:
        return Plan(self._problem.name, (*self._others, *new), breaks)

    def _small_problem(self) -> Problem:
        whole, visits = self.week.problem, [self.visit]
        crews = {self.carer.id}
        for one in self._others:
            visits.append(undemanding(self.week.visits[one.visit], len(one.carers)))
            crews |= {who for who in one.carers if who is not None}
        carers = tuple(carer for carer in whole.carers if carer.id in crews)
        used = {visit.place for visit in visits} | {carer.base for carer in carers}
        return replace(
            whole,
            places=whole.places if whole.matrices else tuple(place for place in whole.places if place.id in used),
            carers=carers,
            visits=tuple(visits),
            series=() if self.tied is None else tuple(one for one in whole.series if self.visit.id in one.visits),
            links=() if self.tied is None else tuple(self._links()),
            published=self._published(),
        )

    def _links(self) -> Iterator[Link]:
        for link in self.week.problem.links:
            if self.visit.id in (link.first, link.second):
                is_for_others = self.candidate.is_of_team and link.carers == "same"  # a partner may be the one
                yield replace(link, carers="any") if is_for_others else link

    def _published(self) -> Published | None:
        frozen_until_s = self.week.frozen_until_s
        if frozen_until_s is None:
            return None
        facts = tuple(one for one in self._others if one.visit in self.week.facts)
        breaks = tuple(one for one in self._breaks if one in self.week.fact_breaks)
        return Published(frozen_until_s, facts, breaks)
