"""Ruin: strings of customers are taken out of routes that lie near one another.

Source: slack induction by string removals, Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914.
"""

from __future__ import annotations

from matching.draws import below, share
from matching.fleet.kernels.columns import (
    ABSENT,
    ABSENTS,
    AFTER,
    BEFORE,
    DEPOT,
    FIRST,
    ITERATION,
    NOWHERE,
    ROUTE,
    ROUTE_STAMP,
    SIZE,
    STOPS,
)
from matching.fleet.kernels.routes import cut, pull_latest, push_starts
from matching.fleet.kernels.shapes import Work, kernel

LONGEST = 10  # customers in a string
REMOVED = 10  # customers, on average
SPLIT_SHARE = 0.5  # of strings that keep some customers in their middle
KEEP_MORE = 0.99  # chance to keep one more of them


@kernel
def _cut_out(work: Work, r: int, first: int, span: int, keep_from: int, keep_to: int) -> int:
    """Cut `span` customers from `first` on, but for those whose number lies in the kept ones; the first."""
    tour, figures = work.tour, work.figures
    v, gap = first, DEPOT
    for i in range(span):
        after = tour[v, AFTER]
        if keep_from <= i < keep_to:
            v = after
            continue
        gap = cut(work, v)
        work.lines[ABSENT, figures[ABSENTS]] = v
        figures[ABSENTS] += 1
        is_end = i == span - 1 or i == keep_from - 1
        if is_end:
            push_starts(work, after)
            pull_latest(work, gap)
        v = after
    return work.route[r, FIRST]


@kernel
def _remove(work: Work, v: int, removed: int, kept: int) -> int:
    """Take out a string of customers with `v` among them, but for some in its middle; its first customer."""
    tour = work.tour
    span = removed + kept
    r = tour[v, ROUTE]
    first, back = v, 0
    while back < span - 1 and tour[first, BEFORE] != DEPOT:
        first, back = tour[first, BEFORE], back + 1
    rest, last = 0, v
    while rest < span - 1 and tour[last, AFTER] != DEPOT:
        last, rest = tour[last, AFTER], rest + 1
    # the string begins at one of back + 1 places, of which the last `span - 1 - rest` would run over the end
    offset = below(work.figures, back + 1 - max(0, span - 1 - rest)) if back + rest + 1 > span else 0
    for _ in range(offset):
        first = tour[first, AFTER]
    keep_from = 1 + below(work.figures, removed - 1) if kept else span
    return _cut_out(work, r, first, span, keep_from, keep_from + kept)


@kernel
def ruin(work: Work, longest: int) -> int:
    """Take strings out of the routes round a customer; how many routes were cut."""
    figures, tour = work.figures, work.tour
    seed = 1 + below(work.figures, figures[STOPS] - 1)
    strings = 1 + int(share(work.figures) * (4 * REMOVED / (1 + longest) - 1))
    done = 0
    for i in range(-1, work.near.shape[1]):
        v = seed if i < 0 else work.near[seed, i]
        if v < 0:
            break
        r = tour[v, ROUTE]
        if r == NOWHERE or work.route[r, ROUTE_STAMP] == figures[ITERATION]:
            continue
        size = work.route[r, SIZE]
        removed = 1 + below(work.figures, min(size, longest))
        kept = 0
        if removed > 1 and removed < size and share(work.figures) < SPLIT_SHARE:
            kept = 1
            while removed + kept < size and share(work.figures) < KEEP_MORE:
                kept += 1
        _remove(work, v, removed, kept)
        done += 1
        if done == strings:
            break
    return done
