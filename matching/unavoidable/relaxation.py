"""A week without sequence: who could make which visit in which window, with everybody's hours, days and conflicts.

Every plan that keeps the rules keeps these rows as well, so that their least points are no more than any plan's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from matching.compiled import CompiledVisit, CompiledWeek
from matching.problem import DAY_S
from matching.unavoidable.conflicts import cliques
from matching.unavoidable.rows import Rows, Term
from matching.unavoidable.spans import DutyTasks, duty_tasks

Span = tuple[int, int]  # first and last second
FACT = -1  # the window of a visit that is a fact


class Relaxation:
    """The rows of some `visits`, others left out; `rows` minimizes points of absent visits and empty slots."""

    def __init__(self, week: CompiledWeek, visits: Collection[int]) -> None:
        self._week, self.rows = week, Rows()
        self._present: dict[int, dict[int, int]] = {v: {} for v in visits}
        self._starts: dict[int, dict[int, Span]] = {
            v: {FACT: (fact.start_s, fact.start_s)} for v, fact in week.facts.items()
        }
        duties = duty_tasks(week, frozenset(visits))
        fillers: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        by_carer: dict[int, list[tuple[DutyTasks, list[list[int]]]]] = defaultdict(list)
        for duty in duties:
            mine = [[self.rows.variable() for _ in task.roles] for task in duty.tasks]
            by_carer[week.duties[duty.duty].carer].append((duty, mine))
            for task, variables in zip(duty.tasks, mine, strict=True):
                for role, variable in zip(task.roles, variables, strict=True):
                    fillers[task.visit, task.window, role].append(variable)
                first, last = self._starts.setdefault(task.visit, {}).get(task.window, (task.earliest_s, task.latest_s))
                self._starts[task.visit][task.window] = min(first, task.earliest_s), max(last, task.latest_s)
        for v in visits:
            self._visit(v, week.visits[v], fillers)
        for c, held in by_carer.items():
            self._carer(c, held)
        for v in visits:
            self._apart(v)
            self._links(v)

    def _visit(self, v: int, visit: CompiledVisit, fillers: dict[tuple[int, int, int], list[int]]) -> None:
        """A visit is in one window at most; there its slots are filled as its roles ask."""
        rows, all_slots = self.rows, sum(role.slot_points * len(role.slots) for role in visit.roles)
        rows.constant += visit.absent_points
        for window in self._starts.get(v, {}):
            present = self._present[v][window] = rows.variable(all_slots - visit.absent_points)
            filled: list[Term] = []
            for r, role in enumerate(visit.roles):
                variables = fillers.get((v, window, r), [])
                for one in variables:
                    rows.points[one] -= role.slot_points
                    if len(role.slots) > 1 or not role.is_required:
                        rows.at_most(0, [(one, 1), (present, -1)])
                terms = [(one, 1) for one in variables]
                rows.at_most(0, [*terms, (present, -len(role.slots))], exactly=role.is_required)
                filled += terms
            rows.at_most(0, [(present, visit.fewest), *((one, -1) for one, _ in filled)])
        rows.at_most(1, [(one, 1) for one in self._present[v].values()])

    def _carer(self, c: int, held: list[tuple[DutyTasks, list[list[int]]]]) -> None:
        """A carer is once in a visit, in one place at a time, and within hours and days."""
        carer, duties, rows = self._week.carers[c], self._week.duties, self.rows
        in_visit: dict[int, list[Term]] = defaultdict(list)
        by_day: dict[int, list[Term]] = defaultdict(list)
        used_on: dict[int, list[int]] = defaultdict(list)
        for duty, mine in held:
            used, day = rows.variable(), duties[duty.duty].day
            loads_s = (duty.durations_s + duty.reach_s).tolist()
            load = [(one, load_s) for load_s, variables in zip(loads_s, mine, strict=True) for one in variables]
            rows.at_most(0, [*load, (used, -max(0, duty.room_s - duty.home_s))])
            for clique in cliques(duty):
                rows.at_most(0, [(used, -1), *((one, 1) for i in clique for one in mine[i])])
            by_day[day] += [*load, (used, duty.home_s)]
            used_on[day].append(used)
            for task, variables in zip(duty.tasks, mine, strict=True):
                in_visit[task.visit] += [(one, 1) for one in variables]
        for v, terms in in_visit.items():
            if len(self._week.visits[v].roles) > 1:
                rows.at_most(1, terms)
        given = given_s(self._week, c)
        for day, load in by_day.items():
            rows.at_most(max(0, carer.max_day_s - given.get(day, 0)), load)
        whole = [term for load in by_day.values() for term in load]
        rows.at_most(max(0, carer.max_week_s - sum(given.values())), whole)
        others = [self._any(used) for day, used in used_on.items() if day not in given]
        if len(others) > (left := max(0, carer.max_days - len(given))):
            rows.at_most(left, [(one, 1) for one in others])

    def _any(self, variables: list[int]) -> int:
        """A variable that is 1 where any of these is."""
        if len(variables) == 1:
            return variables[0]
        either = self.rows.variable()
        for one in variables:
            self.rows.at_most(0, [(one, 1), (either, -1)])
        return either

    def _apart(self, v: int) -> None:
        """Windows of a series that are too near to one another exclude one another."""
        for rule in self._week.visits[v].apart:
            for other in rule.others:
                if other > v or other in self._week.facts:
                    self._exclude(v, other, lambda a, b: too_near(a, b, rule.min_days, rule.min_gap_s))  # noqa: B023  (used at once)

    def _links(self, v: int) -> None:
        """A second needs its first, and both windows must allow the time between."""
        for link in self._week.visits[v].links:
            if link.is_second and self._is_known(link.other):
                firsts = [(one, -1) for one in self._present.get(link.other, {}).values()]
                mine = [(one, 1) for one in self._present[v].values()]
                self.rows.at_most(int(link.other in self._week.facts), [*mine, *firsts])
                self._exclude(link.other, v, lambda a, b: b[1] - a[0] < link.min_s or b[0] - a[1] > link.max_s)  # noqa: B023  (as above)
            elif not link.is_second and link.other in self._week.facts:
                self._exclude(v, link.other, lambda a, b: b[1] - a[0] < link.min_s or b[0] - a[1] > link.max_s)  # noqa: B023

    def _is_known(self, v: int) -> bool:
        return v in self._present or v in self._week.facts

    def _exclude(self, v: int, other: int, excludes: Callable[[Span, Span], bool]) -> None:
        """No plan holds the two visits in windows of which `excludes` is true."""
        for window, span in self._starts.get(v, {}).items():
            for other_window, other_span in self._starts.get(other, {}).items():
                if excludes(span, other_span):
                    facts = (window == FACT) + (other_window == FACT)
                    both = ((v, window), (other, other_window))
                    terms = [(self._present[a][w], 1) for a, w in both if w != FACT and a in self._present]
                    self.rows.at_most(1 - facts, terms)


def given_s(week: CompiledWeek, c: int) -> dict[int, int]:
    """Seconds that facts of a carer work at least, by day."""
    found: dict[int, int] = defaultdict(int)
    for k in week.carers[c].duties:
        head = week.duties[k].head
        if head is not None:
            found[week.duties[k].day] += head.end_s - head.leave_s - head.rested_s - head.pause_s
    return found


def too_near(a: Span, b: Span, min_days: int, min_gap_s: int) -> bool:
    """Whether all starts in two spans are too near to one another."""
    days = max(a[1] // DAY_S - b[0] // DAY_S, b[1] // DAY_S - a[0] // DAY_S)
    return days < min_days or max(a[1] - b[0], b[1] - a[0]) < min_gap_s
