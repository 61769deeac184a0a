"""What a draft costs: sums over duties, of which a move changes a few, and the most of all duties."""

from __future__ import annotations

from matching.day.kernels.columns import (
    ABSENT,
    AFTER,
    ALL_IDLE,
    ALL_MOST_LATE,
    ALL_MOST_WAIT,
    BUSY,
    CARERS,
    DURATION,
    EARLY,
    HEAD,
    IDLE,
    LEAVES_AT_START,
    LEAVES_FROM,
    LOCAL,
    LUNCH,
    LUNCH_OF,
    MOST_LATE,
    MOST_WAIT,
    NONE,
    POINTS,
    RETURNS_TO,
    SHIFT_END,
    SHIFT_START,
    START,
    TICKS,
    TOUCHED_COUNT,
    TOUCHED_DUTIES,
    WAIT,
    WAIT_SUM,
    WEIGHT_BALANCE,
    WEIGHT_BROKEN,
    WEIGHT_EXTRA,
    WEIGHT_IDLE,
    WEIGHT_LATE,
    WEIGHT_LUNCH,
    WEIGHT_MOST_LATE,
    WEIGHT_MOST_WAIT,
    WEIGHT_TRAVEL,
    WEIGHT_WAIT,
    WEIGHT_WORK,
    WORKED,
    WORKED_SUM,
)
from matching.day.kernels.shapes import Day, kernel
from matching.day.kernels.timing import latest, leg, place_of

LONG = 1000  # minutes that a lunch without a stop after it counts as too late


@kernel
def value_duty(day: Day, c: int) -> None:
    """Put down what a duty costs with stops as early as can be, waiting aside."""
    travel, service, late, most_late, points, broken = 0, 0, 0, 0, 0, 0
    start_of_shift, end_of_shift = day.carer[c, SHIFT_START], day.carer[c, SHIFT_END]
    s, before, end, lunch, eaten = day.duty[c, HEAD], NONE, start_of_shift, 0, False
    while s != NONE:
        early = day.now[s, EARLY]
        if before == NONE:
            place = place_of(day, s)
            travel += 0 if place == NONE else day.legs[day.carer[c, LEAVES_FROM], place]
        else:
            travel += leg(day, before, s)
        delay = max(0, early - latest(day, s, early))
        end = early + day.stop[s, DURATION]
        if day.stop[s, LUNCH_OF] != NONE:
            lunch, eaten = day.stop[s, DURATION], True
            broken += delay + (LONG * day.figures[TICKS] if day.now[s, AFTER] == NONE else 0)
        else:
            service += day.stop[s, DURATION]
            late += delay
            most_late = max(most_late, delay)
            points += day.fit[s, c]
        before, s = s, day.now[s, AFTER]
    if before != NONE:
        place = place_of(day, before)
        home = 0 if place == NONE else day.legs[place, day.carer[c, RETURNS_TO]]
        travel, end = travel + home, end + home
    extra = max(0, end - end_of_shift)
    day.duty[c, BUSY], day.duty[c, WORKED] = travel + service + lunch, travel + service
    day.duty[c, MOST_LATE] = most_late
    day.duty[c, IDLE] = max(end, end_of_shift) - start_of_shift - travel - service - lunch
    points += day.figures[WEIGHT_TRAVEL] * travel + day.figures[WEIGHT_WORK] * (travel + service)
    points += day.figures[WEIGHT_LATE] * late + day.figures[WEIGHT_EXTRA] * extra + day.figures[WEIGHT_BROKEN] * broken
    is_missed = day.carer[c, LUNCH] != NONE and not eaten
    day.duty[c, POINTS] = points + (day.figures[WEIGHT_LUNCH] if is_missed else 0)


@kernel
def value_waiting(day: Day, c: int) -> None:
    """Put down how long a carer waits; at the second stop he may if the first is his lunch."""
    timed = EARLY if day.figures[LEAVES_AT_START] != 0 else START
    s, before, wait, longest, is_free = day.duty[c, HEAD], NONE, 0, 0, False
    while s != NONE:
        here = 0
        if before != NONE:
            here = day.now[s, timed] - day.now[before, timed] - day.stop[before, DURATION] - leg(day, before, s)
        elif day.figures[LEAVES_AT_START] != 0:
            place = place_of(day, s)
            way = 0 if place == NONE else day.legs[day.carer[c, LEAVES_FROM], place]
            here = day.now[s, timed] - day.carer[c, SHIFT_START] - way
        if not is_free:
            wait += here
            longest = max(longest, here)
        is_free = before == NONE and day.stop[s, LUNCH_OF] != NONE
        before, s = s, day.now[s, AFTER]
    day.duty[c, WAIT], day.duty[c, MOST_WAIT] = wait, longest


@kernel
def most(day: Day, column: int, so_far: int) -> int:
    """The most of a column over all duties, where it was `so_far` before this move."""
    high, is_lost = 0, False
    for i in range(day.figures[TOUCHED_COUNT]):
        c = day.line[TOUCHED_DUTIES, i]
        high = max(high, day.duty[c, column])
        is_lost = is_lost or day.old_duty[c, column] == so_far
    if high >= so_far or not is_lost:
        return max(high, so_far)
    for c in range(day.figures[CARERS]):
        high = max(high, day.duty[c, column])
    return high


@kernel
def imbalance(day: Day) -> int:
    """Sum over carers of how far their work is from the mean, each rounded up."""
    total, carers = day.figures[WORKED_SUM], day.figures[CARERS]
    far = 0
    for c in range(carers):
        far += (abs(carers * day.duty[c, WORKED] - total) + carers - 1) // carers
    return far


@kernel
def value_forward(day: Day) -> int:
    """What the draft costs but for waiting."""
    figures = day.figures
    for i in range(figures[TOUCHED_COUNT]):
        c = day.line[TOUCHED_DUTIES, i]
        value_duty(day, c)
        figures[LOCAL] += day.duty[c, POINTS] - day.old_duty[c, POINTS]
        figures[WORKED_SUM] += day.duty[c, WORKED] - day.old_duty[c, WORKED]
    cost = figures[LOCAL] + figures[ABSENT]
    if figures[WEIGHT_MOST_LATE] != 0:
        figures[ALL_MOST_LATE] = most(day, MOST_LATE, figures[ALL_MOST_LATE])
        cost += figures[WEIGHT_MOST_LATE] * figures[ALL_MOST_LATE]
    if figures[WEIGHT_IDLE] != 0:
        figures[ALL_IDLE] = most(day, IDLE, figures[ALL_IDLE])
        cost += figures[WEIGHT_IDLE] * figures[ALL_IDLE]
    if figures[WEIGHT_BALANCE] != 0:
        cost += figures[WEIGHT_BALANCE] * imbalance(day)
    return cost


@kernel
def value_waits(day: Day) -> int:
    """What waiting costs."""
    figures = day.figures
    for i in range(figures[TOUCHED_COUNT]):
        c = day.line[TOUCHED_DUTIES, i]
        value_waiting(day, c)
        figures[WAIT_SUM] += day.duty[c, WAIT] - day.old_duty[c, WAIT]
    cost = figures[WEIGHT_WAIT] * figures[WAIT_SUM]
    if figures[WEIGHT_MOST_WAIT] != 0:
        figures[ALL_MOST_WAIT] = most(day, MOST_WAIT, figures[ALL_MOST_WAIT])
        cost += figures[WEIGHT_MOST_WAIT] * figures[ALL_MOST_WAIT]
    return cost
