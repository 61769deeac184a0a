"""A day as its kernels see it."""

from __future__ import annotations

import numpy as np

from matching.day.kernels import columns as at
from matching.day.kernels.shapes import Day, IntArray
from matching.day.problem import DayProblem, DayTerm, Patient

NEAR = 24  # tasks near in place and time
NO_END = 2**40  # ticks: a shift without an end
BROKEN_WEIGHT = 2_000  # points a minute of what must not be
FORBIDDEN = -1


def tables_of(problem: DayProblem, seed: int) -> Day:
    """All tables of a day with nobody served yet."""
    tasks = _tasks(problem)
    stops = [(p, k) for p, patient in enumerate(problem.patients) for k in range(len(patient.services))]
    row_of = {pair: s for s, pair in enumerate(stops)}
    carers, lunching = len(problem.carers), [c for c, one in enumerate(problem.carers) if one.is_owed_lunch and problem.lunch]
    stop_count, task_count = len(stops) + len(lunching), len(tasks) + len(lunching)
    stop = np.full((stop_count, at.STOP_COLUMNS), at.NONE, np.int64)
    task = np.full((task_count, at.TASK_COLUMNS), at.NONE, np.int64)
    windows: list[tuple[int, int]] = []
    choices: list[int] = []
    fit = np.full((stop_count, carers), FORBIDDEN, np.int32)
    for s, (p, k) in enumerate(stops):
        patient = problem.patients[p]
        service = patient.services[k]
        fit[s] = [_fit(problem, patient, service.name, c) for c in range(carers)]
        allowed = np.flatnonzero(fit[s] >= 0).tolist()
        late = service.duration if problem.is_late_at_end else 0
        stop[s, [at.PLACE, at.DURATION, at.WINDOWS_FROM, at.WINDOWS_TO]] = (
            patient.place, service.duration, len(windows), len(windows) + len(patient.windows),
        )  # fmt: skip
        stop[s, [at.CHOICES_FROM, at.CHOICES_TO]] = len(choices), len(choices) + len(allowed)
        if len(patient.services) == 2:
            stop[s, at.MATE] = row_of[p, 1 - k]
        windows += [(one.opens, one.closes - late) for one in patient.windows]
        choices += allowed
    for t, (p, services) in enumerate(tasks):
        patient = problem.patients[p]
        rows = [row_of[p, k] for k in services]
        task[t, at.FIRST : at.FIRST + len(rows)] = rows
        stop[rows, at.TASK] = t
        is_sequence = len(rows) == 2 and patient.sync == "sequential"
        task[t, [at.MIN_GAP, at.MAX_GAP]] = (patient.min_gap, patient.max_gap) if is_sequence else (0, 0)
        task[t, at.IS_OPTIONAL] = patient.is_optional and not _must(problem, "optional_patients")
        task[t, at.ABSENT_POINTS] = problem.weight("optional_patients") * problem.ticks
        task[t, at.WINDOW_COUNT] = len(patient.windows)
        if len(services) < len(patient.services):
            task[t, at.TWIN] = t + 1 if services[0] == 0 else t - 1
    carer = np.full((carers, at.CARER_COLUMNS), at.NONE, np.int64)
    for c, one in enumerate(problem.carers):
        carer[c] = one.leaves_from, one.returns_to, one.starts, NO_END if one.ends is None else one.ends, at.NONE
    for i, c in enumerate(lunching):
        s, t = len(stops) + i, len(tasks) + i
        carer[c, at.LUNCH] = s
        stop[s, [at.TASK, at.DURATION, at.LUNCH_OF]] = t, problem.lunch.takes if problem.lunch else 0, c
        task[t, [at.FIRST, at.MIN_GAP, at.MAX_GAP, at.IS_OPTIONAL, at.WINDOW_COUNT]] = s, 0, 0, 0, 1
        fit[s, c] = 0
    widest = max(task_count, stop_count, carers, 1)
    line = np.zeros((at.LINES, widest), np.int64)
    opens = [windows[stop[row[at.FIRST], at.WINDOWS_FROM]][0] for row in task[: len(tasks)]]
    opens += [problem.lunch.opens if problem.lunch else 0] * len(lunching)
    order = np.argsort(np.array(opens, np.int64), kind="stable")
    line[at.ORDER, :task_count] = order
    line[at.RANK, order] = np.arange(task_count)
    optional = [t for t, row in enumerate(task[: len(tasks)]) if row[at.IS_OPTIONAL] and (row[at.TWIN] == at.NONE or row[at.TWIN] > t)]
    line[at.OPTIONAL_TASKS, : len(optional)] = optional
    line[at.LUNCHING, : len(lunching)] = lunching
    now = np.full((stop_count, at.NOW_COLUMNS), at.NONE, np.int64)
    now[:, [at.EARLY, at.START]] = 0
    duty = np.zeros((carers, at.DUTY_COLUMNS), np.int64)
    duty[:, [at.HEAD, at.TAIL]] = at.NONE
    return Day(
        legs=np.ascontiguousarray(problem.legs, np.int32),
        fit=fit,
        stop=stop,
        task=task,
        window=np.array(windows, np.int64).reshape(-1, 2),
        carer=carer,
        choices=np.array(choices, np.int64),
        near=_near(problem, tasks),
        now=now,
        duty=duty,
        old_duty=duty.copy(),
        line=line,
        log=np.zeros((8 * (stop_count + task_count) + 64, at.LOG_COLUMNS), np.int64),
        best=np.zeros((at.BEST_ROWS, widest), np.int64),
        figures=_figures(problem, seed, len(tasks), task_count, stop_count, len(optional), len(lunching)),
    )


def _tasks(problem: DayProblem) -> list[tuple[int, tuple[int, ...]]]:
    """Each task: its patient, and which of the services it holds. Services that need no time in common are apart."""
    tasks: list[tuple[int, tuple[int, ...]]] = []
    for p, patient in enumerate(problem.patients):
        if len(patient.services) == 2 and patient.sync != "independent":
            tasks.append((p, (0, 1)))
        else:
            tasks += [(p, (k,)) for k in range(len(patient.services))]
    return tasks


def _must(problem: DayProblem, term: DayTerm) -> bool:
    return term in problem.hard


def _fit(problem: DayProblem, patient: Patient, service: str, c: int) -> int:
    """Points of this carer for this service; FORBIDDEN if he may not."""
    carer, points = problem.carers[c], 0
    broken: list[DayTerm] = []
    if service not in carer.services:
        broken.append("qualification")
    if carer.id in patient.incompatible:
        broken.append("incompabilities")
    if patient.preferred and carer.id not in patient.preferred:
        broken.append("caregiver_preferences")
    for term in broken:
        if term in problem.hard:
            return FORBIDDEN
        points += problem.weight(term) * problem.ticks
    return points


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


def _figures(
    problem: DayProblem, seed: int, visit_tasks: int, tasks: int, stops: int, optionals: int, lunches: int
) -> IntArray:
    figures = np.zeros(at.FIGURES, np.int64)
    figures[[at.SEED_A, at.SEED_B]] = np.random.default_rng(seed).integers(1, 2_000_000_000, 2)
    figures[[at.STOPS, at.TASKS, at.CARERS, at.VISIT_TASKS]] = stops, tasks, len(problem.carers), visit_tasks
    figures[[at.OPTIONALS, at.LUNCHES]] = optionals, lunches
    if problem.lunch:
        latest = problem.lunch.closes - (problem.lunch.takes if problem.is_late_at_end else 0)
        figures[[at.LUNCH_OPENS, at.LUNCH_LATEST, at.LUNCH_TAKES]] = problem.lunch.opens, latest, problem.lunch.takes
    figures[at.LEAVES_AT_START] = problem.leaves_at_start
    for column, term in WEIGHTS.items():
        figures[column] = BROKEN_WEIGHT if term in problem.hard else problem.weight(term)
    figures[at.WEIGHT_LUNCH] *= problem.ticks
    figures[at.WEIGHT_BROKEN] = BROKEN_WEIGHT
    figures[at.BEST_COST] = 2**60
    return figures


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
