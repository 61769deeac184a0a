"""What every kernel takes: a week, a draft of its plan, and a desk to work on; and how a kernel is compiled.

Kernels get named tuples of whole-number arrays and allocate nothing. Without allocations numba's reference counts may go
(`_nrt=False`, a private flag of the pinned version), which makes inner calls about twice as fast.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast, get_type_hints

import numba
import numpy as np
from numba.core.registry import cpu_target
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., Any])


class Week(NamedTuple):
    """A week that nobody changes. Rows are what `columns` says; V visits, D duties, P places."""

    weights: IntArray  # (WEIGHTS,)
    visits: IntArray  # (V, VISIT_COLUMNS)
    roles: IntArray
    options: IntArray
    kinks: IntArray
    duties: IntArray  # (D, DUTY_COLUMNS)
    carers: IntArray
    legs_s: NDArray[np.int32]  # (modes, P, P), FAR_S where there is no way
    links: IntArray
    aparts: IntArray
    members: IntArray  # visits by continuity group
    rests: IntArray  # duties that may leave too little rest, by duty
    near: IntArray  # (V, n) visits by the distance of their places, each visit first in its row
    planned: IntArray  # visits that are no facts


class Draft(NamedTuple):
    """A plan that keeps every rule, its figures, and the best that it has been."""

    figures: IntArray  # (FIGURES,)
    tours: IntArray  # (D, TOUR_COLUMNS)
    stops: IntArray  # (D, most stops, STOP_COLUMNS)
    crews: IntArray  # (V, 1 + most slots × CREW_COLUMNS)
    worked_s: IntArray  # (carers,)
    group_points: IntArray  # (V,) of the group of each visit, kept at its first member
    absent: IntArray  # (V,) absent visits, `ABSENT` of them
    absent_at: IntArray  # (V,) place in `absent`, -1 if present
    hopeful: IntArray  # (V,) whether an absent visit could be made at all
    best_tours: IntArray
    best_stops: IntArray
    best_crews: IntArray


class Desk(NamedTuple):
    """Memory to work on; between two calls nothing in it counts but the journal of the step and the marks."""

    tour: IntArray  # (TOUR_COLUMNS,) a tour that is tried
    stops: IntArray  # (most stops + 1, STOP_COLUMNS)
    steps_s: IntArray  # from the start of one stop to that of the next
    starts_s: IntArray  # (3, ·) starts tried, the earliest and latest of them
    kinks: IntArray
    places: IntArray
    order: IntArray  # (2, ·) places by bound; visits to insert
    queue: IntArray  # (2, V) visits to remove, visits removed
    candidates: IntArray  # (2, ·) common starts of a team and their ratings
    team: IntArray  # (2, most slots × 3) parts as option, place, start; the best so far
    crew_marks: IntArray  # (carers,) stamp of the group that knows a carer
    duty_marks: IntArray  # (D,) stamp of the step that touched a duty
    visit_marks: IntArray  # (V,) stamp of the step that chose a visit
    changed: IntArray  # (D,) duties that a removal shortens
    saved_tours: IntArray
    saved_stops: IntArray
    saved_crews: IntArray
    saved: IntArray  # (2, ·) duties and visits in the journal
    saved_marks: IntArray  # (2, ·) stamp of the step in which they came there
    dirty: IntArray  # (2, ·) duties and visits that differ from the best
    dirty_marks: IntArray


VECTOR = numba.types.Array(numba.int64, 1, "C")
TABLE = numba.types.Array(numba.int64, 2, "C")
BLOCKS = numba.types.Array(numba.int64, 3, "C")
LEGS = numba.types.Array(numba.int32, 3, "C")
WEEK = numba.types.NamedTuple(
    (VECTOR, TABLE, TABLE, TABLE, TABLE, TABLE, TABLE, LEGS, TABLE, TABLE, VECTOR, VECTOR, TABLE, VECTOR), Week
)
DRAFT = numba.types.NamedTuple(
    (VECTOR, TABLE, BLOCKS, TABLE, VECTOR, VECTOR, VECTOR, VECTOR, VECTOR, TABLE, BLOCKS, TABLE), Draft
)
DESK = numba.types.NamedTuple(
    (
        VECTOR, TABLE, VECTOR, TABLE, TABLE, TABLE, TABLE, TABLE, TABLE, TABLE, VECTOR, VECTOR, VECTOR, VECTOR,
        TABLE, BLOCKS, TABLE, TABLE, TABLE, TABLE, TABLE,
    ),
    Desk,
)  # fmt: skip
TYPES: dict[object, Any] = {
    Week: WEEK,
    Draft: DRAFT,
    Desk: DESK,
    IntArray: VECTOR,
    int: numba.int64,
    bool: numba.boolean,
    float: numba.float64,
}
FLAGS = {"nogil": True, "_nrt": False, "no_cfunc_wrapper": True}


def kernel(function: F) -> F:
    """A part of entries, compiled for the types of its annotations; as it is where the entries lie in the cache."""
    if is_cached():
        return function
    return cast("F", numba.njit(signature_of(function), **FLAGS, no_cpython_wrapper=True)(function))


def entry(function: F) -> F:
    """A kernel that Python may call; compiled when it is imported, or read from the cache."""
    return cast("F", numba.njit(signature_of(function), **FLAGS, cache=True)(function))


def signature_of(function: Callable[..., Any]) -> Any:  # noqa: ANN401  (numba's types have none)
    """Numba's signature for a function's annotations."""
    hints = get_type_hints(function)
    return TYPES[hints.pop("return")](*(TYPES[hint] for hint in hints.values()))


@cache
def cache_folder() -> Path:
    """Where compiled entries are kept.

    Numba knows a cached function by its own file and by the machine alone: here all kernels' text makes the name.
    """
    magic = repr((numba.__version__, sys.version_info, cpu_target.target_context.codegen().magic_tuple()))
    text = hashlib.sha256(magic.encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        text.update(file.read_bytes())
    beside = Path(__file__).parent / "__pycache__"
    at_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "linli"
    can_write = os.access(beside if beside.exists() else beside.parent, os.W_OK)
    return (beside if can_write else at_home) / f"kernels-{text.hexdigest()[:16]}"


@cache
def is_cached() -> bool:
    """Whether all entries lie in the cache."""
    return (cache_folder() / COMPLETE).exists()


def mark_cached() -> None:
    """Say that all entries lie in the cache: whoever has imported them all may."""
    if not is_cached():
        (cache_folder() / COMPLETE).touch()


COMPLETE = "complete"
numba.config.CACHE_DIR = str(cache_folder())
