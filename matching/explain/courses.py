"""The duties of a plan as they are, looked up once for all orders that are tried in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from matching.explain.choices import Day
from matching.explain.shifts import Shifts, Stop, shift_at
from matching.problem import DAY_S, Carer


class Course(NamedTuple):
    """The stops of a duty in their order, with the seconds of care and drives; no way counts as none."""

    names: tuple[str, ...]
    served_s: tuple[int, ...]
    out_s: int
    drives_s: tuple[int, ...]  # between the stops
    home_s: int
    facts: tuple[bool, ...]
    has_ways: bool

    @property
    def least_s(self) -> int:
        """Seconds of drives and, where there is a way everywhere, of care."""
        ways_s = self.out_s + sum(self.drives_s) + self.home_s
        return ways_s + sum(self.served_s) if self.has_ways else ways_s


Courses = dict[int, Course]  # of a day, by the place of the available interval


class PlanLookup:
    """What the plan is like, day by day; nothing that is tried changes it."""

    def __init__(self, shifts: Shifts) -> None:
        self.shifts = shifts
        self._courses: dict[Day, Courses] = {}
        self._works_s: dict[tuple[Day, bool], int] = {}
        self._week_s: dict[tuple[str, bool], int] = {}
        self._worked_days: dict[str, list[int]] = {}
        self._short_nights: dict[str, list[tuple[int, int]]] = {}
        self._days_of: dict[str, tuple[Day, ...]] = {}
        self._tied_to: dict[str, tuple[str, ...]] = {}

    def courses(self, day: Day) -> Courses:
        """The duties of a day."""
        if day not in self._courses:
            self._courses[day] = courses(self.shifts, self.shifts.carers[day[0]], self.shifts.days.get(day, ()))
        return self._courses[day]

    def works_s(self, day: Day, *, is_least: bool) -> int:
        """Seconds that are worked in the duties of a day; the least in which they can be."""
        key = (day, is_least)
        if key not in self._works_s:
            carer, mine = self.shifts.carers[day[0]], self.courses(day)
            each = (one.least_s if is_least else self.lasts_s(carer, shift, one) for shift, one in mine.items())
            self._works_s[key] = sum(each)
        return self._works_s[key]

    def lasts_s(self, carer: Carer, shift: int, course: Course) -> int:
        """Seconds that a duty is worked, its stops starting as they do."""
        first_s, last_s = (self.shifts.assigned[course.names[i]].start_s for i in (0, -1))
        pause = self.shifts.break_in(carer, shift)
        away_s = last_s + course.served_s[-1] + course.home_s - (first_s - course.out_s)
        return away_s - (pause.duration_s if pause else 0)

    def week_s(self, who: str, *, is_least: bool) -> int:
        """Seconds that a carer works in the week; the least."""
        key = (who, is_least)
        if key not in self._week_s:
            self._week_s[key] = sum(self.works_s((who, date), is_least=is_least) for date in self.worked_days(who))
        return self._week_s[key]

    def worked_days(self, who: str) -> list[int]:
        """Days on which a carer works, in order."""
        if who not in self._worked_days:
            self._worked_days[who] = self.shifts.worked_days(who)
        return self._worked_days[who]

    def short_nights(self, who: str) -> list[tuple[int, int]]:
        """Worked days that follow each other with, may be, too little rest between them."""
        if who not in self._short_nights:
            carer, days = self.shifts.carers[who], self.shifts.days
            self._short_nights[who] = [
                (one, other)
                for one, other in pairwise(self.worked_days(who))
                if may_lack_rest(carer, days[who, one][-1], days[who, other][0])
            ]
        return self._short_nights[who]

    def days_of(self, name: str) -> tuple[Day, ...]:
        """The days of those who make an assigned visit, as far as it lies in an interval of theirs."""
        if name not in self._days_of:
            one, found = self.shifts.assigned[name], list[Day]()
            for who in one.carers:
                if who is not None:
                    carer = self.shifts.carers[who]
                    shift = shift_at(carer, one.start_s)
                    if shift >= 0:
                        found.append((who, carer.available[shift].start_s // DAY_S))
            self._days_of[name] = tuple(found)
        return self._days_of[name]

    def has_ties(self, name: str) -> bool:
        """Whether a visit is in a link or a series."""
        return name in self.shifts.links or name in self.shifts.series

    def tied_to(self, name: str) -> tuple[str, ...]:
        """Assigned visits to which links and least distances in series tie a visit."""
        if name not in self._tied_to:
            names = [other for link in self.shifts.links.get(name, ()) for other in (link.first, link.second)]
            for one in self.shifts.series.get(name, ()):
                names += one.visits if one.min_gap_s else ()
            assigned = self.shifts.assigned
            self._tied_to[name] = tuple(other for other in names if other != name and other in assigned)
        return self._tied_to[name]


def courses(shifts: Shifts, carer: Carer, order: Sequence[Stop]) -> Courses:
    """The duties of an order of a day."""
    names: dict[int, list[str]] = {}
    for stop in order:
        names.setdefault(stop.shift, []).append(stop.visit)
    return {shift: _course(shifts, carer, mine) for shift, mine in names.items()}


def _course(shifts: Shifts, carer: Carer, names: Sequence[str]) -> Course:
    visits = [shifts.visits[name] for name in names]
    ways = shifts.tour_s(carer, visits)
    out_s, *drives_s, home_s = (way_s or 0 for way_s in ways)
    served_s = tuple(visit.duration_s for visit in visits)
    facts = tuple(name in shifts.facts for name in names)
    return Course(tuple(names), served_s, out_s, tuple(drives_s), home_s, facts, None not in ways)


def may_lack_rest(carer: Carer, last: Stop, first: Stop) -> bool:
    """Whether a day's last stop may end too late for the first of the next worked day."""
    return carer.available[last.shift].end_s + carer.rest_s > carer.available[first.shift].start_s
