"""A tour with its times, its break, and what it costs."""

from __future__ import annotations

from matching.kernels.columns import (
    AFTER_S,
    BREAK_GAP,
    BREAK_S,
    DUTY,
    EARLY,
    FROZEN_S,
    HAS_HEAD,
    HEAD_END_S,
    HEAD_HOME_S,
    HEAD_LEAVE_S,
    HEAD_NOT_BEFORE_S,
    HEAD_PAUSE_S,
    HEAD_PAUSED_UNTIL_S,
    HEAD_RESTED_S,
    HEAD_TRAVEL_S,
    HEAD_WAITING_S,
    HEAD_WORKED_S,
    KEPT,
    KINK_AT_S,
    LATE,
    LEAVE_S,
    NEVER_S,
    PAUSE_S,
    READY_S,
    RETURN_S,
    START_S,
    STEEPER,
    STEPS_S,
    STOP_KINK_FROM,
    STOP_KINKS,
    STOP_LOW_S,
    STOP_POINTS,
    STOP_SERVICE_S,
    STOP_SLOPE,
    STOPS,
    TOUR,
    TOUR_POINTS,
    TRAVEL,
    WAITED_S,
    WAITING,
    WEIGHTS,
    WORKED_S,
)
from matching.kernels.shapes import Work, entry, kernel
from matching.kernels.timing import aim_starts, bound_starts, keep_bounds, step_through


@entry
def empty_tour(work: Work, k: int) -> int:
    """Write the tour of duty `k` without stops: its facts, or nothing. Gives its points."""
    duty, tour = work.week[k], work.lines[TOUR]
    tour[STOPS], tour[BREAK_GAP], tour[BREAK_S] = 0, -1, 0
    tour[TOUR_POINTS] = tour[LEAVE_S] = tour[RETURN_S] = tour[WORKED_S] = tour[WAITED_S] = 0
    if duty[HAS_HEAD]:
        travel_s = duty[HEAD_TRAVEL_S] + duty[HEAD_HOME_S]
        tour[TOUR_POINTS] = work.week[WEIGHTS, DUTY] + work.week[WEIGHTS, TRAVEL] * travel_s
        tour[TOUR_POINTS] += work.week[WEIGHTS, WAITING] * duty[HEAD_WAITING_S]
        tour[LEAVE_S], tour[RETURN_S] = duty[HEAD_LEAVE_S], duty[HEAD_END_S] + duty[HEAD_HOME_S]
        tour[WORKED_S], tour[WAITED_S] = duty[HEAD_WORKED_S], duty[HEAD_WAITING_S]
    return tour[TOUR_POINTS]


@kernel
def start_points(work: Work, i: int) -> int:
    """Points of the start of stop `i`."""
    stop = work.trial[i]
    points = stop[STOP_POINTS] + stop[STOP_SLOPE] * (stop[START_S] - stop[STOP_LOW_S])
    for j in range(stop[STOP_KINK_FROM], stop[STOP_KINK_FROM] + stop[STOP_KINKS]):
        if work.week[j, KINK_AT_S] < stop[START_S]:
            points += work.week[j, STEEPER] * (stop[START_S] - work.week[j, KINK_AT_S])
    return points


@kernel
def bends_points(work: Work, n: int) -> int:
    """Points of all starts."""
    points = 0
    for i in range(n):
        points += start_points(work, i)
    return points


@kernel
def write_tour(work: Work, k: int, n: int, home_s: int) -> int:
    """Times and points without a break of its own; all time that is not driven or served is waited. Gives points."""
    duty, tour = work.week[k], work.lines[TOUR]
    last = n - 1
    served_s = work.trial[last, STOP_SERVICE_S]
    points = work.week[WEIGHTS, DUTY]
    travel_s, waiting_s = home_s + work.lines[STEPS_S, 0], work.trial[last, START_S] - work.trial[0, START_S]
    points += bends_points(work, n)
    for i in range(1, n):
        travel_s += work.lines[STEPS_S, i] - work.trial[i - 1, STOP_SERVICE_S]
        waiting_s -= work.lines[STEPS_S, i]
    leave_s, rested_s = work.trial[0, START_S] - work.lines[STEPS_S, 0], 0
    if duty[HAS_HEAD]:
        waiting_s += leave_s - duty[HEAD_END_S] - duty[HEAD_PAUSE_S] + duty[HEAD_WAITING_S]
        leave_s, rested_s = duty[HEAD_LEAVE_S], duty[HEAD_RESTED_S] + duty[HEAD_PAUSE_S]
        travel_s += duty[HEAD_TRAVEL_S]
    points += work.week[WEIGHTS, TRAVEL] * travel_s + work.week[WEIGHTS, WAITING] * waiting_s
    tour[STOPS], tour[TOUR_POINTS], tour[LEAVE_S] = n, points, leave_s
    tour[RETURN_S] = work.trial[last, START_S] + served_s + home_s
    tour[WORKED_S], tour[WAITED_S] = tour[RETURN_S] - leave_s - rested_s, waiting_s
    tour[BREAK_GAP], tour[BREAK_S] = -1, 0
    return points


@kernel
def place_break(work: Work, k: int, gap: int) -> bool:
    """Put a break before the stop `gap`; False if the parts before and after it would be too long."""
    duty, tour = work.week[k], work.lines[TOUR]
    pause_s, after_s = duty[PAUSE_S], duty[AFTER_S]
    end_s, leg_s = duty[HEAD_END_S] if duty[HAS_HEAD] else 0, work.lines[STEPS_S, gap]
    if gap > 0:
        done_s = work.trial[gap - 1, STOP_SERVICE_S]
        end_s, leg_s = work.trial[gap - 1, START_S] + done_s, leg_s - done_s
    first_s = max(tour[RETURN_S] - after_s - pause_s, work.week[WEIGHTS, FROZEN_S])
    last_s = min(work.trial[gap, START_S] - pause_s, tour[LEAVE_S] + after_s)
    for before_s in (leg_s, 0):  # the drive first, or the break
        start_s = max(first_s, end_s + before_s)
        if start_s <= min(last_s, work.trial[gap, START_S] - pause_s - (leg_s - before_s)):
            tour[BREAK_GAP], tour[BREAK_S] = gap, start_s
            tour[WAITED_S] -= pause_s
            tour[WORKED_S] -= pause_s
            tour[TOUR_POINTS] -= work.week[WEIGHTS, WAITING] * pause_s
            return True
    return False


@kernel
def spare_s(work: Work, k: int, gap: int) -> int:
    """Seconds to spare before the stop `gap`."""
    if gap > 0:
        return work.trial[gap, START_S] - work.trial[gap - 1, START_S] - work.lines[STEPS_S, gap]
    ready_s = work.week[k, HEAD_END_S] + work.week[k, HEAD_PAUSE_S]
    return work.trial[0, START_S] - work.lines[STEPS_S, 0] - ready_s


@kernel
def without_break(work: Work, k: int, n: int, home_s: int) -> bool:
    """Write the tour if it owes no break; a break that fits into a gap spares the waiting there."""
    write_tour(work, k, n, home_s)
    duty, tour = work.week[k], work.lines[TOUR]
    if duty[HAS_HEAD] and duty[HEAD_PAUSED_UNTIL_S] > NEVER_S:
        return tour[RETURN_S] - duty[HEAD_PAUSED_UNTIL_S] <= duty[AFTER_S]
    if n == 1 and not duty[HAS_HEAD]:
        return True
    if duty[PAUSE_S] > 0 and tour[WAITED_S] >= duty[PAUSE_S]:
        for gap in range(0 if duty[HAS_HEAD] else 1, n):
            if spare_s(work, k, gap) >= duty[PAUSE_S] and place_break(work, k, gap):
                return True
    return tour[RETURN_S] - tour[LEAVE_S] <= duty[AFTER_S]


@kernel
def may_break(work: Work, k: int, n: int, home_s: int, gap: int) -> bool:
    """Whether a break before the stop `gap` may leave no part too long, by the bounds of the starts alone."""
    duty = work.week[k]
    return_s = work.lines[EARLY, n - 1] + work.trial[n - 1, STOP_SERVICE_S] + home_s
    leave_s = duty[HEAD_LEAVE_S] if duty[HAS_HEAD] else work.lines[LATE, 0] - work.lines[STEPS_S, 0]
    end_s = duty[HEAD_END_S]
    if gap > 0:
        end_s = work.lines[EARLY, gap - 1] + work.trial[gap - 1, STOP_SERVICE_S]
    return end_s <= leave_s + duty[AFTER_S] and work.lines[LATE, gap] >= return_s - duty[AFTER_S]


@kernel
def least_waiting_s(work: Work, n: int) -> int:
    """Seconds that the desk's stops wait at least between the first and the last, whatever their starts."""
    waiting_s = work.lines[EARLY, n - 1] - work.lines[LATE, 0]
    for i in range(1, n):
        waiting_s -= work.lines[STEPS_S, i]
    return max(0, waiting_s)


@kernel
def with_break(work: Work, k: int, n: int, home_s: int, first_s: int, last_s: int) -> bool:
    """Write the cheapest tour with a break in one of its gaps; False if no gap takes it."""
    duty, tour = work.week[k], work.lines[TOUR]
    pause_s, best, best_gap, others = duty[PAUSE_S], 0, -1, 0
    if pause_s == 0 or (duty[HAS_HEAD] and duty[HEAD_PAUSED_UNTIL_S] > NEVER_S):
        return False
    for gap in range(0 if duty[HAS_HEAD] else 1, n):
        work.lines[STEPS_S, gap] += pause_s
        fits = bound_starts(work, n, first_s + (pause_s if gap == 0 else 0), last_s)
        fits = fits and may_break(work, k, n, home_s, gap)
        if fits and best_gap >= 0:
            fits = work.week[WEIGHTS, WAITING] * least_waiting_s(work, n) < best - others
        if fits:
            aim_starts(work, k, n)
        work.lines[STEPS_S, gap] -= pause_s
        if not fits:
            continue
        points = write_tour(work, k, n, home_s) - work.week[WEIGHTS, WAITING] * pause_s
        others = points - work.week[WEIGHTS, WAITING] * (tour[WAITED_S] - pause_s) - bends_points(work, n)
        if (best_gap < 0 or points < best) and place_break(work, k, gap):
            best, best_gap = points, gap
            for i in range(n):
                work.lines[KEPT, i] = work.trial[i, START_S]
    if best_gap < 0:
        return False
    for i in range(n):
        work.trial[i, START_S] = work.lines[KEPT, i]
    write_tour(work, k, n, home_s)
    place_break(work, k, best_gap)
    return tour[BREAK_GAP] >= 0


@kernel
def time_tour(work: Work, k: int, n: int, open_s: int, close_s: int) -> bool:
    """Write the cheapest tour of duty `k` through the desk's `n` stops that leaves from `open_s`, is back by `close_s`.

    False if there is none, or none was found: a break that is owed is fitted into each gap in turn.
    """
    if n == 0:
        empty_tour(work, k)
        return True
    home_s = step_through(work, k, n)
    first_s = max(open_s, work.week[k, READY_S]) + work.lines[STEPS_S, 0]
    if work.week[k, HAS_HEAD]:
        first_s = max(first_s, work.week[k, HEAD_NOT_BEFORE_S])
    last_s = close_s - work.trial[n - 1, STOP_SERVICE_S] - home_s
    if not bound_starts(work, n, first_s, last_s):
        return False
    keep_bounds(work, n)
    aim_starts(work, k, n)
    return without_break(work, k, n, home_s) or with_break(work, k, n, home_s, first_s, last_s)
