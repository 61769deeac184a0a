"""What has to hold before a day is planned: everybody who must be served can be, by somebody."""

from __future__ import annotations

from matching.day.problem import DayCarer, DayProblem, Patient
from matching.problem import ProblemError

BROKEN, TIMES = 2_000, 100  # points a minute of what must not be, and so many times the dearest term
MOST_POINTS = 2**60


def check_day(problem: DayProblem) -> None:
    """Raises ProblemError at the first patient who must be served and whom no carers may serve.

    So it does where a lunch must be taken and no hours are given for it, and where points are no machine words.
    """
    owed = [carer.id for carer in problem.carers if carer.is_owed_lunch]
    if owed and problem.lunch is None and "missed_lunch_break" in problem.hard:
        raise ProblemError("lunch_breaks", None, f"give the hours of lunch, which is owed to {owed[0]}")
    if _most_points(problem) > MOST_POINTS:
        raise ProblemError("metadata.cost_components", dict(problem.weights), "make weights or times smaller")
    for i, patient in enumerate(problem.patients):
        if is_owed(problem, patient) and not can_be_served(problem, patient):
            wants = " and ".join(service.name for service in patient.services)
            raise ProblemError(
                f"patients[{i}]", patient.id, f"give carers who may do {wants} there, each by one of their own"
            )


def broken_weight(problem: DayProblem) -> int:
    """Points a minute of what must not be: more than anything else is worth."""
    return BROKEN + TIMES * max(problem.weights.values(), default=0)


def _most_points(problem: DayProblem) -> int:
    """More than any plan costs, in ticks."""
    stops = sum(len(patient.services) for patient in problem.patients) + len(problem.carers)
    longest = max((service.duration for patient in problem.patients for service in patient.services), default=0)
    closes = max((window.closes for patient in problem.patients for window in patient.windows), default=0)
    starts = max((carer.starts for carer in problem.carers), default=0)
    end = closes + starts + stops * (int(problem.legs.max()) + longest)
    return broken_weight(problem) * end * stops


def is_owed(problem: DayProblem, patient: Patient) -> bool:
    """Whether a patient has to be served."""
    return not patient.is_optional or "optional_patients" in problem.hard


def can_be_served(problem: DayProblem, patient: Patient) -> bool:
    """Whether there are carers for all services of a patient, one for each."""
    able = [{c.id for c in problem.carers if may(problem, patient, k, c)} for k in range(len(patient.services))]
    return all(able) and len(set[str]().union(*able)) >= len(able)


def may(problem: DayProblem, patient: Patient, k: int, carer: DayCarer) -> bool:
    """Whether a carer may give the patient's service `k`: what is a wish alone forbids nothing."""
    lacks = patient.services[k].name not in carer.services and "qualification" in problem.hard
    unwanted = carer.id in patient.incompatible and "incompabilities" in problem.hard
    is_other = bool(patient.preferred) and carer.id not in patient.preferred
    return not (lacks or unwanted or (is_other and "caregiver_preferences" in problem.hard))
