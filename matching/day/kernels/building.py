"""A first draft: every task in the order of its window, by whoever can be there first."""

from __future__ import annotations

from matching.day.kernels.columns import (
    ABSENT,
    ABSENT_POINTS,
    BEST_CARER,
    BEST_ORDER,
    BEST_WINDOW,
    CARER,
    CARERS,
    CHOICES_FROM,
    CHOICES_TO,
    COST,
    DURATION,
    EARLY,
    FIRST,
    LEAVES_FROM,
    MATE,
    NONE,
    ORDER,
    PLACE,
    RANK,
    SHIFT_START,
    STOPS,
    TAIL,
    TASKS,
    TWIN,
    VISIT_TASKS,
    WINDOW,
)
from matching.day.kernels.links import link, touch, unlink
from matching.day.kernels.moves import may
from matching.day.kernels.settling import begin_move, keep_best, settle
from matching.day.kernels.shapes import Day, entry, kernel
from matching.day.kernels.timing import time_task

ANY_COST = 2**62


@kernel
def only_choice(day: Day, s: int) -> int:
    """The one carer that may make a stop; NONE if there are more, or no such stop."""
    if s == NONE or day.stop[s, CHOICES_TO] - day.stop[s, CHOICES_FROM] != 1:
        return NONE
    return int(day.choices[day.stop[s, CHOICES_FROM]])


@kernel
def soonest(day: Day, s: int) -> int:
    """The carer who could be at a stop first, after all that he does already."""
    best, least, only = NONE, 0, only_choice(day, day.stop[s, MATE])
    for i in range(day.stop[s, CHOICES_FROM], day.stop[s, CHOICES_TO]):
        c = day.choices[i]
        if c != only and may(day, s, c):
            tail, here = day.duty[c, TAIL], day.stop[s, PLACE]
            if tail == NONE:
                time = day.carer[c, SHIFT_START] + day.legs[day.carer[c, LEAVES_FROM], here]
            else:
                time = day.now[tail, EARLY] + day.stop[tail, DURATION] + day.legs[day.stop[tail, PLACE], here]
            if best == NONE or time < least:
                best, least = c, time
    return best


@kernel
def serve(day: Day, task: int) -> bool:
    """Have a task done by who can be there first; False if nobody may."""
    for j in range(2):
        s = day.task[task, FIRST + j]
        if s != NONE:
            c = soonest(day, s)
            if c == NONE:
                return False
            link(day, s, c)
    time_task(day, task)
    return True


@entry
def build(day: Day) -> int:
    """Serve all patients that can be; gives the cost."""
    begin_move(day)
    for c in range(day.figures[CARERS]):
        touch(day, c)
    for r in range(day.figures[TASKS]):
        task = day.line[ORDER, r]
        if task < day.figures[VISIT_TASKS] and not serve(day, task) and not 0 <= day.task[task, TWIN] < task:
            day.figures[ABSENT] += day.task[task, ABSENT_POINTS]
    settle(day, ANY_COST)
    keep_best(day)
    return day.figures[COST]


@entry
def recall(day: Day) -> int:
    """Go back to the best draft; gives its cost."""
    begin_move(day)
    for c in range(day.figures[CARERS]):
        touch(day, c)
    for s in range(day.figures[STOPS]):
        if day.now[s, CARER] != NONE:
            unlink(day, s)
    for r in range(day.figures[TASKS]):
        task = day.best[BEST_ORDER, r]
        day.line[ORDER, r], day.line[RANK, task] = task, r
        day.line[WINDOW, task] = day.best[BEST_WINDOW, task]
    absent = 0
    for r in range(day.figures[TASKS]):
        task = day.line[ORDER, r]
        for j in range(2):
            s = day.task[task, FIRST + j]
            if s != NONE and day.best[BEST_CARER, s] != NONE:
                link(day, s, day.best[BEST_CARER, s])
        is_patient = task < day.figures[VISIT_TASKS] and not 0 <= day.task[task, TWIN] < task
        if is_patient and day.best[BEST_CARER, day.task[task, FIRST]] == NONE:
            absent += day.task[task, ABSENT_POINTS]
    day.figures[ABSENT] = absent
    settle(day, ANY_COST)
    return day.figures[COST]
