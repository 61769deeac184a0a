"""Ruin and recreate under annealing on the full cost of the week: many steps in one call."""

from __future__ import annotations

from math import log

from matching.kernels.columns import (
    ABSENT,
    ABSENT_POINTS,
    BEST_COST,
    COST,
    ITERATION,
    JOURNAL,
    OLD_COST,
)
from matching.kernels.draws import below, share
from matching.kernels.insertion import VISITS, insert, shuffle_order
from matching.kernels.journal import begin_step, take_step, undo_step
from matching.kernels.removal import GONE, remove
from matching.kernels.ruins import choose, choose_around
from matching.kernels.shapes import Desk, Draft, Week, entry, kernel

ALL_DUTIES_EVERY = 50  # steps after which absent visits are tried everywhere
TARGET_SHARE = 0.35  # of the steps that make room for an absent visit, while there is one
MOST_RETRIED = 12  # absent visits that a step tries again


@kernel
def line_up(week: Week, draft: Draft, desk: Desk, gone: int, target: int) -> int:
    """Order the visits to insert: the target first, then those that went and absent ones in a common order.

    Those that went bear the stamp of the step (so does the target not: it is tried in touched duties). Gives the number.
    """
    stamp = draft.figures[JOURNAL]
    n = 0
    for i in range(gone):
        v = desk.queue[GONE, i]
        desk.visit_marks[v] = stamp
        desk.order[VISITS, n] = v
        n += 1
    absent = draft.figures[ABSENT]
    first = below(draft.figures, absent) if absent > 0 else 0
    retried = 0
    for i in range(absent):
        v = draft.absent[(first + i) % absent]
        if draft.hopeful[v] and desk.visit_marks[v] != stamp and v != target and retried < MOST_RETRIED:
            desk.order[VISITS, n] = v
            n += 1
            retried += 1
    shuffle_order(week, draft, desk, n)
    if target >= 0:
        for i in range(n, 0, -1):
            desk.order[VISITS, i] = desk.order[VISITS, i - 1]
        desk.order[VISITS, 0] = target
        n += 1
    return n


@kernel
def pick_absent(week: Week, draft: Draft) -> int:
    """An absent visit that could be made, by what its absence costs; -1 if there is none."""
    total = 0
    for i in range(draft.figures[ABSENT]):
        v = draft.absent[i]
        if draft.hopeful[v]:
            total += week.visits[v, ABSENT_POINTS] // 1000 + 1
    if total == 0:
        return -1
    left = below(draft.figures, total)
    for i in range(draft.figures[ABSENT]):
        v = draft.absent[i]
        if draft.hopeful[v]:
            left -= week.visits[v, ABSENT_POINTS] // 1000 + 1
            if left < 0:
                return v
    return -1


@kernel
def tear(week: Week, draft: Draft, desk: Desk, stamp: int) -> int:
    """Take some visits out, and line up what to insert; gives the number of those."""
    target = pick_absent(week, draft) if share(draft.figures) < TARGET_SHARE else -1
    count = choose_around(week, draft, desk, target) if target >= 0 else choose(week, draft, desk)
    return line_up(week, draft, desk, remove(week, draft, desk, count, stamp), target)


@entry
def work(week: Week, draft: Draft, desk: Desk, steps: int, hot: float, cold: float, listed: int) -> int:
    """So many removals and repairs while the temperature falls from `hot` to `cold` points; gives the best cost.

    With `listed` visits in the order there is one step without a removal, which inserts them; `hot` at 0 undoes it, and
    the number of those that went in is given.
    """
    heat, inserted = hot, 0
    cooling = 1.0 if listed > 0 else (cold / hot) ** (1.0 / steps)
    for _ in range(steps):
        stamp = begin_step(draft)
        draft.figures[ITERATION] += 1
        n = listed if listed > 0 else tear(week, draft, desk, stamp)
        is_everywhere = listed > 0 or draft.figures[ITERATION] % ALL_DUTIES_EVERY == 0
        for i in range(n):
            v = desk.order[VISITS, i]
            is_free = is_everywhere or desk.visit_marks[v] == stamp
            inserted += insert(week, draft, desk, v, stamp, 0 if is_free else stamp)
        most = draft.figures[OLD_COST] - (0.0 if listed > 0 else heat * log(share(draft.figures)))
        if hot > 0.0 and draft.figures[COST] < most:
            take_step(draft, desk)
        else:
            undo_step(week, draft, desk)
        heat *= cooling
    return inserted if listed > 0 else draft.figures[BEST_COST]
