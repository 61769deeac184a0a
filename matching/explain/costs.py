"""What a plan would cost more with some starts, carers and breaks changed, told from what changes alone.

The checker's word counts. This tells soon which of many ways are worth asking it about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from matching.explain.shifts import Shifts, shift_at
from matching.problem import DAY_S, Assignment, Break, Carer, Visit
from matching.timecost import start_points
from matching.visit_points import absent_points, carer_points, slot_points

Changed = Mapping[str, Assignment]  # by visit


class _Hours(NamedTuple):
    """A duty's points of travel, waiting and its own, and the seconds worked in it."""

    points: int
    worked_s: int


class Costs:
    """The points of one plan, part by part, each worked out when first asked for."""

    def __init__(self, shifts: Shifts) -> None:
        self._shifts, self._weights = shifts, shifts.problem.weights
        told = shifts.problem.published
        self._told = {one.visit: one for one in told.assignments} if told else {}
        self._start_points: dict[str, Callable[[int], int]] = {}
        self._hours: dict[tuple[str, int], _Hours] = {}
        self._worked_s: dict[str, int] = {}

    def more(self, changed: Iterable[Assignment], breaks: Mapping[str, Collection[Break]]) -> int:
        """Points more, with these assignments and all breaks of these carers instead of what the plan has of them."""
        after = {one.visit: one for one in changed}
        points = sum(self._visit_points(name, one) for name, one in after.items())
        points -= sum(self._visit_points(name, self._shifts.assigned.get(name)) for name in after)
        for group in {self._shifts.visits[name].group for name in after if self._has_other_crew(after[name])}:
            if group is not None:
                points += self._strangers(group, after) - self._strangers(group, {})
        concerned = dict.fromkeys(breaks)
        for name, one in after.items():
            concerned |= dict.fromkeys((*self._crew(one), *self._crew(self._shifts.assigned.get(name))))
        return points + sum(self._carer_points(self._shifts.carers[who], after, breaks) for who in concerned)

    def _crew(self, one: Assignment | None) -> list[str]:
        """Those who come and whom the week knows."""
        return [] if one is None else [who for who in one.carers if who is not None and who in self._shifts.carers]

    def _has_other_crew(self, one: Assignment) -> bool:
        was = self._shifts.assigned.get(one.visit)
        return was is None or was.carers != one.carers

    def _visit_points(self, name: str, one: Assignment | None) -> int:
        """What a visit costs by itself."""
        visit, weights = self._shifts.visits[name], self._weights
        if one is None:
            return absent_points(visit, weights) + sum(slot_points(slot, weights) for slot in visit.slots)
        if name not in self._start_points:
            self._start_points[name] = start_points(visit, self._shifts.problem.published, weights)
        crew, points = self._crew(one), self._start_points[name](one.start_s)
        for i, slot in enumerate(visit.slots):
            if i >= len(one.carers) or one.carers[i] not in self._shifts.carers:
                points += slot_points(slot, weights)
        points += sum(carer_points(visit, self._shifts.carers[who], weights) for who in crew)
        return points + weights.moved * len({*self._crew(self._told.get(name))}.difference(crew))

    def _strangers(self, group: str, after: Changed) -> int:
        """Points of continuity of a group."""
        found = (after.get(name) or self._shifts.assigned.get(name) for name in self._shifts.groups[group])
        crews = [self._crew(one) for one in found]
        return self._weights.continuity * (len({who for crew in crews for who in crew}) - max(map(len, crews)))

    def _carer_points(self, carer: Carer, after: Changed, breaks: Mapping[str, Collection[Break]]) -> int:
        """Points more of a carer's duties and hours."""
        were, pauses = self._shifts.breaks.get(carer.id, ()), breaks.get(carer.id)
        pauses = were if pauses is None else pauses
        touched = {shift_at(carer, one.start_s) for one in {*were} ^ {*pauses}}
        for name, one in after.items():
            was = self._shifts.assigned.get(name)
            touched |= {shift_at(carer, each.start_s) for each in (one, was) if each and carer.id in each.carers}
        points = more_s = 0
        for shift in touched - {-1}:
            old, new = self._old_hours(carer, shift), self._new_hours(carer, shift, after, pauses)
            points, more_s = points + new.points - old.points, more_s + new.worked_s - old.worked_s
        worked_s = self._week_s(carer)
        return points + self._hour_points(carer, worked_s + more_s) - self._hour_points(carer, worked_s)

    def _hour_points(self, carer: Carer, worked_s: int) -> int:
        points = self._weights.overtime * max(0, worked_s - carer.contracted_s)
        return points + (0 if carer.fair_s is None else self._weights.unfair * max(0, worked_s - carer.fair_s))

    def _week_s(self, carer: Carer) -> int:
        """Seconds that a carer works in the week."""
        if carer.id not in self._worked_s:
            shifts = {stop.shift for stop in self._shifts.all_stops(carer.id)} - {-1}
            self._worked_s[carer.id] = sum(self._old_hours(carer, shift).worked_s for shift in shifts)
        return self._worked_s[carer.id]

    def _old_hours(self, carer: Carer, shift: int) -> _Hours:
        key = (carer.id, shift)
        if key not in self._hours:
            self._hours[key] = self._new_hours(carer, shift, {}, self._shifts.breaks.get(carer.id, ()))
        return self._hours[key]

    def _new_hours(self, carer: Carer, shift: int, after: Changed, pauses: Iterable[Break]) -> _Hours:
        """A duty as it would be."""
        day = (carer.id, carer.available[shift].start_s // DAY_S)
        names = [stop.visit for stop in self._shifts.days.get(day, ()) if stop.shift == shift]
        kept = [self._shifts.assigned[name] for name in names if name not in after]
        here = (one for one in after.values() if carer.id in one.carers and shift_at(carer, one.start_s) == shift)
        stops = [(one.start_s, self._shifts.visits[one.visit]) for one in (*kept, *here)]
        stops.sort(key=lambda stop: (stop[0], stop[0] + stop[1].duration_s, stop[1].id))
        return self._duty(carer, stops, pauses) if stops else _Hours(0, 0)

    def _duty(self, carer: Carer, stops: Sequence[tuple[int, Visit]], pauses: Iterable[Break]) -> _Hours:
        """Points and seconds of a duty; breaks between no two of its stops count for nothing."""
        legs_s = [way_s or 0 for way_s in self._shifts.tour_s(carer, [visit for _, visit in stops])]
        starts_s = [start_s for start_s, _ in stops]
        ends_s = [start_s + visit.duration_s for start_s, visit in stops]
        paused_s = [0] * len(stops)
        for pause in pauses:
            i = bisect_right(starts_s, pause.start_s) - 1
            is_between = 0 <= i < len(stops) - 1 and ends_s[i] <= pause.start_s
            if is_between and pause.start_s + pause.duration_s <= starts_s[i + 1]:
                paused_s[i] += max(0, pause.duration_s)
        idle_s = sum(max(0, starts_s[i] - ends_s[i - 1] - legs_s[i] - paused_s[i - 1]) for i in range(1, len(stops)))
        weights = self._weights
        points = weights.duty + weights.travel * sum(legs_s) + weights.waiting * idle_s
        return _Hours(points, ends_s[-1] + legs_s[-1] - starts_s[0] + legs_s[0] - sum(paused_s))
