"""A day as its kernels see it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.day.kernels import columns as at
from matching.day.kernels.shapes import Day, IntArray
from matching.day.possible import broken_weight, can_be_served, is_owed, may
from matching.day.problem import DayCarer, DayProblem, DayTerm, Patient

NEAR = 24  # tasks near in place and time
NO_END = 2**40  # ticks: a shift without an end
MISSED = 1_000  # minutes of what must not be, that a lunch is worth which must be
FORBIDDEN = -1
WEIGHTS: dict[int, DayTerm] = {
    at.WEIGHT_TRAVEL: "travel_time",
    at.WEIGHT_WORK: "working_time",
    at.WEIGHT_LATE: "total_tardiness",
    at.WEIGHT_MOST_LATE: "highest_tardiness",
    at.WEIGHT_WAIT: "total_waiting_time",
    at.WEIGHT_MOST_WAIT: "max_waiting_time",
    at.WEIGHT_EXTRA: "total_extra_time",
    at.WEIGHT_IDLE: "max_idle_time",
    at.WEIGHT_BALANCE: "workload_balance",
    at.WEIGHT_LUNCH: "missed_lunch_break",
}


def tables_of(problem: DayProblem, seed: int) -> Day:
    """All tables of a day with nobody served yet."""
    return _Tables(problem).day(seed)


class _Tables:
    """One day's rows, and its tables."""

    def __init__(self, problem: DayProblem) -> None:
        self._problem = problem
        self._tasks = _tasks(problem)
        self._visits = [(p, k) for p, patient in enumerate(problem.patients) for k in range(len(patient.services))]
        self._row_of = {pair: s for s, pair in enumerate(self._visits)}
        lunch = problem.lunch
        self._lunching = [c for c, carer in enumerate(problem.carers) if carer.is_owed_lunch and lunch is not None]
        self._stop_count = len(self._visits) + len(self._lunching)
        self._task_count = len(self._tasks) + len(self._lunching)
        self._fit = self._fits()
        self._choices = [np.flatnonzero(row >= 0).tolist() for row in self._fit[: len(self._visits)]]
        self._windows = self._all_windows()

    def day(self, seed: int) -> Day:
        """The tables, and chance from a seed."""
        stop, task = self._stops(), self._task_rows()
        carer = self._carers()
        self._add_lunches(stop, task, carer)
        optional = [
            t
            for t, row in enumerate(task[: len(self._tasks)].tolist())
            if row[at.IS_OPTIONAL] and not 0 <= row[at.TWIN] < t
        ]
        now = np.full((self._stop_count, at.NOW_COLUMNS), at.NONE, np.int64)
        now[:, [at.EARLY, at.START]] = 0
        duty = np.zeros((len(carer), at.DUTY_COLUMNS), np.int64)
        duty[:, [at.HEAD, at.TAIL]] = at.NONE
        line = self._lines(optional)
        return Day(
            legs=np.ascontiguousarray(self._problem.legs, np.int32),
            fit=self._fit,
            stop=stop,
            task=task,
            window=np.array([pair for pairs in self._windows for pair in pairs], np.int64).reshape(-1, 2),
            carer=carer,
            choices=np.array([c for row in self._choices for c in row], np.int64),
            near=_near(self._problem, self._tasks),
            now=now,
            duty=duty,
            old_duty=duty.copy(),
            line=line,
            log=np.zeros((8 * (self._stop_count + self._task_count) + 64, at.LOG_COLUMNS), np.int64),
            best=np.zeros((at.BEST_ROWS, line.shape[1]), np.int64),
            figures=self._figures(seed, len(optional)),
        )

    def _fits(self) -> NDArray[np.int32]:
        """Points of each carer at each stop; lunch is the carer's own."""
        problem = self._problem
        fit = np.full((self._stop_count, len(problem.carers)), FORBIDDEN, np.int32)
        for s, (p, k) in enumerate(self._visits):
            fit[s] = [_fit(problem, problem.patients[p], k, carer) for carer in problem.carers]
        for i, c in enumerate(self._lunching):
            fit[len(self._visits) + i, c] = 0
        return fit

    def _all_windows(self) -> list[list[tuple[int, int]]]:
        """For each visit when its windows open, and until when it would not be late."""
        found: list[list[tuple[int, int]]] = []
        for p, k in self._visits:
            patient = self._problem.patients[p]
            takes = patient.services[k].duration if self._problem.is_late_at_end else 0
            found.append([(one.opens, one.closes - takes) for one in patient.windows])
        return found

    def _stops(self) -> IntArray:
        stop = np.full((self._stop_count, at.STOP_COLUMNS), at.NONE, np.int64)
        windows = np.cumsum([0, *(len(one) for one in self._windows)])
        choices = np.cumsum([0, *(len(one) for one in self._choices)])
        for s, (p, k) in enumerate(self._visits):
            patient = self._problem.patients[p]
            stop[s, [at.PLACE, at.DURATION]] = patient.place, patient.services[k].duration
            stop[s, [at.WINDOWS_FROM, at.WINDOWS_TO]] = windows[s], windows[s + 1]
            stop[s, [at.CHOICES_FROM, at.CHOICES_TO]] = choices[s], choices[s + 1]
            stop[s, at.MATE] = self._row_of.get((p, 1 - k), at.NONE)
        for t, (p, services) in enumerate(self._tasks):
            stop[[self._row_of[p, k] for k in services], at.TASK] = t
        return stop

    def _task_rows(self) -> IntArray:
        task = np.full((self._task_count, at.TASK_COLUMNS), at.NONE, np.int64)
        for t, (p, services) in enumerate(self._tasks):
            patient = self._problem.patients[p]
            rows = [self._row_of[p, k] for k in services]
            task[t, at.FIRST : at.FIRST + len(rows)] = rows
            is_sequence = len(rows) == 2 and patient.sync == "sequential"
            task[t, [at.MIN_GAP, at.MAX_GAP]] = (patient.min_gap, patient.max_gap) if is_sequence else (0, 0)
            task[t, at.IS_OPTIONAL] = not is_owed(self._problem, patient) and can_be_served(self._problem, patient)
            task[t, at.ABSENT_POINTS] = self._problem.weight("optional_patients") * self._problem.ticks
            task[t, at.WINDOW_COUNT] = len(patient.windows)
            if len(services) < len(patient.services):
                task[t, at.TWIN] = t + 1 if services[0] == 0 else t - 1
        return task

    def _carers(self) -> IntArray:
        rows = [
            (one.leaves_from, one.returns_to, one.starts, NO_END if one.ends is None else one.ends, at.NONE)
            for one in self._problem.carers
        ]
        return np.array(rows, np.int64)

    def _add_lunches(self, stop: IntArray, task: IntArray, carer: IntArray) -> None:
        takes = self._problem.lunch.takes if self._problem.lunch else 0
        for i, c in enumerate(self._lunching):
            s, t = len(self._visits) + i, len(self._tasks) + i
            carer[c, at.LUNCH] = s
            stop[s, [at.TASK, at.DURATION, at.LUNCH_OF]] = t, takes, c
            task[t, [at.FIRST, at.MIN_GAP, at.MAX_GAP, at.IS_OPTIONAL, at.WINDOW_COUNT]] = s, 0, 0, 0, 1

    def _lines(self, optional: list[int]) -> IntArray:
        """Rows of `line`; the order is that of the windows."""
        patients, lunch = self._problem.patients, self._problem.lunch
        opens = [patients[p].windows[0].opens for p, _ in self._tasks]
        opens += [lunch.opens if lunch else 0] * len(self._lunching)
        order = np.argsort(np.array(opens, np.int64), kind="stable")
        widest = max(self._task_count, self._stop_count, len(self._problem.carers))
        line = np.zeros((at.LINES, widest), np.int64)
        line[at.ORDER, : self._task_count] = order
        line[at.RANK, order] = np.arange(self._task_count)
        line[at.OPTIONAL_TASKS, : len(optional)] = optional
        line[at.LUNCHING, : len(self._lunching)] = self._lunching
        return line

    def _figures(self, seed: int, optionals: int) -> IntArray:
        problem = self._problem
        figures = np.zeros(at.FIGURES, np.int64)
        figures[[at.SEED_A, at.SEED_B]] = np.random.default_rng(seed).integers(1, 2_000_000_000, 2)
        figures[[at.STOPS, at.TASKS, at.VISIT_TASKS]] = self._stop_count, self._task_count, len(self._tasks)
        figures[[at.CARERS, at.OPTIONALS, at.LUNCHES]] = len(problem.carers), optionals, len(self._lunching)
        if problem.lunch:
            latest = problem.lunch.closes - (problem.lunch.takes if problem.is_late_at_end else 0)
            figures[[at.LUNCH_OPENS, at.LUNCH_LATEST]] = problem.lunch.opens, latest
        figures[at.LEAVES_AT_START] = problem.leaves_at_start
        for column, term in WEIGHTS.items():
            figures[column] = broken_weight(problem) if term in problem.hard else problem.weight(term)
        figures[at.WEIGHT_LUNCH] *= problem.ticks * (MISSED if "missed_lunch_break" in problem.hard else 1)
        figures[at.WEIGHT_BROKEN] = broken_weight(problem)
        figures[at.TICKS] = problem.ticks
        figures[at.BEST_COST] = 2**60
        return figures


def _tasks(problem: DayProblem) -> list[tuple[int, tuple[int, ...]]]:
    """Each task: its patient, and which of the services it holds. Services that need no time in common are apart."""
    tasks: list[tuple[int, tuple[int, ...]]] = []
    for p, patient in enumerate(problem.patients):
        if len(patient.services) == 2 and patient.sync != "independent":
            tasks.append((p, (0, 1)))
        else:
            tasks += [(p, (k,)) for k in range(len(patient.services))]
    return tasks


def _fit(problem: DayProblem, patient: Patient, k: int, carer: DayCarer) -> int:
    """Points of this carer for the patient's service `k`; FORBIDDEN if he may not."""
    if not may(problem, patient, k, carer) or not can_be_served(problem, patient):
        return FORBIDDEN
    broken: dict[DayTerm, bool] = {
        "qualification": patient.services[k].name not in carer.services,
        "incompabilities": carer.id in patient.incompatible,
        "caregiver_preferences": bool(patient.preferred) and carer.id not in patient.preferred,
    }
    return problem.ticks * sum(problem.weight(term) for term, is_so in broken.items() if is_so)


def _near(problem: DayProblem, tasks: list[tuple[int, tuple[int, ...]]]) -> IntArray:
    """For each task those with the least leg and gap in time between them."""
    places = np.array([problem.patients[p].place for p, _ in tasks])
    legs = problem.legs[np.ix_(places, places)].astype(np.int64)
    far = np.minimum(legs, legs.T)
    apart = np.zeros_like(far)
    opens = np.array([problem.patients[p].windows[0].opens for p, _ in tasks])
    closes = np.array([problem.patients[p].windows[-1].closes for p, _ in tasks])
    gap = np.maximum(opens[None, :] - closes[:, None], opens[:, None] - closes[None, :])
    apart = np.maximum(gap, 0)
    cost = far + apart
    np.fill_diagonal(cost, np.iinfo(np.int64).max)
    count = max(1, min(NEAR, len(tasks) - 1))
    return np.ascontiguousarray(np.argsort(cost, axis=1, kind="stable")[:, :count].astype(np.int64))
