"""Writes a day's plan as the formats of days want it: a route for each carer."""

from __future__ import annotations

from matching.day.plan import DayPlan, DayStop


def routes_json(plan: DayPlan, ticks: int) -> list[dict[str, object]]:
    """A route for every carer; one that goes nowhere has no locations, as the official validator asks."""
    routes: list[dict[str, object]] = []
    for carer, stops in plan.routes.items():
        route: dict[str, object] = {"caregiver_id": carer}
        if stops:
            route["locations"] = [_location(stop, ticks) for stop in stops]
        routes.append(route)
    return routes


def _location(stop: DayStop, ticks: int) -> dict[str, object]:
    return {
        "patient": stop.patient,
        "service": stop.service,
        "arrival_time": _minutes(stop.starts, ticks),
        "departure_time": _minutes(stop.ends, ticks),
    }


def _minutes(time: int, ticks: int) -> float | int:
    return time // ticks if time % ticks == 0 else time / ticks
