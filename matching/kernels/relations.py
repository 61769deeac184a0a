"""What a visit may do, given the others in the draft: its series, its links and its continuity group."""

from __future__ import annotations

from matching.kernels.columns import (
    APART_FROM,
    APART_OTHER,
    APART_TO,
    CONTINUITY,
    CREW_CARER,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_SIZE,
    DAY_LENGTH_S,
    DIFFERENT,
    FACT_START_S,
    FREE,
    GROUP,
    IS_SECOND,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    MAX_S,
    MEMBER_FROM,
    MEMBER_TO,
    MIN_DAYS,
    MIN_GAP_S,
    MIN_S,
    SAME,
    STAMP,
    START_S,
    STOP_VISIT,
    STOPS,
    TOGETHER,
)
from matching.kernels.shapes import Desk, Draft, Week, entry, kernel


@kernel
def start_of(week: Week, draft: Draft, v: int) -> int:
    """Start of a visit, facts included; FREE if it is absent."""
    if week.visits[v, FACT_START_S] != FREE:
        return week.visits[v, FACT_START_S]
    if draft.crews[v, CREW_SIZE] == 0:
        return FREE
    k = draft.crews[v, 1 + CREW_DUTY]
    for i in range(draft.tours[k, STOPS]):
        if draft.stops[k, i, STOP_VISIT] == v:
            return draft.stops[k, i, START_S]
    return FREE


@kernel
def comes(draft: Draft, v: int, carer: int) -> bool:
    """Whether a carer is in the crew of a visit."""
    for part in range(draft.crews[v, CREW_SIZE]):
        if draft.crews[v, 1 + part * CREW_COLUMNS + CREW_CARER] == carer:
            return True
    return False


@kernel
def waits_for_first(week: Week, draft: Draft, v: int) -> bool:
    """Whether the visit comes second in a link whose first is absent."""
    for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
        if week.links[j, IS_SECOND] and start_of(week, draft, week.links[j, LINK_OTHER]) == FREE:
            return True
    return False


@kernel
def may_start(week: Week, draft: Draft, v: int, start_s: int) -> bool:
    """Whether a start keeps series and links with what is in the draft."""
    for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
        other_s = start_of(week, draft, week.links[j, LINK_OTHER])
        if other_s != FREE:
            later_s = start_s - other_s if week.links[j, IS_SECOND] else other_s - start_s
            if later_s < week.links[j, MIN_S] or later_s > week.links[j, MAX_S]:
                return False
    for j in range(week.visits[v, APART_FROM], week.visits[v, APART_TO]):
        other_s = start_of(week, draft, week.aparts[j, APART_OTHER])
        if other_s != FREE:
            days = abs(start_s // DAY_LENGTH_S - other_s // DAY_LENGTH_S)
            if days < week.aparts[j, MIN_DAYS] or abs(start_s - other_s) < week.aparts[j, MIN_GAP_S]:
                return False
    return True


@kernel
def is_barred(week: Week, draft: Draft, v: int, carer: int) -> bool:
    """Whether a link wants another carer than this one."""
    for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
        if week.links[j, TOGETHER] == DIFFERENT and comes(draft, week.links[j, LINK_OTHER], carer):
            return True
    return False


@kernel
def lacks_same(week: Week, draft: Draft, desk: Desk, v: int, taken: int, carer: int) -> bool:
    """Whether a link still wants a carer of its other visit, and this one is not among them; -1: anybody.

    `taken` are the carers in `desk.changed` who come already.
    """
    is_lacking = False
    for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
        other = week.links[j, LINK_OTHER]
        if week.links[j, TOGETHER] != SAME or start_of(week, draft, other) == FREE:
            continue
        is_met = False
        for part in range(taken):
            is_met = is_met or comes(draft, other, desk.changed[part])
        if not is_met:
            is_lacking = True
            if carer >= 0 and comes(draft, other, carer):
                return False
    return is_lacking


@kernel
def mark_familiar(week: Week, draft: Draft, desk: Desk, v: int) -> int:
    """Mark the carers whom the visit's group meets with a new stamp; gives how many they are."""
    draft.figures[STAMP] += 1
    stamp, count = draft.figures[STAMP], 0
    for j in range(week.visits[v, MEMBER_FROM], week.visits[v, MEMBER_TO]):
        u = week.members[j]
        for part in range(draft.crews[u, CREW_SIZE]):
            carer = draft.crews[u, 1 + part * CREW_COLUMNS + CREW_CARER]
            if carer >= 0 and desk.crew_marks[carer] != stamp:
                desk.crew_marks[carer] = stamp
                count += 1
    return count


@kernel
def fullest_of(week: Week, draft: Draft, v: int) -> int:
    """Filled slots of the fullest visit of the visit's group."""
    fullest = 0
    for j in range(week.visits[v, MEMBER_FROM], week.visits[v, MEMBER_TO]):
        fullest = max(fullest, draft.crews[week.members[j], CREW_SIZE])
    return fullest


@entry
def count_group(week: Week, draft: Draft, desk: Desk, v: int) -> int:
    """Count the continuity points of the visit's group anew; gives by how much they change."""
    if week.visits[v, GROUP] < 0:
        return 0
    first = week.members[week.visits[v, MEMBER_FROM]]
    distinct = mark_familiar(week, draft, desk, v)
    points = week.weights[CONTINUITY] * (distinct - fullest_of(week, draft, v))
    change = points - draft.group_points[first]
    draft.group_points[first] = points
    return change
