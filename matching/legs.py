"""Seconds of all legs of a week by one mode: lists where there are few places, rows of machine words where many."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.compiled import FAR_S, Legs
from matching.problem import Problem
from matching.travel import NO_WAY, TravelTable

FEW_PLACES = 1_000  # up to which lists are small, and quicker to read
MOST_M = 1_000_000_000  # from the origin: squares of what lies farther are no machine words


def legs_of(problem: Problem, travel: TravelTable, mode: str) -> Legs:
    """Seconds by a mode between all places. A row of 5,000 places takes 40 kB, where a list took 200."""
    is_near = all(max(abs(place.x_m), abs(place.y_m)) <= MOST_M for place in problem.places)
    if is_near and mode not in problem.matrices:
        is_small = len(problem.places) <= FEW_PLACES
        return [row.tolist() if is_small else array("q", row.tobytes()) for row in _formula_rows(problem, mode)]
    return [[FAR_S if leg_s == NO_WAY else leg_s for leg_s in row] for row in travel.rows(mode)]


def _formula_rows(problem: Problem, mode: str) -> Iterator[NDArray[np.int64]]:
    pace = problem.modes[mode]
    x_m = np.array([place.x_m for place in problem.places], np.int64)
    y_m = np.array([place.y_m for place in problem.places], np.int64)
    for i in range(len(problem.places)):
        metres = _whole_roots((x_m - x_m[i]) ** 2 + (y_m - y_m[i]) ** 2)
        row = pace.overhead_s + metres * pace.seconds_per_km // 1000
        row[i] = 0
        yield row


def _whole_roots(squares: NDArray[np.int64]) -> NDArray[np.int64]:
    """Square roots rounded down exactly, where floating point may be off by one."""
    roots = np.sqrt(squares).astype(np.int64)
    roots -= roots * roots > squares
    roots += (roots + 1) * (roots + 1) <= squares
    return roots
