"""The times of some carers' days whose order is given: every rule of time as spans and distances.

The days are those asked for and all that hang together with them, by visits of several carers, links, series and rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from itertools import pairwise
from typing import Self

from matching.explain.bounds import Bounds
from matching.explain.breaks import Laid, fact_break, lay_break
from matching.explain.choices import ANY, FAR_S, NONE, Choice, Day, Duty, New
from matching.explain.courses import Course, Courses, PlanLookup, courses, may_lack_rest
from matching.explain.shifts import Stop, shift_at
from matching.explain.spans import within
from matching.problem import DAY_S, Carer


class Timetable:
    """Bounds of the days in `orders` with the new visit in them, and of other `days` that may shift along.

    The inner one keeps all outside these days as it stands, other duties' breaks in their gaps, and what carers work
    elsewhere: what keeps its bounds is a way in. The outer one leaves all of that open: what breaks its bounds is none.
    Of the duties in `free` (None: all) the break is left out until `with_breaks`.
    `fault` tells that no start can help; `is_whole` whether an outer one has left nothing out that it need not.
    """

    def __init__(
        self,
        plan: PlanLookup,
        orders: Mapping[Day, tuple[Stop, ...]],
        new: New,
        free: Collection[Duty] | None,
        days: Iterable[Day] = (),
        *,
        is_inner: bool,
    ) -> None:
        self.shifts, self.orders, self.new, self.is_inner = plan.shifts, orders, new, is_inner
        self.bounds = Bounds()
        self.start_of: dict[str, int] = {}
        self.fringe: dict[str, tuple[Day, ...]] = {}
        self.pauses: dict[Duty, int] = {}
        self.paused: dict[Duty, Course] = {}  # duties that may have a break, in the order of their days
        self.fault = False
        self.is_whole = True
        self.days: dict[Day, None] = dict.fromkeys((*orders, *days))
        self._plan, self._free = plan, free
        self.left_out: list[Laid] = []  # duties without their breaks
        self._floors: dict[str, int] = {}
        self._courses = {day: courses(self.shifts, self.shifts.carers[day[0]], order) for day, order in orders.items()}
        self._reach()
        for day in self.days:
            self._lay(day)
            if day not in orders and len(self.shifts.shifts_on(self.shifts.carers[day[0]], day[1])) > 1:
                self.is_whole = False  # its stops might go to the day's other intervals
        self._rest()
        self._tie()
        for name, floor_s in self._floors.items():
            node = self.start_of[name]
            self.bounds.spans[node] = within(self.bounds.spans[node], floor_s, FAR_S)

    def with_breaks(self, choices: Mapping[Duty, Choice]) -> Self:
        """The same with the breaks that were left out where these choices say."""
        other = copy(self)
        other.bounds, other.pauses, other.left_out = self.bounds.copy(), self.pauses.copy(), []
        for laid in self.left_out:
            other.lay_break(laid, choices[laid.carer.id, laid.shift])
        other.pauses = {duty: other.pauses[duty] for duty in self.paused if duty in other.pauses}
        return other

    @property
    def is_possible(self) -> bool:
        """Whether any starts keep these bounds."""
        return not self.fault and self.bounds.earliest() is not None

    def order(self, day: Day) -> tuple[Stop, ...]:
        """A day's stops."""
        found = self.orders.get(day)
        return self.shifts.days.get(day, ()) if found is None else found

    def beyond(self) -> list[Day]:
        """Days that may shift along next: those of visits that can't stay where they are, else of all at the fringe."""
        first_s, last_s = self.bounds.earliest(), self.bounds.latest()
        if first_s is None or last_s is None:
            return []
        stuck = [
            name
            for name in self.fringe
            if not first_s[self.start_of[name]] <= self.shifts.assigned[name].start_s <= last_s[self.start_of[name]]
        ]
        return list(dict.fromkeys(day for name in stuck or self.fringe for day in self.fringe[name]))

    def _reach(self) -> None:
        """A start for each visit of the days and for those that are tied to them; the fringe are made elsewhere too."""
        names = dict.fromkeys(stop.visit for day in self.days for stop in self.order(day))
        for name in list(names):
            names |= dict.fromkeys(self._plan.tied_to(name))
        for who in {who for who, _ in self.days}:
            for one, other in self._short_nights(who):
                names[self.order((who, one))[-1].visit] = names[self.order((who, other))[0].visit] = None
        for name in names:
            if name == self.new.visit:
                self.start_of[name] = self.bounds.add(self.new.spans)
                continue
            spans = self.shifts.spans_of(name)
            if elsewhere := tuple(day for day in self._plan.days_of(name) if day not in self.days):
                self.fringe[name] = elsewhere
                if self.is_inner:
                    start_s = self.shifts.assigned[name].start_s
                    spans = within(spans, start_s, start_s)
            self.start_of[name] = self.bounds.add(spans)

    def _short_nights(self, who: str) -> Iterator[tuple[int, int]]:
        """Worked days one of which is here and that follow each other with, may be, too little rest between them."""
        carer = self.shifts.carers[who]
        if not carer.rest_s:
            return
        nights = self._plan.short_nights(who)
        if any(name == who for name, _ in self.orders):
            nights = [
                (one, other)
                for one, other in pairwise(self._worked_days(who))
                if may_lack_rest(carer, self.order((who, one))[-1], self.order((who, other))[0])
            ]
        yield from (night for night in nights if (who, night[0]) in self.days or (who, night[1]) in self.days)

    def _worked_days(self, who: str) -> list[int]:
        found = self._plan.worked_days(who)
        gained = [date for name, date in self.orders if name == who and date not in found]
        return sorted([*found, *gained]) if gained else found

    def _lay(self, day: Day) -> None:
        """The rules of one day of one carer."""
        who, carer = day[0], self.shifts.carers[day[0]]
        mine = self._courses_of(day)
        if any(not one.has_ways and self.new.visit in one.names for one in mine.values()):
            self.fault = True
            return
        works_s = {shift: self._works_s(carer, shift, one) for shift, one in mine.items()}
        most_s = min(carer.max_day_s, carer.max_week_s - self._others_s(day))
        for shift, one in mine.items():
            self._duty(carer, shift, one, most_s - sum(works_s.values()) + works_s[shift])
        if day in self.orders and day[1] not in self._plan.worked_days(who):
            self.fault |= len(self._worked_days(who)) > carer.max_days

    def _courses_of(self, day: Day) -> Courses:
        return self._courses[day] if day in self._courses else self._plan.courses(day)

    def _others_s(self, day: Day) -> int:
        """Seconds that the carer works on other days."""
        who, is_least = day[0], not self.is_inner
        total_s = self._plan.week_s(who, is_least=is_least) - self._plan.works_s(day, is_least=is_least)
        for other in self._courses:
            if other[0] == who and other != day:
                mine = self._courses[other].items()
                works_s = sum(self._works_s(self.shifts.carers[who], shift, one) for shift, one in mine)
                total_s += works_s - self._plan.works_s(other, is_least=is_least)
        return total_s

    def _works_s(self, carer: Carer, shift: int, course: Course) -> int:
        """Seconds that a duty is worked, as far as other duties have to know."""
        if not self.is_inner or any(self._is_elsewhere(carer, shift, name) for name in course.names):
            return course.least_s
        return self._plan.lasts_s(carer, shift, course)

    def _is_elsewhere(self, carer: Carer, shift: int, name: str) -> bool:
        """Whether a visit of the duty is new there."""
        return name == self.new.visit or shift_at(carer, self.shifts.assigned[name].start_s) != shift

    def _duty(self, carer: Carer, shift: int, course: Course, most_s: int) -> None:
        """The rules of one duty: its interval, the drives, the break, and how long it may last."""
        interval, nodes = carer.available[shift], tuple(self.start_of[name] for name in course.names)
        if not course.facts[-1]:
            last_s = interval.end_s - course.served_s[-1] - course.home_s
            self.bounds.spans[nodes[-1]] = within(self.bounds.spans[nodes[-1]], -FAR_S, last_s)
        least_s = max(self._stray_until_s(carer), -FAR_S if self.shifts.frozen_s is None else self.shifts.frozen_s)
        for i, name in enumerate(course.names):
            if not course.facts[i]:
                floor_s = course.drives_s[i - 1] + least_s if i else course.out_s + max(interval.start_s, least_s)
                self._floors[name] = max(self._floors.get(name, -FAR_S), floor_s)
                if i:
                    self.bounds.follow(nodes[i - 1], nodes[i], course.served_s[i - 1] + course.drives_s[i - 1])
        self._choose(Laid(carer, shift, course, nodes, most_s))

    def _choose(self, laid: Laid) -> None:
        """The break of a duty, unless it is left out."""
        carer, shift, course = laid.carer, laid.shift, laid.course
        duty, choice = (carer.id, shift), NONE
        if carer.break_rule is not None and len(course.names) > 1:
            self.paused[duty] = course
            if self._free is None or duty in self._free:
                self.left_out += [] if all(course.facts) else [laid]
                return
            choice = ANY
        if not all(course.facts):
            self.lay_break(laid, choice)

    def lay_break(self, laid: Laid, choice: Choice) -> None:
        """The break of a duty where this choice says."""
        pause = lay_break(self.shifts, self.bounds, laid, choice)
        if pause is not None:
            self.pauses[laid.carer.id, laid.shift] = pause
            self.is_whole &= fact_break(self.shifts, laid.carer, laid.shift) is None

    def _stray_until_s(self, carer: Carer) -> int:
        """Until when facts outside every interval keep the carer busy."""
        strays = [name for name in self.shifts.strays.get(carer.id, ()) if name in self.shifts.facts]
        ends = (self.shifts.assigned[name].start_s + self.shifts.visits[name].duration_s for name in strays)
        return max(ends, default=-FAR_S)

    def _rest(self) -> None:
        """Rest between worked days that may lack it."""
        for who in {who for who, _ in self.days}:
            carer = self.shifts.carers[who]
            for one, other in self._short_nights(who):
                last, first = self.order((who, one))[-1].visit, self.order((who, other))[0].visit
                if first not in self.shifts.facts:
                    ends, opens = self.shifts.visits[last], self.shifts.visits[first]
                    home_s = self.shifts.way_s(carer, ends.place, carer.base) or 0
                    out_s = self.shifts.way_s(carer, carer.base, opens.place) or 0
                    gap_s = ends.duration_s + home_s + carer.rest_s + out_s
                    self.bounds.follow(self.start_of[last], self.start_of[first], gap_s)

    def _tie(self) -> None:
        """Links between the visits that are here, and least distances in series."""
        spaced: dict[str, None] = {}
        for name in filter(self._plan.has_ties, self.start_of):
            for link in self.shifts.links.get(name, ()):
                if link.first == name and link.second in self.start_of:
                    first, second = self.start_of[link.first], self.start_of[link.second]
                    self.bounds.follow(first, second, link.min_s)
                    self.bounds.follow(second, first, -link.max_s)
            for series in self.shifts.series.get(name, ()):
                if series.min_gap_s and series.id not in spaced:
                    spaced[series.id] = None
                    self._space(series.visits, series.min_gap_s)

    def _space(self, names: Sequence[str], gap_s: int) -> None:
        here = [name for name in names if name in self.start_of]
        here.sort(key=self._about_s)
        days = [self._about_s(name) // DAY_S for name in here]
        if self.new.visit in here and days.count(self.new.day) > 1:
            self.is_whole = False  # whether it comes before or after another of that day is not tried
        for one, other in pairwise(here):
            if not (one in self.shifts.facts and other in self.shifts.facts):
                self.bounds.follow(self.start_of[one], self.start_of[other], gap_s)

    def _about_s(self, name: str) -> int:
        return self.new.spans[0][0] if name == self.new.visit else self.shifts.assigned[name].start_s
