"""Filling empty slots of a visit that keeps its start."""

from __future__ import annotations

from matching.kernels.columns import (
    BOUND,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_OPTION,
    CREW_PARTS,
    CREW_SIZE,
    FEWEST,
    GROUP,
    HIGH_S,
    IS_REQUIRED,
    LEAST_POINTS,
    LOW_S,
    MARK,
    OPTION_CARER,
    OPTION_DUTY,
    OWN_POINTS,
    PLACE_AT,
    PLACE_EARLY_S,
    PLACE_LATE_S,
    PLACE_OPTION,
    ROLE_FROM,
    ROLE_OPTION_FROM,
    ROLE_OPTION_TO,
    ROLE_TO,
    SLOT_POINTS,
    SLOTS,
    STOP_POINTS,
    STOP_VISIT,
    STOPS,
)
from matching.kernels.crews import add_part, crew_points, empty_slots, familiar_delta, settle_crew
from matching.kernels.hours import put_tour, tour_delta
from matching.kernels.journal import save_crew
from matching.kernels.places import find_places, try_place
from matching.kernels.relations import comes, fullest_of, is_barred, mark_familiar, start_of
from matching.kernels.shapes import Work, kernel
from matching.kernels.teams import piece_points


@kernel
def paid_points(work: Work, v: int) -> int:
    """Points that the crew's tours hold for the visit's start."""
    points = 0
    for part in range(work.draft[v, CREW_SIZE]):
        k = work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_DUTY]
        for i in range(work.draft[k, STOPS]):
            if work.stops[k, i, STOP_VISIT] == v:
                points += work.stops[k, i, STOP_POINTS]
    return points


@kernel
def places_at(work: Work, v: int, r: int, start_s: int, touched: int) -> int:
    """Write the places of a role at a start, with a stamp in `touched` in duties that bear it; gives their number."""
    familiar, n = mark_familiar(work, v), 0
    for o in range(work.week[r, ROLE_OPTION_FROM], work.week[r, ROLE_OPTION_TO]):
        carer = work.options[o, OPTION_CARER]
        if touched != 0 and work.draft[work.options[o, OPTION_DUTY], MARK] != touched:
            continue
        is_free = work.options[o, LOW_S] <= start_s <= work.options[o, HIGH_S] and not comes(work, v, carer)
        if is_free and not is_barred(work, v, carer):
            n = find_places(work, v, o, familiar, n)
    return n


@kernel
def fill_one(work: Work, v: int, r: int, start_s: int, touched: int) -> bool:
    """Let whoever costs least fill a slot of a role; False if nobody can, or it is not worth it."""
    n = places_at(work, v, r, start_s, touched)
    fullest, chosen, points, paid = fullest_of(work, v), -1, 0, paid_points(work, v)
    is_needed = work.week[r, IS_REQUIRED] != 0 or work.draft[v, CREW_SIZE] < work.week[v, FEWEST]
    best = 2**62 if is_needed else work.week[r, SLOT_POINTS]
    for i in range(n):
        o = work.places[i, PLACE_OPTION]
        bound = work.places[i, BOUND] + work.options[o, OWN_POINTS] - work.options[o, LEAST_POINTS]
        if bound >= best or not work.places[i, PLACE_EARLY_S] <= start_s <= work.places[i, PLACE_LATE_S]:
            continue
        own = piece_points(work, o, start_s) - paid
        if try_place(work, v, o, work.places[i, PLACE_AT], start_s, own):
            delta = tour_delta(work, work.options[o, OPTION_DUTY]) + work.options[o, OWN_POINTS]
            if work.week[v, GROUP] >= 0:
                delta += familiar_delta(work, work.options[o, OPTION_CARER], fullest)
            if delta < best:
                best, chosen, points = delta, i, own
    if chosen < 0:
        return False
    o = work.places[chosen, PLACE_OPTION]
    try_place(work, v, o, work.places[chosen, PLACE_AT], start_s, points)
    put_tour(work, work.options[o, OPTION_DUTY])
    save_crew(work, v)
    old_points = crew_points(work, v)
    add_part(work, v, o)
    settle_crew(work, v, old_points)
    return True


@kernel
def fill(work: Work, v: int, touched: int) -> int:
    """Let carers fill the empty slots of a visit at its start, required ones first; gives how many."""
    start_s, filled = start_of(work, v), 0
    for is_required in (1, 0):
        for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
            if work.week[r, IS_REQUIRED] != is_required:
                continue
            for _ in range(empty_slots(work, v, r)):
                if not fill_one(work, v, r, start_s, touched):
                    break
                filled += 1
    return filled


@kernel
def is_whole(work: Work, v: int) -> bool:
    """Whether a visit is absent, or has all whom it needs, and somebody's tour holds what its start costs."""
    size = work.draft[v, CREW_SIZE]
    if size == 0 or size == work.week[v, SLOTS]:
        return True
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        if work.week[r, IS_REQUIRED] and empty_slots(work, v, r) > 0:
            return False
    is_paid = piece_points(work, work.draft[v, CREW_PARTS + CREW_OPTION], start_of(work, v)) == paid_points(work, v)
    return is_paid and size >= work.week[v, FEWEST]
