"""What a visit may do, given the others in the draft: its series, its links and its continuity group."""

from __future__ import annotations

from matching.kernels.columns import (
    APART_FROM,
    APART_OTHER,
    APART_TO,
    CHANGED,
    CONTINUITY,
    CREW_CARER,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_PARTS,
    CREW_SIZE,
    DAY_LENGTH_S,
    DIFFERENT,
    FACT_START_S,
    FREE,
    GROUP,
    GROUP_POINTS,
    IS_SECOND,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    MARK,
    MAX_S,
    MEMBER,
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
    WEIGHTS,
)
from matching.kernels.shapes import Work, entry, kernel


@kernel
def start_of(work: Work, v: int) -> int:
    """Start of a visit, facts included; FREE if it is absent."""
    if work.week[v, FACT_START_S] != FREE:
        return work.week[v, FACT_START_S]
    if work.draft[v, CREW_SIZE] == 0:
        return FREE
    k = work.draft[v, CREW_PARTS + CREW_DUTY]
    for i in range(work.draft[k, STOPS]):
        if work.stops[k, i, STOP_VISIT] == v:
            return work.stops[k, i, START_S]
    return FREE


@kernel
def comes(work: Work, v: int, carer: int) -> bool:
    """Whether a carer is in the crew of a visit."""
    for part in range(work.draft[v, CREW_SIZE]):
        if work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_CARER] == carer:
            return True
    return False


@kernel
def waits_for_first(work: Work, v: int) -> bool:
    """Whether the visit comes second in a link whose first is absent."""
    for j in range(work.week[v, LINK_FROM], work.week[v, LINK_TO]):
        if work.week[j, IS_SECOND] and start_of(work, work.week[j, LINK_OTHER]) == FREE:
            return True
    return False


@kernel
def may_start(work: Work, v: int, start_s: int) -> bool:
    """Whether a start keeps series and links with what is in the draft."""
    for j in range(work.week[v, LINK_FROM], work.week[v, LINK_TO]):
        other_s = start_of(work, work.week[j, LINK_OTHER])
        if other_s != FREE:
            later_s = start_s - other_s if work.week[j, IS_SECOND] else other_s - start_s
            if later_s < work.week[j, MIN_S] or later_s > work.week[j, MAX_S]:
                return False
    for j in range(work.week[v, APART_FROM], work.week[v, APART_TO]):
        other_s = start_of(work, work.week[j, APART_OTHER])
        if other_s != FREE:
            days = abs(start_s // DAY_LENGTH_S - other_s // DAY_LENGTH_S)
            if days < work.week[j, MIN_DAYS] or abs(start_s - other_s) < work.week[j, MIN_GAP_S]:
                return False
    return True


@kernel
def is_barred(work: Work, v: int, carer: int) -> bool:
    """Whether a link wants another carer than this one."""
    for j in range(work.week[v, LINK_FROM], work.week[v, LINK_TO]):
        if work.week[j, TOGETHER] == DIFFERENT and comes(work, work.week[j, LINK_OTHER], carer):
            return True
    return False


@kernel
def lacks_same(work: Work, v: int, taken: int, carer: int) -> bool:
    """Whether a link still wants a carer of its other visit, and this one is not among them; -1: anybody.

    `taken` are the carers in `desk.changed` who come already.
    """
    is_lacking = False
    for j in range(work.week[v, LINK_FROM], work.week[v, LINK_TO]):
        other = work.week[j, LINK_OTHER]
        if work.week[j, TOGETHER] != SAME or start_of(work, other) == FREE:
            continue
        is_met = False
        for part in range(taken):
            is_met = is_met or comes(work, other, work.lines[CHANGED, part])
        if not is_met:
            is_lacking = True
            if carer >= 0 and comes(work, other, carer):
                return False
    return is_lacking


@kernel
def mark_familiar(work: Work, v: int) -> int:
    """Mark the carers whom the visit's group meets with a new stamp; gives how many they are."""
    work.figures[STAMP] += 1
    stamp, count = work.figures[STAMP], 0
    for j in range(work.week[v, MEMBER_FROM], work.week[v, MEMBER_TO]):
        u = work.week[j, MEMBER]
        for part in range(work.draft[u, CREW_SIZE]):
            carer = work.draft[u, CREW_PARTS + part * CREW_COLUMNS + CREW_CARER]
            if carer >= 0 and work.draft[carer, MARK] != stamp:
                work.draft[carer, MARK] = stamp
                count += 1
    return count


@kernel
def fullest_of(work: Work, v: int) -> int:
    """Filled slots of the fullest visit of the visit's group."""
    fullest = 0
    for j in range(work.week[v, MEMBER_FROM], work.week[v, MEMBER_TO]):
        fullest = max(fullest, work.draft[work.week[j, MEMBER], CREW_SIZE])
    return fullest


@entry
def count_group(work: Work, v: int) -> int:
    """Count the continuity points of the visit's group anew; gives by how much they change."""
    if work.week[v, GROUP] < 0:
        return 0
    first = work.week[work.week[v, MEMBER_FROM], MEMBER]
    distinct = mark_familiar(work, v)
    points = work.week[WEIGHTS, CONTINUITY] * (distinct - fullest_of(work, v))
    change = points - work.draft[first, GROUP_POINTS]
    work.draft[first, GROUP_POINTS] = points
    return change
