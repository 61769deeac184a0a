"""Compiled kernels read and write tables as the same functions do in Python."""

from dataclasses import dataclass

import numba
import numpy as np
import pytest

from matching.cells import Cells, handle_of
from matching.compiling import BLOCKS, TABLE, VECTOR, Kernels
from matching.tables import Tables


@dataclass(frozen=True, eq=False)
class Some(Tables):
    """Tables of every shape."""

    line: np.ndarray
    small: np.ndarray
    table: np.ndarray
    blocks: np.ndarray


def some():
    """Tables whose numbers are all different."""
    return Some(
        line=np.arange(5, dtype=np.int64),
        small=np.arange(100, 106, dtype=np.int32).reshape(2, 3),
        table=np.arange(200, 212, dtype=np.int64).reshape(3, 4),
        blocks=np.arange(300, 324, dtype=np.int64).reshape(2, 3, 4),
    )


def turn(some: Some, i: int, j: int) -> int:
    """Write to rows, cells and blocks, and read them."""
    row = some.table[i]
    row[j] += some.small[1, j % 3]
    some.small[0, j % 3] = -i
    stop = some.blocks[1, i]
    some.blocks[0, i, j] = stop[j] - some.blocks[0][i, 0]
    some.line[j] += some.table.shape[1] * 10 + some.line.shape[0]
    return some.table[i, j] + (1 if some.line[j] > 40 else 0)


def turn_all(some: Some, times: int) -> int:
    """Turn at many places; the sum."""
    total = 0
    for i in range(times):
        total += turn(some, i % 3, i % 4)
    return total


def quotient(some: Some, by: int) -> int:
    """Divide a number of the line."""
    return some.line[4] // by


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The functions above as one part and two entries of a family."""
    handle = handle_of(Some, (VECTOR, Cells(2, numba.int32), TABLE, BLOCKS))
    family = Kernels(tmp_path_factory.mktemp("family"), {Some: handle})
    part = family.kernel(turn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(globals(), "turn", part)
        entries = family.entry(turn_all), family.entry(quotient)
        family.finish()
    return entries


def test_entry_and_its_part_do_what_python_does(compiled):
    entry, _ = compiled
    expected, got = some(), some()

    assert entry(got, 23) == turn_all(expected, 23)

    for name, array in expected.arrays.items():
        assert (got.arrays[name] == array).all()


def test_fault_in_a_kernel_is_raised_to_python(compiled):
    _, divide = compiled

    assert divide(some(), 3) == 1
    with pytest.raises(ZeroDivisionError):
        divide(some(), 0)


def test_arrays_that_do_not_lie_row_by_row_are_refused():
    whole = some()

    with pytest.raises(ValueError, match="table does not lie row by row"):
        Some(whole.line, whole.small, whole.table.T, whole.blocks)
