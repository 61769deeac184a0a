"""The exact times of a week whose carers and orders stay as they are: CP-SAT over all starts at once.

A search times one duty after another, and lets the start of a team stay where it was put in; this moves all together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from ortools.sat.python import cp_model

from matching.coming import NOBODY, who_comes
from matching.compiled import CompiledWeek, Option
from matching.exact.linear import Linear, total
from matching.exact.sight import solve_in_sight
from matching.plan import Plan
from matching.problem import WEEK_S, Assignment, Break
from matching.rests import rest_pairs
from matching.timecost import Piece


def polish(week: CompiledWeek, plan: Plan, work: float, go_on: Callable[[], bool] = lambda: True) -> Plan:
    """The plan with the best starts for its orders, or as it is where none are found within `work`.

    `work` is in units of CP-SAT's deterministic time, about as many seconds. Whoever has begun the week keeps the times
    that he has. The checker is yet to judge what comes out. `go_on` is asked every moment; its False ends the attempt.
    """
    times = _Times(week, plan)
    return times.solve(work, go_on) or plan


@dataclass(frozen=True, slots=True)
class _Stop:
    """A visit of a duty, and the variable of its start."""

    visit: int
    told_s: int
    start: Linear


@dataclass(frozen=True, slots=True)
class _Span:
    """A duty in variables: when its carer leaves and is back, and the pause in between."""

    leave: Linear
    back: Linear
    pause_s: int

    @property
    def worked(self) -> Linear:
        """Seconds from leaving to return, without the break."""
        return self.back - self.leave - self.pause_s


class _Times:
    """The model of one plan's times."""

    def __init__(self, week: CompiledWeek, plan: Plan) -> None:
        self._week, self._plan = week, plan
        self._model = cp_model.CpModel()
        self._costs: list[Linear] = []
        self._numbers = {visit.id: v for v, visit in enumerate(week.visits)}
        self._carers = {carer.id: c for c, carer in enumerate(week.carers)}
        self._begun = {duty.carer for duty in week.duties if duty.head}
        self._starts: dict[int, Linear] = {}
        self._breaks: dict[Break, cp_model.IntVar] = {}
        self._stops: dict[int, list[_Stop]] = defaultdict(list)
        for one in sorted(plan.assignments, key=lambda one: one.start_s):
            self._add_visit(one)
        self._spans = {k: self._span(k, stops) for k, stops in self._stops.items() if self._is_open(k)}

    def solve(self, work: float, go_on: Callable[[], bool]) -> Plan | None:
        """The plan with new times."""
        self._keep_rest()
        self._keep_hours()
        self._keep_ties()
        self._model.minimize(total(self._costs))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = work
        if solve_in_sight(solver, self._model, go_on) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        plan = self._plan
        assignments = (
            replace(one, start_s=int(solver.value(self._starts[v])))
            if (v := self._numbers[one.visit]) in self._starts
            else one
            for one in plan.assignments
        )
        breaks = (
            replace(one, start_s=int(solver.value(self._breaks[one]))) if one in self._breaks else one
            for one in plan.breaks
        )
        return Plan(plan.problem, tuple(assignments), tuple(breaks))

    def _is_open(self, k: int) -> bool:
        return self._week.duties[k].carer not in self._begun

    def _options(self, v: int, one: Assignment) -> list[Option]:
        """How each carer of an assignment comes; raises ValueError where they may not."""
        visit = self._week.visits[v]
        ways = who_comes(visit, [NOBODY if who is None else self._carers[who] for who in one.carers], one.start_s)
        if ways is None:
            raise ValueError(f"{one.visit} can't be made so: polish a plan that keeps the rules")
        return [visit.roles[way.role].options[way.option] for way in ways]

    def _add_visit(self, one: Assignment) -> None:
        """A variable for the start, within the piece that it lies in, and what it costs."""
        v = self._numbers[one.visit]
        if v in self._week.facts:
            self._starts[v] = Linear.constant(one.start_s)
            return
        options = self._options(v, one)
        low_s = max(option.piece.lo_s for option in options)
        high_s = min(option.piece.hi_s for option in options)
        if any(option.carer in self._begun for option in options):
            low_s = high_s = one.start_s
        start = self._model.new_int_var(low_s, high_s, "")
        self._model.add_hint(start, one.start_s)
        self._starts[v] = start
        self._price(start, options[0].piece.clipped(low_s, high_s))
        for option in options:
            self._stops[option.duty].append(_Stop(v, one.start_s, start))

    def _price(self, start: cp_model.IntVar, piece: Piece | None) -> None:
        if piece is None:
            return
        self._costs.append(piece.slope * (start - piece.lo_s) + piece.points)
        for at_s, steeper in piece.kinks:
            self._costs.append(steeper * self._beyond(start, at_s))

    def _beyond(self, amount: Linear, limit: int) -> cp_model.IntVar:
        """How much an amount is above a limit, which the objective keeps small."""
        more = self._model.new_int_var(0, 2 * WEEK_S, "")
        self._model.add(more >= amount - limit)
        return more

    def _span(self, k: int, stops: list[_Stop]) -> _Span:
        """One duty's stops in order, its break, and its hours; waiting is priced."""
        week, duty = self._week, self._week.duties[k]
        carer = week.carers[duty.carer]
        places = [carer.base, *(week.visits[stop.visit].place for stop in stops), carer.base]
        legs_s = [carer.legs_s[a][b] for a, b in pairwise(places)]
        served_s = [week.visits[stop.visit].duration_s for stop in stops]
        leave, back = stops[0].start - legs_s[0], stops[-1].start + served_s[-1] + legs_s[-1]
        self._model.add(leave >= max(duty.open_s, carer.free_s))
        self._model.add(back <= duty.close_s)
        pause = self._pause_in(k)
        pause_s = 0 if pause is None else pause.duration_s
        gap = -1 if pause is None else sum(stop.told_s < pause.start_s for stop in stops)
        for i, (stop, after) in enumerate(pairwise(stops), 1):
            extra_s = pause_s if i == gap else 0
            self._model.add(after.start >= stop.start + served_s[i - 1] + legs_s[i] + extra_s)
        if pause is not None:
            ends = stops[gap - 1].start + served_s[gap - 1]
            is_drive_first = pause.start_s >= stops[gap - 1].told_s + served_s[gap - 1] + legs_s[gap]
            before_s, after_s = (legs_s[gap], 0) if is_drive_first else (0, legs_s[gap])
            at = self._break(pause)
            self._model.add(at >= ends + before_s)
            self._model.add(at + pause_s + after_s <= stops[gap].start)
            self._model.add(at - leave <= carer.after_s)
            self._model.add(back - at - pause_s <= carer.after_s)
        elif carer.break_s and len(stops) > 1:
            self._model.add(back - leave <= carer.after_s)
        busy_s = sum(served_s[:-1]) + sum(legs_s[1:-1]) + pause_s
        self._costs.append(week.problem.weights.waiting * (stops[-1].start - stops[0].start - busy_s))
        return _Span(leave, back, pause_s)

    def _pause_in(self, k: int) -> Break | None:
        duty = self._week.duties[k]
        name = self._week.carers[duty.carer].id
        mine = (one for one in self._plan.breaks if one.carer == name and duty.open_s <= one.start_s < duty.close_s)
        return next(mine, None)

    def _break(self, pause: Break) -> cp_model.IntVar:
        at = self._model.new_int_var(max(0, self._week.given.frozen_until_s), 2 * WEEK_S, "")
        self._model.add_hint(at, pause.start_s)
        self._breaks[pause] = at
        return at

    def _keep_rest(self) -> None:
        _, after = rest_pairs(self._week)
        for k, span in self._spans.items():
            rest_s = self._week.carers[self._week.duties[k].carer].rest_s
            for later in after[k]:
                if later in self._spans:
                    self._model.add(self._spans[later].leave >= span.back + rest_s)

    def _keep_hours(self) -> None:
        """Limits of days and weeks; overtime and hours above a fair part are priced."""
        weights, by_carer = self._week.problem.weights, defaultdict[int, list[int]](list)
        for k in self._spans:
            by_carer[self._week.duties[k].carer].append(k)
        for c, duties in by_carer.items():
            carer, by_day = self._week.carers[c], defaultdict[int, list[Linear]](list)
            for k in duties:
                by_day[self._week.duties[k].day].append(self._spans[k].worked)
            for worked in by_day.values():
                self._model.add(total(worked) <= carer.max_day_s)
            worked = total(one for day in by_day.values() for one in day)
            self._model.add(worked <= carer.max_week_s)
            for limit_s, weight in ((carer.contract_s, weights.overtime), (carer.fair_s, weights.unfair)):
                if weight and limit_s < 2 * WEEK_S:
                    self._costs.append(weight * self._beyond(worked, limit_s))

    def _keep_ties(self) -> None:
        """Links keep their distance, visits of a series theirs, in the order that they have."""
        told_s: Mapping[int, int] = {self._numbers[one.visit]: one.start_s for one in self._plan.assignments}
        for v, start in self._starts.items():
            visit = self._week.visits[v]
            for link in visit.links:
                if link.is_second and link.other in self._starts:
                    gap = start - self._starts[link.other]
                    self._model.add(gap >= link.min_s)
                    self._model.add(gap <= link.max_s)
            for apart in visit.apart:
                for other in apart.others:
                    if apart.min_gap_s and other in self._starts and told_s[other] <= told_s[v] and other != v:
                        self._model.add(start - self._starts[other] >= apart.min_gap_s)
