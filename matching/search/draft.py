"""A plan under construction: its tours, who comes to each visit, and its full cost, kept up to date."""

from __future__ import annotations

from typing import NamedTuple

from matching.compiled import CompiledWeek
from matching.facts import ALWAYS_S
from matching.problem import Assignment, Break
from matching.rests import rest_pairs
from matching.search.tours import Timer, Tour


class Part(NamedTuple):
    """One carer's part in a visit."""

    role: int
    carer: int
    duty: int


Crew = tuple[Part, ...]


class Snapshot(NamedTuple):
    """All that changes in a draft."""

    tours: list[Tour]
    crews: list[Crew | None]
    worked_s: list[int]
    group_points: list[int]
    absent: set[int]
    points: int


class Draft:
    """A plan that keeps every rule. `crews` are by visit, None where it is absent; facts are no part of it."""

    def __init__(self, week: CompiledWeek, timer: Timer) -> None:
        self.week, self.timer = week, timer
        self.weights = week.problem.weights
        self.fair_s = [carer.fair_s for carer in week.carers]
        self.duty_carer = [duty.carer for duty in week.duties]
        self.tours: list[Tour] = list(timer.empty)
        self.crews: list[Crew | None] = [None] * len(week.visits)
        self.absent: set[int] = {v for v in range(len(week.visits)) if v not in week.facts}
        self.worked_s = [sum(timer.empty[k].worked_s for k in carer.duties) for carer in week.carers]
        self.fact_crews = {v: {c for c in fact.carers if c >= 0} for v, fact in week.facts.items()}
        self.group_points = [self._strangers(g) for g in range(len(week.groups))]
        self._same_day = [self._days_of(k) for k in range(len(week.duties))]
        self._rest_before, self._rest_after = rest_pairs(week)
        self.points = (
            sum(tour.points for tour in self.tours)
            + sum(self.hour_points(c, worked_s) for c, worked_s in enumerate(self.worked_s))
            + sum(self.group_points)
            + sum(week.visits[v].absent_points for v in self.absent)
            + sum(fact.points for fact in week.facts.values())
        )

    def _days_of(self, k: int) -> tuple[int, ...]:
        duty = self.week.duties[k]
        return tuple(o for o in self.week.carers[duty.carer].duties if self.week.duties[o].day == duty.day)

    def snapshot(self) -> Snapshot:
        """A copy of all that changes."""
        return Snapshot(
            self.tours.copy(),
            self.crews.copy(),
            self.worked_s.copy(),
            self.group_points.copy(),
            self.absent.copy(),
            self.points,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Become what it was when the snapshot was taken."""
        self.tours = snapshot.tours.copy()
        self.crews = snapshot.crews.copy()
        self.worked_s = snapshot.worked_s.copy()
        self.group_points = snapshot.group_points.copy()
        self.absent = snapshot.absent.copy()
        self.points = snapshot.points

    def start_s(self, v: int) -> int | None:
        """Start of a visit, facts included; None if it is absent."""
        if v in self.week.facts:
            return self.week.facts[v].start_s
        crew = self.crews[v]
        if not crew:
            return None
        tour = self.tours[crew[0].duty]
        return next(start_s for (u, _), start_s in zip(tour.stops, tour.starts_s, strict=True) if u == v)

    def carers_of(self, v: int) -> set[int]:
        """Who comes to a visit, facts included."""
        if v in self.fact_crews:
            return self.fact_crews[v]
        return {part.carer for part in self.crews[v] or ()}

    def filled(self, v: int) -> int:
        """Filled slots of a visit; a fact may have one carer in two of them."""
        if v in self.week.facts:
            return sum(c >= 0 for c in self.week.facts[v].carers)
        return len(self.crews[v] or ())

    def span_s(self, k: int) -> tuple[int, int]:
        """When duty `k` may begin and must end, so that the carer rests from the day before and for the day after."""
        open_s, close_s = ALWAYS_S, self.timer.close_s[k]
        rest_s = self.week.carers[self.duty_carer[k]].rest_s
        for other in self._rest_before[k]:
            if self._works(other):
                open_s = max(open_s, self.tours[other].return_s + rest_s)
        for other in self._rest_after[k]:
            if self._works(other):
                close_s = min(close_s, self.tours[other].leave_s - rest_s)
        return open_s, close_s

    def _works(self, k: int) -> bool:
        return bool(self.tours[k].stops) or self.timer.head[k] is not None

    def allows(self, k: int, tour: Tour) -> bool:
        """Whether DAY, WEEK and DAYS hold with this tour of duty `k`, which has a stop that is no fact."""
        carer = self.week.carers[self.duty_carer[k]]
        more_s = tour.worked_s - self.tours[k].worked_s
        if self.worked_s[self.duty_carer[k]] + more_s > carer.max_week_s:
            return False
        if sum(self.tours[other].worked_s for other in self._same_day[k]) + more_s > carer.max_day_s:
            return False
        if any(self._works(other) for other in self._same_day[k]) or len(carer.duties) <= carer.max_days:
            return True
        days = {self.week.duties[other].day for other in carer.duties if self._works(other)}
        return len(days) < carer.max_days

    def hour_points(self, c: int, worked_s: int) -> int:
        """Overtime and unfair of a carer who works so much."""
        carer, points = self.week.carers[c], 0
        if worked_s > carer.contract_s:
            points = self.weights.overtime * (worked_s - carer.contract_s)
        if worked_s > carer.fair_s:
            points += self.weights.unfair * (worked_s - carer.fair_s)
        return points

    def tour_delta(self, k: int, tour: Tour) -> int:
        """Points that this tour of duty `k` brings."""
        old, c = self.tours[k], self.duty_carer[k]
        worked_s = self.worked_s[c]
        hours = self.hour_points(c, worked_s + tour.worked_s - old.worked_s) - self.hour_points(c, worked_s)
        return tour.points - old.points + hours

    def put_tour(self, k: int, tour: Tour) -> None:
        """Replace a tour."""
        self.points += self.tour_delta(k, tour)
        self.worked_s[self.duty_carer[k]] += tour.worked_s - self.tours[k].worked_s
        self.tours[k] = tour

    def crew_points(self, v: int, crew: Crew | None) -> int:
        """What a visit costs by itself, but for its start."""
        visit = self.week.visits[v]
        if crew is None:
            return visit.absent_points
        points = visit.present_points + sum(role.slot_points * len(role.slots) for role in visit.roles)
        for part in crew:
            role = visit.roles[part.role]
            own = next(option.points for option in role.options if option.carer == part.carer)
            points += own - role.slot_points
        return points

    def put_crew(self, v: int, crew: Crew | None) -> None:
        """Say who comes to a visit; None: nobody. Its tours are the caller's business."""
        self.points += self.crew_points(v, crew) - self.crew_points(v, self.crews[v])
        self.crews[v] = crew
        if crew is None:
            self.absent.add(v)
        else:
            self.absent.discard(v)
        group = self.week.visits[v].group
        if group >= 0:
            self.points -= self.group_points[group]
            self.group_points[group] = self._strangers(group)
            self.points += self.group_points[group]

    def _strangers(self, group: int) -> int:
        distinct: set[int] = set()
        fullest = 0
        for v in self.week.groups[group]:
            fullest = max(fullest, self.filled(v))
            distinct |= self.carers_of(v)
        return self.weights.continuity * (len(distinct) - fullest)

    def assignments(self) -> tuple[Assignment, ...]:
        """The plan's assignments, facts first."""
        week = self.week
        planned = [Assignment(week.visits[v].id, self._start_of(v), self._carer_ids(v)) for v in self._present()]
        return (*week.given.visits.values(), *planned)

    def _present(self) -> list[int]:
        return [v for v, crew in enumerate(self.crews) if crew]

    def _start_of(self, v: int) -> int:
        start_s = self.start_s(v)
        return 0 if start_s is None else start_s

    def _carer_ids(self, v: int) -> tuple[str | None, ...]:
        visit = self.week.visits[v]
        ids: list[str | None] = [None] * visit.slots
        left = [list(role.slots) for role in visit.roles]
        for part in self.crews[v] or ():
            ids[left[part.role].pop(0)] = self.week.carers[part.carer].id
        return tuple(ids)

    def breaks(self) -> tuple[Break, ...]:
        """The plan's breaks, facts first."""
        week = self.week
        planned = [
            Break(week.carers[self.duty_carer[k]].id, tour.break_s, self.timer.pause_s[k])
            for k, tour in enumerate(self.tours)
            if tour.break_after >= 0
        ]
        return (*week.given.breaks, *planned)
