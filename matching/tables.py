"""Tables of whole numbers that kernels work on: arrays that stay where they are, and a note of where that is."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]

WORDS = 4  # of the note on one array: its address, and up to three sizes
OWN = ("address", "_note")  # all other attributes are the arrays


class Tables:
    """Arrays of whole numbers; subclasses are frozen dataclasses of nothing else."""

    address: int  # of the note
    _note: np.ndarray[tuple[int, int], np.dtype[np.int64]]

    def __post_init__(self) -> None:
        """Write the note. Raises ValueError where an array does not lie row by row."""
        note = np.zeros((len(self.arrays), WORDS), dtype=np.int64)
        for row, (name, array) in zip(note, self.arrays.items(), strict=True):
            if not array.flags.c_contiguous:
                message = f"{name} does not lie row by row: give a contiguous copy"
                raise ValueError(message)
            row[: 1 + array.ndim] = (array.ctypes.data, *array.shape)
        object.__setattr__(self, "_note", note)
        object.__setattr__(self, "address", int(note.ctypes.data))

    @property
    def arrays(self) -> dict[str, Array]:
        """The arrays by name, in the order of the fields."""
        return {name: one for name, one in vars(self).items() if name not in OWN}
