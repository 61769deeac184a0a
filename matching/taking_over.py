"""Taking over a plan visit by visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

One = TypeVar("One")


def insert_all(ones: Iterable[One], insert: Callable[[One], bool]) -> list[One]:
    """Insert in order, and what does not go in again after the others, until nothing more does; gives what is left.

    A tour in the making may owe a break that only the gap before a later stop can hold.
    """
    left = list(ones)
    before = len(left) + 1
    while len(left) < before:
        before, left = len(left), [one for one in left if not insert(one)]
    return left
