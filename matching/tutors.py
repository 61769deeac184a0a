"""Youth sessions as visits: one optional slot for each adult that the children call for, and whom the adults admit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matching.problem import Slot

POINTS_A_CHILD = 12_500  # eight children weigh as much as any other empty slot


def session_slots(children: Sequence[int], per_adult: Sequence[int], tutor: Slot) -> tuple[Slot, ...]:
    """A slot like `tutor` for each adult, band by band, fullest first; its points are for the children it adds.

    `children` and `per_adult` are by band; bands never share an adult. No slot is required.
    """
    return tuple(
        replace(tutor, required=False, points=POINTS_A_CHILD * added)
        for count, ratio in zip(children, per_adult, strict=True)
        for added in shares(count, ratio)
    )


def admitted(children: Sequence[int], per_adult: Sequence[int], filled: Sequence[bool]) -> tuple[int, ...]:
    """Children of each band whom the filled slots admit; `filled` is by slot, as `session_slots` orders them."""
    each = iter(filled)
    return tuple(
        min(count, ratio * sum(next(each) for _ in shares(count, ratio)))
        for count, ratio in zip(children, per_adult, strict=True)
    )


def shares(count: int, ratio: int) -> Iterator[int]:
    """Children whom each adult of a band adds: the ratio, and at last what is left."""
    for first in range(0, count, ratio):
        yield min(ratio, count - first)
