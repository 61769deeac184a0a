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
from matching.kernels.shapes import BOOL, DESK, DRAFT, INT, WEEK, Desk, Draft, Week, kernel
from matching.kernels.teams import insert_team

VISITS = 1  # row of `order`
DEAREST_SHARE, LARGEST_SHARE = 0.4, 0.7


@kernel(BOOL, WEEK, DRAFT, DESK, INT, INT)
def insert(week: Week, draft: Draft, desk: Desk, v: int, touched: int) -> bool:
    """Put visit `v` where it costs least, in duties with the stamp `touched` if that is not 0; False if nowhere."""
    if week.visits[v, OPTION_FROM] == week.visits[v, OPTION_TO] or waits_for_first(week, draft, v):
        return False
    if week.visits[v, BINDS_OTHERS]:
        return insert_team(week, draft, desk, v, touched)
    return insert_alone(week, draft, desk, v, touched)


@kernel(INT, DRAFT, DESK, INT, INT)
def touch_duties(draft: Draft, desk: Desk, v: int, stamp: int) -> int:
    """Mark the duties of a visit's crew; gives the crew's size."""
    for part in range(draft.crews[v, CREW_SIZE]):
        desk.duty_marks[draft.crews[v, 1 + part * CREW_COLUMNS + CREW_DUTY]] = stamp
    return draft.crews[v, CREW_SIZE]


@kernel(INT, WEEK, DRAFT, DESK, INT, INT, INT)
def insert_with_seconds(week: Week, draft: Draft, desk: Desk, v: int, stamp: int, touched: int) -> int:
    """Insert a visit, and then those that come second to it in a link; gives how many went in."""
    if draft.crews[v, CREW_SIZE] > 0 or not insert(week, draft, desk, v, touched):
        return 0
    done = 1
    touch_duties(draft, desk, v, stamp)
    for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
        other = week.links[j, LINK_OTHER]
        is_waiting = draft.crews[other, CREW_SIZE] == 0 and week.visits[other, FACT_START_S] == FREE
        if not week.links[j, IS_SECOND] and is_waiting and insert(week, draft, desk, other, 0):
            touch_duties(draft, desk, other, stamp)
            done += 1
    return done


@kernel(BOOL, WEEK, INT, INT, BOOL)
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


@kernel(INT, WEEK, DRAFT, DESK, INT)
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
