"""What every kernel of weeks takes: a week and a draft of its plan as tables; and the family that the kernels are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numba
import numpy as np
from numpy.typing import NDArray

from matching.cells import Cells, handle_of
from matching.compiling import BLOCKS, TABLE, VECTOR, Kernels
from matching.tables import Tables

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Work(Tables):
    """A week, a draft that keeps every rule, the best that it has been, and lines to work on. See `columns`."""

    week: IntArray  # (rows, WEEK_COLUMNS) never changed
    options: IntArray  # (options, OPTION_COLUMNS) never changed
    legs_s: NDArray[np.int32]  # (modes, P, P), FAR_S where there is no way
    near: IntArray  # (rows of visits, n) visits by the distance of their places, each visit first in its row
    figures: IntArray  # (FIGURES,)
    draft: IntArray  # (rows of duties, visits and carers, ·)
    stops: IntArray  # (rows of duties, most stops, STOP_COLUMNS)
    trial: IntArray  # (most stops + 1, STOP_COLUMNS) of a tour that is tried; the tour itself is the line TOUR
    lines: IntArray  # (LINES, ·) between two calls only the journal in them counts
    places: IntArray  # (·, PLACE_COLUMNS)
    old: IntArray  # as `draft`: what the journal keeps of it
    old_stops: IntArray
    best: IntArray  # as `draft`
    best_stops: IntArray


LEGS = Cells(3, numba.int32)
WORK = handle_of(
    Work, (TABLE, TABLE, LEGS, TABLE, VECTOR, TABLE, BLOCKS, TABLE, TABLE, TABLE, TABLE, BLOCKS, TABLE, BLOCKS)
)
FAMILY = Kernels(Path(__file__).parent, {Work: WORK})
kernel, entry = FAMILY.kernel, FAMILY.entry
