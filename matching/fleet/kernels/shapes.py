"""What every kernel of fleets takes: a problem and its routes as tables; and the family that the kernels are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
from numpy.typing import NDArray

from matching.cells import Cells, handle_of
from matching.compiling import TABLE, VECTOR, Kernels
from matching.tables import Tables

IntArray = NDArray[np.int64]
SmallIntArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Work(Tables):
    """A problem of S stops and R routes, routes that keep its rules, and the best so far. See `columns`."""

    stop: IntArray  # (S, STOP_COLUMNS) never changed
    legs: SmallIntArray  # (S, S) symmetric
    near: SmallIntArray  # (S, n) customers by distance, without the row's own
    ahead: SmallIntArray  # (S, n) whom to put it behind: those after whom one comes in time, nearest first; -1 ends
    behind: SmallIntArray  # (S, n) whom to put it before
    figures: IntArray  # (FIGURES,)
    tour: IntArray  # (S, TOUR_COLUMNS)
    route: IntArray  # (R, ROUTE_COLUMNS)
    lines: IntArray  # (LINES, S)
    missed: IntArray  # (S,) how often a customer was left out
    old_tour: IntArray  # as `tour`: what the journal keeps of it
    old_route: IntArray
    best_tour: IntArray
    best_route: IntArray


SMALL = Cells(2, numba.int32)
WORK = handle_of(
    Work, (TABLE, SMALL, SMALL, SMALL, SMALL, VECTOR, TABLE, TABLE, TABLE, VECTOR, TABLE, TABLE, TABLE, TABLE)
)
FAMILY = Kernels(Path(__file__).parent, {Work: WORK})
kernel, entry = FAMILY.kernel, FAMILY.entry
