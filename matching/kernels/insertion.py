"""Putting absent visits into a draft where they cost least, every rule kept."""

from __future__ import annotations

from matching.draws import below, share
from matching.kernels.columns import (
    ABSENT_POINTS,
    BINDS_OTHERS,
    CLOSED,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_PARTS,
    CREW_SIZE,
    FACT_START_S,
    FREE,
    FREEDOM,
    IS_SECOND,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    MARK,
    OPTION_FROM,
    OPTION_TO,
    ORDER,
    SLOTS,
)
from matching.kernels.crews import insert_alone
from matching.kernels.filling import fill
from matching.kernels.relations import waits_for_first
from matching.kernels.shapes import Work, kernel
from matching.kernels.teams import insert_team

DEAREST_SHARE, LARGEST_SHARE = 0.4, 0.7


@kernel
def touch_duties(work: Work, v: int, stamp: int) -> int:
    """Mark the duties of a visit's crew; gives the crew's size."""
    for part in range(work.draft[v, CREW_SIZE]):
        work.draft[work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_DUTY], MARK] = stamp
    return work.draft[v, CREW_SIZE]


@kernel
def insert(work: Work, v: int, stamp: int, touched: int) -> int:
    """Put an absent visit where it costs least, and then those that come second to it in a link.

    With a stamp in `touched` only duties that bear it are tried for the first; duties that change bear `stamp`. Gives
    how many visits went in.
    """
    done = 0
    for j in range(work.week[v, LINK_FROM] - 1, work.week[v, LINK_TO]):
        is_first = j < work.week[v, LINK_FROM]
        if not is_first and (done == 0 or work.week[j, IS_SECOND]):
            continue
        one = v if is_first else work.week[j, LINK_OTHER]
        is_open = work.draft[one, CLOSED] == 0 and work.week[one, FACT_START_S] == FREE
        where = touched if is_first else 0
        if is_first and is_open and 0 < work.draft[one, CREW_SIZE] < work.week[one, SLOTS]:
            if fill(work, one, where) > 0:
                touch_duties(work, one, stamp)
            continue
        if work.draft[one, CREW_SIZE] > 0 or not is_open or waits_for_first(work, one):
            continue
        fits = insert_team(work, one, where) if work.week[one, BINDS_OTHERS] else insert_alone(work, one, where)
        if fits:
            touch_duties(work, one, stamp)
            done += 1
    return done


@kernel
def is_before(work: Work, v: int, other: int, is_dearest: bool) -> bool:  # noqa: FBT001  (a claim about the order)
    """Whether a visit is harder than another: dearer and with fewer options, or larger and less free."""
    if is_dearest:
        if work.week[v, ABSENT_POINTS] != work.week[other, ABSENT_POINTS]:
            return work.week[v, ABSENT_POINTS] > work.week[other, ABSENT_POINTS]
        options = work.week[v, OPTION_TO] - work.week[v, OPTION_FROM]
        return options < work.week[other, OPTION_TO] - work.week[other, OPTION_FROM]
    if work.week[v, SLOTS] != work.week[other, SLOTS]:
        return work.week[v, SLOTS] > work.week[other, SLOTS]
    return work.week[v, FREEDOM] < work.week[other, FREEDOM]


@kernel
def shuffle_order(work: Work, n: int) -> int:
    """Put the first `n` visits of the order into one of three orders: dearest, largest, or any. Gives which."""
    for i in range(n - 1, 0, -1):
        j = below(work.figures, i + 1)
        work.lines[ORDER, i], work.lines[ORDER, j] = work.lines[ORDER, j], work.lines[ORDER, i]
    kind = share(work.figures)
    if kind >= LARGEST_SHARE:
        return 2
    is_dearest = kind < DEAREST_SHARE
    for i in range(1, n):
        moving, j = work.lines[ORDER, i], i
        while j > 0 and is_before(work, moving, work.lines[ORDER, j - 1], is_dearest):
            work.lines[ORDER, j] = work.lines[ORDER, j - 1]
            j -= 1
        work.lines[ORDER, j] = moving
    return 0 if is_dearest else 1
