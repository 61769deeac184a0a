"""What a step may do with one task or lunch. Each move says whether it could be made; the log has what it did."""

from __future__ import annotations

from matching.day.kernels.columns import (
    ABSENT,
    ABSENT_POINTS,
    AFTER,
    CARER,
    CHOICES_FROM,
    CHOICES_TO,
    EARLY,
    FIRST,
    HEAD,
    LATEST,
    LUNCH,
    LUNCHES,
    LUNCHING,
    MATE,
    MOVED,
    NONE,
    OPENS,
    OPTIONAL_TASKS,
    OPTIONALS,
    ORDER,
    RANK,
    SECOND,
    TASK,
    TASKS,
    TWIN,
    WINDOW_COUNT,
    WINDOWS_FROM,
)
from matching.day.kernels.links import link, open_window, shift, unlink
from matching.day.kernels.shapes import Day, kernel
from matching.draws import below


@kernel
def is_there(day: Day, task: int) -> bool:
    """Whether somebody makes a task."""
    return day.now[day.task[task, FIRST], CARER] != NONE


@kernel
def may(day: Day, s: int, c: int) -> bool:
    """Whether a carer may make a stop, next to whoever makes the patient's other one."""
    mate = day.stop[s, MATE]
    return c != NONE and day.fit[s, c] >= 0 and (mate == NONE or day.now[mate, CARER] != c)


@kernel
def window_at(day: Day, task: int, time: int) -> int:
    """The first window of a task that has not closed by a time, or its last."""
    first, number = day.stop[day.task[task, FIRST], WINDOWS_FROM], 0
    while number < day.task[task, WINDOW_COUNT] - 1 and day.window[first + number, LATEST] < time:
        number += 1
    return number


@kernel
def time_of(day: Day, task: int) -> int:
    """When a task begins."""
    return day.now[day.task[task, FIRST], EARLY]


@kernel
def rank_at(day: Day, time: int) -> int:
    """About the rank of what begins at a time."""
    low, high = 0, day.figures[TASKS] - 1
    while low < high:
        middle = (low + high) // 2
        if time_of(day, day.line[ORDER, middle]) < time:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def shift_beside(day: Day, task: int, other: int, behind: int) -> None:
    """Give a task the rank before another, or that `behind` it if this is 1."""
    rank = day.line[RANK, other]
    if day.line[RANK, task] < rank:
        rank -= 1
    if task != other:
        shift(day, task, rank + behind)


@kernel
def lift(day: Day, task: int) -> None:
    """Take a task's stops from their carers."""
    for j in range(2):
        s = day.task[task, FIRST + j]
        if s != NONE and day.now[s, CARER] != NONE:
            unlink(day, s)


@kernel
def any_choice(day: Day, s: int) -> int:
    """A carer that may make a stop; NONE if nobody may."""
    first, last = day.stop[s, CHOICES_FROM], day.stop[s, CHOICES_TO]
    return int(day.choices[first + below(day.figures, last - first)]) if last > first else NONE


@kernel
def any_stop(day: Day, task: int) -> int:
    """One of a task's stops."""
    second = day.task[task, SECOND]
    return second if second != NONE and below(day.figures, 2) == 0 else day.task[task, FIRST]


@kernel
def place(day: Day, task: int, beside: int, behind: int, one: int, other: int) -> bool:
    """Put a task before another in the order, or `behind` it if this is 1; its stops go to two carers."""
    first, second = day.task[task, FIRST], day.task[task, SECOND]
    if day.fit[first, one] < 0 or (second == NONE and not may(day, first, one)):
        return False
    if second != NONE and (one == other or other == NONE or day.fit[second, other] < 0):
        return False
    lift(day, task)
    shift_beside(day, task, beside, behind)
    link(day, first, one)
    if second != NONE:
        link(day, second, other)
    return True


@kernel
def keep_or_choose(day: Day, s: int) -> int:
    """The carer of a stop, or by turns one that may be."""
    c = day.now[s, CARER] if s != NONE else NONE
    return any_choice(day, s) if s != NONE and (c == NONE or below(day.figures, 2) == 0) else c


@kernel
def relocate(day: Day, task: int) -> bool:
    """Give a task another time, and maybe other carers."""
    first, second = day.task[task, FIRST], day.task[task, SECOND]
    one, other = keep_or_choose(day, first), keep_or_choose(day, second)
    if below(day.figures, 2) == 0:
        beside = day.near[task, below(day.figures, day.near.shape[1])]
        if beside == task or not is_there(day, beside):
            return False
        theirs = day.now[any_stop(day, beside), CARER]
        if second != NONE and below(day.figures, 2) == 0:
            other = theirs
        else:
            one = theirs
        number = window_at(day, task, time_of(day, beside))
    else:
        number = below(day.figures, day.task[task, WINDOW_COUNT])
        window = day.stop[first, WINDOWS_FROM] + number
        wide = day.window[window, LATEST] - day.window[window, OPENS]
        beside = day.line[ORDER, rank_at(day, day.window[window, OPENS] + below(day.figures, max(wide, 0) + 1))]
    if one == NONE or not place(day, task, beside, below(day.figures, 2), one, other):
        return False
    open_window(day, task, number)
    return True


@kernel
def move_lunch(day: Day) -> bool:
    """Have somebody eat, elsewhere, or not at all."""
    c = day.line[LUNCHING, below(day.figures, day.figures[LUNCHES])]
    lunch, n, s = day.carer[c, LUNCH], 0, day.duty[c, HEAD]
    while s != NONE:
        if s != lunch:
            day.line[MOVED, n] = s
            n += 1
        s = day.now[s, AFTER]
    is_taken = day.now[lunch, CARER] != NONE
    if n == 0 or (is_taken and below(day.figures, 4) == 0):
        if is_taken:
            unlink(day, lunch)
        return is_taken
    if is_taken:
        unlink(day, lunch)
    shift_beside(day, day.stop[lunch, TASK], day.stop[day.line[MOVED, below(day.figures, n)], TASK], 0)
    link(day, lunch, c)
    return True


@kernel
def leave(day: Day, task: int) -> None:
    """Leave a patient out."""
    lift(day, task)
    if day.task[task, TWIN] != NONE:
        lift(day, day.task[task, TWIN])
    day.figures[ABSENT] += day.task[task, ABSENT_POINTS]


@kernel
def take_or_leave(day: Day) -> bool:
    """Leave an optional patient out, or take one in."""
    task = day.line[OPTIONAL_TASKS, below(day.figures, day.figures[OPTIONALS])]
    if is_there(day, task):
        leave(day, task)
        return True
    twin = day.task[task, TWIN]
    if not relocate(day, task) or (twin != NONE and not relocate(day, twin)):
        return False
    day.figures[ABSENT] -= day.task[task, ABSENT_POINTS]
    return True
