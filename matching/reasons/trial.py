"""One carer's week with one more visit in it, tried at any start beside all else that stands.

Of other carers' visits only those count to which series and links tie the new one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from matching.plan import RULES, RuleCode
from matching.problem import DAY_S, Assignment, Break, TimeWindow
from matching.reasons.duty import Duty, Pause, duty_of
from matching.reasons.nearby import Nearby, nearby
from matching.reasons.pauses import fitting_pause
from matching.reasons.rules import Beside, Case, first_rule, own_rule
from matching.reasons.stops import Candidate, Stop, interval_at
from matching.reasons.week_lookup import WeekLookup

FITS = len(RULES)  # further than any rule
_EASED_BY_BREAKS: frozenset[RuleCode] = frozenset({"BREAK", "DAY", "WEEK"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a visit at a start: the first rule that it breaks, or None, and the carer's breaks then."""

    start_s: int
    broken: RuleCode | None
    breaks: tuple[Break, ...] = ()

    @property
    def reach(self) -> int:
        """How far it came in the order of rules; FITS if it breaks none."""
        return FITS if self.broken is None else RULES.index(self.broken)


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
        self.duties = week.duties_of(self.carer, stops)
        self._breaks = week.breaks_of(self.carer) if stops else ()
        self.strays = self._stray_stops()
        self._opens_s = [one.interval.start_s for one in self.duties]
        self._nearby: dict[int, Nearby] = {}
        self._beside = Beside(
            candidate,
            self.duties,
            tuple(one for one in self.strays if one.visit.id in week.facts),
            self._breaks,
            {one.visit: one for one in tied or ()},
            week.series_of(self.visit.id) if tied is not None else (),
            week.links_of(self.visit.id) if tied is not None else (),
            week.frozen_until_s,
        )

    def at(self, start_s: int) -> Attempt:
        """The visit at this start, with the break that serves it best."""
        broken = own_rule(self.candidate, start_s)
        interval = interval_at(self.carer, start_s)
        if broken is not None or interval is None:
            return Attempt(start_s, broken or "AVAILABLE", self._breaks)
        old = self._duty_in(interval)
        here = [one for one in self._breaks if interval.start_s <= one.start_s < interval.end_s]
        facts = [one for one in here if one in self.week.fact_breaks]
        kept = tuple(one for one in self._breaks if one not in here or one in facts)
        rests = [Pause(one.start_s, one.start_s + one.duration_s, is_fact=True) for one in facts]
        new = self._with_visit(interval, old, start_s, rests)
        attempt = Attempt(start_s, self._broken_by(new, old, start_s), kept)
        if facts or attempt.broken not in _EASED_BY_BREAKS or (pause := self._pause_in(new)) is None:
            return attempt
        new = duty_of(self.carer, interval, new.stops, new.facts, new.legs, [_pause(pause)])
        paused = Attempt(start_s, self._broken_by(new, old, start_s, pause), (*kept, pause))
        return max(attempt, paused, key=lambda one: one.reach)

    def _broken_by(self, new: Duty, old: Duty | None, start_s: int, pause: Break | None = None) -> RuleCode | None:
        others = [one for one in self.duties if one is not old]
        duties = sorted([*others, new], key=lambda one: one.interval.start_s)
        return first_rule(Case(self._beside, start_s, new, old, tuple(duties), pause))

    def without(self, names: Iterable[str]) -> Trial:
        """The same trial with some stops and ties fewer."""
        gone = set(names)
        stops = tuple(stop for stop in self.stops if stop.visit.id not in gone)
        tied = None if self.tied is None else tuple(one for one in self.tied if one.visit not in gone)
        return Trial(self.week, self.candidate, stops, tied)

    def near(self, start_s: int) -> Nearby | None:
        """The carer's stops in the available interval that holds this start, beside the visit; None if none are."""
        i = bisect_right(self._opens_s, start_s) - 1
        if i < 0 or start_s >= self.duties[i].interval.end_s:
            return None
        if i not in self._nearby:
            self._nearby[i] = nearby(self.duties[i], self.visit, self.way_s)
        return self._nearby[i]

    def way_s(self, source: str, target: str) -> int | None:
        """Seconds from one place to another as the carer travels; None where there is no way."""
        return self.week.way_s(self.carer, source, target)

    def _stray_stops(self) -> list[Stop]:
        """The carer's stops outside every available interval: only facts can be there."""
        if sum(len(one.stops) for one in self.duties) == len(self.stops):
            return []
        return [stop for stop in self.stops if interval_at(self.carer, stop.start_s) is None]

    def day_of(self, start_s: int) -> int | None:
        """The day of the duty that holds this start; None if no interval does."""
        interval = interval_at(self.carer, start_s)
        return None if interval is None else interval.start_s // DAY_S

    def duty_at(self, start_s: int) -> tuple[Stop, ...]:
        """The carer's stops in the available interval that holds this start."""
        near = self.near(start_s)
        return () if near is None else near.stops

    def _duty_in(self, interval: TimeWindow) -> Duty | None:
        return next((one for one in self.duties if one.interval is interval), None)

    def _with_visit(self, interval: TimeWindow, old: Duty | None, start_s: int, rests: Iterable[Pause]) -> Duty:
        stop, base = Stop(self.visit, start_s), self.carer.base
        stops = () if old is None else old.stops
        facts = () if old is None else old.facts
        at = sum(one.key < stop.key for one in stops)
        source = base if at == 0 else stops[at - 1].visit.place
        target = base if at == len(stops) else stops[at].visit.place
        legs = (None,) if old is None else old.legs
        around = (self.way_s(source, self.visit.place), self.way_s(self.visit.place, target))
        return duty_of(
            self.carer,
            interval,
            (*stops[:at], stop, *stops[at:]),
            (*facts[:at], False, *facts[at:]),
            (*legs[:at], *around, *legs[at + 1 :]),
            rests,
        )

    def _pause_in(self, duty: Duty) -> Break | None:
        """The break that fits; too early, if only such a one does: FROZEN tells of it."""
        new = fitting_pause(self.carer, duty.stops, self.leg_s, self.week.frozen_until_s)
        return new or fitting_pause(self.carer, duty.stops, self.leg_s, None)


def _pause(one: Break) -> Pause:
    return Pause(one.start_s, one.start_s + one.duration_s, is_fact=False)
