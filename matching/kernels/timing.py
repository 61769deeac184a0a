"""Start times of a tour whose order is given: exact, by the slopes of convex piecewise linear costs."""

from __future__ import annotations

from matching.kernels.columns import (
    AIM,
    BASE,
    BENDS,
    BENDS_AT_S,
    EARLIEST_S,
    EARLY,
    FAR_S,
    HAS_HEAD,
    KINK_AT_S,
    LATE,
    LATEST_S,
    MODE,
    SOURCE,
    START_S,
    STEEPER,
    STEPS_S,
    STOP_HIGH_S,
    STOP_KINK_FROM,
    STOP_KINKS,
    STOP_LOW_S,
    STOP_PLACE,
    STOP_SERVICE_S,
    STOP_SLOPE,
    WAITING,
    WEIGHTS,
)
from matching.kernels.shapes import Work, kernel


@kernel
def step_through(work: Work, k: int, n: int) -> int:
    """Write the seconds from start to start of the desk's `n` stops (first: the leg there); gives the way home."""
    mode, at, done_s = work.week[k, MODE], work.week[k, SOURCE], 0
    for i in range(n):
        here = work.trial[i, STOP_PLACE]
        work.lines[STEPS_S, i] = done_s + work.legs_s[mode, at, here]
        at, done_s = here, work.trial[i, STOP_SERVICE_S]
    return int(work.legs_s[mode, at, work.week[k, BASE]])


@kernel
def bound_starts(work: Work, n: int, first_s: int, last_s: int) -> bool:
    """Write the earliest and latest start of each stop; False if one has none."""
    now_s = first_s - work.lines[STEPS_S, 0]
    for i in range(n):
        now_s = max(now_s + work.lines[STEPS_S, i], work.trial[i, STOP_LOW_S])
        if now_s > work.trial[i, STOP_HIGH_S]:
            return False
        work.lines[EARLY, i] = now_s
    if now_s > last_s or first_s >= FAR_S:
        return False
    for i in range(n - 1, -1, -1):
        last_s = min(last_s, work.trial[i, STOP_HIGH_S])
        work.lines[LATE, i] = last_s
        if last_s < work.lines[EARLY, i]:
            return False
        last_s -= work.lines[STEPS_S, i]
    return True


@kernel
def flatten(work: Work, i: int, count: int, slope: int, low_s: int, high_s: int) -> int:
    """Aim stop `i` where the function is least within the bounds, and keep it flat from there on; gives its kinks."""
    if slope >= 0:
        work.lines[AIM, i] = low_s
        return 0
    for j in range(count):
        if work.lines[BENDS_AT_S, j] >= high_s:
            count = j
            break
        if slope + work.lines[BENDS, j] >= 0:
            work.lines[BENDS, j] = -slope
            work.lines[AIM, i] = work.lines[BENDS_AT_S, j]
            return j + 1
        slope += work.lines[BENDS, j]
    work.lines[BENDS_AT_S, count], work.lines[BENDS, count] = high_s, -slope
    work.lines[AIM, i] = high_s
    return count + 1


@kernel
def add_kink(work: Work, count: int, at_s: int, steeper: int) -> int:
    """Put a kink in its place among `count` others; gives their number then."""
    j = count
    while j > 0 and work.lines[BENDS_AT_S, j - 1] > at_s:
        work.lines[BENDS_AT_S, j], work.lines[BENDS, j] = work.lines[BENDS_AT_S, j - 1], work.lines[BENDS, j - 1]
        j -= 1
    work.lines[BENDS_AT_S, j], work.lines[BENDS, j] = at_s, steeper
    return count + 1


@kernel
def follow_slopes(work: Work, n: int, slope: int) -> int:
    """Write the best start of each stop as far as it and those before it are concerned; the last one's is final.

    What the stops so far cost at best, if the last of them starts by a given second, is convex, falling and then flat:
    a slope at the earliest start, and kinks after it until the slope is 0. Gives the kinks left.
    """
    count = 0
    for i in range(n):
        low_s, high_s = work.lines[EARLY, i], work.lines[LATE, i]
        kept = 0
        for j in range(count):
            at_s = work.lines[BENDS_AT_S, j] + work.lines[STEPS_S, i]
            if at_s <= low_s:
                slope += work.lines[BENDS, j]
            else:
                work.lines[BENDS_AT_S, kept], work.lines[BENDS, kept] = at_s, work.lines[BENDS, j]
                kept += 1
        count = kept
        slope += work.trial[i, STOP_SLOPE]
        for j in range(work.trial[i, STOP_KINK_FROM], work.trial[i, STOP_KINK_FROM] + work.trial[i, STOP_KINKS]):
            if work.week[j, KINK_AT_S] <= low_s:
                slope += work.week[j, STEEPER]
            else:
                count = add_kink(work, count, work.week[j, KINK_AT_S], work.week[j, STEEPER])
        if i == n - 1:
            slope += work.week[WEIGHTS, WAITING]
        count = flatten(work, i, count, slope, low_s, high_s)
        slope = min(slope, 0)
    return count


@kernel
def aim_starts(work: Work, k: int, n: int) -> int:
    """Write starts of least waiting plus start points between the bounds; gives their number. O(stops × kinks)."""
    is_bent = False
    for i in range(n):
        if work.trial[i, STOP_SLOPE] != 0 or work.trial[i, STOP_KINKS] != 0:
            is_bent = True
    last = n - 1
    if is_bent:
        follow_slopes(work, n, 0 if work.week[k, HAS_HEAD] else -work.week[WEIGHTS, WAITING])
    else:
        for i in range(n):
            work.lines[AIM, i] = work.lines[EARLY, last]
    work.trial[last, START_S] = work.lines[AIM, last]
    for i in range(last - 1, -1, -1):
        at_s = min(work.lines[AIM, i], work.trial[i + 1, START_S] - work.lines[STEPS_S, i + 1])
        work.trial[i, START_S] = min(at_s, work.lines[LATE, i])
    return n


@kernel
def keep_bounds(work: Work, n: int) -> int:
    """Remember the bounds in the stops; they leave out a break: too generous perhaps, never less."""
    for i in range(n):
        work.trial[i, EARLIEST_S] = work.lines[EARLY, i]
        work.trial[i, LATEST_S] = work.lines[LATE, i]
    return n
