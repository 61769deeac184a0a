"""A problem as the tables that kernels read, with every customer absent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.fleet.compile import CompiledFleet
from matching.fleet.kernels import columns as at
from matching.fleet.kernels.shapes import SmallIntArray, Work

NEAR = 100  # customers at which a ruin looks
BESIDE = 40  # customers behind or before which a place is tried
WAITING_SHARE = 0.2  # of a wait that cannot be avoided, as if it were way
FAR = np.float64(np.inf)


def tables_of(fleet: CompiledFleet, beside: int = BESIDE) -> Work:
    """Tables for one search. O(S²) in time and memory."""
    stops = len(fleet.demand)
    routes = min(fleet.problem.vehicles, stops - 1)
    tour = np.zeros((stops, at.TOUR_COLUMNS), dtype=np.int64)
    tour[:, at.ROUTE], tour[0, at.START] = at.NOWHERE, fleet.ready[0]
    route = np.zeros((routes, at.ROUTE_COLUMNS), dtype=np.int64)
    route[:, at.IS_OURS] = 1
    lines = np.zeros((at.LINES, stops), dtype=np.int64)
    lines[at.ABSENT, : stops - 1] = np.arange(1, stops)
    ahead, behind = _beside(fleet, beside)
    return Work(
        stop=_stop_table(fleet),
        legs=fleet.legs,
        near=_near(fleet),
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


def _near(fleet: CompiledFleet) -> SmallIntArray:
    far = fleet.legs.astype(np.float64)
    np.fill_diagonal(far, FAR)
    far[:, 0] = FAR
    return _nearest(far, NEAR)


def _beside(fleet: CompiledFleet, count: int) -> tuple[SmallIntArray, SmallIntArray]:
    """For each customer, those behind whom it may come, and those before whom."""
    leave = (fleet.ready + fleet.service)[:, None] + fleet.legs  # from row to column, at the earliest
    latest = (fleet.due + fleet.service)[:, None] + fleet.legs
    way = fleet.legs + WAITING_SHARE * np.maximum(0, fleet.ready[None, :] - latest)
    way[leave > fleet.due[None, :]] = FAR
    np.fill_diagonal(way, FAR)
    way[0, :] = way[:, 0] = FAR
    return _nearest(way.T, count), _nearest(way, count)


def _nearest(way: NDArray[np.float64], count: int) -> SmallIntArray:
    """The columns of least way in each row, nearest first, -1 where there are no more. Equals by number."""
    order = np.argsort(way, axis=1, kind="stable")[:, :count]
    cut = np.isinf(np.take_along_axis(way, order, axis=1))
    return np.ascontiguousarray(np.where(cut, -1, order).astype(np.int32))
