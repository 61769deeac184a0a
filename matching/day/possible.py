"""What has to hold before a day is planned: everybody who must be served can be, by somebody."""

from __future__ import annotations

from matching.day.problem import DayCarer, DayProblem, Patient
from matching.problem import ProblemError


def check_day(problem: DayProblem) -> None:
    """Raises ProblemError at the first patient who must be served and whom no carers may serve."""
    for i, patient in enumerate(problem.patients):
        if is_owed(problem, patient) and not can_be_served(problem, patient):
            wants = " and ".join(service.name for service in patient.services)
            raise ProblemError(
                f"patients[{i}]", patient.id, f"give carers who may do {wants} there, each by one of their own"
            )


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
