"""The rules of a day, each in a function of its own that yields what breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matching.day.check.walks import Walk
from matching.day.plan import LUNCH, DayPlan, DayStop, DayViolation
from matching.day.problem import DayCarer, DayProblem, Patient


def known(problem: DayProblem, plan: DayPlan) -> Iterator[DayViolation]:
    """Every carer has one route at most; every stop is a service that its patient needs, or a lunch at a patient's."""
    carers = {carer.id for carer in problem.carers}
    services = {patient.id: {one.name for one in patient.services} for patient in problem.patients}
    for name, stops in plan.routes.items():
        if name not in carers:
            yield DayViolation("FORMAT", f"there is no caregiver {name}")
        for stop in stops:
            if stop.patient not in services:
                yield DayViolation("FORMAT", f"there is no patient {stop.patient}")
            elif stop.service not in (*services[stop.patient], LUNCH):
                yield DayViolation("FORMAT", f"{stop.patient} needs no {stop.service}")


def served(problem: DayProblem, plan: DayPlan) -> Iterator[DayViolation]:
    """A served patient gets each service once; who must be served is."""
    given = Counter((stop.patient, stop.service) for stops in plan.routes.values() for stop in stops)
    for patient in problem.patients:
        counts = [given[patient.id, one.name] for one in patient.services]
        if any(count > 1 for count in counts):
            yield DayViolation("TWICE", f"{patient.id} gets a service more than once")
        if any(counts) and not all(counts):
            yield DayViolation("SERVED", f"{patient.id} gets one service without the other")
        if not any(counts) and not patient.is_optional:
            yield DayViolation("SERVED", f"{patient.id} is not served")


def durations(patient: Patient, stop: DayStop, slack: int) -> Iterator[DayViolation]:
    """A service takes as long as it takes, and begins when the first window has opened."""
    takes = next(one.duration for one in patient.services if one.name == stop.service)
    if abs(stop.ends - stop.starts - takes) > slack:
        yield DayViolation("DURATION", f"{stop.service} at {patient.id} takes {stop.ends - stop.starts}, not {takes}")
    if stop.starts < patient.windows[0].opens - slack:
        yield DayViolation("EARLY", f"{stop.service} at {patient.id} begins before {patient.windows[0].opens}")


def travels(carer: DayCarer, stops: tuple[DayStop, ...], route: Walk, slack: int) -> Iterator[DayViolation]:
    """Nobody is anywhere before he can be, or leaves before his shift."""
    for stop, wait in zip(stops, route.waits, strict=True):
        if wait < -slack:
            yield DayViolation("TRAVEL", f"{carer.id} is at {stop.patient} {-wait} too early")
    if stops and route.leaves < carer.starts - slack:
        yield DayViolation("SHIFT", f"{carer.id} leaves at {route.leaves}, before his shift")


def lunches(problem: DayProblem, carer: DayCarer, stops: tuple[DayStop, ...]) -> Iterator[DayViolation]:
    """Lunch is for those to whom one is owed, once, within its hours, and where the next patient lives."""
    taken = [i for i, stop in enumerate(stops) if stop.service == LUNCH]
    lunch = problem.lunch
    if taken and (lunch is None or not carer.is_owed_lunch or len(taken) > 1):
        yield DayViolation("LUNCH", f"{carer.id} is owed no such lunch")
        return
    for i in taken:
        stop = stops[i]
        last = stop.ends if problem.is_late_at_end else stop.starts
        if lunch and (stop.starts < lunch.opens or last > lunch.closes or stop.ends - stop.starts < lunch.takes):
            yield DayViolation("LUNCH", f"{carer.id} eats from {stop.starts} to {stop.ends}")
        if not any(other.patient == stop.patient and other.service != LUNCH for other in stops):
            yield DayViolation("LUNCH", f"{carer.id} eats at {stop.patient} without serving there")


def synchronised(patient: Patient, starts: dict[str, int], slack: int) -> Iterator[DayViolation]:
    """Two services begin together, or one after the other within the gap. `starts` by service."""
    if len(patient.services) < 2 or len(starts) < 2 or patient.sync == "independent":
        return
    first, second = (starts[service.name] for service in patient.services)
    low, high = (patient.min_gap, patient.max_gap) if patient.sync == "sequential" else (0, 0)
    if not low - slack <= second - first <= high + slack:
        yield DayViolation("SYNC", f"{patient.id}: from one start to the other {second - first}, not {low} to {high}")
