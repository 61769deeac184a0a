"""Tasks of a duty of which one carer can do one only, whatever else the duty holds."""

from __future__ import annotations

import numpy as np

from matching.unavoidable.spans import BoolArray, DutyTasks


def cliques(duty: DutyTasks) -> list[list[int]]:
    """Sets of tasks that exclude one another, which together name every task and every pair that does.

    Each set is as large as it can be, tasks with most conflicts first: fewer and stronger than pairs.
    O(tasks² · cliques).
    """
    excludes = ~(duty.may_follow | duty.may_follow.T)  # neither can come first
    np.fill_diagonal(excludes, val=False)
    degrees = excludes.sum(axis=1)
    order: list[int] = np.argsort(-degrees, kind="stable").tolist()
    neighbours = [_bits(excludes[i]) for i in range(len(order))]
    open_pairs: list[int] = list(neighbours)
    found: list[list[int]] = []
    for i in order:
        if not neighbours[i]:
            found.append([i])
        while open_pairs[i]:
            clique = _grown(i, order, neighbours, open_pairs[i])
            inside = sum(1 << j for j in clique)
            for j in clique:
                open_pairs[j] &= ~inside
            found.append(sorted(clique))
    return found


def _grown(i: int, order: list[int], neighbours: list[int], wanted: int) -> list[int]:
    """A clique with `i` and one of its `wanted` neighbours at least: these first, then any that fit."""
    clique, common = [i], neighbours[i]
    for allowed in (wanted, -1):
        for j in order:
            if common & allowed & (1 << j):
                clique.append(j)
                common &= neighbours[j]
    return clique


def _bits(row: BoolArray) -> int:
    return sum(1 << int(j) for j in np.flatnonzero(row))
