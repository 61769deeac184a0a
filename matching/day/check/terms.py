"""The terms of a day's cost: how much of each there is, in ticks or in times that it happens."""

from __future__ import annotations

from collections.abc import Mapping

from matching.day.check.walks import Walk
from matching.day.plan import LUNCH, DayPlan, DayStop
from matching.day.problem import DayProblem, DayTerm, Patient


def quantities(problem: DayProblem, plan: DayPlan, walks: Mapping[str, Walk]) -> dict[DayTerm, int]:
    """Every term's quantity, priced or not."""
    patients = {patient.id: patient for patient in problem.patients}
    routes = [(carer, plan.routes.get(carer.id, ()), walks[carer.id]) for carer in problem.carers]
    visits = [
        (carer, patients[stop.patient], stop) for carer, stops, _ in routes for stop in stops if stop.service != LUNCH
    ]
    late = [lateness(problem, patient, stop) for _, patient, stop in visits]
    waits = [wait for _, _, route in routes for wait in route.priced]
    worked = [route.worked for _, _, route in routes]
    served = {patient.id for _, patient, _ in visits}
    lunched = {carer.id for carer, stops, _ in routes if any(stop.service == LUNCH for stop in stops)}
    return {
        "travel_time": sum(route.travel for _, _, route in routes),
        "working_time": sum(worked),
        "total_tardiness": sum(late),
        "highest_tardiness": max(late, default=0),
        "total_waiting_time": sum(waits),
        "max_waiting_time": max(waits, default=0),
        "total_extra_time": sum(_past(carer.ends, route.returns) for carer, stops, route in routes if stops),
        "max_idle_time": max(_idle(carer.starts, carer.ends, route) for carer, _, route in routes),
        "workload_balance": problem.ticks * _imbalance(worked, problem.ticks),
        "caregiver_preferences": sum(bool(one.preferred) and carer.id not in one.preferred for carer, one, _ in visits),
        "incompabilities": sum(carer.id in patient.incompatible for carer, patient, _ in visits),
        "qualification": sum(stop.service not in carer.services for carer, _, stop in visits),
        "optional_patients": len(patients) - len(served),
        "missed_lunch_break": sum(carer.is_owed_lunch and carer.id not in lunched for carer in problem.carers),
    }


def lateness(problem: DayProblem, patient: Patient, stop: DayStop) -> int:
    """Ticks past the end of the last window that has opened when the service begins."""
    opened = [window for window in patient.windows if window.opens <= stop.starts] or [patient.windows[0]]
    met = stop.ends if problem.is_late_at_end else stop.starts
    return max(0, met - opened[-1].closes)


def _past(end: int | None, returns: int) -> int:
    return 0 if end is None else max(0, returns - end)


def _idle(start: int, end: int | None, route: Walk) -> int:
    """Ticks of the shift in which a carer is neither under way nor serving nor eating."""
    if end is None:
        return 0
    if not route.waits:
        return end - start
    return route.leaves - start + sum(route.waits[1:]) + max(0, end - route.returns) + route.waits[0]


def _imbalance(worked: list[int], ticks: int) -> int:
    """Minutes, each carer's rounded up."""
    carers, total = len(worked), sum(worked)
    return sum(-(-abs(carers * one - total) // (carers * ticks)) for one in worked)
