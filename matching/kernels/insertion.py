"""Putting absent visits into a draft where they cost least, every rule kept."""

from __future__ import annotations

from matching.kernels.columns import (
    ABSENT_POINTS,
    BINDS_OTHERS,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_SIZE,
    FACT_START_S,
    FREE,
    FREEDOM,
    IS_SECOND,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    OPTION_FROM,
    OPTION_TO,
    SLOTS,
)
from matching.kernels.crews import insert_alone
from matching.kernels.draws import below, share
from matching.kernels.relations import waits_for_first
from matching.kernels.shapes import Desk, Draft, Week, kernel
from matching.kernels.teams import insert_team

VISITS = 1  # row of `order`
DEAREST_SHARE, LARGEST_SHARE = 0.4, 0.7


@kernel
def touch_duties(draft: Draft, desk: Desk, v: int, stamp: int) -> int:
    """Mark the duties of a visit's crew; gives the crew's size."""
    for part in range(draft.crews[v, CREW_SIZE]):
        desk.duty_marks[draft.crews[v, 1 + part * CREW_COLUMNS + CREW_DUTY]] = stamp
    return draft.crews[v, CREW_SIZE]


@kernel
def insert(week: Week, draft: Draft, desk: Desk, v: int, stamp: int, touched: int) -> int:
    """Put an absent visit where it costs least, and then those that come second to it in a link.

    With a stamp in `touched` only duties that bear it are tried for the first; duties that change bear `stamp`. Gives
    how many visits went in.
    """
    done = 0
    for j in range(week.visits[v, LINK_FROM] - 1, week.visits[v, LINK_TO]):
        is_first = j < week.visits[v, LINK_FROM]
        if not is_first and (done == 0 or week.links[j, IS_SECOND]):
            continue
        one = v if is_first else week.links[j, LINK_OTHER]
        is_absent = draft.crews[one, CREW_SIZE] == 0 and week.visits[one, FACT_START_S] == FREE
        if not is_absent or waits_for_first(week, draft, one):
            continue
        where = touched if is_first else 0
        if week.visits[one, BINDS_OTHERS]:
            fits = insert_team(week, draft, desk, one, where)
        else:
            fits = insert_alone(week, draft, desk, one, where)
        if fits:
            touch_duties(draft, desk, one, stamp)
            done += 1
    return done



@kernel
def is_before(week: Week, v: int, other: int, is_dearest: bool) -> bool:  # noqa: FBT001  (a claim about the order)
    """Whether a visit is harder than another: dearer and with fewer options, or larger and less free."""
    if is_dearest:
        if week.visits[v, ABSENT_POINTS] != week.visits[other, ABSENT_POINTS]:
            return week.visits[v, ABSENT_POINTS] > week.visits[other, ABSENT_POINTS]
        options = week.visits[v, OPTION_TO] - week.visits[v, OPTION_FROM]
        return options < week.visits[other, OPTION_TO] - week.visits[other, OPTION_FROM]
    if week.visits[v, SLOTS] != week.visits[other, SLOTS]:
        return week.visits[v, SLOTS] > week.visits[other, SLOTS]
    return week.visits[v, FREEDOM] < week.visits[other, FREEDOM]


@kernel
def shuffle_order(week: Week, draft: Draft, desk: Desk, n: int) -> int:
    """Put the first `n` visits of the order into one of three orders: dearest, largest, or any. Gives which."""
    for i in range(n - 1, 0, -1):
        j = below(draft.figures, i + 1)
        desk.order[VISITS, i], desk.order[VISITS, j] = desk.order[VISITS, j], desk.order[VISITS, i]
    kind = share(draft.figures)
    if kind >= LARGEST_SHARE:
        return 2
    is_dearest = kind < DEAREST_SHARE
    for i in range(1, n):
        moving, j = desk.order[VISITS, i], i
        while j > 0 and is_before(week, moving, desk.order[VISITS, j - 1], is_dearest):
            desk.order[VISITS, j] = desk.order[VISITS, j - 1]
            j -= 1
        desk.order[VISITS, j] = moving
    return 0 if is_dearest else 1
