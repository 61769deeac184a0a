"""Whether less of a remedy would do as well: asked of the exact model, which knows nothing of how it was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ortools.sat.python import cp_model

from matching.compile import compile_week
from matching.exact.model import WeekModel
from matching.exact.scope import whole_week
from matching.explain import Remedy, apply
from matching.explain.proposals import step_less
from matching.explain.shifts import Shifts
from matching.plan import Plan
from matching.problem import DAY_S, Link, Pin, Problem, TimeWindow, Visit
from matching.relax import Change

STEPS_MIN = {"EXTEND_AVAILABILITY": 15, "LONGER_DAY": 15, "LONGER_WEEK": 15, "SHORTER_REST": 15, "WIDEN_WINDOW": 30}
MOST_S = 60.0
Changes = tuple[Change, ...]


def is_least(problem: Problem, plan: Plan, remedy: Remedy) -> bool:
    """Whether the visit stays out, by insertion, without any one of the changes and with a step less of any.

    False also where CP-SAT could not tell in time: only what it has settled counts.
    """
    lesser = less(problem, remedy.changes)
    return all(fits(apply(problem, *changes), plan, remedy.visit) is False for changes in lesser)


def less(problem: Problem, changes: Changes) -> Iterator[Changes]:
    """The same changes without one of them, and with a step less of one."""
    for i, change in enumerate(changes):
        before, after = changes[:i], changes[i + 1 :]
        yield (*before, *after)
        step = STEPS_MIN.get(change.kind)
        if step is not None and change.minutes > step:
            interval = _shorter(problem, change, 60 * step)
            yield (*before, replace(change, minutes=change.minutes - step, interval=interval), *after)
        for smaller in step_less(_visit(problem, change.visit), change):
            yield (*before, smaller, *after)


def _shorter(problem: Problem, change: Change, by_s: int) -> TimeWindow | None:
    """The interval of a change, less by so much at the end at which it has grown."""
    if change.interval is None:
        return None
    carer = next((one for one in problem.carers if one.id == change.carer), None)
    grown = _visit(problem, change.visit).windows if carer is None else carer.available
    start_s, end_s = change.interval.start_s, change.interval.end_s
    is_later = any(one.start_s == start_s for one in grown)
    return TimeWindow(start_s, end_s - by_s) if is_later else TimeWindow(start_s + by_s, end_s)


def _visit(problem: Problem, name: str) -> Visit:
    return next(one for one in problem.visits if one.id == name)


def fits(problem: Problem, plan: Plan, visit: str) -> bool | None:
    """Whether there are starts and breaks with which the visit goes in, all others in their order; None: not told."""
    week = compile_week(in_order(problem, plan, visit))
    asked = WeekModel(week, whole_week(week))
    for one in asked.visits.values():
        asked.model.add(one.is_present == 1)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = MOST_S
    status = solver.solve(asked.model)
    return None if status == cp_model.UNKNOWN else status in {cp_model.OPTIMAL, cp_model.FEASIBLE}


def in_order(problem: Problem, plan: Plan, visit: str) -> Problem:
    """The week in which every planned visit keeps its carers, its day and its place in their order; one is free."""
    shifts, visits = Shifts(problem, plan), list[Visit]()
    for one in problem.visits:
        planned = shifts.assigned.get(one.id)
        if one.id == visit or one.id in shifts.facts:
            visits.append(one)
        elif planned is not None:
            pin = Pin(one.pin and one.pin.start_s, planned.carers)
            visits.append(replace(one, windows=_of_day(one, planned.start_s // DAY_S * DAY_S), pin=pin))
    names = {one.id for one in visits}
    orders = [
        Link(one.visit, other.visit, 0, 2 * DAY_S) for stops in shifts.days.values() for one, other in pairwise(stops)
    ]
    return replace(
        problem,
        visits=tuple(visits),
        links=(*(one for one in problem.links if {one.first, one.second} <= names), *orders),
        series=tuple(replace(one, visits=tuple(v for v in one.visits if v in names)) for one in problem.series),
    )


def _of_day(visit: Visit, day_s: int) -> tuple[TimeWindow, ...]:
    """Of its windows what lets it start on a day."""
    last_s = day_s + DAY_S - 1 + visit.duration_s
    cut = (TimeWindow(max(one.start_s, day_s), min(one.end_s, last_s)) for one in visit.windows)
    return tuple(one for one in cut if one.end_s - one.start_s >= visit.duration_s)
