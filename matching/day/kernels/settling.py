"""A move from its beginning to its end: kept if it costs little enough, else taken back."""

from __future__ import annotations

from matching.day.kernels.columns import (
    ABSENT,
    BEST_CARER,
    BEST_COST,
    BEST_ORDER,
    BEST_WINDOW,
    CARER,
    COST,
    END_OF_SUMS,
    LEAVES_AT_START,
    LOCAL,
    LOGGED,
    ORDER,
    ROUTE_POINTS,
    SOILED_COUNT,
    STAMP,
    STOPS,
    SUMS,
    TASKS,
    TOUCHED_COUNT,
    WEIGHT_MOST_WAIT,
    WEIGHT_WAIT,
    WINDOW,
)
from matching.day.kernels.costs import value_forward, value_waits
from matching.day.kernels.links import take_back
from matching.day.kernels.shapes import Day, kernel
from matching.day.kernels.timing import time_backward, time_forward


@kernel
def begin_move(day: Day) -> None:
    """Open the log of a move."""
    figures = day.figures
    figures[STAMP] += 1
    figures[LOGGED], figures[SOILED_COUNT], figures[TOUCHED_COUNT] = 0, 0, 0
    for j in range(SUMS):
        figures[END_OF_SUMS + j] = figures[LOCAL + j]


@kernel
def give_up(day: Day) -> None:
    """Take a move back."""
    take_back(day)
    for j in range(SUMS):
        day.figures[LOCAL + j] = day.figures[END_OF_SUMS + j]


@kernel
def cost_of_move(day: Day, most: int) -> int:
    """What the draft costs after a move; where it costs more than `most` without some terms, that much."""
    least = day.figures[ROUTE_POINTS] + day.figures[ABSENT]
    if least > most:
        return least
    time_forward(day)
    cost = value_forward(day)
    if cost > most or day.figures[WEIGHT_WAIT] + day.figures[WEIGHT_MOST_WAIT] == 0:
        return cost
    if day.figures[LEAVES_AT_START] == 0:
        time_backward(day)
    return cost + value_waits(day)


@kernel
def keep_best(day: Day) -> None:
    """Remember the draft as the best."""
    day.figures[BEST_COST] = day.figures[COST]
    for s in range(day.figures[STOPS]):
        day.best[BEST_CARER, s] = day.now[s, CARER]
    for task in range(day.figures[TASKS]):
        day.best[BEST_ORDER, task] = day.line[ORDER, task]
        day.best[BEST_WINDOW, task] = day.line[WINDOW, task]


@kernel
def settle(day: Day, most: int) -> bool:
    """Keep a move that leaves the cost at `most` or below, take back any other."""
    cost = cost_of_move(day, most)
    if cost > most:
        give_up(day)
        return False
    day.figures[COST] = cost
    if cost < day.figures[BEST_COST]:
        keep_best(day)
    return True
