"""What every kernel of a day takes: the day and a draft of its plan as tables of whole numbers."""

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


@dataclass(frozen=True, eq=False)
class Day(Tables):
    """A day, a draft of its plan, and what the last move has changed in it. See `columns`."""

    legs: NDArray[np.int32]  # (P, P) ticks from row to column
    fit: NDArray[np.int32]  # (stops, carers) points of this carer there; below 0 he may not
    stop: IntArray  # (stops, STOP_COLUMNS)
    task: IntArray  # (tasks, TASK_COLUMNS)
    window: IntArray  # (windows, 2)
    carer: IntArray  # (carers, CARER_COLUMNS)
    choices: IntArray  # (·,) carers that may make a stop, stop by stop
    near: IntArray  # (tasks, n) tasks near in place and time
    now: IntArray  # (stops, NOW_COLUMNS)
    duty: IntArray  # (carers, DUTY_COLUMNS)
    old_duty: IntArray  # as `duty`
    line: IntArray  # (LINES, ·)
    log: IntArray  # (·, LOG_COLUMNS)
    best: IntArray  # (BEST_ROWS, ·) carer of each stop, order and windows of the best draft
    figures: IntArray  # (FIGURES,)


LEGS = Cells(2, numba.int32)
DAY = handle_of(
    Day, (LEGS, LEGS, TABLE, TABLE, TABLE, TABLE, VECTOR, TABLE, TABLE, TABLE, TABLE, TABLE, TABLE, TABLE, VECTOR)
)
FAMILY = Kernels(Path(__file__).parent, {Day: DAY})
kernel, entry = FAMILY.kernel, FAMILY.entry
