"""A tour with its times, its break, and what it costs."""

from __future__ import annotations

from matching.kernels.columns import (
    AFTER_S,
    BREAK_GAP,
    BREAK_S,
    DURATION_S,
    DUTY,
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
    KINK_AT_S,
    LEAVE_S,
    NEVER_S,
    PAUSE_S,
    READY_S,
    RETURN_S,
    START_S,
    STEEPER,
    STOP_KINK_FROM,
    STOP_KINKS,
    STOP_LOW_S,
    STOP_POINTS,
    STOP_SLOPE,
    STOP_VISIT,
    STOPS,
    TOUR_POINTS,
    TRAVEL,
    WAITED_S,
    WAITING,
    WORKED_S,
)
from matching.kernels.shapes import Desk, Week, entry, kernel
from matching.kernels.timing import EARLY, LATE, aim_starts, bound_starts, keep_bounds, step_through

KEPT = 3  # row of `starts_s` for the starts of the best break so far


@entry
def empty_tour(week: Week, desk: Desk, k: int) -> int:
    """Write the tour of duty `k` without stops: its facts, or nothing. Gives its points."""
    duty, tour = week.duties[k], desk.tour
    tour[STOPS], tour[BREAK_GAP], tour[BREAK_S] = 0, -1, 0
    tour[TOUR_POINTS] = tour[LEAVE_S] = tour[RETURN_S] = tour[WORKED_S] = tour[WAITED_S] = 0
    if duty[HAS_HEAD]:
        travel_s = duty[HEAD_TRAVEL_S] + duty[HEAD_HOME_S]
        tour[TOUR_POINTS] = week.weights[DUTY] + week.weights[TRAVEL] * travel_s
        tour[TOUR_POINTS] += week.weights[WAITING] * duty[HEAD_WAITING_S]
        tour[LEAVE_S], tour[RETURN_S] = duty[HEAD_LEAVE_S], duty[HEAD_END_S] + duty[HEAD_HOME_S]
        tour[WORKED_S], tour[WAITED_S] = duty[HEAD_WORKED_S], duty[HEAD_WAITING_S]
    return tour[TOUR_POINTS]


@kernel
def start_points(week: Week, desk: Desk, i: int) -> int:
    """Points of the start of stop `i`."""
    stop = desk.stops[i]
    points = stop[STOP_POINTS] + stop[STOP_SLOPE] * (stop[START_S] - stop[STOP_LOW_S])
    for j in range(stop[STOP_KINK_FROM], stop[STOP_KINK_FROM] + stop[STOP_KINKS]):
        if week.kinks[j, KINK_AT_S] < stop[START_S]:
            points += week.kinks[j, STEEPER] * (stop[START_S] - week.kinks[j, KINK_AT_S])
    return points


@kernel
def bends_points(week: Week, desk: Desk, n: int) -> int:
    """Points of all starts."""
    points = 0
    for i in range(n):
        points += start_points(week, desk, i)
    return points


@kernel
def write_tour(week: Week, desk: Desk, k: int, n: int, home_s: int) -> int:
    """Times and points without a break of its own; all time that is not driven or served is waited. Gives points."""
    duty, tour = week.duties[k], desk.tour
    last = n - 1
    served_s = week.visits[desk.stops[last, STOP_VISIT], DURATION_S]
    points = week.weights[DUTY]
    travel_s, waiting_s = home_s + desk.steps_s[0], desk.stops[last, START_S] - desk.stops[0, START_S]
    points += bends_points(week, desk, n)
    for i in range(1, n):
        travel_s += desk.steps_s[i] - week.visits[desk.stops[i - 1, STOP_VISIT], DURATION_S]
        waiting_s -= desk.steps_s[i]
    leave_s, rested_s = desk.stops[0, START_S] - desk.steps_s[0], 0
    if duty[HAS_HEAD]:
        waiting_s += leave_s - duty[HEAD_END_S] - duty[HEAD_PAUSE_S] + duty[HEAD_WAITING_S]
        leave_s, rested_s = duty[HEAD_LEAVE_S], duty[HEAD_RESTED_S] + duty[HEAD_PAUSE_S]
        travel_s += duty[HEAD_TRAVEL_S]
    points += week.weights[TRAVEL] * travel_s + week.weights[WAITING] * waiting_s
    tour[STOPS], tour[TOUR_POINTS], tour[LEAVE_S] = n, points, leave_s
    tour[RETURN_S] = desk.stops[last, START_S] + served_s + home_s
    tour[WORKED_S], tour[WAITED_S] = tour[RETURN_S] - leave_s - rested_s, waiting_s
    tour[BREAK_GAP], tour[BREAK_S] = -1, 0
    return points


@kernel
def place_break(week: Week, desk: Desk, k: int, gap: int) -> bool:
    """Put a break before the stop `gap`; False if the parts before and after it would be too long."""
    duty, tour = week.duties[k], desk.tour
    pause_s, after_s = duty[PAUSE_S], duty[AFTER_S]
    end_s, leg_s = duty[HEAD_END_S] if duty[HAS_HEAD] else 0, desk.steps_s[gap]
    if gap > 0:
        done_s = week.visits[desk.stops[gap - 1, STOP_VISIT], DURATION_S]
        end_s, leg_s = desk.stops[gap - 1, START_S] + done_s, leg_s - done_s
    first_s = max(tour[RETURN_S] - after_s - pause_s, week.weights[FROZEN_S])
    last_s = min(desk.stops[gap, START_S] - pause_s, tour[LEAVE_S] + after_s)
    for before_s in (leg_s, 0):  # the drive first, or the break
        start_s = max(first_s, end_s + before_s)
        if start_s <= min(last_s, desk.stops[gap, START_S] - pause_s - (leg_s - before_s)):
            tour[BREAK_GAP], tour[BREAK_S] = gap, start_s
            tour[WAITED_S] -= pause_s
            tour[WORKED_S] -= pause_s
            tour[TOUR_POINTS] -= week.weights[WAITING] * pause_s
            return True
    return False


@kernel
def spare_s(week: Week, desk: Desk, k: int, gap: int) -> int:
    """Seconds to spare before the stop `gap`."""
    if gap > 0:
        return desk.stops[gap, START_S] - desk.stops[gap - 1, START_S] - desk.steps_s[gap]
    ready_s = week.duties[k, HEAD_END_S] + week.duties[k, HEAD_PAUSE_S]
    return desk.stops[0, START_S] - desk.steps_s[0] - ready_s


@kernel
def without_break(week: Week, desk: Desk, k: int, n: int, home_s: int) -> bool:
    """Write the tour if it owes no break; a break that fits into a gap spares the waiting there."""
    write_tour(week, desk, k, n, home_s)
    duty, tour = week.duties[k], desk.tour
    if duty[HAS_HEAD] and duty[HEAD_PAUSED_UNTIL_S] > NEVER_S:
        return tour[RETURN_S] - duty[HEAD_PAUSED_UNTIL_S] <= duty[AFTER_S]
    if n == 1 and not duty[HAS_HEAD]:
        return True
    if duty[PAUSE_S] > 0 and tour[WAITED_S] >= duty[PAUSE_S]:
        for gap in range(0 if duty[HAS_HEAD] else 1, n):
            if spare_s(week, desk, k, gap) >= duty[PAUSE_S] and place_break(week, desk, k, gap):
                return True
    return tour[RETURN_S] - tour[LEAVE_S] <= duty[AFTER_S]


@kernel
def may_break(week: Week, desk: Desk, k: int, n: int, home_s: int, gap: int) -> bool:
    """Whether a break before the stop `gap` may leave no part too long, by the bounds of the starts alone."""
    duty = week.duties[k]
    return_s = desk.starts_s[EARLY, n - 1] + week.visits[desk.stops[n - 1, STOP_VISIT], DURATION_S] + home_s
    leave_s = duty[HEAD_LEAVE_S] if duty[HAS_HEAD] else desk.starts_s[LATE, 0] - desk.steps_s[0]
    end_s = duty[HEAD_END_S]
    if gap > 0:
        end_s = desk.starts_s[EARLY, gap - 1] + week.visits[desk.stops[gap - 1, STOP_VISIT], DURATION_S]
    return end_s <= leave_s + duty[AFTER_S] and desk.starts_s[LATE, gap] >= return_s - duty[AFTER_S]


@kernel
def least_waiting_s(desk: Desk, n: int) -> int:
    """Seconds that the desk's stops wait at least between the first and the last, whatever their starts."""
    waiting_s = desk.starts_s[EARLY, n - 1] - desk.starts_s[LATE, 0]
    for i in range(1, n):
        waiting_s -= desk.steps_s[i]
    return max(0, waiting_s)


@kernel
def with_break(week: Week, desk: Desk, k: int, n: int, home_s: int, first_s: int, last_s: int) -> bool:
    """Write the cheapest tour with a break in one of its gaps; False if no gap takes it."""
    duty, tour = week.duties[k], desk.tour
    pause_s, best, best_gap, others = duty[PAUSE_S], 0, -1, 0
    if pause_s == 0 or (duty[HAS_HEAD] and duty[HEAD_PAUSED_UNTIL_S] > NEVER_S):
        return False
    for gap in range(0 if duty[HAS_HEAD] else 1, n):
        desk.steps_s[gap] += pause_s
        fits = bound_starts(desk, n, first_s + (pause_s if gap == 0 else 0), last_s)
        fits = fits and may_break(week, desk, k, n, home_s, gap)
        if fits and best_gap >= 0:
            fits = week.weights[WAITING] * least_waiting_s(desk, n) < best - others
        if fits:
            aim_starts(week, desk, k, n)
        desk.steps_s[gap] -= pause_s
        if not fits:
            continue
        points = write_tour(week, desk, k, n, home_s) - week.weights[WAITING] * pause_s
        others = points - week.weights[WAITING] * (tour[WAITED_S] - pause_s) - bends_points(week, desk, n)
        if (best_gap < 0 or points < best) and place_break(week, desk, k, gap):
            best, best_gap = points, gap
            for i in range(n):
                desk.starts_s[KEPT, i] = desk.stops[i, START_S]
    if best_gap < 0:
        return False
    for i in range(n):
        desk.stops[i, START_S] = desk.starts_s[KEPT, i]
    write_tour(week, desk, k, n, home_s)
    place_break(week, desk, k, best_gap)
    return tour[BREAK_GAP] >= 0


@kernel
def time_tour(week: Week, desk: Desk, k: int, n: int, open_s: int, close_s: int) -> bool:
    """Write the cheapest tour of duty `k` through the desk's `n` stops that leaves from `open_s`, is back by `close_s`.

    False if there is none, or none was found: a break that is owed is fitted into each gap in turn.
    """
    if n == 0:
        empty_tour(week, desk, k)
        return True
    home_s = step_through(week, desk, k, n)
    first_s = max(open_s, week.duties[k, READY_S]) + desk.steps_s[0]
    if week.duties[k, HAS_HEAD]:
        first_s = max(first_s, week.duties[k, HEAD_NOT_BEFORE_S])
    last_s = close_s - week.visits[desk.stops[n - 1, STOP_VISIT], DURATION_S] - home_s
    if not bound_starts(desk, n, first_s, last_s):
        return False
    keep_bounds(desk, n)
    aim_starts(week, desk, k, n)
    return without_break(week, desk, k, n, home_s) or with_break(week, desk, k, n, home_s, first_s, last_s)
