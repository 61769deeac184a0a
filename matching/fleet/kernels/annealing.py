"""Ruin and recreate under simulated annealing."""

from __future__ import annotations

import math

from matching.draws import share
from matching.fleet.kernels.columns import (
    ABSENCE,
    ABSENT,
    ABSENTS,
    BEST_ABSENTS,
    BEST_DISTANCE,
    DISTANCE,
    ROUTES,
    SIZE,
    STOPS,
)
from matching.fleet.kernels.journal import begin_step, count_absence, keep_best, undo
from matching.fleet.kernels.recreate import recreate
from matching.fleet.kernels.routes import insert
from matching.fleet.kernels.ruin import LONGEST, ruin
from matching.fleet.kernels.shapes import Work, entry, kernel


@kernel
def _longest_string(work: Work) -> int:
    """As long as a route is on average, within LONGEST."""
    used = 0
    for r in range(work.figures[ROUTES]):
        used += work.route[r, SIZE] > 0
    return max(1, min(LONGEST, work.figures[STOPS] // max(1, used)))


@entry
def fill(work: Work) -> int:
    """Insert whoever is absent, and take the routes as the best so far; how many stay absent."""
    begin_step(work)
    recreate(work)
    keep_best(work)
    return work.figures[ABSENTS]


@entry
def place(work: Work, v: int, r: int, before: int) -> int:
    """Put a customer into a route behind a stop, where it is known to fit; how much longer the route is."""
    begin_step(work)
    return insert(work, v, r, before)


@entry
def anneal(work: Work, steps: int, hot: float, cold: float) -> int:
    """So many steps, cooling from one temperature to another; the distance of the best routes so far."""
    figures = work.figures
    temperature, cooling = hot, (cold / hot) ** (1.0 / steps)
    longest = _longest_string(work)
    for _ in range(steps):
        begin_step(work)
        distance, absence = figures[DISTANCE], count_absence(work)
        if ruin(work, longest) == 0 and figures[ABSENTS] == 0:
            continue
        recreate(work)
        limit = distance - temperature * math.log(share(work.figures))
        is_good = figures[DISTANCE] < limit if figures[ABSENCE] == absence else figures[ABSENCE] < absence
        if not is_good:
            undo(work, distance, absence)
        elif figures[ABSENTS] < figures[BEST_ABSENTS] or (
            figures[ABSENTS] == figures[BEST_ABSENTS] and figures[DISTANCE] < figures[BEST_DISTANCE]
        ):
            keep_best(work)
        for i in range(figures[ABSENTS]):
            work.missed[work.lines[ABSENT, i]] += 1
        temperature *= cooling
    return figures[BEST_DISTANCE]
