"""What the days of a plan are like before a visit is put in, looked up once for all ways that are tried."""

from __future__ import annotations

from collections.abc import Sequence

from matching.explain.choices import Day
from matching.explain.shifts import Shifts
from matching.explain.spans import within
from matching.problem import DAY_S, Carer, Visit


class DayLookup:
    """The days of one plan."""

    def __init__(self, shifts: Shifts) -> None:
        self.shifts = shifts
        self._chains: dict[Day, tuple[list[int], list[int]] | None] = {}
        self._least_s: dict[Day, int] = {}
        self._may_be: dict[tuple[str, str, int], bool] = {}

    def may_be_in(self, name: str, carer: Carer, shift: int, was: int) -> bool:
        """Whether a visit of the day may be in an interval: a fact where it was, another where it has a start."""
        key = (name, carer.id, shift)
        if key not in self._may_be:
            interval = carer.available[shift]
            last_s = interval.end_s - self.shifts.visits[name].duration_s
            starts = within(self.shifts.spans_of(name), interval.start_s, last_s)
            self._may_be[key] = shift == was if name in self.shifts.facts else bool(starts)
        return self._may_be[key]

    def least_s(self, carer: Carer, day: Day) -> int:
        """Seconds of care and drives on a day, at least."""
        if day not in self._least_s:
            duties: dict[int, list[Visit]] = {}
            for stop in self.shifts.days.get(day, ()):
                duties.setdefault(stop.shift, []).append(self.shifts.visits[stop.visit])
            self._least_s[day] = sum(self._duty_s(carer, visits) for visits in duties.values())
        return self._least_s[day]

    def _duty_s(self, carer: Carer, visits: Sequence[Visit]) -> int:
        ways_s = self.shifts.tour_s(carer, visits)
        if any(way_s is None for way_s in ways_s):
            return 0  # only facts go where no way is, and of those it is not told how long they take
        return sum(way_s or 0 for way_s in ways_s) + sum(visit.duration_s for visit in visits)

    def chain(self, carer: Carer, day: Day) -> tuple[list[int], list[int]] | None:
        """Earliest and latest start of each stop of a day with one interval, all other days and breaks aside."""
        if day not in self._chains:
            self._chains[day] = self._new_chain(carer, day)
        return self._chains[day]

    def _new_chain(self, carer: Carer, day: Day) -> tuple[list[int], list[int]] | None:
        stops = self.shifts.days.get(day, ())
        interval = carer.available[self.shifts.shifts_on(carer, day[1])[0]]
        visits = [self.shifts.visits[stop.visit] for stop in stops]
        legs = [way_s or 0 for way_s in self.shifts.tour_s(carer, visits)]
        spans = [self.shifts.spans_of(visit.id) for visit in visits]
        are_facts = [visit.id in self.shifts.facts for visit in visits]
        earliest: list[int] = []
        now_s = interval.start_s
        for i, visit in enumerate(visits):
            left = spans[i] if are_facts[i] else within(spans[i], now_s + legs[i], interval.end_s)
            if not left:
                return None
            earliest.append(left[0][0])
            now_s = left[0][0] + visit.duration_s
        latest: list[int] = []
        now_s = interval.end_s
        for i in reversed(range(len(visits))):
            last_s = now_s - legs[i + 1] - visits[i].duration_s
            left = spans[i] if are_facts[i] else within(spans[i], -DAY_S, last_s)
            if not left:
                return None
            latest.append(left[-1][1])
            now_s = left[-1][1]
        return earliest, latest[::-1]
