"""A problem as the tables that kernels read, with every customer absent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.fleet.compile import CompiledFleet
from matching.fleet.kernels import columns as at
from matching.fleet.kernels.shapes import SmallIntArray, Work

NEAR = 100  # customers at which a ruin looks
BESIDE = 40  # customers behind or before which a place is tried
WAITING = 5  # units of a wait that cannot be avoided count as one of way


def tables_of(fleet: CompiledFleet) -> Work:
    """Tables for one search. O(S²) in time, O(S) in memory."""
    stops = len(fleet.demand)
    routes = min(fleet.problem.vehicles, stops - 1)
    tour = np.zeros((stops, at.TOUR_COLUMNS), dtype=np.int64)
    tour[:, at.ROUTE], tour[0, at.START] = at.NOWHERE, fleet.ready[0]
    route = np.zeros((routes, at.ROUTE_COLUMNS), dtype=np.int64)
    lines = np.zeros((at.LINES, stops), dtype=np.int64)
    lines[at.ABSENT, : stops - 1] = np.arange(1, stops)
    near, ahead, behind = _neighbours(fleet)
    return Work(
        stop=_stop_table(fleet),
        legs=fleet.legs,
        near=near,
        ahead=ahead,
        behind=behind,
        figures=_figures(fleet, stops, routes),
        tour=tour,
        route=route,
        lines=lines,
        missed=np.ones(stops, dtype=np.int64),
        old_tour=tour.copy(),
        old_route=route.copy(),
        best_tour=tour.copy(),
        best_route=route.copy(),
    )


def _figures(fleet: CompiledFleet, stops: int, routes: int) -> NDArray[np.int64]:
    figures = np.zeros(at.FIGURES, dtype=np.int64)
    figures[at.STOPS], figures[at.ROUTES], figures[at.ABSENTS] = stops, routes, stops - 1
    figures[at.CAPACITY], figures[at.CLOSING] = fleet.capacity, fleet.due[0]
    return figures


def _stop_table(fleet: CompiledFleet) -> NDArray[np.int64]:
    table = np.zeros((len(fleet.demand), at.STOP_COLUMNS), dtype=np.int64)
    table[:, at.DEMAND], table[:, at.READY], table[:, at.DUE] = fleet.demand, fleet.ready, fleet.due
    table[:, at.SERVICE], table[:, at.FROM_DEPOT] = fleet.service, fleet.legs[0]
    table[:, at.SPAN] = fleet.due - fleet.ready
    return table


def _neighbours(fleet: CompiledFleet) -> tuple[SmallIntArray, SmallIntArray, SmallIntArray]:
    """For each customer those nearest, those behind whom it may come, and those before whom; -1 where no more are."""
    stops = len(fleet.demand)
    near, ahead, behind = (np.full((stops, count), -1, dtype=np.int32) for count in (NEAR, BESIDE, BESIDE))
    opened, closed = fleet.ready + fleet.service, fleet.due + fleet.service
    for v in range(1, stops):
        legs = fleet.legs[v].astype(np.int64)
        _nearest(near[v], v, legs, np.ones(stops, dtype=np.bool_))
        waiting = np.maximum(0, fleet.ready[v] - closed - legs)
        _nearest(ahead[v], v, legs + waiting // WAITING, opened + legs <= fleet.due[v])
        waiting = np.maximum(0, fleet.ready - closed[v] - legs)
        _nearest(behind[v], v, legs + waiting // WAITING, opened[v] + legs <= fleet.due)
    return near, ahead, behind


def _nearest(into: SmallIntArray, v: int, way: NDArray[np.int64], may: NDArray[np.bool_]) -> None:
    """Write those customers to whom the way is least, nearest first, but for `v` itself."""
    may[[0, v]] = False
    numbers = np.flatnonzero(may)
    if numbers.size > into.size:
        numbers = numbers[np.argpartition(way[numbers], into.size)[: into.size]]
    into[: numbers.size] = numbers[np.argsort(way[numbers], kind="stable")]
