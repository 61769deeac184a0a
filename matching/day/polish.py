"""The exact times of a day whose routes stay as they are: CP-SAT over starts, and the choice of windows.

A search delays no task that is not late for another's sake; this finds what that loses, a fraction of a per cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from matching.day.check import judge_day
from matching.day.plan import LUNCH, DayPlan, DayStop
from matching.day.problem import DayCarer, DayProblem, DayTerm, Patient
from matching.exact.linear import only_if

Stops = Mapping[str, tuple[DayStop, ...]]
WORK = 4.0  # units of CP-SAT's deterministic time: about as many seconds
ROOM = 2  # times the plan's own last return: how late anything may be


def polish(problem: DayProblem, plan: DayPlan, work: float = WORK) -> DayPlan:
    """The plan with the best times for its routes, or as it is where none better are found within `work`."""
    before = judge_day(problem, plan)
    waits = problem.weight("total_waiting_time") + problem.weight("max_waiting_time")
    if not before.is_kept or waits == 0:  # without waiting, the earliest times are the best
        return plan
    found = _Times(problem, plan).solve(work)
    if found is None:
        return plan
    after = judge_day(problem, found)
    return found if after.is_kept and after.cost < before.cost else plan


@dataclass(frozen=True, slots=True)
class _Row:
    """A stop of a route, and the variable of its start."""

    stop: DayStop
    start: cp_model.IntVar


class _Times:
    """The model of one plan's times."""

    def __init__(self, problem: DayProblem, plan: DayPlan) -> None:
        self._problem, self._plan = problem, plan
        self._model = cp_model.CpModel()
        self._patients = {patient.id: patient for patient in problem.patients}
        last = max((stop.ends for stops in plan.routes.values() for stop in stops), default=0)
        self._end = ROOM * (last + int(problem.legs.max())) + 1
        self._costs: list[cp_model.LinearExprT] = []
        self._late: list[cp_model.LinearExprT] = []
        self._idle: list[cp_model.LinearExprT] = []
        self._waits: list[cp_model.LinearExprT] = []
        self._starts: dict[tuple[str, str], cp_model.IntVar] = {}
        self._rows = {carer.id: self._route(carer, plan.routes.get(carer.id, ())) for carer in problem.carers}

    def solve(self, work: float) -> DayPlan | None:
        """The plan with new times."""
        self._synchronise()
        self._price_most()
        self._model.minimize(sum(self._costs))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = work
        if solver.solve(self._model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        routes = {
            name: tuple(
                DayStop(row.stop.patient, row.stop.service, start, start + row.stop.ends - row.stop.starts)
                for row in rows
                for start in (solver.value(row.start),)
            )
            for name, rows in self._rows.items()
        }
        return DayPlan(self._plan.problem, routes)

    def _variable(self, stop: DayStop) -> cp_model.IntVar:
        lunch = self._problem.lunch
        if stop.service == LUNCH and lunch is not None:
            takes = lunch.takes if self._problem.is_late_at_end else 0
            variable = self._model.new_int_var(lunch.opens, lunch.closes - takes, "")
        else:
            variable = self._model.new_int_var(self._patients[stop.patient].windows[0].opens, self._end, "")
        self._model.add_hint(variable, stop.starts)
        return variable

    def _route(self, carer: DayCarer, stops: tuple[DayStop, ...]) -> list[_Row]:
        """One carer's stops in order, and what they cost him."""
        rows = [_Row(stop, self._variable(stop)) for stop in stops]
        if not rows:
            self._idle.append((carer.ends or carer.starts) - carer.starts)
            return rows
        problem, model = self._problem, self._model
        places = [carer.leaves_from, *(self._patients[stop.patient].place for stop in stops), carer.returns_to]
        legs = [int(problem.legs[a, b]) for a, b in pairwise(places)]
        model.add(rows[0].start >= carer.starts + legs[0])
        is_free = len(stops) > 1 and stops[0].service == LUNCH
        waits: list[cp_model.LinearExprT] = []
        if problem.leaves_at_start:
            waits.append(rows[0].start - carer.starts - legs[0])
        for i, (row, after) in enumerate(pairwise(rows)):
            wait = after.start - row.start - (row.stop.ends - row.stop.starts) - legs[i + 1]
            model.add(wait >= 0)
            if not (is_free and i == 0):
                waits.append(wait)
        for row in rows:
            if row.stop.service != LUNCH:
                self._starts[row.stop.patient, row.stop.service] = row.start
                self._price_lateness(self._patients[row.stop.patient], row)
        self._costs += [problem.weight("total_waiting_time") * wait for wait in waits]
        self._waits += waits
        returns = rows[-1].start + rows[-1].stop.ends - rows[-1].stop.starts + legs[-1]
        if carer.ends is not None:
            extra = model.new_int_var(0, 0 if "total_extra_time" in problem.hard else 2 * self._end, "")
            model.add(extra >= returns - carer.ends)
            self._costs.append(problem.weight("total_extra_time") * extra)
            busy = sum(legs) + sum(stop.ends - stop.starts for stop in stops)
            self._idle.append(carer.ends - carer.starts + extra - busy)
        return rows

    def _price_lateness(self, patient: Patient, row: _Row) -> None:
        """Late is what passes the end of the last window that has opened: so the start lies within one of spans."""
        problem, model = self._problem, self._model
        takes = row.stop.ends - row.stop.starts if problem.is_late_at_end else 0
        late = model.new_int_var(0, 0 if "total_tardiness" in problem.hard else 2 * self._end, "")
        chosen = [model.new_bool_var("") for _ in patient.windows]
        model.add_exactly_one(chosen)
        for i, window in enumerate(patient.windows):
            only_if(model.add(row.start >= window.opens), chosen[i])
            only_if(model.add(late >= row.start + takes - window.closes), chosen[i])
            if i + 1 < len(patient.windows):
                only_if(model.add(row.start < patient.windows[i + 1].opens), chosen[i])
        self._late.append(late)
        self._costs.append(problem.weight("total_tardiness") * late)

    def _synchronise(self) -> None:
        for patient in self._problem.patients:
            pair = [self._starts.get((patient.id, service.name)) for service in patient.services]
            if len(pair) == 2 and patient.sync != "independent" and pair[0] is not None and pair[1] is not None:
                low, high = (patient.min_gap, patient.max_gap) if patient.sync == "sequential" else (0, 0)
                self._model.add(pair[1] - pair[0] >= low)
                self._model.add(pair[1] - pair[0] <= high)

    def _price_most(self) -> None:
        """The terms that only the worst decides."""
        problem = self._problem
        worst: tuple[tuple[DayTerm, list[cp_model.LinearExprT]], ...] = (
            ("highest_tardiness", self._late),
            ("max_waiting_time", self._waits),
            ("max_idle_time", self._idle),
        )
        for term, amounts in worst:
            if amounts and problem.weight(term):
                most = self._model.new_int_var(0, 4 * self._end + 2**31, "")
                for amount in amounts:
                    self._model.add(most >= amount)
                self._costs.append(problem.weight(term) * most)
