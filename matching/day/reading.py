"""A draft of a day read back as a plan."""

from __future__ import annotations

from matching.day.kernels import columns as at
from matching.day.kernels.building import recall
from matching.day.kernels.shapes import Day
from matching.day.plan import LUNCH, DayPlan, DayStop
from matching.day.problem import DayProblem


def plan_of(problem: DayProblem, day: Day) -> DayPlan:
    """The best draft that a search has had."""
    recall(day)
    waits = day.figures[at.WEIGHT_WAIT] + day.figures[at.WEIGHT_MOST_WAIT] > 0
    timed = at.START if waits and not problem.leaves_at_start else at.EARLY
    names = [(patient.id, service.name) for patient in problem.patients for service in patient.services]
    routes: dict[str, tuple[DayStop, ...]] = {}
    for c, carer in enumerate(problem.carers):
        stops: list[DayStop] = []
        s = int(day.duty[c, at.HEAD])
        while s != at.NONE:
            after = int(day.now[s, at.AFTER])
            patient, service = names[s] if s < len(names) else (names[after][0], LUNCH)
            starts = int(day.now[s, timed])
            stops.append(DayStop(patient, service, starts, starts + int(day.stop[s, at.DURATION])))
            s = after
        routes[carer.id] = tuple(stops)
    return DayPlan(problem.name, routes)
