"""Start times along the order: forward as early as can be, backward so that nobody leaves home to wait."""

from __future__ import annotations

from matching.day.kernels.columns import (
    AFTER,
    BACK_DIRTY,
    BEFORE,
    CARER,
    DIRTY,
    DURATION,
    EARLY,
    FIRST,
    FROM_RANK,
    LATEST,
    LEAVES_FROM,
    LUNCH_LATEST,
    LUNCH_OF,
    LUNCH_OPENS,
    MAX_GAP,
    MIN_GAP,
    NONE,
    OPENS,
    ORDER,
    PLACE,
    RANK,
    SECOND,
    SHIFT_START,
    SOILED,
    SOILED_COUNT,
    STAMP,
    START,
    TASK,
    TASKS,
    TIMED_EARLY,
    TIMED_START,
    TO_RANK,
    WINDOW,
    WINDOWS_FROM,
    WINDOWS_TO,
)
from matching.day.kernels.links import log, touch
from matching.day.kernels.shapes import Day, kernel


@kernel
def place_of(day: Day, s: int) -> int:
    """Where a stop is: a lunch is taken where the next stop is; NONE if there is none."""
    if day.stop[s, LUNCH_OF] == NONE:
        return day.stop[s, PLACE]
    after = day.now[s, AFTER]
    return NONE if after == NONE else day.stop[after, PLACE]


@kernel
def leg(day: Day, s: int, t: int) -> int:
    """Ticks from one stop of a duty to the next; lunch is eaten where the next is."""
    if day.stop[s, LUNCH_OF] != NONE:
        return 0
    a, b = place_of(day, s), place_of(day, t)
    return 0 if a == NONE or b == NONE else day.legs[a, b]


@kernel
def arrival(day: Day, s: int) -> int:
    """When its carer can be there at the earliest."""
    before = day.now[s, BEFORE]
    if before == NONE:
        c, place = day.now[s, CARER], place_of(day, s)
        return day.carer[c, SHIFT_START] + (0 if place == NONE else day.legs[day.carer[c, LEAVES_FROM], place])
    return day.now[before, EARLY] + day.stop[before, DURATION] + leg(day, before, s)


@kernel
def opening(day: Day, s: int) -> int:
    """When a stop may begin."""
    if day.stop[s, LUNCH_OF] != NONE:
        return day.figures[LUNCH_OPENS]
    return day.window[day.stop[s, WINDOWS_FROM] + day.line[WINDOW, day.stop[s, TASK]], OPENS]


@kernel
def latest(day: Day, s: int, start: int) -> int:
    """Until when a stop that begins at `start` would not be late: by the last window that has opened by then."""
    if day.stop[s, LUNCH_OF] != NONE:
        return day.figures[LUNCH_LATEST]
    w = day.stop[s, WINDOWS_TO] - 1
    while w > day.stop[s, WINDOWS_FROM] and day.window[w, OPENS] > start:
        w -= 1
    return day.window[w, LATEST]


@kernel
def set_early(day: Day, s: int, early: int) -> None:
    """Time a stop; what follows it is timed too if this is new."""
    if day.now[s, EARLY] != early:
        log(day, TIMED_EARLY, s, day.now[s, EARLY], 0)
        day.now[s, EARLY] = early
        touch(day, day.now[s, CARER])
        after = day.now[s, AFTER]
        if after != NONE:
            task = day.stop[after, TASK]
            day.line[DIRTY, task] = day.figures[STAMP]
            day.figures[TO_RANK] = max(day.figures[TO_RANK], day.line[RANK, task])


@kernel
def time_task(day: Day, task: int) -> None:
    """Begin a task as early as its carers can; two in sequence keep their gap."""
    first, second = day.task[task, FIRST], day.task[task, SECOND]
    early = max(arrival(day, first), opening(day, first))
    if second != NONE:
        low, high = day.task[task, MIN_GAP], day.task[task, MAX_GAP]
        late = max(arrival(day, second), opening(day, second), early + low)
        early = max(early, late - high)
        set_early(day, second, late)
    set_early(day, first, early)


@kernel
def span_dirty(day: Day) -> None:
    """Find the first and the last rank of what is to be timed."""
    low, high = day.figures[TASKS], NONE
    for i in range(day.figures[SOILED_COUNT]):
        rank = day.line[RANK, day.line[SOILED, i]]
        low, high = min(low, rank), max(high, rank)
    day.figures[FROM_RANK], day.figures[TO_RANK] = low, high


@kernel
def time_forward(day: Day) -> None:
    """Time all that a move has soiled, and what that delays or hastens."""
    span_dirty(day)
    stamp = day.figures[STAMP]
    r = day.figures[FROM_RANK]
    while r <= day.figures[TO_RANK]:
        task = day.line[ORDER, r]
        if day.line[DIRTY, task] == stamp and day.now[day.task[task, FIRST], CARER] != NONE:
            time_task(day, task)
        r += 1


@kernel
def latest_start(day: Day, s: int) -> int:
    """Until when a stop could wait without making anything late; a duty's last stop does not wait."""
    early, after = day.now[s, EARLY], day.now[s, AFTER]
    if after == NONE:
        return early
    free = day.now[after, START] - leg(day, s, after) - day.stop[s, DURATION]
    return max(early, min(free, latest(day, s, early)))


@kernel
def set_start(day: Day, s: int, start: int) -> None:
    """Delay a stop; what comes before it may wait too if this is new."""
    if day.now[s, START] != start:
        log(day, TIMED_START, s, day.now[s, START], 0)
        day.now[s, START] = start
        touch(day, day.now[s, CARER])
        before = day.now[s, BEFORE]
        if before != NONE:
            task = day.stop[before, TASK]
            day.line[BACK_DIRTY, task] = day.figures[STAMP]
            day.figures[FROM_RANK] = min(day.figures[FROM_RANK], day.line[RANK, task])


@kernel
def delay_task(day: Day, task: int) -> None:
    """Begin a task as late as nothing suffers from it."""
    first, second = day.task[task, FIRST], day.task[task, SECOND]
    start = latest_start(day, first)
    if second != NONE:
        late = min(latest_start(day, second), start + day.task[task, MAX_GAP])
        start = min(start, late - day.task[task, MIN_GAP])
        set_start(day, second, late)
    set_start(day, first, start)


@kernel
def soil_back(day: Day, task: int, stamp: int) -> None:
    """Have a task and what comes before it delayed anew."""
    day.line[BACK_DIRTY, task] = stamp
    for j in range(2):
        s = day.task[task, FIRST + j]
        if s != NONE and day.now[s, CARER] != NONE and day.now[s, BEFORE] != NONE:
            before = day.stop[day.now[s, BEFORE], TASK]
            day.line[BACK_DIRTY, before] = stamp
            day.figures[FROM_RANK] = min(day.figures[FROM_RANK], day.line[RANK, before])


@kernel
def time_backward(day: Day) -> None:
    """Delay all that may have got another place or time, and what that lets wait."""
    stamp = day.figures[STAMP]
    for r in range(day.figures[FROM_RANK], day.figures[TO_RANK] + 1):
        if day.line[DIRTY, day.line[ORDER, r]] == stamp:
            soil_back(day, day.line[ORDER, r], stamp)
    r = day.figures[TO_RANK]
    while r >= day.figures[FROM_RANK]:
        task = day.line[ORDER, r]
        if day.line[BACK_DIRTY, task] == stamp and day.now[day.task[task, FIRST], CARER] != NONE:
            delay_task(day, task)
        r -= 1
