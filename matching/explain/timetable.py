"""The times of some carers' days whose order is given: every rule of time as spans and distances.

The days are those asked for and all that hang together with them, by visits of several carers, links, series and rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from matching.explain.bounds import Bounds, Span
from matching.explain.shifts import Shifts, Stop, shift_at, within
from matching.problem import DAY_S, Break, BreakRule, Carer

FAR_S = 60 * DAY_S  # beyond any week

Day = tuple[str, int]  # a carer and a day
Duty = tuple[str, int]  # a carer and the place of an available interval


class Pause(NamedTuple):
    """A break before the stop `gap` of a duty, before or after the drive to it."""

    gap: int
    is_before_drive: bool


Choice = Pause | Literal["NONE", "ANY"]  # ANY leaves the rule of breaks out
ANY: Choice = "ANY"
NONE: Choice = "NONE"


class New(NamedTuple):
    """A visit that is put in: its starts on one calendar day, and its carers by slot."""

    visit: str
    day: int
    spans: tuple[Span, ...]
    crew: tuple[str | None, ...]


class Timetable:
    """Bounds of the days in `orders` with the new visit in them, and of other `days` that may shift along.

    The inner one keeps all outside these days as it stands, other duties' breaks in their gaps, and what carers work
    elsewhere: what keeps its bounds is a way in. The outer one leaves all of that open: what breaks its bounds is none.
    `fault` tells that no start can help; `is_whole` whether an outer one has left nothing out that it need not.
    """

    def __init__(
        self,
        shifts: Shifts,
        orders: Mapping[Day, tuple[Stop, ...]],
        new: New,
        choices: Mapping[Duty, Choice],
        days: Iterable[Day] = (),
        *,
        is_inner: bool,
    ) -> None:
        self.shifts, self.orders, self.new, self.is_inner = shifts, orders, new, is_inner
        self.bounds = Bounds()
        self.start_of: dict[str, int] = {}
        self.fringe: dict[str, tuple[Day, ...]] = {}
        self.pauses: dict[Duty, int] = {}
        self.other_duties: dict[Duty, int] = {}  # how many stops those have whose breaks are chosen elsewhere
        self.fault = False
        self.is_whole = True
        self.days: dict[Day, None] = dict.fromkeys((*orders, *days))
        self._choices = choices
        self._floors: dict[str, int] = {}
        self._reach()
        for day in self.days:
            self._lay(day)
            if day not in orders and len(shifts.shifts_on(shifts.carers[day[0]], day[1])) > 1:
                self.is_whole = False  # its stops might go to the day's other intervals
        self._rest()
        self._tie()
        for name, floor_s in self._floors.items():
            node = self.start_of[name]
            self.bounds.spans[node] = within(self.bounds.spans[node], floor_s, FAR_S)

    def order(self, day: Day) -> tuple[Stop, ...]:
        """A day's stops."""
        found = self.orders.get(day)
        return self.shifts.days.get(day, ()) if found is None else found

    def day_of(self, who: str, visit: str) -> Day | None:
        """The day on which a carer makes an assigned visit; None if it lies outside all intervals."""
        carer, start_s = self.shifts.carers[who], self.shifts.assigned[visit].start_s
        shift = shift_at(carer, start_s)
        return None if shift < 0 else (who, carer.available[shift].start_s // DAY_S)

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
            names |= dict.fromkeys(self._tied_to(name))
        for who in {who for who, _ in self.days}:
            names |= dict.fromkeys(self._rested_by(who))
        for name in names:
            elsewhere = () if name == self.new.visit else tuple(self._days_beyond(name))
            spans = self.new.spans if name == self.new.visit else self.shifts.spans_of(name)
            if elsewhere:
                self.fringe[name] = elsewhere
                if self.is_inner:
                    start_s = self.shifts.assigned[name].start_s
                    spans = within(spans, start_s, start_s)
            self.start_of[name] = self.bounds.add(spans)

    def _days_beyond(self, name: str) -> Iterator[Day]:
        """Days outside of these on which somebody makes a visit."""
        for who in self.shifts.assigned[name].carers:
            day = None if who is None else self.day_of(who, name)
            if day is not None and day not in self.days:
                yield day

    def _tied_to(self, name: str) -> Iterator[str]:
        """Assigned visits to which links and least distances in series tie a visit."""
        links = self.shifts.links.get(name, ())
        names = [other for link in links for other in (link.first, link.second)]
        for one in self.shifts.series.get(name, ()):
            names += one.visits if one.min_gap_s else ()
        return (other for other in names if other != name and other in self.shifts.assigned)

    def _rested_by(self, who: str) -> Iterator[str]:
        """The visits at the ends of a carer's days between which there may be too little rest."""
        for one, other in self._short_nights(who):
            yield self.order((who, one))[-1].visit
            yield self.order((who, other))[0].visit

    def _short_nights(self, who: str) -> Iterator[tuple[int, int]]:
        if self.shifts.carers[who].rest_s:
            for one, other in pairwise(self._worked_days(who)):
                is_here = (who, one) in self.days or (who, other) in self.days
                if is_here and self._may_lack_rest(who, one, other):
                    yield one, other

    def _worked_days(self, who: str) -> list[int]:
        found = self.shifts.worked_days(who)
        gained = [date for name, date in self.orders if name == who and date not in found]
        return sorted([*found, *gained]) if gained else found

    def _may_lack_rest(self, who: str, one: int, other: int) -> bool:
        carer = self.shifts.carers[who]
        last, first = self.order((who, one))[-1], self.order((who, other))[0]
        return carer.available[last.shift].end_s + carer.rest_s > carer.available[first.shift].start_s

    def _lay(self, day: Day) -> None:
        """The rules of one day of one carer."""
        who, carer = day[0], self.shifts.carers[day[0]]
        duties: dict[int, list[str]] = defaultdict(list)
        for stop in self.order(day):
            duties[stop.shift].append(stop.visit)
        works_s = {shift: self._works_s(carer, shift, names) for shift, names in duties.items()}
        if any(each_s is None for each_s in works_s.values()):
            self.fault = True
            return
        most_s = min(carer.max_day_s, carer.max_week_s - self._others_s(day))
        for shift, names in duties.items():
            rest_of_day_s = sum(each_s or 0 for one, each_s in works_s.items() if one != shift)
            self._duty(carer, shift, names, most_s - rest_of_day_s)
        if day in self.orders and day[1] not in self.shifts.worked_days(who):
            self.fault |= len(self._worked_days(who)) > carer.max_days

    def _others_s(self, day: Day) -> int:
        """Seconds that the carer works on other days."""
        who, carer = day[0], self.shifts.carers[day[0]]
        total_s = 0
        for date in self._worked_days(who):
            if date != day[1]:
                duties: dict[int, list[str]] = defaultdict(list)
                for stop in self.order((who, date)):
                    duties[stop.shift].append(stop.visit)
                total_s += sum(self._works_s(carer, shift, names) or 0 for shift, names in duties.items())
        return total_s

    def _works_s(self, carer: Carer, shift: int, names: Sequence[str]) -> int | None:
        """Seconds that a duty is worked, as far as other duties have to know; None if there is no way."""
        if not self.is_inner or any(self._is_elsewhere(carer, shift, name) for name in names):
            return self._least_s(carer, names)
        first, last = self.shifts.visits[names[0]], self.shifts.visits[names[-1]]
        leaves_s = self.shifts.assigned[names[0]].start_s - (self.shifts.way_s(carer, carer.base, first.place) or 0)
        ends_s = self.shifts.assigned[names[-1]].start_s + last.duration_s
        pause = self.shifts.break_in(carer, shift)
        returns_s = ends_s + (self.shifts.way_s(carer, last.place, carer.base) or 0)
        return returns_s - leaves_s - (pause.duration_s if pause else 0)

    def _is_elsewhere(self, carer: Carer, shift: int, name: str) -> bool:
        """Whether a visit of the duty is new there."""
        return name == self.new.visit or shift_at(carer, self.shifts.assigned[name].start_s) != shift

    def _least_s(self, carer: Carer, names: Sequence[str]) -> int | None:
        """Seconds of service and drives; None if there is no way."""
        visits = [self.shifts.visits[name] for name in names]
        route = [carer.base, *(visit.place for visit in visits), carer.base]
        legs = [self.shifts.way_s(carer, *pair) for pair in pairwise(route)]
        if any(leg_s is None for leg_s in legs):
            return None if self.new.visit in names else sum(leg_s or 0 for leg_s in legs)
        return sum(leg_s or 0 for leg_s in legs) + sum(visit.duration_s for visit in visits)

    def _duty(self, carer: Carer, shift: int, names: list[str], most_s: int) -> None:
        """The rules of one duty: its interval, the drives, the break, and how long it may last."""
        interval, way_s, bounds = carer.available[shift], self.shifts.way_s, self.bounds
        visits = [self.shifts.visits[name] for name in names]
        nodes = [self.start_of[name] for name in names]
        out_s = way_s(carer, carer.base, visits[0].place) or 0
        home_s = way_s(carer, visits[-1].place, carer.base) or 0
        drives_s = [way_s(carer, one.place, other.place) or 0 for one, other in pairwise(visits)]
        facts = [name in self.shifts.facts for name in names]
        last_s = interval.end_s - visits[-1].duration_s - home_s
        if not facts[-1]:
            self._until(nodes[-1], last_s)
        stray_s = self._stray_until_s(carer)
        frozen_s = -FAR_S if self.shifts.frozen_s is None else self.shifts.frozen_s
        for i, name in enumerate(names):
            if not facts[i]:
                leg_s = drives_s[i - 1] if i else out_s
                opens_s = interval.start_s if not i else -FAR_S
                self._floors[name] = max(self._floors.get(name, -FAR_S), leg_s + max(opens_s, frozen_s, stray_s))
        choice = self._choice(carer, shift, names)
        for i, drive_s in enumerate(drives_s):
            if not facts[i + 1]:
                bounds.follow(nodes[i], nodes[i + 1], visits[i].duration_s + drive_s)
        if all(facts):
            return
        lasts_s = visits[-1].duration_s + home_s + out_s  # of the duty beyond the time between first and last start
        paused_s = 0
        rule = carer.break_rule
        if isinstance(choice, Pause) and rule is not None:
            paused_s = rule.duration_s
            self._pause(carer, shift, choice, rule, nodes, names, drives_s)
            pause = self.pauses[carer.id, shift]
            bounds.follow(pause, nodes[0], out_s - rule.after_s)  # until the break
            bounds.follow(nodes[-1], pause, visits[-1].duration_s + home_s - rule.after_s - rule.duration_s)
        elif choice == NONE and rule is not None and len(names) > 1:
            bounds.follow(nodes[-1], nodes[0], lasts_s - rule.after_s)
        elif choice == ANY and rule is not None:
            paused_s = rule.duration_s
        bounds.follow(nodes[-1], nodes[0], lasts_s - paused_s - most_s)

    def _pause(
        self,
        carer: Carer,
        shift: int,
        choice: Pause,
        rule: BreakRule,
        nodes: Sequence[int],
        names: Sequence[str],
        drives_s: Sequence[int],
    ) -> None:
        """A break in its gap, before the drive or after it."""
        i, drive_s = choice.gap, drives_s[choice.gap - 1]
        fact = self._fact_break(carer, shift)
        first_s = carer.available[shift].start_s if self.shifts.frozen_s is None else self.shifts.frozen_s
        spans: tuple[Span, ...] = ((first_s, carer.available[shift].end_s),)
        if fact is not None:
            spans, self.is_whole = ((fact.start_s, fact.start_s),), False
        pause = self.pauses[carer.id, shift] = self.bounds.add(spans)
        served_s = self.shifts.visits[names[i - 1]].duration_s
        before_s, behind_s = (0, drive_s) if choice.is_before_drive else (drive_s, 0)
        self.bounds.follow(nodes[i - 1], pause, served_s + before_s)
        if names[i] not in self.shifts.facts:
            self.bounds.follow(pause, nodes[i], rule.duration_s + behind_s)

    def _choice(self, carer: Carer, shift: int, names: list[str]) -> Choice:
        if carer.break_rule is None or len(names) < 2:
            return NONE
        duty = (carer.id, shift)
        if duty in self._choices:
            return self._choices[duty]
        self.other_duties[duty] = len(names)
        return self.current_choice(carer, shift, names) if self.is_inner else ANY

    def current_choice(self, carer: Carer, shift: int, names: Sequence[str]) -> Choice:
        """Where the break of a duty lies in the plan."""
        pause = self.shifts.break_in(carer, shift)
        if pause is None:
            return NONE
        known = [name for name in names if name in self.shifts.assigned]
        for i, (one, other) in enumerate(pairwise(known), start=1):
            ends_s = self.shifts.assigned[one].start_s + self.shifts.visits[one].duration_s
            starts_s = self.shifts.assigned[other].start_s
            if ends_s <= pause.start_s and pause.start_s + pause.duration_s <= starts_s:
                drive_s = self.shifts.way_s(carer, self.shifts.visits[one].place, self.shifts.visits[other].place) or 0
                return Pause(i, starts_s - pause.start_s - pause.duration_s >= drive_s)
        return NONE

    def _fact_break(self, carer: Carer, shift: int) -> Break | None:
        pause = self.shifts.break_in(carer, shift)
        return pause if pause in self.shifts.fact_breaks else None

    def _stray_until_s(self, carer: Carer) -> int:
        """Until when facts outside every interval keep the carer busy."""
        strays = [name for name in self.shifts.strays.get(carer.id, ()) if name in self.shifts.facts]
        ends = (self.shifts.assigned[name].start_s + self.shifts.visits[name].duration_s for name in strays)
        return max(ends, default=-FAR_S)

    def _until(self, node: int, last_s: int) -> None:
        self.bounds.spans[node] = within(self.bounds.spans[node], -FAR_S, last_s)

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
        for name in self.start_of:
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
