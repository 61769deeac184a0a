"""Visits that want somebody: absent ones, and those with an empty slot."""

from __future__ import annotations

from matching.draws import below, share
from matching.kernels.columns import (
    ABSENT_POINTS,
    CLOSED,
    CREW_COLUMNS,
    CREW_OPTION,
    CREW_PARTS,
    CREW_SIZE,
    FAR_S,
    HOPEFUL,
    LISTED,
    OPTION_ROLE,
    ROLE_FROM,
    ROLE_SLOTS,
    ROLE_TO,
    SAVED_CREWS,
    SAVED_VISITS,
    SLOT_POINTS,
    SLOTS,
    WANTING,
)
from matching.kernels.crews import empty_slots
from matching.kernels.shapes import Work, kernel

SLOTS_SHARE = 0.15  # of the steps that make room in which empty slots count, and not only absent visits


@kernel
def is_mine(work: Work, v: int) -> bool:
    """Whether this search may try to make an absent visit."""
    return work.draft[v, HOPEFUL] != 0 and work.draft[v, CLOSED] == 0


@kernel
def wanting_points(work: Work, v: int) -> int:
    """What a visit costs for what it wants: for its absence, or for its empty slots."""
    if work.draft[v, CREW_SIZE] == 0:
        return work.week[v, ABSENT_POINTS]
    points = 0
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        points += work.week[r, SLOT_POINTS] * empty_slots(work, v, r)
    return points


@kernel
def wanted_before(work: Work, v: int) -> int:
    """What a visit whose crew the step has changed cost before for what it wanted."""
    size, points = work.old[v, CREW_SIZE], 0
    if size == 0:
        return work.week[v, ABSENT_POINTS]
    if size == work.week[v, SLOTS]:
        return 0
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        points += work.week[r, SLOT_POINTS] * work.week[r, ROLE_SLOTS]
    for part in range(size):
        o = work.old[v, CREW_PARTS + part * CREW_COLUMNS + CREW_OPTION]
        points -= work.week[work.options[o, OPTION_ROLE], SLOT_POINTS]
    return points


@kernel
def opened_points(work: Work) -> int:
    """Points more for absent visits and empty slots than before the step."""
    points = 0
    for i in range(work.figures[SAVED_CREWS]):
        v = work.lines[SAVED_VISITS, i]
        points += wanting_points(work, v) - wanted_before(work, v)
    return points


@kernel
def chances(work: Work, v: int, per: int, are_slots_meant: bool) -> int:  # noqa: FBT001  (a claim about the step)
    """Lots of a visit in the draw of one to make room for, one more for so many points; 0 if it takes no part."""
    if not is_mine(work, v) or (work.draft[v, CREW_SIZE] > 0 and not are_slots_meant):
        return 0
    return wanting_points(work, v) // per + 1


@kernel
def pick_wanting(work: Work) -> int:
    """A visit that wants somebody, by turns any and by what that costs; -1 if none takes part in the draw.

    By cost alone one that nobody has time for would hide all others.
    """
    per = FAR_S if below(work.figures, 2) == 0 else 1000
    are_slots_meant = share(work.figures) < SLOTS_SHARE
    total = 0
    for i in range(work.figures[WANTING]):
        total += chances(work, work.draft[i, LISTED], per, are_slots_meant)
    left = below(work.figures, total) if total > 0 else 0
    for i in range(work.figures[WANTING]):
        left -= chances(work, work.draft[i, LISTED], per, are_slots_meant)
        if left < 0:
            return work.draft[i, LISTED]
    return -1
