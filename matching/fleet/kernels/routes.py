"""Routes as chains of stops, each with its earliest start and the latest one that keeps the rest in time.

With both an insertion is checked by looking at its two neighbours (forward time slack, Savelsbergh 1992,
doi:10.1287/ijoc.4.2.146).
"""

from __future__ import annotations

from matching.fleet.kernels.columns import (
    AFTER,
    BEFORE,
    CLOSING,
    DEMAND,
    DEPOT,
    DISTANCE,
    DUE,
    FIRST,
    FIRST_LEG,
    FROM_DEPOT,
    LATEST,
    LEG,
    LOAD,
    NOWHERE,
    READY,
    ROUTE,
    SERVICE,
    SIZE,
    START,
)
from matching.fleet.kernels.journal import save_route, save_stop
from matching.fleet.kernels.shapes import Work, kernel


@kernel
def push_starts(work: Work, v: int) -> int:
    """Reckon earliest starts from a stop on, until one is as it was; the stop where that was, or the depot."""
    tour, stop = work.tour, work.stop
    while v != DEPOT:
        before = tour[v, BEFORE]
        start = stop[v, READY]
        if before == DEPOT:
            start = max(start, tour[DEPOT, START] + stop[DEPOT, SERVICE] + stop[v, FROM_DEPOT])
        else:
            start = max(start, tour[before, START] + stop[before, SERVICE] + tour[before, LEG])
        if start == tour[v, START]:
            break
        tour[save_stop(work, v), START] = start
        v = tour[v, AFTER]
    return v


@kernel
def pull_latest(work: Work, v: int) -> int:
    """Reckon latest starts from a stop back, until one is as it was; the stop where that was, or the depot."""
    tour, stop = work.tour, work.stop
    while v != DEPOT:
        after = tour[v, AFTER]
        closing = work.figures[CLOSING] if after == DEPOT else tour[after, LATEST]
        latest = min(stop[v, DUE], closing - tour[v, LEG] - stop[v, SERVICE])
        if latest == tour[v, LATEST]:
            break
        tour[save_stop(work, v), LATEST] = latest
        v = tour[v, BEFORE]
    return v


@kernel
def link(work: Work, r: int, before: int, after: int) -> int:
    """Let one stop of a route follow another; how much longer it is from the first of them on."""
    leg = work.legs[before, after]
    if before == DEPOT:
        old = work.route[r, FIRST_LEG]
        work.route[r, FIRST], work.route[r, FIRST_LEG] = after, leg
    else:
        old = work.tour[save_stop(work, before), LEG]
        work.tour[before, AFTER], work.tour[before, LEG] = after, leg
    if after != DEPOT:
        work.tour[save_stop(work, after), BEFORE] = before
    return leg - old


@kernel
def cut(work: Work, v: int) -> int:
    """Take a customer out of its route; starts stay as they are. The customer that came before it, or the depot."""
    tour = work.tour
    r, before, after = save_route(work, tour[v, ROUTE]), tour[v, BEFORE], tour[v, AFTER]
    work.figures[DISTANCE] += link(work, r, before, after) - tour[save_stop(work, v), LEG]
    tour[v, ROUTE] = NOWHERE
    work.route[r, SIZE] -= 1
    work.route[r, LOAD] -= work.stop[v, DEMAND]
    return before


@kernel
def insert(work: Work, v: int, r: int, before: int) -> int:
    """Put a customer into a route behind a stop, where it is known to fit; how much longer the route is."""
    tour = work.tour
    save_route(work, r)
    after = work.route[r, FIRST] if before == DEPOT else tour[before, AFTER]
    tour[save_stop(work, v), ROUTE] = r
    tour[v, LEG] = 0
    longer = link(work, r, before, v) + link(work, r, v, after)
    work.figures[DISTANCE] += longer
    work.route[r, SIZE] += 1
    work.route[r, LOAD] += work.stop[v, DEMAND]
    tour[v, START] = tour[v, LATEST] = NOWHERE  # neither is as it was
    push_starts(work, v)
    pull_latest(work, v)
    return longer
