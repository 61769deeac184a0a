"""Inserting a visit whose start binds others: teams, links, series with a gap. Its start is fixed once it is in."""

from __future__ import annotations

from matching.kernels.columns import (
    ABSENT_POINTS,
    BEST_TEAM,
    BOUND,
    BY_BOUND,
    CHANGED,
    CONTINUITY,
    FEWEST,
    FREE,
    GROUP,
    IS_REQUIRED,
    KINK_AT_S,
    KINK_FROM,
    KINKS,
    LOW_POINTS,
    LOW_S,
    MARK,
    OPTION_CARER,
    OPTION_DUTY,
    OPTION_FROM,
    OPTION_TO,
    OWN_POINTS,
    PART_AT,
    PART_COLUMNS,
    PART_OPTION,
    PART_START,
    PIECE,
    PLACE_AT,
    PLACE_EARLY_S,
    PLACE_LATE_S,
    PLACE_OPTION,
    PLACES_FROM,
    PLACES_TO,
    PRESENT_POINTS,
    ROLE_FROM,
    ROLE_OPTION_FROM,
    ROLE_OPTION_TO,
    ROLE_SLOTS,
    ROLE_TO,
    SLOPE,
    SLOT_POINTS,
    STEEPER,
    TEAM,
    TEAM_POINTS,
    TOUR,
    WEIGHTS,
)
from matching.kernels.crews import add_part, clear_crew, is_marked, settle_crew
from matching.kernels.hours import put_tour, tour_delta
from matching.kernels.places import find_places, try_place
from matching.kernels.relations import fullest_of, is_barred, lacks_same, mark_familiar
from matching.kernels.shapes import Work, kernel
from matching.kernels.team_starts import NO_TEAM, is_taken, list_starts, next_start

MOST_STARTS = 8  # common starts that are tried in full


@kernel
def sort_places(work: Work, first: int, last: int) -> int:
    """Sort the order of places by bound (Shell's sort with gaps of Ciura 2001); equal ones keep none."""
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(first + gap, last):
            moving = work.lines[BY_BOUND, i]
            bound, j = work.places[moving, BOUND], i
            while j - gap >= first and work.places[work.lines[BY_BOUND, j - gap], BOUND] > bound:
                work.lines[BY_BOUND, j] = work.lines[BY_BOUND, j - gap]
                j -= gap
            work.lines[BY_BOUND, j] = moving
    return last - first


@kernel
def find_by_role(work: Work, v: int, familiar: int) -> int:
    """Write the places of each role of the visit, the cheapest first, and their bounds into `queue`."""
    n = 0
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        role, first = r - work.week[v, ROLE_FROM], n
        for o in range(work.week[r, ROLE_OPTION_FROM], work.week[r, ROLE_OPTION_TO]):
            if not is_barred(work, v, work.options[o, OPTION_CARER]):
                n = find_places(work, v, o, familiar, n)
        work.lines[PLACES_FROM, role], work.lines[PLACES_TO, role] = first, n
        for i in range(first, n):
            work.lines[BY_BOUND, i] = i
        sort_places(work, first, n)
    return n


@kernel
def piece_points(work: Work, o: int, start_s: int) -> int:
    """Points of a start in the option's piece."""
    piece = work.week[work.options[o, PIECE]]
    points = piece[LOW_POINTS] + piece[SLOPE] * (start_s - work.options[o, LOW_S])
    for j in range(piece[KINK_FROM], piece[KINK_FROM] + piece[KINKS]):
        if work.week[j, KINK_AT_S] < start_s:
            points += work.week[j, STEEPER] * (start_s - work.week[j, KINK_AT_S])
    return points


@kernel
def cheapest(work: Work, v: int, r: int, start_s: int, size: int) -> int:
    """Write who costs least in a role at a start as part `size`, continuity aside; gives the points, or NO_TEAM.

    The first part pays for the start.
    """
    best, role = NO_TEAM, r - work.week[v, ROLE_FROM]
    is_lacking = lacks_same(work, v, size, -1)
    for j in range(work.lines[PLACES_FROM, role], work.lines[PLACES_TO, role]):
        i = work.lines[BY_BOUND, j]
        if work.places[i, BOUND] >= best:
            break
        o = work.places[i, PLACE_OPTION]
        carer = work.options[o, OPTION_CARER]
        if not work.places[i, PLACE_EARLY_S] <= start_s <= work.places[i, PLACE_LATE_S]:
            continue
        if is_taken(work, size, carer) or (is_lacking and lacks_same(work, v, size, carer)):
            continue
        own = piece_points(work, o, start_s) if size == 0 else 0
        if try_place(work, v, o, work.places[i, PLACE_AT], start_s, own):
            delta = tour_delta(work, work.options[o, OPTION_DUTY]) + work.options[o, OWN_POINTS]
            if delta < best:
                best = delta
                work.lines[TEAM, size * PART_COLUMNS + PART_OPTION] = o
                work.lines[TEAM, size * PART_COLUMNS + PART_AT] = work.places[i, PLACE_AT]
                work.lines[TEAM, size * PART_COLUMNS + PART_START] = start_s
    return best


@kernel
def gather(work: Work, v: int, start_s: int) -> int:
    """Write the cheapest crew for a start, slot by slot, required roles first; gives its size, its points in `tour[0]`.

    0 if too few can come.
    """
    points, size = work.week[v, PRESENT_POINTS] - work.week[v, ABSENT_POINTS], 0
    for is_required in (1, 0):
        for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
            if work.week[r, IS_REQUIRED] != is_required:
                continue
            for _ in range(work.week[r, ROLE_SLOTS]):
                delta = cheapest(work, v, r, start_s, size)
                is_needed = is_required or size < work.week[v, FEWEST]
                if delta == NO_TEAM or not (is_needed or delta < work.week[r, SLOT_POINTS]):
                    if is_required:
                        return 0
                    points += work.week[r, SLOT_POINTS]
                    continue
                points += delta
                work.lines[CHANGED, size] = work.options[
                    work.lines[TEAM, size * PART_COLUMNS + PART_OPTION], OPTION_CARER
                ]
                size += 1
    if size < work.week[v, FEWEST] or lacks_same(work, v, size, -1):
        return 0
    if work.week[v, GROUP] >= 0:
        fullest, more = fullest_of(work, v), 0
        for part in range(size):
            more += 0 if is_marked(work, work.lines[CHANGED, part]) else 1
        points += work.week[WEIGHTS, CONTINUITY] * (more - (max(fullest, size) - fullest))
    work.lines[TOUR, TEAM_POINTS] = points
    return size


@kernel
def is_any_touched(work: Work, v: int, touched: int) -> bool:
    """Whether an option of the visit lies in a duty with this stamp."""
    for o in range(work.week[v, OPTION_FROM], work.week[v, OPTION_TO]):
        if work.draft[work.options[o, OPTION_DUTY], MARK] == touched:
            return True
    return False


@kernel
def is_team_touched(work: Work, size: int, touched: int) -> bool:
    """Whether a part of the team at hand lies in a duty with this stamp."""
    for part in range(size):
        o = work.lines[TEAM, part * PART_COLUMNS + PART_OPTION]
        if work.draft[work.options[o, OPTION_DUTY], MARK] == touched:
            return True
    return False


@kernel
def commit_team(work: Work, v: int, parts: int) -> bool:
    """Put visit `v` in with the best team's parts; False as soon as a rule forbids one, and then the step is to undo.

    The first part pays for the start.
    """
    old_points = clear_crew(work, v)
    for part in range(parts):
        o, at = (
            work.lines[BEST_TEAM, part * PART_COLUMNS + PART_OPTION],
            work.lines[BEST_TEAM, part * PART_COLUMNS + PART_AT],
        )
        start_s = work.lines[BEST_TEAM, part * PART_COLUMNS + PART_START]
        own = piece_points(work, o, start_s) if part == 0 and start_s != FREE else 0
        if not try_place(work, v, o, at, start_s, own):
            return False
        put_tour(work, work.options[o, OPTION_DUTY])
        add_part(work, v, o)
    settle_crew(work, v, old_points)
    return True


@kernel
def insert_team(work: Work, v: int, touched: int) -> bool:
    """Put visit `v` in at the best of a few common starts; False if none is possible, or worth it.

    With a stamp in `touched`, one duty at least that bears it must take part.
    """
    if touched != 0 and not is_any_touched(work, v, touched):
        return False
    familiar = mark_familiar(work, v)
    find_by_role(work, v, familiar)
    count = list_starts(work, v)
    best, parts = 0, 0  # it must be worth it
    for _ in range(MOST_STARTS):
        start_s = next_start(work, v, count, best)
        if start_s == FREE:
            break
        size = gather(work, v, start_s)
        if size == 0:
            continue
        points = work.lines[TOUR, TEAM_POINTS]
        if points < best and (touched == 0 or is_team_touched(work, size, touched)):
            best, parts = points, size
            for j in range(size * PART_COLUMNS):
                work.lines[BEST_TEAM, j] = work.lines[TEAM, j]
    if parts == 0:
        return False
    return commit_team(work, v, parts)
