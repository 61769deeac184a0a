"""Inserting a visit whose start binds others: teams, links, series with a gap. Its start is fixed once it is in."""

from __future__ import annotations

from matching.kernels.columns import (
    ABSENT_POINTS,
    BOUND,
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
    LOW_POINTS,
    LOW_S,
    MAX_S,
    MIN_S,
    OPTION_CARER,
    OPTION_DUTY,
    OPTION_FROM,
    OPTION_TO,
    OWN_POINTS,
    PLACE_AT,
    PLACE_EARLY_S,
    PLACE_LATE_S,
    PLACE_OPTION,
    PRESENT_POINTS,
    ROLE_FROM,
    ROLE_OPTION_FROM,
    ROLE_OPTION_TO,
    ROLE_SLOTS,
    ROLE_TO,
    SLOPE,
    SLOTS,
    SLOT_POINTS,
    STEEPER,
)
from matching.kernels.crews import add_part, clear_crew, is_marked, settle_crew
from matching.kernels.hours import put_tour, tour_delta
from matching.kernels.places import find_places, try_place
from matching.kernels.relations import (
    fullest_of,
    is_barred,
    lacks_same,
    mark_familiar,
    may_start,
    start_of,
)
from matching.kernels.shapes import Desk, Draft, Week, kernel

MOST_STARTS = 8  # common starts that are tried in full
MOST_PLACES = 40  # of a role, whose starts are candidates
NO_TEAM = 2**62
STARTS, RATINGS = range(2)  # rows of `candidates`
NOW, BEST = range(2)  # rows of `team`
PART_COLUMNS = 3
PART_OPTION, PART_AT, PART_START = range(PART_COLUMNS)
FROM, TO = range(2)  # rows of `queue` that bound the places of a role


@kernel
def sort_places(desk: Desk, first: int, last: int) -> int:
    """Sort the order of places by bound (Shell's sort with gaps of Ciura 2001); equal ones keep none."""
    for gap in (701, 301, 132, 57, 23, 10, 4, 1):
        for i in range(first + gap, last):
            moving = desk.order[0, i]
            bound, j = desk.places[moving, BOUND], i
            while j - gap >= first and desk.places[desk.order[0, j - gap], BOUND] > bound:
                desk.order[0, j] = desk.order[0, j - gap]
                j -= gap
            desk.order[0, j] = moving
    return last - first


@kernel
def find_by_role(week: Week, draft: Draft, desk: Desk, v: int, familiar: int) -> int:
    """Write the places of each role of the visit, the cheapest first, and their bounds into `queue`."""
    n = 0
    for r in range(week.visits[v, ROLE_FROM], week.visits[v, ROLE_TO]):
        role, first = r - week.visits[v, ROLE_FROM], n
        for o in range(week.roles[r, ROLE_OPTION_FROM], week.roles[r, ROLE_OPTION_TO]):
            if not is_barred(week, draft, v, week.options[o, OPTION_CARER]):
                n = find_places(week, draft, desk, v, o, familiar, n)
        desk.queue[FROM, role], desk.queue[TO, role] = first, n
        for i in range(first, n):
            desk.order[0, i] = i
        sort_places(desk, first, n)
    return n


@kernel
def is_taken(desk: Desk, taken: int, carer: int) -> bool:
    """Whether a carer is among those who come."""
    for i in range(taken):
        if desk.changed[i] == carer:
            return True
    return False


@kernel
def rating(week: Week, desk: Desk, v: int, start_s: int) -> int:
    """What a team at a start would cost by the bounds of its places; NO_TEAM if too few can come."""
    taken, points = 0, 0
    for r in range(week.visits[v, ROLE_FROM], week.visits[v, ROLE_TO]):
        need, role = week.roles[r, ROLE_SLOTS], r - week.visits[v, ROLE_FROM]
        for j in range(desk.queue[FROM, role], desk.queue[TO, role]):
            i = desk.order[0, j]
            if not desk.places[i, PLACE_EARLY_S] <= start_s <= desk.places[i, PLACE_LATE_S]:
                continue
            carer = week.options[desk.places[i, PLACE_OPTION], OPTION_CARER]
            if is_taken(desk, taken, carer):
                continue
            desk.changed[taken] = carer
            taken += 1
            need -= 1
            points += desk.places[i, BOUND] - week.roles[r, SLOT_POINTS]
            if need == 0:
                break
        if need > 0 and week.roles[r, IS_REQUIRED]:
            return NO_TEAM
    return points if taken >= week.visits[v, FEWEST] else NO_TEAM


@kernel
def add_start(week: Week, draft: Draft, desk: Desk, v: int, start_s: int, count: int) -> int:
    """Write a start with its rating unless it is there, forbidden, or hopeless; gives the number of starts."""
    if count >= desk.candidates.shape[1]:
        return count
    for i in range(count):
        if desk.candidates[STARTS, i] == start_s:
            return count
    if not may_start(week, draft, v, start_s):
        return count
    desk.candidates[STARTS, count], desk.candidates[RATINGS, count] = start_s, rating(week, desk, v, start_s)
    return count + 1


@kernel
def list_starts(week: Week, draft: Draft, desk: Desk, v: int) -> int:
    """Write and rate the starts at which the roles may be cheap; gives their number."""
    count = 0
    for role in range(week.visits[v, ROLE_TO] - week.visits[v, ROLE_FROM]):
        first = desk.queue[FROM, role]
        for j in range(first, min(desk.queue[TO, role], first + MOST_PLACES)):
            i = desk.order[0, j]
            o = desk.places[i, PLACE_OPTION]
            early_s, late_s = desk.places[i, PLACE_EARLY_S], desk.places[i, PLACE_LATE_S]
            count = add_start(week, draft, desk, v, early_s, count)
            count = add_start(week, draft, desk, v, late_s, count)
            for kink in range(week.options[o, KINK_FROM], week.options[o, KINK_FROM] + week.options[o, KINKS]):
                if early_s < week.kinks[kink, KINK_AT_S] < late_s:
                    count = add_start(week, draft, desk, v, week.kinks[kink, KINK_AT_S], count)
    for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
        other_s = start_of(week, draft, week.links[j, LINK_OTHER])
        if other_s != FREE:
            sign = 1 if week.links[j, IS_SECOND] else -1
            count = add_start(week, draft, desk, v, other_s + sign * week.links[j, MIN_S], count)
            count = add_start(week, draft, desk, v, other_s + sign * week.links[j, MAX_S], count)
    return count


@kernel
def least_points(week: Week, desk: Desk, v: int, chosen: int) -> int:
    """What a team at a candidate start brings at least, by its rating and the best that continuity can be."""
    points = week.visits[v, PRESENT_POINTS] - week.visits[v, ABSENT_POINTS] + desk.candidates[RATINGS, chosen]
    for r in range(week.visits[v, ROLE_FROM], week.visits[v, ROLE_TO]):
        points += week.roles[r, SLOT_POINTS] * week.roles[r, ROLE_SLOTS]
    if week.visits[v, GROUP] >= 0:  # places count who is no friend of the group; its fullest visit may save as much
        points -= week.weights[CONTINUITY] * week.visits[v, SLOTS]
    return points


@kernel
def next_start(week: Week, desk: Desk, v: int, count: int, best: int) -> int:
    """Take the start that looks cheapest; FREE if none is left that may bring less than `best` points."""
    chosen = -1
    for i in range(count):
        rated = desk.candidates[RATINGS, i]
        if rated < NO_TEAM and (chosen < 0 or rated < desk.candidates[RATINGS, chosen]):
            chosen = i
    if chosen < 0 or least_points(week, desk, v, chosen) >= best:
        return FREE
    desk.candidates[RATINGS, chosen] = NO_TEAM
    return desk.candidates[STARTS, chosen]


@kernel
def piece_points(week: Week, o: int, start_s: int) -> int:
    """Points of a start in the option's piece."""
    points = week.options[o, LOW_POINTS] + week.options[o, SLOPE] * (start_s - week.options[o, LOW_S])
    for j in range(week.options[o, KINK_FROM], week.options[o, KINK_FROM] + week.options[o, KINKS]):
        if week.kinks[j, KINK_AT_S] < start_s:
            points += week.kinks[j, STEEPER] * (start_s - week.kinks[j, KINK_AT_S])
    return points


@kernel
def cheapest(week: Week, draft: Draft, desk: Desk, v: int, r: int, start_s: int, size: int) -> int:
    """Write who costs least in a role at a start as part `size`, continuity aside; gives the points, or NO_TEAM.

    The first part pays for the start.
    """
    best, role = NO_TEAM, r - week.visits[v, ROLE_FROM]
    is_lacking = lacks_same(week, draft, desk, v, size, -1)
    for j in range(desk.queue[FROM, role], desk.queue[TO, role]):
        i = desk.order[0, j]
        if desk.places[i, BOUND] >= best:
            break
        o = desk.places[i, PLACE_OPTION]
        carer = week.options[o, OPTION_CARER]
        if not desk.places[i, PLACE_EARLY_S] <= start_s <= desk.places[i, PLACE_LATE_S]:
            continue
        if is_taken(desk, size, carer) or (is_lacking and lacks_same(week, draft, desk, v, size, carer)):
            continue
        own = piece_points(week, o, start_s) if size == 0 else 0
        if try_place(week, draft, desk, v, o, desk.places[i, PLACE_AT], start_s, own):
            delta = tour_delta(week, draft, desk, week.options[o, OPTION_DUTY]) + week.options[o, OWN_POINTS]
            if delta < best:
                best = delta
                desk.team[NOW, size * PART_COLUMNS + PART_OPTION] = o
                desk.team[NOW, size * PART_COLUMNS + PART_AT] = desk.places[i, PLACE_AT]
                desk.team[NOW, size * PART_COLUMNS + PART_START] = start_s
    return best


@kernel
def gather(week: Week, draft: Draft, desk: Desk, v: int, start_s: int) -> int:
    """Write the cheapest crew for a start, slot by slot, required roles first; gives its size, its points in `tour[0]`.

    0 if too few can come.
    """
    points, size = week.visits[v, PRESENT_POINTS] - week.visits[v, ABSENT_POINTS], 0
    for is_required in (1, 0):
        for r in range(week.visits[v, ROLE_FROM], week.visits[v, ROLE_TO]):
            if week.roles[r, IS_REQUIRED] != is_required:
                continue
            for _ in range(week.roles[r, ROLE_SLOTS]):
                delta = cheapest(week, draft, desk, v, r, start_s, size)
                is_needed = is_required or size < week.visits[v, FEWEST]
                if delta == NO_TEAM or not (is_needed or delta < week.roles[r, SLOT_POINTS]):
                    if is_required:
                        return 0
                    points += week.roles[r, SLOT_POINTS]
                    continue
                points += delta
                desk.changed[size] = week.options[desk.team[NOW, size * PART_COLUMNS + PART_OPTION], OPTION_CARER]
                size += 1
    if size < week.visits[v, FEWEST] or lacks_same(week, draft, desk, v, size, -1):
        return 0
    if week.visits[v, GROUP] >= 0:
        fullest, more = fullest_of(week, draft, v), 0
        for part in range(size):
            more += 0 if is_marked(draft, desk, desk.changed[part]) else 1
        points += week.weights[CONTINUITY] * (more - (max(fullest, size) - fullest))
    desk.tour[0] = points
    return size


@kernel
def is_any_touched(week: Week, desk: Desk, v: int, touched: int) -> bool:
    """Whether an option of the visit lies in a duty with this stamp."""
    for o in range(week.visits[v, OPTION_FROM], week.visits[v, OPTION_TO]):
        if desk.duty_marks[week.options[o, OPTION_DUTY]] == touched:
            return True
    return False


@kernel
def is_team_touched(week: Week, desk: Desk, size: int, touched: int) -> bool:
    """Whether a part of the team at hand lies in a duty with this stamp."""
    for part in range(size):
        o = desk.team[NOW, part * PART_COLUMNS + PART_OPTION]
        if desk.duty_marks[week.options[o, OPTION_DUTY]] == touched:
            return True
    return False


@kernel
def commit_team(week: Week, draft: Draft, desk: Desk, v: int, parts: int) -> bool:
    """Put visit `v` in with the best team's parts; False as soon as a rule forbids one, and then the step is to undo.

    The first part pays for the start.
    """
    old_points = clear_crew(week, draft, desk, v)
    for part in range(parts):
        o, at = desk.team[BEST, part * PART_COLUMNS + PART_OPTION], desk.team[BEST, part * PART_COLUMNS + PART_AT]
        start_s = desk.team[BEST, part * PART_COLUMNS + PART_START]
        own = piece_points(week, o, start_s) if part == 0 and start_s != FREE else 0
        if not try_place(week, draft, desk, v, o, at, start_s, own):
            return False
        put_tour(week, draft, desk, week.options[o, OPTION_DUTY])
        add_part(week, draft, v, o)
    settle_crew(week, draft, desk, v, old_points)
    return True


@kernel
def insert_team(week: Week, draft: Draft, desk: Desk, v: int, touched: int) -> bool:
    """Put visit `v` in at the best of a few common starts; False if none is possible, or worth it.

    With a stamp in `touched`, one duty at least that bears it must take part.
    """
    if touched != 0 and not is_any_touched(week, desk, v, touched):
        return False
    familiar = mark_familiar(week, draft, desk, v)
    find_by_role(week, draft, desk, v, familiar)
    count = list_starts(week, draft, desk, v)
    best, parts = 0, 0  # it must be worth it
    for _ in range(MOST_STARTS):
        start_s = next_start(week, desk, v, count, best)
        if start_s == FREE:
            break
        size = gather(week, draft, desk, v, start_s)
        if size == 0:
            continue
        points = desk.tour[0]
        if points < best and (touched == 0 or is_team_touched(week, desk, size, touched)):
            best, parts = points, size
            for j in range(size * PART_COLUMNS):
                desk.team[BEST, j] = desk.team[NOW, j]
    if parts == 0:
        return False
    return commit_team(week, draft, desk, v, parts)
