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
    REST_S,
    RETURN_S,
    STOP_COLUMNS,
    STOPS,
    TOUR_COLUMNS,
    TOUR_POINTS,
    UNFAIR,
    WORKED_S,
)
from matching.kernels.journal import save_tour
from matching.kernels.shapes import Desk, Draft, Week, kernel
from matching.kernels.tours import time_tour


@kernel
def works(week: Week, draft: Draft, k: int) -> bool:
    """Whether anything is done in a duty."""
    return draft.tours[k, STOPS] > 0 or week.duties[k, HAS_HEAD] != 0


@kernel
def opens_s(week: Week, draft: Draft, k: int) -> int:
    """When duty `k` may begin, so that the carer has rested from the day before."""
    open_s = NEVER_S
    rest_s = week.carers[week.duties[k, DUTY_CARER], REST_S]
    for j in range(week.duties[k, BEFORE_FROM], week.duties[k, BEFORE_TO]):
        if works(week, draft, week.rests[j]):
            open_s = max(open_s, draft.tours[week.rests[j], RETURN_S] + rest_s)
    return open_s


@kernel
def closes_s(week: Week, draft: Draft, k: int) -> int:
    """When duty `k` must end, so that the carer rests for the day after."""
    close_s = week.duties[k, CLOSE_S]
    rest_s = week.carers[week.duties[k, DUTY_CARER], REST_S]
    for j in range(week.duties[k, AFTER_FROM], week.duties[k, AFTER_TO]):
        if works(week, draft, week.rests[j]):
            close_s = min(close_s, draft.tours[week.rests[j], LEAVE_S] - rest_s)
    return close_s


@kernel
def allows(week: Week, draft: Draft, desk: Desk, k: int) -> bool:
    """Whether DAY, WEEK and DAYS hold with the desk's tour of duty `k`, which has a stop that is no fact."""
    c = week.duties[k, DUTY_CARER]
    more_s = desk.tour[WORKED_S] - draft.tours[k, WORKED_S]
    if draft.worked_s[c] + more_s > week.carers[c, MAX_WEEK_S]:
        return False
    day, worked_s, days, last_day, is_new = week.duties[k, DAY], more_s, 0, -1, True
    for other in range(week.carers[c, DUTY_FROM], week.carers[c, DUTY_TO]):
        here = week.duties[other, DAY]
        does = works(week, draft, other)
        if here == day:
            worked_s += draft.tours[other, WORKED_S]
            is_new = is_new and not does
        if does and here != last_day:
            days, last_day = days + 1, here
    return worked_s <= week.carers[c, MAX_DAY_S] and (not is_new or days < week.carers[c, MAX_DAYS])


@kernel
def hour_points(week: Week, c: int, worked_s: int) -> int:
    """Overtime and unfair of a carer who works so much."""
    points = 0
    if worked_s > week.carers[c, CONTRACT_S]:
        points = week.weights[OVERTIME] * (worked_s - week.carers[c, CONTRACT_S])
    if worked_s > week.carers[c, FAIR_S]:
        points += week.weights[UNFAIR] * (worked_s - week.carers[c, FAIR_S])
    return points


@kernel
def tour_delta(week: Week, draft: Draft, desk: Desk, k: int) -> int:
    """Points that the desk's tour of duty `k` brings."""
    c = week.duties[k, DUTY_CARER]
    worked_s = draft.worked_s[c]
    more_s = desk.tour[WORKED_S] - draft.tours[k, WORKED_S]
    hours = hour_points(week, c, worked_s + more_s) - hour_points(week, c, worked_s)
    return desk.tour[TOUR_POINTS] - draft.tours[k, TOUR_POINTS] + hours


@kernel
def put_tour(week: Week, draft: Draft, desk: Desk, k: int) -> int:
    """Replace the tour of duty `k` by the desk's; gives its points."""
    save_tour(draft, desk, k)
    draft.figures[COST] += tour_delta(week, draft, desk, k)
    draft.worked_s[week.duties[k, DUTY_CARER]] += desk.tour[WORKED_S] - draft.tours[k, WORKED_S]
    for j in range(TOUR_COLUMNS):
        draft.tours[k, j] = desk.tour[j]
    for i in range(desk.tour[STOPS]):
        for j in range(STOP_COLUMNS):
            draft.stops[k, i, j] = desk.stops[i, j]
    return draft.tours[k, TOUR_POINTS]


@kernel
def time_within(week: Week, draft: Draft, desk: Desk, k: int, n: int) -> bool:
    """Write the tour of duty `k` through the desk's `n` stops; False if a rule forbids it."""
    timed = time_tour(week, desk, k, n, opens_s(week, draft, k), closes_s(week, draft, k))
    return timed and (n == 0 or allows(week, draft, desk, k))
