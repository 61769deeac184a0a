"""Simulated annealing over one order of all tasks: many steps in one call.

Source: Kirkpatrick, Gelatt and Vecchi 1983, doi:10.1126/science.220.4598.671.
"""

from __future__ import annotations

from math import log

from matching.day.kernels.columns import (
    CARER,
    COST,
    FIRST,
    ITERATION,
    LUNCHES,
    NONE,
    OPTIONALS,
    ORDER,
    RANK,
    TASKS,
    VISIT_TASKS,
)
from matching.day.kernels.exchanges import change_carer, near_task, swap, swap_tails, trade
from matching.day.kernels.moves import any_stop, is_there, move_lunch, relocate, take_or_leave, time_of
from matching.day.kernels.settling import begin_move, give_up, settle
from matching.day.kernels.shapes import Day, entry, kernel
from matching.draws import below, share

SORT_EVERY = 20_000  # steps


@kernel
def meet(day: Day, task: int, other: int) -> bool:
    """Whether somebody has to do with both tasks, so that their order matters."""
    for i in range(2):
        s = day.task[task, FIRST + i]
        for j in range(2):
            t = day.task[other, FIRST + j]
            if s != NONE and t != NONE and day.now[s, CARER] == day.now[t, CARER] != NONE:
                return True
    return False


@kernel
def sort_order(day: Day) -> None:
    """Bring the order near that of the times without another order in any duty."""
    for i in range(1, day.figures[TASKS]):
        task, r = day.line[ORDER, i], i
        while r > 0 and time_of(day, day.line[ORDER, r - 1]) > time_of(day, task):
            other = day.line[ORDER, r - 1]
            if meet(day, task, other):
                break
            day.line[ORDER, r], day.line[RANK, other] = other, r
            r -= 1
        day.line[ORDER, r], day.line[RANK, task] = task, r


@kernel
def change(day: Day) -> bool:
    """Make one move by chance; False if it could not be made."""
    kind = below(day.figures, 94)
    if kind < 4:
        return day.figures[OPTIONALS] > 0 and take_or_leave(day)
    if kind < 14:
        return day.figures[LUNCHES] > 0 and move_lunch(day)
    task = below(day.figures, day.figures[VISIT_TASKS])
    if not is_there(day, task):
        return False
    if kind < 54:
        return relocate(day, task)
    s = any_stop(day, task)
    if kind < 60:
        return change_carer(day, s)
    other = near_task(day, task)
    if kind < 68:
        return other < day.figures[VISIT_TASKS] and swap(day, task, other)
    t = any_stop(day, other)
    if kind < 86:
        return other < day.figures[VISIT_TASKS] and trade(day, s, t)
    return swap_tails(day, day.now[s, CARER], day.now[t, CARER], day.line[RANK, task] - below(day.figures, 2))


@entry
def anneal(day: Day, steps: int, hot: float, cold: float) -> int:
    """So many steps while the temperature falls from `hot` to `cold` points; gives how many were taken."""
    heat, taken = hot, 0
    cooling = (cold / hot) ** (1.0 / steps)
    for _ in range(steps):
        day.figures[ITERATION] += 1
        if day.figures[ITERATION] % SORT_EVERY == 0:
            sort_order(day)
        most = day.figures[COST] + int(-heat * log(share(day.figures)))
        begin_move(day)
        if not change(day):
            give_up(day)
        elif settle(day, most):
            taken += 1
        heat *= cooling
    return taken
