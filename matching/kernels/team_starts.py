"""Common starts at which a team may be cheap, rated by the bounds of its places."""

from __future__ import annotations

from matching.kernels.columns import (
    ABSENT_POINTS,
    BOUND,
    BY_BOUND,
    CHANGED,
    CONTINUITY,
    FEWEST,
    FREE,
    GROUP,
    IS_REQUIRED,
    IS_SECOND,
    KINK_AT_S,
    KINK_FROM,
    KINKS,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    MAX_S,
    MIN_S,
    MOST_CANDIDATES,
    OPTION_CARER,
    PIECE,
    PLACE_EARLY_S,
    PLACE_LATE_S,
    PLACE_OPTION,
    PLACES_FROM,
    PLACES_TO,
    PRESENT_POINTS,
    RATINGS,
    ROLE_FROM,
    ROLE_SLOTS,
    ROLE_TO,
    SLOT_POINTS,
    SLOTS,
    STARTS,
    WEIGHTS,
)
from matching.kernels.relations import may_start, start_of
from matching.kernels.shapes import Work, kernel

MOST_PLACES = 40  # of a role, whose starts are candidates
NO_TEAM = 2**62


@kernel
def is_taken(work: Work, taken: int, carer: int) -> bool:
    """Whether a carer is among those who come."""
    for i in range(taken):  # noqa: SIM110  (kernels have no generators)
        if work.lines[CHANGED, i] == carer:
            return True
    return False


@kernel
def rating(work: Work, v: int, start_s: int) -> int:
    """What a team at a start would cost by the bounds of its places; NO_TEAM if too few can come."""
    taken, points = 0, 0
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        need, role = work.week[r, ROLE_SLOTS], r - work.week[v, ROLE_FROM]
        for j in range(work.lines[PLACES_FROM, role], work.lines[PLACES_TO, role]):
            i = work.lines[BY_BOUND, j]
            if not work.places[i, PLACE_EARLY_S] <= start_s <= work.places[i, PLACE_LATE_S]:
                continue
            carer = work.options[work.places[i, PLACE_OPTION], OPTION_CARER]
            if is_taken(work, taken, carer):
                continue
            work.lines[CHANGED, taken] = carer
            taken += 1
            need -= 1
            points += work.places[i, BOUND] - work.week[r, SLOT_POINTS]
            if need == 0:
                break
        if need > 0 and work.week[r, IS_REQUIRED]:
            return NO_TEAM
    return points if taken >= work.week[v, FEWEST] else NO_TEAM


@kernel
def add_start(work: Work, v: int, start_s: int, count: int) -> int:
    """Write a start with its rating unless it is there, forbidden, or hopeless; gives the number of starts."""
    if count >= MOST_CANDIDATES:
        return count
    for i in range(count):
        if work.lines[STARTS, i] == start_s:
            return count
    if not may_start(work, v, start_s):
        return count
    work.lines[STARTS, count], work.lines[RATINGS, count] = start_s, rating(work, v, start_s)
    return count + 1


@kernel
def list_starts(work: Work, v: int) -> int:
    """Write and rate the starts at which the roles may be cheap; gives their number."""
    count = 0
    for role in range(work.week[v, ROLE_TO] - work.week[v, ROLE_FROM]):
        first = work.lines[PLACES_FROM, role]
        for j in range(first, min(work.lines[PLACES_TO, role], first + MOST_PLACES)):
            i = work.lines[BY_BOUND, j]
            o = work.places[i, PLACE_OPTION]
            early_s, late_s = work.places[i, PLACE_EARLY_S], work.places[i, PLACE_LATE_S]
            count = add_start(work, v, early_s, count)
            count = add_start(work, v, late_s, count)
            piece = work.week[work.options[o, PIECE]]
            for kink in range(piece[KINK_FROM], piece[KINK_FROM] + piece[KINKS]):
                if early_s < work.week[kink, KINK_AT_S] < late_s:
                    count = add_start(work, v, work.week[kink, KINK_AT_S], count)
    for j in range(work.week[v, LINK_FROM], work.week[v, LINK_TO]):
        other_s = start_of(work, work.week[j, LINK_OTHER])
        if other_s != FREE:
            sign = 1 if work.week[j, IS_SECOND] else -1
            count = add_start(work, v, other_s + sign * work.week[j, MIN_S], count)
            count = add_start(work, v, other_s + sign * work.week[j, MAX_S], count)
    return count


@kernel
def least_points(work: Work, v: int, chosen: int) -> int:
    """What a team at a candidate start brings at least, by its rating and the best that continuity can be."""
    points = work.week[v, PRESENT_POINTS] - work.week[v, ABSENT_POINTS] + work.lines[RATINGS, chosen]
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        points += work.week[r, SLOT_POINTS] * work.week[r, ROLE_SLOTS]
    if work.week[v, GROUP] >= 0:  # places count who is no friend of the group; its fullest visit may save as much
        points -= work.week[WEIGHTS, CONTINUITY] * work.week[v, SLOTS]
    return points


@kernel
def next_start(work: Work, v: int, count: int, best: int) -> int:
    """Take the start that looks cheapest; FREE if none is left that may bring less than `best` points."""
    chosen = -1
    for i in range(count):
        rated = work.lines[RATINGS, i]
        if rated < NO_TEAM and (chosen < 0 or rated < work.lines[RATINGS, chosen]):
            chosen = i
    if chosen < 0 or least_points(work, v, chosen) >= best:
        return FREE
    work.lines[RATINGS, chosen] = NO_TEAM
    return work.lines[STARTS, chosen]
