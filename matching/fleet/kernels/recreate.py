"""Recreate: absent customers go where they lengthen routes least, in one of seven orders, with a blink now and then.

Source: slack induction by string removals, Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914; the orders
by windows are theirs too. Of places in routes only those beside near customers are looked at.
"""

from __future__ import annotations

import math

from matching.draws import below, draw, share
from matching.fleet.kernels.columns import (
    ABSENCE,
    ABSENT,
    ABSENTS,
    AFTER,
    BEFORE,
    BLINK_IN,
    CAPACITY,
    CLOSING,
    DEMAND,
    DEPOT,
    DUE,
    EMPTY,
    FIRST_LEG,
    FOUND_BEFORE,
    FOUND_ROUTE,
    FROM_DEPOT,
    KEYS,
    LATEST,
    LEG,
    LOAD,
    NOWHERE,
    READY,
    ROUTE,
    ROUTES,
    SERVICE,
    SIZE,
    SPAN,
    START,
)
from matching.fleet.kernels.routes import insert
from matching.fleet.kernels.shapes import Work, kernel

BLINK = 0.01  # share of places that are overlooked
NO_PLACE = 2**62
BY_CHANCE, BY_DEMAND, FAR_FIRST, NEAR_FIRST, BY_SPAN, BY_READY = 4, 8, 10, 11, 13, 15
ORDERS = 17  # sum of their weights: 4, 4, 2, 1, 2, 2, 2


@kernel
def _empty_route(work: Work) -> int:
    """A route that nobody drives yet, of those that may be; NOWHERE if all are in use."""
    routes, r = work.figures[ROUTES], work.figures[EMPTY]
    for _ in range(routes):
        if work.route[r, SIZE] == 0:
            work.figures[EMPTY] = r
            return r
        r = r + 1 if r + 1 < routes else 0
    return NOWHERE


@kernel
def _key(work: Work, order: int, v: int) -> int:
    if order < BY_CHANCE:
        return draw(work.figures)
    if order < BY_DEMAND:
        return -work.stop[v, DEMAND]
    if order < FAR_FIRST:
        return -work.stop[v, FROM_DEPOT]
    if order < NEAR_FIRST:
        return work.stop[v, FROM_DEPOT]
    if order < BY_SPAN:
        return work.stop[v, SPAN]
    if order < BY_READY:
        return work.stop[v, READY]
    return -work.stop[v, DUE]


@kernel
def _sort(work: Work) -> int:
    """Bring absent customers into an order drawn by chance; how many they are."""
    order, count = below(work.figures, ORDERS), work.figures[ABSENTS]
    for i in range(count):
        v = work.lines[ABSENT, i]
        key = _key(work, order, v)
        j = i
        while j > 0 and work.lines[KEYS, j - 1] > key:
            work.lines[KEYS, j], work.lines[ABSENT, j] = work.lines[KEYS, j - 1], work.lines[ABSENT, j - 1]
            j -= 1
        work.lines[KEYS, j], work.lines[ABSENT, j] = key, v
    return count


@kernel
def _fits(work: Work, v: int, r: int, before: int, after: int) -> bool:
    """Whether a customer fits between two stops of a route, and they are not overlooked."""
    figures, tour, stop = work.figures, work.tour, work.stop
    if work.route[r, LOAD] + stop[v, DEMAND] > figures[CAPACITY]:
        return False
    start = max(stop[v, READY], tour[before, START] + stop[before, SERVICE] + work.legs[v, before])
    closing = figures[CLOSING] if after == DEPOT else tour[after, LATEST]
    if start > stop[v, DUE] or start + stop[v, SERVICE] + work.legs[v, after] > closing:
        return False
    if figures[BLINK_IN] == 0:
        figures[BLINK_IN] = int(math.log(share(work.figures)) / math.log(1 - BLINK))
        return False
    figures[BLINK_IN] -= 1
    figures[FOUND_ROUTE], figures[FOUND_BEFORE] = r, before
    return True


@kernel
def _find_behind(work: Work, v: int, least: int) -> int:
    """The least that routes get longer by a customer behind one of those that it may follow, or `least` if less."""
    tour, legs = work.tour, work.legs
    for i in range(work.ahead.shape[1]):
        u = work.ahead[v, i]
        if u < 0:
            break
        if tour[u, ROUTE] == NOWHERE:
            continue
        longer = legs[v, u] + legs[v, tour[u, AFTER]] - tour[u, LEG]
        if longer < least and _fits(work, v, tour[u, ROUTE], u, tour[u, AFTER]):
            least = longer
    return least


@kernel
def _find_before(work: Work, v: int, least: int) -> int:
    """As `_find_behind`, before one of those that may follow it."""
    tour, legs = work.tour, work.legs
    for i in range(work.behind.shape[1]):
        u = work.behind[v, i]
        if u < 0:
            break
        r = tour[u, ROUTE]
        if r == NOWHERE:
            continue
        before = tour[u, BEFORE]
        leg = work.route[r, FIRST_LEG] if before == DEPOT else tour[before, LEG]
        longer = legs[v, u] + legs[v, before] - leg
        if longer < least and _fits(work, v, r, before, u):
            least = longer
    return least


@kernel
def _find_place(work: Work, v: int) -> int:
    """How much longer routes get by a customer, at the place that is found for it; NO_PLACE if there is none."""
    least, r = NO_PLACE, _empty_route(work)
    if r != NOWHERE:
        least = 2 * work.stop[v, FROM_DEPOT]
        work.figures[FOUND_ROUTE], work.figures[FOUND_BEFORE] = r, DEPOT
    return _find_before(work, v, _find_behind(work, v, least))


@kernel
def recreate(work: Work) -> int:
    """Insert absent customers; those that fit nowhere stay absent. How many do."""
    figures = work.figures
    _sort(work)
    count, figures[ABSENTS], figures[ABSENCE] = figures[ABSENTS], 0, 0
    for i in range(count):
        v = work.lines[ABSENT, i]
        if _find_place(work, v) < NO_PLACE:
            insert(work, v, figures[FOUND_ROUTE], figures[FOUND_BEFORE])
        else:
            work.lines[ABSENT, figures[ABSENTS]] = v
            figures[ABSENTS] += 1
            figures[ABSENCE] += work.missed[v]
    return figures[ABSENTS]
