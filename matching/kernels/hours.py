"""Rules and points of a carer's hours: days, weeks, rest; and putting a tour into the draft."""

from __future__ import annotations

from matching.kernels.columns import (
    AFTER_FROM,
    AFTER_TO,
    BEFORE_FROM,
    BEFORE_TO,
    CLOSE_S,
    CONTRACT_S,
    COST,
    DAY,
    DUTY_CARER,
    DUTY_FROM,
    DUTY_TO,
    FAIR_S,
    HAS_HEAD,
    LEAVE_S,
    MAX_DAY_S,
    MAX_DAYS,
    MAX_WEEK_S,
    NEVER_S,
    OVERTIME,
    REST_DUTY,
    REST_S,
    RETURN_S,
    STOP_COLUMNS,
    STOPS,
    TOUR,
    TOUR_END,
    TOUR_POINTS,
    UNFAIR,
    WEIGHTS,
    WORKED_S,
)
from matching.kernels.journal import save_tour
from matching.kernels.shapes import Work, kernel
from matching.kernels.tours import time_tour


@kernel
def works(work: Work, k: int) -> bool:
    """Whether anything is done in a duty."""
    return work.draft[k, STOPS] > 0 or work.week[k, HAS_HEAD] != 0


@kernel
def opens_s(work: Work, k: int) -> int:
    """When duty `k` may begin, so that the carer has rested from the day before."""
    open_s = NEVER_S
    rest_s = work.week[work.week[k, DUTY_CARER], REST_S]
    for j in range(work.week[k, BEFORE_FROM], work.week[k, BEFORE_TO]):
        if works(work, work.week[j, REST_DUTY]):
            open_s = max(open_s, work.draft[work.week[j, REST_DUTY], RETURN_S] + rest_s)
    return open_s


@kernel
def closes_s(work: Work, k: int) -> int:
    """When duty `k` must end, so that the carer rests for the day after."""
    close_s = work.week[k, CLOSE_S]
    rest_s = work.week[work.week[k, DUTY_CARER], REST_S]
    for j in range(work.week[k, AFTER_FROM], work.week[k, AFTER_TO]):
        if works(work, work.week[j, REST_DUTY]):
            close_s = min(close_s, work.draft[work.week[j, REST_DUTY], LEAVE_S] - rest_s)
    return close_s


@kernel
def allows(work: Work, k: int) -> bool:
    """Whether DAY, WEEK and DAYS hold with the desk's tour of duty `k`, which has a stop that is no fact."""
    c = work.week[k, DUTY_CARER]
    more_s = work.lines[TOUR, WORKED_S] - work.draft[k, WORKED_S]
    if work.draft[c, WORKED_S] + more_s > work.week[c, MAX_WEEK_S]:
        return False
    day, worked_s, days, last_day, is_new = work.week[k, DAY], more_s, 0, -1, True
    for other in range(work.week[c, DUTY_FROM], work.week[c, DUTY_TO]):
        here = work.week[other, DAY]
        does = works(work, other)
        if here == day:
            worked_s += work.draft[other, WORKED_S]
            is_new = is_new and not does
        if does and here != last_day:
            days, last_day = days + 1, here
    return worked_s <= work.week[c, MAX_DAY_S] and (not is_new or days < work.week[c, MAX_DAYS])


@kernel
def hour_points(work: Work, c: int, worked_s: int) -> int:
    """Overtime and unfair of a carer who works so much."""
    points = 0
    if worked_s > work.week[c, CONTRACT_S]:
        points = work.week[WEIGHTS, OVERTIME] * (worked_s - work.week[c, CONTRACT_S])
    if worked_s > work.week[c, FAIR_S]:
        points += work.week[WEIGHTS, UNFAIR] * (worked_s - work.week[c, FAIR_S])
    return points


@kernel
def tour_delta(work: Work, k: int) -> int:
    """Points that the desk's tour of duty `k` brings."""
    c = work.week[k, DUTY_CARER]
    worked_s = work.draft[c, WORKED_S]
    more_s = work.lines[TOUR, WORKED_S] - work.draft[k, WORKED_S]
    hours = hour_points(work, c, worked_s + more_s) - hour_points(work, c, worked_s)
    return work.lines[TOUR, TOUR_POINTS] - work.draft[k, TOUR_POINTS] + hours


@kernel
def put_tour(work: Work, k: int) -> int:
    """Replace the tour of duty `k` by the desk's; gives its points."""
    save_tour(work, k)
    work.figures[COST] += tour_delta(work, k)
    work.draft[work.week[k, DUTY_CARER], WORKED_S] += work.lines[TOUR, WORKED_S] - work.draft[k, WORKED_S]
    for j in range(STOPS, TOUR_END):
        work.draft[k, j] = work.lines[TOUR, j]
    for i in range(work.lines[TOUR, STOPS]):
        for j in range(STOP_COLUMNS):
            work.stops[k, i, j] = work.trial[i, j]
    return work.draft[k, TOUR_POINTS]


@kernel
def time_within(work: Work, k: int, n: int) -> bool:
    """Write the tour of duty `k` through the desk's `n` stops; False if a rule forbids it."""
    timed = time_tour(work, k, n, opens_s(work, k), closes_s(work, k))
    return timed and (n == 0 or allows(work, k))
