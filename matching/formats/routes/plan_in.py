"""Reads a day's plan: JSON with a route for each carer."""

from __future__ import annotations

from pathlib import Path

from matching.day.plan import DayPlan, DayStop
from matching.day.problem import DayProblem
from matching.formats.json_value import JsonValue, load
from matching.formats.routes.ticks import FINE

STARTS = ("arrival_time", "start_time", "start_service_time")
ENDS = ("departure_time", "end_time", "end_service_time")
MOST_OFF = 1e-3  # of a tick: what other writers lose of a whole one


def read_routes(path: Path, problem: DayProblem, *, in_file_order: bool = False) -> DayPlan:
    """The plan in the file, stops by start unless their order in the file counts.

    Raises UnreadableFile naming the first place that doesn't fit.
    """
    routes: dict[str, tuple[DayStop, ...]] = {}
    for route in JsonValue(load(path)).need("routes").items():
        carer = route.need("caregiver_id")
        if carer.text() in routes:
            raise carer.refusal("give each caregiver one route")
        stops = [_stop(one, problem.ticks) for one in route.items_or_none("locations")]
        by_start = sorted(stops, key=lambda stop: (stop.starts, stop.ends))
        routes[carer.text()] = tuple(stops if in_file_order else by_start)
    return DayPlan(problem.name, routes)


def _stop(value: JsonValue, ticks: int) -> DayStop:
    return DayStop(
        patient=_any(value, ("patient", "patient_id")).text(),
        service=_any(value, ("service", "service_id")).text(),
        starts=_time(_any(value, STARTS), ticks),
        ends=_time(_any(value, ENDS), ticks),
    )


def _any(value: JsonValue, keys: tuple[str, ...]) -> JsonValue:
    """The first of these fields that is there."""
    found = (value.get(key) for key in keys)
    return next((one for one in found if one is not None), None) or value.need(keys[0])


def _time(value: JsonValue, ticks: int) -> int:
    time = value.number() * ticks
    if ticks < FINE and abs(time - round(time)) > MOST_OFF:
        raise value.refusal("give whole minutes, as the instance does")
    return round(time)
