"""Searches that share a fleet out among them, route by route, and put together what each has made of its part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.fleet.kernels import columns as at

if TYPE_CHECKING:
    from matching.fleet.compile import IntArray
    from matching.fleet.kernels.searching import FleetSearch


def share_out(searches: list[FleetSearch], rng: np.random.Generator) -> int:
    """Let all go on from the first's routes, each in a part of them: a sector round the depot, drawn by chance.

    Gives the distance of all, from which `put_together` reckons.
    """
    first = searches[0]
    first.begin_anew()
    parts = _sectors(first, len(searches), rng)
    for i, search in enumerate(searches):
        if i:
            search.follow(first)
        search.work.route[:, at.IS_OURS] = parts == i
    return first.distance


def put_together(searches: list[FleetSearch], begun: int) -> None:
    """Give the first all routes as each has made its part, as they stand and at best; `begun` was their distance."""
    first = searches[0].work
    for search in searches[1:]:
        work = search.work
        ours = work.route[:, at.IS_OURS] > 0
        for tour, route in (("tour", "route"), ("best_tour", "best_route")):
            theirs = getattr(work, tour)
            stops = ours[theirs[:, at.ROUTE]] & (theirs[:, at.ROUTE] >= 0)
            getattr(first, tour)[stops] = theirs[stops]
            getattr(first, route)[ours] = getattr(work, route)[ours]
        for figure in (at.DISTANCE, at.BEST_DISTANCE):
            first.figures[figure] += work.figures[figure] - begun
    searches[0].forget_stamps()
    first.route[:, at.IS_OURS] = 1


def _sectors(search: FleetSearch, parts: int, rng: np.random.Generator) -> IntArray:
    """The part of each route; unused ones by turns. Parts have about as many customers each."""
    work, stops = search.work, search.fleet.problem.stops
    tour, route = work.tour, work.route
    x, y = np.array([stop.x for stop in stops]), np.array([stop.y for stop in stops])
    size = np.maximum(1, route[:, at.SIZE])
    served = np.flatnonzero(tour[:, at.ROUTE] >= 0)
    along = np.bincount(tour[served, at.ROUTE], x[served] - x[0], len(route)) / size
    across = np.bincount(tour[served, at.ROUTE], y[served] - y[0], len(route)) / size
    turned = (np.arctan2(across, along) - rng.uniform(0, 2 * np.pi)) % (2 * np.pi)
    order = np.argsort(turned, kind="stable")
    before = np.cumsum(route[order, at.SIZE]) - route[order, at.SIZE] / 2
    result = np.arange(len(route)) % parts
    used = route[order, at.SIZE] > 0
    result[order[used]] = np.minimum(parts - 1, before[used] * parts // max(1, served.size)).astype(np.int64)
    return result
