"""A quick filling of a week without sequence: where it leaves no more open than each visit does alone, nothing else is.

It keeps every row of the relaxation, or a stricter one, so that no proof can find more points than it has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from matching.compiled import CompiledWeek, Option
from matching.facts import ALWAYS_S
from matching.unavoidable.relaxation import Span, given_s, too_near

MOST_SWAPS = 40  # visits left for which another one is asked to make room
ROUNDS = 16  # in which what was left comes first
MOST_STALE = 6  # rounds without a better filling
TURNS = 8  # rounds in which windows are tried in the same order


class Task(NamedTuple):
    """A visit in a duty: the role it fills, its starts there, and the seconds that it takes with the way to it."""

    visit: int
    role: int
    duty: int
    earliest_s: int
    latest_s: int
    load_s: int


@dataclass(slots=True)
class _Held:
    """What a duty holds, and seconds of it all with the longest way home."""

    tasks: list[Task] = field(default_factory=list[Task])
    spent_s: int = 0
    home_s: int = 0


def least_filling(week: CompiledWeek, visits: Sequence[int], enough: int) -> Filling:
    """The filling that leaves least open of some, the first that leaves no more than `enough` points."""
    best = last = Filling(week, visits)
    first, stale = list[int](), 0
    for turn in range(1, ROUNDS):
        if best.points <= enough or stale == MOST_STALE:
            break
        first = [*last.left, *(v for v in first if v not in last.left)]
        last = Filling(week, visits, first, turn // TURNS)
        stale = 0 if last.points < best.points else stale + 1
        best = min(best, last, key=lambda one: one.points)
    return best


class Filling:
    """Some visits put into a week one by one, those first that fewest could make; `points` are those still open."""

    def __init__(self, week: CompiledWeek, visits: Sequence[int], first: Sequence[int] = (), turn: int = 0) -> None:
        """Of the visits those of `first` come before all others; each tries the window of its `turn` first."""
        self._week, self._among, self._turn = week, frozenset(visits), turn
        self._crews: dict[int, list[Task]] = {}
        self._held: dict[int, _Held] = defaultdict(_Held)
        self._day_s: dict[tuple[int, int], int] = defaultdict(int)  # by carer and day
        self._week_s: dict[int, int] = defaultdict(int)
        self._given_s = [given_s(week, c) for c in range(len(week.carers))]
        many = {v: sum(len(role.options) for role in week.visits[v].roles) for v in visits}
        left = list(dict.fromkeys([*first, *sorted(visits, key=lambda v: (many[v], v))]))
        for _ in range(2):  # those who follow another come after it
            left = [v for v in left if not self._place(v)]
        self.left = left if len(left) > MOST_SWAPS else [v for v in left if not self._swap(v)]
        self.points = sum(week.visits[v].absent_points for v in self.left) + sum(map(self._empty_points, self._crews))

    def _empty_points(self, v: int) -> int:
        roles, filled = self._week.visits[v].roles, [task.role for task in self._crews[v]]
        return sum(role.slot_points * (len(role.slots) - filled.count(r)) for r, role in enumerate(roles))

    def _place(self, v: int) -> bool:
        """Give the visit a crew in one of its windows, if there is one."""
        for options in self._by_window(v):
            crew = self._crew(v, options)
            if crew is not None:
                self._crews[v] = crew
                return True
        return False

    def _by_window(self, v: int) -> list[list[tuple[int, Option]]]:
        """The visit's roles and who may fill them, window by window."""
        opens_s = [window.start_s for window in self._week.problem.visits[v].windows]
        found: dict[int, list[tuple[int, Option]]] = defaultdict(list)
        for r, role in enumerate(self._week.visits[v].roles):
            for option in role.options:
                found[bisect_right(opens_s, option.piece.lo_s)].append((r, option))
        windows = sorted(found)
        at = self._turn % max(1, len(windows))
        return [found[window] for window in (*windows[at:], *windows[:at])]

    def _crew(self, v: int, options: Sequence[tuple[int, Option]]) -> list[Task] | None:
        """Those with the emptiest duties in each slot of one window, put there; None if a slot must stay empty."""
        visit, crew = self._week.visits[v], list[Task]()
        by_role = [[option for i, option in options if i == r] for r in range(len(visit.roles))]
        for r in sorted(range(len(by_role)), key=lambda r: (not visit.roles[r].is_required, len(by_role[r]))):
            role, many = visit.roles[r], 0
            for option in sorted(by_role[r], key=lambda one: self._held[one.duty].spent_s):
                is_enough = len(crew) >= visit.fewest and not role.is_required and not role.slot_points
                if many == len(role.slots) or is_enough:
                    break
                is_new = all(self._week.duties[one.duty].carer != option.carer for one in crew)
                if is_new and (task := self._fitting(v, r, option)) is not None:
                    self._add(task)
                    crew.append(task)
                    many += 1
            if role.is_required and many < len(role.slots):
                break
        else:
            if len(crew) >= visit.fewest:
                return crew
        for task in crew:
            self._remove(task)
        return None

    def _swap(self, v: int) -> bool:
        """Put a visit of one slot where another one of that kind can go elsewhere."""
        if len(self._week.visits[v].roles) != 1 or self._week.visits[v].slots != 1:
            return False
        for option in self._week.visits[v].roles[0].options:
            for other in list(self._held[option.duty].tasks):
                if self._is_free(other.visit) and self._makes_room(v, option, other):
                    return True
        return False

    def _is_free(self, v: int) -> bool:
        return len(self._crews[v]) == 1 and not self._week.visits[v].links

    def _makes_room(self, v: int, option: Option, other: Task) -> bool:
        """Let `other` leave its duty to the visit, if it finds another place then."""
        self._remove(other)
        del self._crews[other.visit]
        task = self._fitting(v, 0, option)
        if task is not None:
            self._add(task)
            self._crews[v] = [task]
            if self._place(other.visit):
                return True
            del self._crews[v]
            self._remove(task)
        self._add(other)
        self._crews[other.visit] = [other]
        return False

    def _fitting(self, v: int, r: int, option: Option) -> Task | None:
        """The visit as a task of that duty, if all that the duty holds leaves room for it."""
        week, k = self._week, option.duty
        duty, visit, carer, held = week.duties[k], week.visits[v], week.carers[option.carer], self._held[k]
        out_s, home_s = carer.legs_s[duty.head_place][visit.place], carer.legs_s[visit.place][carer.base]
        after_s = ALWAYS_S if duty.head is None else max(duty.head.end_s, duty.head.not_before_s)
        free_s = max(duty.open_s, carer.free_s, after_s)
        earliest_s = max(option.piece.lo_s, free_s + out_s)
        latest_s = min(option.piece.hi_s, duty.close_s - home_s - visit.duration_s)
        if earliest_s > latest_s:
            return None
        reach_s = out_s
        for one in held.tasks:
            other = week.visits[one.visit]
            comes_after = latest_s - one.earliest_s - other.duration_s >= carer.legs_s[other.place][visit.place]
            if comes_after:
                reach_s = min(reach_s, carer.legs_s[other.place][visit.place])
            elif one.latest_s - earliest_s - visit.duration_s < carer.legs_s[visit.place][other.place]:
                return None
        task = Task(v, r, k, earliest_s, latest_s, visit.duration_s + reach_s)
        more_s = task.load_s + max(0, home_s - held.home_s)
        has_hours = held.spent_s + more_s <= duty.close_s - free_s and self._has_hours(option.carer, duty.day, more_s)
        return task if has_hours and self._may_start(v, (earliest_s, latest_s)) else None

    def _has_hours(self, c: int, day: int, more_s: int) -> bool:
        """Whether the carer may work so much more on a day."""
        carer, given_s = self._week.carers[c], self._given_s[c]
        if self._day_s[c, day] + more_s > carer.max_day_s - given_s.get(day, 0):
            return False
        if self._week_s[c] + more_s > carer.max_week_s - sum(given_s.values()):
            return False
        worked = {other for other in {self._week.duties[k].day for k in carer.duties} if self._day_s[c, other]}
        return len(worked | {day, *given_s}) <= carer.max_days

    def _may_start(self, v: int, span: Span) -> bool:
        """Whether series and links let the visit start so, beside what is there already."""
        visit = self._week.visits[v]
        for rule in visit.apart:
            spans = (known for other in rule.others if (known := self._span_of(other)) is not None)
            if any(too_near(span, known, rule.min_days, rule.min_gap_s) for known in spans):
                return False
        for link in visit.links:
            known = self._span_of(link.other)
            if known is None:
                if link.is_second and link.other in self._among:
                    return False
                continue
            first, second = (known, span) if link.is_second else (span, known)
            if second[1] - first[0] < link.min_s or second[0] - first[1] > link.max_s:
                return False
        return True

    def _span_of(self, v: int) -> Span | None:
        if v in self._week.facts:
            return self._week.facts[v].start_s, self._week.facts[v].start_s
        crew = self._crews.get(v)
        return (crew[0].earliest_s, crew[0].latest_s) if crew else None

    def _add(self, task: Task) -> None:
        self._held[task.duty].tasks.append(task)
        self._recount(task.duty)

    def _remove(self, task: Task) -> None:
        """Take a task away; others were perhaps reached from it, and are looked at anew."""
        held = self._held[task.duty]
        tasks = [one for one in held.tasks if one.visit != task.visit]
        held.tasks = [one._replace(load_s=self._load_s(one, tasks)) for one in tasks]
        for one in held.tasks:
            if one.visit in self._crews:
                self._crews[one.visit] = [one if each.duty == one.duty else each for each in self._crews[one.visit]]
        self._recount(task.duty)

    def _load_s(self, task: Task, beside: Sequence[Task]) -> int:
        """Seconds of a task with the least way to it from the start or from what may come before it."""
        week, duty, visit = self._week, self._week.duties[task.duty], self._week.visits[task.visit]
        legs_s = week.carers[duty.carer].legs_s
        ways = [legs_s[duty.head_place][visit.place]]
        for one in beside:
            other = week.visits[one.visit]
            way_s = legs_s[other.place][visit.place]
            if one.visit != task.visit and task.latest_s - one.earliest_s - other.duration_s >= way_s:
                ways.append(way_s)
        return visit.duration_s + min(ways)

    def _recount(self, k: int) -> None:
        """Count a duty's seconds again."""
        held, duty = self._held[k], self._week.duties[k]
        carer = self._week.carers[duty.carer]
        places = (self._week.visits[one.visit].place for one in held.tasks)
        home_s = max((carer.legs_s[place][carer.base] for place in places), default=0)
        spent_s = sum(one.load_s for one in held.tasks) + home_s
        more_s = spent_s - held.spent_s
        held.spent_s, held.home_s = spent_s, home_s
        self._day_s[duty.carer, duty.day] += more_s
        self._week_s[duty.carer] += more_s
