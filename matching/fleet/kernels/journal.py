"""What a step changed, so that it can be undone; and the best routes so far."""

from __future__ import annotations

from matching.fleet.kernels.columns import (
    ABSENCE,
    ABSENT,
    ABSENTS,
    BEST_ABSENTS,
    BEST_DISTANCE,
    COPIED,
    DISTANCE,
    ITERATION,
    OLD_ABSENT,
    OLD_ABSENTS,
    ROUTE_COPIED,
    ROUTE_STAMP,
    ROUTES,
    SAVED_ROUTE,
    SAVED_ROUTES,
    SAVED_STOP,
    SAVED_STOPS,
    STAMP,
    STOPS,
)
from matching.fleet.kernels.shapes import Work, entry, kernel


@kernel
def begin_step(work: Work) -> int:
    """Nothing is changed yet; the number of the step."""
    figures = work.figures
    figures[ITERATION] += 1
    figures[SAVED_STOPS] = figures[SAVED_ROUTES] = 0
    figures[OLD_ABSENTS] = figures[ABSENTS]
    for i in range(figures[ABSENTS]):
        work.lines[OLD_ABSENT, i] = work.lines[ABSENT, i]
    return figures[ITERATION]


@kernel
def save_stop(work: Work, v: int) -> int:
    """Keep a stop as it was before the step, unless it is kept; the stop."""
    figures = work.figures
    if work.tour[v, STAMP] != figures[ITERATION]:
        work.tour[v, STAMP] = figures[ITERATION]
        for column in range(COPIED):
            work.old_tour[v, column] = work.tour[v, column]
        work.lines[SAVED_STOP, figures[SAVED_STOPS]] = v
        figures[SAVED_STOPS] += 1
    return v


@kernel
def save_route(work: Work, r: int) -> int:
    """Keep a route's row as it was before the step, unless it is kept; the route."""
    figures = work.figures
    if work.route[r, ROUTE_STAMP] != figures[ITERATION]:
        work.route[r, ROUTE_STAMP] = figures[ITERATION]
        for column in range(ROUTE_COPIED):
            work.old_route[r, column] = work.route[r, column]
        work.lines[SAVED_ROUTE, figures[SAVED_ROUTES]] = r
        figures[SAVED_ROUTES] += 1
    return r


@kernel
def count_absence(work: Work) -> int:
    """How often those who are absent were left out before."""
    total = 0
    for i in range(work.figures[ABSENTS]):
        total += int(work.missed[work.lines[ABSENT, i]])
    return total


@kernel
def undo(work: Work, distance: int, absence: int) -> int:
    """Bring back what was before the step, and its distance and absence; how many stops had changed."""
    figures = work.figures
    for i in range(figures[SAVED_STOPS]):
        v = work.lines[SAVED_STOP, i]
        for column in range(COPIED):
            work.tour[v, column] = work.old_tour[v, column]
    for i in range(figures[SAVED_ROUTES]):
        r = work.lines[SAVED_ROUTE, i]
        for column in range(ROUTE_COPIED):
            work.route[r, column] = work.old_route[r, column]
    figures[ABSENTS] = figures[OLD_ABSENTS]
    for i in range(figures[ABSENTS]):
        work.lines[ABSENT, i] = work.lines[OLD_ABSENT, i]
    figures[DISTANCE], figures[ABSENCE] = distance, absence
    return figures[SAVED_STOPS]


@entry
def keep_best(work: Work) -> int:
    """Remember the routes as the best so far; their distance."""
    figures = work.figures
    for v in range(figures[STOPS]):
        for column in range(COPIED):
            work.best_tour[v, column] = work.tour[v, column]
    for r in range(figures[ROUTES]):
        for column in range(ROUTE_COPIED):
            work.best_route[r, column] = work.route[r, column]
    figures[BEST_DISTANCE], figures[BEST_ABSENTS] = figures[DISTANCE], figures[ABSENTS]
    return figures[DISTANCE]
