"""Taking stops out of duties and putting them in, along one order of all tasks; and taking that back."""

from __future__ import annotations

from matching.day.kernels.columns import (
    AFTER,
    BEFORE,
    CARER,
    DIRTY,
    EARLY,
    HEAD,
    LEAVES_FROM,
    LINKED,
    LOG_A,
    LOG_B,
    LOG_KIND,
    LOG_ROW,
    LOGGED,
    LUNCHES,
    NONE,
    ORDER,
    PLACE,
    RANK,
    RETURNS_TO,
    ROUTE_POINTS,
    SHIFTED,
    SOILED,
    SOILED_COUNT,
    STAMP,
    START,
    TAIL,
    TASK,
    TIMED_EARLY,
    TIMED_START,
    TOUCHED,
    TOUCHED_COUNT,
    TOUCHED_DUTIES,
    UNLINKED,
    WEIGHT_TRAVEL,
    WEIGHT_WORK,
    WINDOW,
    WINDOWED,
)
from matching.day.kernels.shapes import Day, kernel


@kernel
def log(day: Day, kind: int, row: int, a: int, b: int) -> None:
    """Note a change, and what it was before."""
    n = day.figures[LOGGED]
    day.log[n, LOG_KIND], day.log[n, LOG_ROW] = kind, row
    day.log[n, LOG_A], day.log[n, LOG_B] = a, b
    day.figures[LOGGED] = n + 1


@kernel
def touch(day: Day, c: int) -> None:
    """Keep what a duty was before this move changed it."""
    if day.duty[c, TOUCHED] != day.figures[STAMP]:
        for j in range(day.duty.shape[1]):
            day.old_duty[c, j] = day.duty[c, j]
        day.duty[c, TOUCHED] = day.figures[STAMP]
        day.line[TOUCHED_DUTIES, day.figures[TOUCHED_COUNT]] = c
        day.figures[TOUCHED_COUNT] += 1


@kernel
def soil_task(day: Day, task: int) -> None:
    """Have a task timed anew."""
    if day.line[DIRTY, task] != day.figures[STAMP]:
        day.line[DIRTY, task] = day.figures[STAMP]
        day.line[SOILED, day.figures[SOILED_COUNT]] = task
        day.figures[SOILED_COUNT] += 1


@kernel
def soil(day: Day, s: int) -> None:
    """Have a stop timed anew."""
    if s != NONE:
        soil_task(day, day.stop[s, TASK])


@kernel
def route_points(day: Day, s: int, c: int, before: int, after: int) -> int:
    """Points of ways and wishes by which a stop between two others, or at an end of a duty, costs more than none."""
    start = day.carer[c, LEAVES_FROM] if before == NONE else day.stop[before, PLACE]
    end = day.carer[c, RETURNS_TO] if after == NONE else day.stop[after, PLACE]
    here = day.stop[s, PLACE]
    way = day.legs[start, here] + day.legs[here, end]
    if before != NONE or after != NONE:
        way -= day.legs[start, end]
    return (day.figures[WEIGHT_TRAVEL] + day.figures[WEIGHT_WORK]) * way + day.fit[s, c]


@kernel
def join(day: Day, s: int, c: int, before: int) -> None:
    """Put a stop behind another of the duty, or first."""
    after = day.duty[c, HEAD] if before == NONE else day.now[before, AFTER]
    day.now[s, CARER], day.now[s, BEFORE], day.now[s, AFTER] = c, before, after
    if before == NONE:
        day.duty[c, HEAD] = s
    else:
        day.now[before, AFTER] = s
    if after == NONE:
        day.duty[c, TAIL] = s
    else:
        day.now[after, BEFORE] = s


@kernel
def part(day: Day, s: int) -> None:
    """Take a stop out of its duty."""
    c, before, after = day.now[s, CARER], day.now[s, BEFORE], day.now[s, AFTER]
    if before == NONE:
        day.duty[c, HEAD] = after
    else:
        day.now[before, AFTER] = after
    if after == NONE:
        day.duty[c, TAIL] = before
    else:
        day.now[after, BEFORE] = before
    day.now[s, CARER] = NONE


@kernel
def link(day: Day, s: int, c: int) -> None:
    """Give a stop to a carer, at the place in his duty that its task's rank says."""
    rank = day.line[RANK, day.stop[s, TASK]]
    before = day.duty[c, TAIL]
    while before != NONE and day.line[RANK, day.stop[before, TASK]] > rank:
        before = day.now[before, BEFORE]
    touch(day, c)
    log(day, LINKED, s, 0, 0)
    join(day, s, c, before)
    if day.figures[LUNCHES] == 0:
        day.figures[ROUTE_POINTS] += route_points(day, s, c, before, day.now[s, AFTER])
    soil(day, s)
    soil(day, before)
    soil(day, day.now[s, AFTER])


@kernel
def unlink(day: Day, s: int) -> None:
    """Take a stop from its carer."""
    c, before = day.now[s, CARER], day.now[s, BEFORE]
    touch(day, c)
    log(day, UNLINKED, s, c, before)
    if day.figures[LUNCHES] == 0:
        day.figures[ROUTE_POINTS] -= route_points(day, s, c, before, day.now[s, AFTER])
    soil(day, before)
    soil(day, day.now[s, AFTER])
    part(day, s)


@kernel
def move_rank(day: Day, task: int, old: int, new: int) -> None:
    """Move a task within the order from one rank to another."""
    step = 1 if new > old else -1
    for r in range(old, new, step):
        other = day.line[ORDER, r + step]
        day.line[ORDER, r] = other
        day.line[RANK, other] = r
    day.line[ORDER, new] = task
    day.line[RANK, task] = new


@kernel
def shift(day: Day, task: int, new: int) -> None:
    """Move a task, none of whose stops is linked, to a rank."""
    old = day.line[RANK, task]
    if old != new:
        log(day, SHIFTED, task, old, new)
        move_rank(day, task, old, new)


@kernel
def open_window(day: Day, task: int, number: int) -> None:
    """Have a task begin no earlier than in this one of its windows."""
    if day.line[WINDOW, task] != number:
        log(day, WINDOWED, task, day.line[WINDOW, task], 0)
        day.line[WINDOW, task] = number
        soil_task(day, task)


@kernel
def take_back(day: Day) -> None:
    """Undo all changes of this move."""
    for n in range(day.figures[LOGGED] - 1, -1, -1):
        kind, row = day.log[n, LOG_KIND], day.log[n, LOG_ROW]
        if kind == TIMED_EARLY:
            day.now[row, EARLY] = day.log[n, LOG_A]
        elif kind == TIMED_START:
            day.now[row, START] = day.log[n, LOG_A]
        elif kind == LINKED:
            part(day, row)
        elif kind == UNLINKED:
            join(day, row, day.log[n, LOG_A], day.log[n, LOG_B])
        elif kind == SHIFTED:
            move_rank(day, row, day.log[n, LOG_B], day.log[n, LOG_A])
        else:
            day.line[WINDOW, row] = day.log[n, LOG_A]
    for i in range(day.figures[TOUCHED_COUNT]):
        c = day.line[TOUCHED_DUTIES, i]
        for j in range(day.duty.shape[1]):
            day.duty[c, j] = day.old_duty[c, j]
