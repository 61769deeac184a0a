"""What every kernel takes: a week and a draft of its plan as tables; and how a kernel is compiled.

Kernels get one named tuple of whole-number arrays and allocate nothing: without allocations numba's reference counts
may go (`_nrt=False`, a private flag of the pinned version). An array is some eight words in a call, so they are few.
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
from numba.core import config, registry
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
F = TypeVar("F", bound=Callable[..., Any])


class Work(NamedTuple):
    """A week, a draft that keeps every rule, the best that it has been, and lines to work on. See `columns`."""

    week: IntArray  # (rows, WEEK_COLUMNS) never changed
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


VECTOR, TABLE, BLOCKS = (numba.types.Array(numba.int64, dimensions, "C") for dimensions in (1, 2, 3))
LEGS = numba.types.Array(numba.int32, 3, "C")
WORK = numba.types.NamedTuple(
    (TABLE, LEGS, TABLE, VECTOR, TABLE, BLOCKS, TABLE, TABLE, TABLE, TABLE, BLOCKS, TABLE, BLOCKS), Work
)
TYPES: dict[object, Any] = {Work: WORK, int: numba.int64, bool: numba.boolean, float: numba.float64}
COMPLETE = "complete"


def kernel(function: F) -> F:
    """A part of entries, compiled for the types of its annotations; as it is where the entries lie in the cache."""
    return function if is_cached() else _jit(function, is_entry=False)


def entry(function: F) -> F:
    """A kernel that Python may call; compiled when it is imported, or read from the cache."""
    return _jit(function, is_entry=True)


def _jit(function: F, *, is_entry: bool) -> F:
    jit: Any = numba.njit  # its stubs know no `_nrt`
    made = jit(
        signature_of(function),
        nogil=True,
        _nrt=False,
        cache=is_entry,
        no_cpython_wrapper=not is_entry,
        no_cfunc_wrapper=True,
    )
    return cast("F", made(function))


def signature_of(function: Callable[..., Any]) -> Any:  # noqa: ANN401  (numba's types have none)
    """Numba's signature for a function's annotations."""
    hints = get_type_hints(function)
    return TYPES[hints.pop("return")](*(TYPES[hint] for hint in hints.values()))


@cache
def cache_folder() -> Path:
    """Where compiled entries are kept.

    Numba knows a cached function by its own file and by the machine alone: here all kernels' text makes the name.
    """
    context: Any = registry.cpu_target.target_context
    magic = repr((numba.__version__, sys.version_info, context.codegen().magic_tuple()))
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
        cache_folder().mkdir(parents=True, exist_ok=True)
        (cache_folder() / COMPLETE).touch()


numba_config: Any = config  # its stubs know no CACHE_DIR
numba_config.CACHE_DIR = str(cache_folder())
