"""Saying who comes to a visit; and inserting one whose start binds nobody else."""

from __future__ import annotations

from matching.kernels.columns import (
    ABSENT_POINTS,
    BOUND,
    CONTINUITY,
    COST,
    CREW_CARER,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_OPTION,
    CREW_PARTS,
    CREW_SIZE,
    FREE,
    GROUP,
    LOW_S,
    MARK,
    OPTION_CARER,
    OPTION_DUTY,
    OPTION_FROM,
    OPTION_ROLE,
    OPTION_TO,
    OWN_POINTS,
    PLACE_AT,
    PLACE_OPTION,
    PRESENT_POINTS,
    ROLE_FROM,
    ROLE_SLOTS,
    ROLE_TO,
    SLOT_POINTS,
    STAMP,
    WEIGHTS,
)
from matching.kernels.hours import put_tour, tour_delta
from matching.kernels.journal import mark_presence, save_crew
from matching.kernels.places import find_places, try_place
from matching.kernels.relations import count_group, fullest_of, mark_familiar, may_start
from matching.kernels.shapes import Work, kernel


@kernel
def crew_points(work: Work, v: int) -> int:
    """What a visit costs by itself, but for its start."""
    size = work.draft[v, CREW_SIZE]
    if size == 0:
        return work.week[v, ABSENT_POINTS]
    points = work.week[v, PRESENT_POINTS]
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        points += work.week[r, SLOT_POINTS] * work.week[r, ROLE_SLOTS]
    for part in range(size):
        o = work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_OPTION]
        points += work.options[o, OWN_POINTS] - work.week[work.options[o, OPTION_ROLE], SLOT_POINTS]
    return points


@kernel
def clear_crew(work: Work, v: int) -> int:
    """Let nobody come to a visit, while its new crew is written; gives what it cost by itself."""
    save_crew(work, v)
    points = crew_points(work, v)
    work.draft[v, CREW_SIZE] = 0
    return points


@kernel
def part_in(work: Work, v: int, k: int) -> int:
    """Which part of a visit's crew comes in duty `k`; -1 if none does."""
    for part in range(work.draft[v, CREW_SIZE]):
        if work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_DUTY] == k:
            return part
    return -1


@kernel
def empty_slots(work: Work, v: int, r: int) -> int:
    """Slots of a role that nobody fills."""
    empty = work.week[r, ROLE_SLOTS]
    for part in range(work.draft[v, CREW_SIZE]):
        o = work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_OPTION]
        empty -= 1 if work.options[o, OPTION_ROLE] == r else 0
    return empty


@kernel
def drop_part(work: Work, v: int, part: int) -> int:
    """Let one carer of a visit's crew no longer come; gives what the visit cost by itself before."""
    save_crew(work, v)
    points = crew_points(work, v)
    last = work.draft[v, CREW_SIZE] - 1
    for j in range(CREW_COLUMNS):
        at = CREW_PARTS + part * CREW_COLUMNS + j
        work.draft[v, at] = work.draft[v, CREW_PARTS + last * CREW_COLUMNS + j]
    work.draft[v, CREW_SIZE] = last
    return points


@kernel
def add_part(work: Work, v: int, o: int) -> int:
    """Let one more carer come; gives how many do."""
    at = CREW_PARTS + work.draft[v, CREW_SIZE] * CREW_COLUMNS
    work.draft[v, at + CREW_CARER] = work.options[o, OPTION_CARER]
    work.draft[v, at + CREW_DUTY] = work.options[o, OPTION_DUTY]
    work.draft[v, at + CREW_OPTION] = o
    work.draft[v, CREW_SIZE] += 1
    return work.draft[v, CREW_SIZE]


@kernel
def settle_crew(work: Work, v: int, old_points: int) -> int:
    """Count what the visit's new crew costs, after `old_points`; gives the cost of the draft."""
    work.figures[COST] += crew_points(work, v) - old_points + count_group(work, v)
    mark_presence(work, v)
    return work.figures[COST]


@kernel
def is_marked(work: Work, carer: int) -> bool:
    """Whether the group marked last knows a carer."""
    return work.draft[carer, MARK] == work.figures[STAMP]


@kernel
def familiar_delta(work: Work, carer: int, fullest: int) -> int:
    """Continuity points that one carer brings to a group whose carers bear the latest stamp."""
    more = 0 if is_marked(work, carer) else 1
    return work.week[WEIGHTS, CONTINUITY] * (more - (max(fullest, 1) - fullest))


@kernel
def list_places(work: Work, v: int, touched: int) -> int:
    """Write all places of a visit of one slot, with a stamp in `touched` in duties that bear it; gives their number."""
    familiar, n = mark_familiar(work, v), 0
    for o in range(work.week[v, OPTION_FROM], work.week[v, OPTION_TO]):
        is_tried = touched == 0 or work.draft[work.options[o, OPTION_DUTY], MARK] == touched
        if is_tried and may_start(work, v, work.options[o, LOW_S]):
            n = find_places(work, v, o, familiar, n)
    return n


@kernel
def cheapest_place(work: Work, v: int, n: int) -> int:
    """The place among `n` where the visit costs least, and less than its absence; -1 if there is none."""
    base = work.week[v, PRESENT_POINTS] - work.week[v, ABSENT_POINTS]
    fullest, promising = fullest_of(work, v), 0
    for i in range(n):
        if work.places[i, BOUND] < work.places[promising, BOUND]:
            promising = i
    best, chosen = 0, -1
    for turn in range(-1, n):
        i = promising if turn < 0 else turn
        if base + work.places[i, BOUND] >= best or turn == promising:
            continue
        o = work.places[i, PLACE_OPTION]
        if try_place(work, v, o, work.places[i, PLACE_AT], FREE, 0):
            delta = base + tour_delta(work, work.options[o, OPTION_DUTY]) + work.options[o, OWN_POINTS]
            if work.week[v, GROUP] >= 0:
                delta += familiar_delta(work, work.options[o, OPTION_CARER], fullest)
            if delta < best:
                best, chosen = delta, i
    return chosen


@kernel
def put_cheapest(work: Work, v: int, n: int) -> bool:
    """Put a visit of one slot into the cheapest of `n` places; False if none is possible, or worth it."""
    chosen = cheapest_place(work, v, n) if n > 0 else -1
    if chosen < 0:
        return False
    o = work.places[chosen, PLACE_OPTION]
    try_place(work, v, o, work.places[chosen, PLACE_AT], FREE, 0)
    put_tour(work, work.options[o, OPTION_DUTY])
    old_points = clear_crew(work, v)
    add_part(work, v, o)
    settle_crew(work, v, old_points)
    return True


@kernel
def insert_alone(work: Work, v: int, touched: int) -> bool:
    """Put a visit of one slot that binds nobody where it costs least; its start stays free within a piece.

    With a stamp in `touched` only duties that bear it are tried. False if nowhere, or not worth it.
    """
    return put_cheapest(work, v, list_places(work, v, touched))


@kernel
def insert_by(work: Work, v: int, o: int) -> bool:
    """Put a visit as `insert_alone` does, but by one option alone."""
    if work.draft[v, CREW_SIZE] > 0 or not may_start(work, v, work.options[o, LOW_S]):
        return False
    return put_cheapest(work, v, find_places(work, v, o, mark_familiar(work, v), 0))
