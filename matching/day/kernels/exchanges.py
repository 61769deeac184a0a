"""Moves in which carers or tasks change places."""

from __future__ import annotations

from matching.day.kernels.columns import (
    ABSENT,
    ABSENT_POINTS,
    AFTER,
    CARER,
    FIRST,
    HEAD,
    IS_OPTIONAL,
    LUNCH_OF,
    MATE,
    MOVED,
    NONE,
    ORDER,
    RANK,
    SECOND,
    TASK,
    TASKS,
    TWIN,
)
from matching.day.kernels.links import link, open_window, shift, unlink
from matching.day.kernels.moves import any_choice, may, time_of, window_at
from matching.day.kernels.shapes import Day, kernel
from matching.draws import below

REACH = 16  # ranks at most to a task that another changes places with


@kernel
def near_task(day: Day, task: int) -> int:
    """Another task near in place and time, or near in the order."""
    if below(day.figures, 2) == 0:
        return day.near[task, below(day.figures, day.near.shape[1])]
    rank = day.line[RANK, task] + below(day.figures, 2 * REACH + 1) - REACH
    return day.line[ORDER, min(max(rank, 0), day.figures[TASKS] - 1)]


@kernel
def exchange(day: Day, s: int, t: int) -> bool:
    """Let the carers of two stops change places, if each may make the other stop."""
    c, d = day.now[s, CARER], day.now[t, CARER]
    if c == NONE or day.fit[s, d] < 0 or day.fit[t, c] < 0:
        return False
    unlink(day, s)
    unlink(day, t)
    link(day, s, d)
    link(day, t, c)
    return True


@kernel
def trade(day: Day, s: int, t: int) -> bool:
    """Let the carers of two patients' stops change places."""
    c, d = day.now[s, CARER], day.now[t, CARER]
    return c != NONE and d != NONE and c != d and may(day, s, d) and may(day, t, c) and exchange(day, s, t)


@kernel
def change_carer(day: Day, s: int) -> bool:
    """Give a stop to another carer at the same time; if he makes the patient's other one, the two change places."""
    c, mate = any_choice(day, s), day.stop[s, MATE]
    if mate != NONE and day.now[mate, CARER] == c:
        return c != NONE and exchange(day, s, mate)
    if c == day.now[s, CARER] or not may(day, s, c):
        return False
    unlink(day, s)
    link(day, s, c)
    return True


@kernel
def swap(day: Day, task: int, other: int) -> bool:
    """Let two single tasks change places and carers; one of them may be absent, if both may."""
    s, t = day.task[task, FIRST], day.task[other, FIRST]
    c, d = day.now[s, CARER], day.now[t, CARER]
    if task == other or day.task[task, SECOND] != NONE or day.task[other, SECOND] != NONE or c == NONE or c == d:
        return False
    if d == NONE and (
        day.task[task, TWIN] != NONE or day.task[other, TWIN] != NONE or day.task[task, IS_OPTIONAL] == 0
    ):
        return False
    if not may(day, t, c) or (d != NONE and not may(day, s, d)):
        return False
    ours, theirs, rank, rank_of_other = (
        time_of(day, task),
        time_of(day, other),
        day.line[RANK, task],
        day.line[RANK, other],
    )
    unlink(day, s)
    if d != NONE:
        unlink(day, t)
    shift(day, task, rank_of_other)
    shift(day, other, rank)
    link(day, t, c)
    open_window(day, other, window_at(day, other, ours))
    if d == NONE:
        day.figures[ABSENT] += day.task[task, ABSENT_POINTS] - day.task[other, ABSENT_POINTS]
    else:
        link(day, s, d)
        open_window(day, task, window_at(day, task, theirs))
    return True


@kernel
def collect_tail(day: Day, c: int, d: int, rank: int, n: int) -> int:
    """List a carer's stops behind a rank, lunch aside, after `n` others; NONE if the other may not make them all."""
    s = day.duty[c, HEAD]
    while s != NONE:
        if day.line[RANK, day.stop[s, TASK]] > rank and day.stop[s, LUNCH_OF] == NONE:
            if not may(day, s, d):
                return NONE
            day.line[MOVED, n] = s
            n += 1
        s = day.now[s, AFTER]
    return n


@kernel
def swap_tails(day: Day, c: int, d: int, rank: int) -> bool:
    """Let two carers change all that they do behind a rank."""
    if c == NONE or d == NONE or c == d:
        return False
    middle = collect_tail(day, c, d, rank, 0)
    end = NONE if middle == NONE else collect_tail(day, d, c, rank, middle)
    if end <= 0:
        return False
    for i in range(end):
        unlink(day, day.line[MOVED, i])
    for i in range(end):
        link(day, day.line[MOVED, i], d if i < middle else c)
    return True
