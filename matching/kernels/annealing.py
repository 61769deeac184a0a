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
from matching.kernels.insertion import VISITS, insert_with_seconds, shuffle_order
from matching.kernels.journal import begin_step, take_step, undo_step
from matching.kernels.removal import GONE, remove
from matching.kernels.ruins import choose, choose_around
from matching.kernels.shapes import BOOL, DESK, DRAFT, FLOAT, INT, WEEK, Desk, Draft, Week, kernel

ALL_DUTIES_EVERY = 50  # steps after which absent visits are tried everywhere
TARGET_SHARE = 0.35  # of the steps that make room for an absent visit, while there is one
MOST_RETRIED = 12  # absent visits that a step tries again


@kernel(INT, WEEK, DRAFT, DESK, INT, INT)
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


@kernel(INT, WEEK, DRAFT)
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


@kernel(BOOL, WEEK, DRAFT, DESK, FLOAT)
def step(week: Week, draft: Draft, desk: Desk, heat: float) -> bool:
    """One removal and its repair; False if it was undone."""
    stamp = begin_step(draft)
    draft.figures[ITERATION] += 1
    target = pick_absent(week, draft) if share(draft.figures) < TARGET_SHARE else -1
    count = choose_around(week, draft, desk, target) if target >= 0 else choose(week, draft, desk)
    gone = remove(week, draft, desk, count, stamp)
    n = line_up(week, draft, desk, gone, target)
    everywhere = draft.figures[ITERATION] % ALL_DUTIES_EVERY == 0
    for i in range(n):
        v = desk.order[VISITS, i]
        is_free = everywhere or desk.visit_marks[v] == stamp
        insert_with_seconds(week, draft, desk, v, stamp, 0 if is_free else stamp)
    if draft.figures[COST] >= draft.figures[OLD_COST] - heat * log(share(draft.figures)):
        undo_step(week, draft, desk)
        return False
    take_step(draft, desk)
    return True


@kernel(INT, WEEK, DRAFT, DESK, INT, FLOAT, FLOAT)
def anneal(week: Week, draft: Draft, desk: Desk, steps: int, hot: float, cold: float) -> int:
    """So many steps while the temperature falls from `hot` to `cold` points; gives the best cost so far."""
    heat = hot
    cooling = (cold / hot) ** (1.0 / steps)
    for _ in range(steps):
        step(week, draft, desk, heat)
        heat *= cooling
    return draft.figures[BEST_COST]


@kernel(INT, WEEK, DRAFT, DESK, INT)
def insert_all(week: Week, draft: Draft, desk: Desk, n: int) -> int:
    """Insert the first `n` visits of the order one after another; gives how many went in, seconds of links too."""
    done = 0
    for i in range(n):
        stamp = begin_step(draft)
        done += insert_with_seconds(week, draft, desk, desk.order[VISITS, i], stamp, 0)
        take_step(draft, desk)
    return done


@kernel(BOOL, WEEK, DRAFT, DESK, INT)
def is_possible(week: Week, draft: Draft, desk: Desk, v: int) -> bool:
    """Whether a visit fits into the draft as it is, which stays so."""
    stamp = begin_step(draft)
    fits = insert_with_seconds(week, draft, desk, v, stamp, 0) > 0
    undo_step(week, draft, desk)
    return fits
