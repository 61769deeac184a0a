"""Ruin and recreate under annealing on the full cost of the week: many steps in one call."""

from __future__ import annotations

from math import log

from matching.draws import below, share
from matching.kernels.changes import change
from matching.kernels.columns import (
    BEST_COST,
    CHANGES_TO,
    CLOSED,
    COST,
    GONE,
    ITERATION,
    JOURNAL,
    LISTED,
    MARK,
    OLD_COST,
    ORDER,
    WANTING,
)
from matching.kernels.crews import insert_by
from matching.kernels.filling import is_whole
from matching.kernels.insertion import insert, shuffle_order
from matching.kernels.journal import begin_step, take_step, undo_step
from matching.kernels.removal import remove
from matching.kernels.ruins import choose, choose_around
from matching.kernels.shapes import Work, entry, kernel
from matching.kernels.wanting import is_mine, opened_points, pick_wanting, wanting_points

ALL_DUTIES_EVERY = 50  # steps after which wanting visits are tried everywhere
CHANGES = 0.9  # of the steps that change one visit, and do not tear
TARGET_SHARE = 0.25  # of the others that make room for a wanting visit, while there is one
MOST_RETRIED = 12  # wanting visits that a step tries again


@kernel
def line_up(work: Work, gone: int, target: int) -> int:
    """Order the visits to insert: the target first, then those that went and wanting ones in a common order.

    Those that went bear the stamp of the step; others, the target too, are tried in touched duties only. Gives their
    number.
    """
    stamp = work.figures[JOURNAL]
    n = 0
    for i in range(gone):
        v = work.lines[GONE, i]
        work.draft[v, MARK] = stamp
        work.lines[ORDER, n] = v
        n += 1
    wanting = work.figures[WANTING]
    first = below(work.figures, wanting) if wanting > 0 else 0
    retried = 0
    for i in range(wanting):
        v = work.draft[(first + i) % wanting, LISTED]
        if is_mine(work, v) and work.draft[v, MARK] != stamp and v != target and retried < MOST_RETRIED:
            work.lines[ORDER, n] = v
            n += 1
            retried += 1
    shuffle_order(work, n)
    if target >= 0:
        for i in range(n, 0, -1):
            work.lines[ORDER, i] = work.lines[ORDER, i - 1]
        work.lines[ORDER, 0] = target
        n += 1
    return n


@kernel
def tear(work: Work, stamp: int) -> int:
    """Take some visits out, and line up what to insert; gives the number of those."""
    target = pick_wanting(work) if share(work.figures) < TARGET_SHARE else -1
    count = choose_around(work, target) if target >= 0 else choose(work)
    return line_up(work, remove(work, count, stamp), target)


@kernel
def are_whole(work: Work, n: int) -> bool:
    """Whether no visit of the order lacks somebody whom it needs, or is another search's.

    Where ways are no shorter for a stop less, a tour may lose visits that nobody chose, and of other searches too.
    """
    for i in range(n):
        if work.draft[work.lines[ORDER, i], CLOSED] or not is_whole(work, work.lines[ORDER, i]):
            return False
    return True


@kernel
def points_to_spare(work: Work, n: int) -> int:
    """Points of what the first `n` visits of the order want: inserting them spares hardly more, so less is no hope."""
    points = 0
    for i in range(n):
        points += wanting_points(work, work.lines[ORDER, i])
    return points


@entry
def anneal(work: Work, steps: int, hot: float, cold: float, ease: float, listed: int) -> int:
    """So many removals and repairs while the temperature falls from `hot` to `cold` points; gives the best cost.

    What a step leaves open more than before counts less by the share `ease`, so that visits may be lost while the rest
    is cool. A step that can hardly be accepted any more ends early. With `listed` visits in the order there is one step
    without a removal, which inserts them; `hot` at 0 undoes it, and the number of those that went in is given.
    """
    heat, inserted = hot, 0
    cooling = 1.0 if listed > 0 else (cold / hot) ** (1.0 / steps)
    for _ in range(steps):
        stamp = begin_step(work)
        work.figures[ITERATION] += 1
        is_change = listed == 0 and share(work.figures) < CHANGES
        if listed > 0:
            n = listed
        elif is_change:
            n = change(work, stamp)
        else:
            n = tear(work, stamp)
        is_everywhere = listed > 0 or work.figures[ITERATION] % ALL_DUTIES_EVERY == 0
        most = work.figures[OLD_COST] - (0.0 if listed > 0 else heat * log(share(work.figures)))
        left, opened = points_to_spare(work, n), opened_points(work)
        for i in range(n):
            v = work.lines[ORDER, i]
            wanted = wanting_points(work, v)
            left -= wanted
            is_free = is_everywhere or work.draft[v, MARK] == stamp
            if is_change and i == 0:
                insert_by(work, v, work.figures[CHANGES_TO])
            else:
                inserted += insert(work, v, stamp, 0 if is_free else stamp)
            opened += wanting_points(work, v) - wanted
            if listed == 0 and work.figures[COST] - left - ease * max(0, opened - left) >= most:
                break
        judged = work.figures[COST] - ease * max(0, opened_points(work))
        if hot > 0.0 and judged < most and (listed > 0 or are_whole(work, n)):
            take_step(work)
        else:
            undo_step(work)
        heat *= cooling
    return inserted if listed > 0 else work.figures[BEST_COST]
