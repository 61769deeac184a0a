"""Start times of a tour whose order is given: exact, by the slopes of convex piecewise linear costs."""

from __future__ import annotations

from matching.kernels.columns import (
    BASE,
    DURATION_S,
    EARLIEST_S,
    FAR_S,
    HAS_HEAD,
    KINK_AT_S,
    LATEST_S,
    MODE,
    PLACE,
    SOURCE,
    START_S,
    STEEPER,
    STOP_HIGH_S,
    STOP_KINK_FROM,
    STOP_KINKS,
    STOP_LOW_S,
    STOP_SLOPE,
    STOP_VISIT,
    WAITING,
)
from matching.kernels.shapes import Desk, Week, kernel

AIM, EARLY, LATE = range(3)  # rows of `starts_s`


@kernel
def step_through(week: Week, desk: Desk, k: int, n: int) -> int:
    """Write the seconds from start to start of the desk's `n` stops (first: the leg there); gives the way home."""
    mode, at, done_s = week.duties[k, MODE], week.duties[k, SOURCE], 0
    for i in range(n):
        visit = desk.stops[i, STOP_VISIT]
        here = week.visits[visit, PLACE]
        desk.steps_s[i] = done_s + week.legs_s[mode, at, here]
        at, done_s = here, week.visits[visit, DURATION_S]
    return week.legs_s[mode, at, week.duties[k, BASE]]


@kernel
def bound_starts(desk: Desk, n: int, first_s: int, last_s: int) -> bool:
    """Write the earliest and latest start of each stop; False if one has none."""
    now_s = first_s - desk.steps_s[0]
    for i in range(n):
        now_s = max(now_s + desk.steps_s[i], desk.stops[i, STOP_LOW_S])
        if now_s > desk.stops[i, STOP_HIGH_S]:
            return False
        desk.starts_s[EARLY, i] = now_s
    if now_s > last_s or first_s >= FAR_S:
        return False
    for i in range(n - 1, -1, -1):
        last_s = min(last_s, desk.stops[i, STOP_HIGH_S])
        desk.starts_s[LATE, i] = last_s
        if last_s < desk.starts_s[EARLY, i]:
            return False
        last_s -= desk.steps_s[i]
    return True


@kernel
def flatten(desk: Desk, i: int, count: int, slope: int, low_s: int, high_s: int) -> int:
    """Aim stop `i` where the function is least within the bounds, and keep it flat from there on; gives its kinks."""
    if slope >= 0:
        desk.starts_s[AIM, i] = low_s
        return 0
    for j in range(count):
        if desk.kinks[j, KINK_AT_S] >= high_s:
            count = j
            break
        if slope + desk.kinks[j, STEEPER] >= 0:
            desk.kinks[j, STEEPER] = -slope
            desk.starts_s[AIM, i] = desk.kinks[j, KINK_AT_S]
            return j + 1
        slope += desk.kinks[j, STEEPER]
    desk.kinks[count, KINK_AT_S], desk.kinks[count, STEEPER] = high_s, -slope
    desk.starts_s[AIM, i] = high_s
    return count + 1


@kernel
def add_kink(desk: Desk, count: int, at_s: int, steeper: int) -> int:
    """Put a kink in its place among `count` others; gives their number then."""
    j = count
    while j > 0 and desk.kinks[j - 1, KINK_AT_S] > at_s:
        desk.kinks[j, KINK_AT_S], desk.kinks[j, STEEPER] = desk.kinks[j - 1, KINK_AT_S], desk.kinks[j - 1, STEEPER]
        j -= 1
    desk.kinks[j, KINK_AT_S], desk.kinks[j, STEEPER] = at_s, steeper
    return count + 1


@kernel
def follow_slopes(week: Week, desk: Desk, n: int, slope: int) -> int:
    """Write the best start of each stop as far as it and those before it are concerned; the last one's is final.

    What the stops so far cost at best, if the last of them starts by a given second, is convex, falling and then flat:
    a slope at the earliest start, and kinks after it until the slope is 0. Gives the kinks left.
    """
    kinks, count = desk.kinks, 0
    for i in range(n):
        low_s, high_s = desk.starts_s[EARLY, i], desk.starts_s[LATE, i]
        kept = 0
        for j in range(count):
            at_s = kinks[j, KINK_AT_S] + desk.steps_s[i]
            if at_s <= low_s:
                slope += kinks[j, STEEPER]
            else:
                kinks[kept, KINK_AT_S], kinks[kept, STEEPER] = at_s, kinks[j, STEEPER]
                kept += 1
        count = kept
        slope += desk.stops[i, STOP_SLOPE]
        for j in range(desk.stops[i, STOP_KINK_FROM], desk.stops[i, STOP_KINK_FROM] + desk.stops[i, STOP_KINKS]):
            if week.kinks[j, KINK_AT_S] <= low_s:
                slope += week.kinks[j, STEEPER]
            else:
                count = add_kink(desk, count, week.kinks[j, KINK_AT_S], week.kinks[j, STEEPER])
        if i == n - 1:
            slope += week.weights[WAITING]
        count = flatten(desk, i, count, slope, low_s, high_s)
        slope = min(slope, 0)
    return count


@kernel
def aim_starts(week: Week, desk: Desk, k: int, n: int) -> int:
    """Write starts of least waiting plus start points between the bounds; gives their number. O(stops × kinks)."""
    is_bent = False
    for i in range(n):
        if desk.stops[i, STOP_SLOPE] != 0 or desk.stops[i, STOP_KINKS] != 0:
            is_bent = True
    last = n - 1
    if is_bent:
        follow_slopes(week, desk, n, 0 if week.duties[k, HAS_HEAD] else -week.weights[WAITING])
    else:
        for i in range(n):
            desk.starts_s[AIM, i] = desk.starts_s[EARLY, last]
    desk.stops[last, START_S] = desk.starts_s[AIM, last]
    for i in range(last - 1, -1, -1):
        at_s = min(desk.starts_s[AIM, i], desk.stops[i + 1, START_S] - desk.steps_s[i + 1])
        desk.stops[i, START_S] = min(at_s, desk.starts_s[LATE, i])
    return n


@kernel
def keep_bounds(desk: Desk, n: int) -> int:
    """Remember the bounds in the stops; they leave out a break: too generous perhaps, never less."""
    for i in range(n):
        desk.stops[i, EARLIEST_S] = desk.starts_s[EARLY, i]
        desk.stops[i, LATEST_S] = desk.starts_s[LATE, i]
    return n
