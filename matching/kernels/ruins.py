"""Choosing which visits to take out: they go to the queue."""

from __future__ import annotations

from matching.kernels.columns import (
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_SIZE,
    DAY,
    GROUP,
    HIGH_S,
    LOW_S,
    MEMBER_FROM,
    MEMBER_TO,
    OPTION_DUTY,
    OPTION_FROM,
    OPTION_TO,
    ROLE_FROM,
    ROLE_OPTION_FROM,
    ROLE_OPTION_TO,
    ROLE_SLOTS,
    ROLE_TO,
    SLOTS,
    STAMP,
    START_S,
    STOP_VISIT,
    STOPS,
)
from matching.kernels.draws import below, share
from matching.kernels.relations import start_of
from matching.kernels.shapes import Desk, Draft, Week, kernel

MOST = 12  # visits removed at once
LONGEST = 4  # visits of one tour
STRINGS, SLICE, WHOLE_DUTY = 0.76, 0.86, 0.93  # cumulative shares; what is left removes a group
SLICE_S = (1800, 3600, 7200)  # half a slice of time
TRIES = 20


@kernel
def any_present(week: Week, draft: Draft) -> int:
    """A visit that somebody makes; -1 if none was hit upon."""
    for _ in range(TRIES):
        v = week.planned[below(draft.figures, week.planned.size)]
        if draft.crews[v, CREW_SIZE] > 0:
            return v
    return -1


@kernel
def stop_index(draft: Draft, k: int, v: int) -> int:
    """Where a visit stands in a tour."""
    for i in range(draft.tours[k, STOPS]):
        if draft.stops[k, i, STOP_VISIT] == v:
            return i
    return 0


@kernel
def add_victim(draft: Draft, desk: Desk, v: int, count: int) -> int:
    """Queue a visit unless it is queued; gives the number of those."""
    if desk.visit_marks[v] == draft.figures[STAMP] or count >= 2 * MOST:
        return count
    desk.visit_marks[v] = draft.figures[STAMP]
    desk.queue[0, count] = v
    return count + 1


@kernel
def add_string(draft: Draft, desk: Desk, k: int, index: int, length: int, count: int) -> int:
    """Queue consecutive visits of a tour, the stop `index` among them; gives the number of those in the queue."""
    stops = draft.tours[k, STOPS]
    length = min(length, stops)
    if length == 0:
        return count
    low = max(0, index - length + 1)
    first = low + below(draft.figures, min(index, stops - length) - low + 1)
    for i in range(first, first + length):
        count = add_victim(draft, desk, draft.stops[k, i, STOP_VISIT], count)
    return count


@kernel
def choose_strings(week: Week, draft: Draft, desk: Desk) -> int:
    """Strings of tours near one another (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914)."""
    seed = week.planned[below(draft.figures, week.planned.size)]
    most, count = 2 + below(draft.figures, MOST - 1), 0
    one_day = -1
    if week.visits[seed, OPTION_FROM] < week.visits[seed, OPTION_TO] and share(draft.figures) < 0.5:
        o = week.visits[seed, OPTION_FROM] + below(
            draft.figures, week.visits[seed, OPTION_TO] - week.visits[seed, OPTION_FROM]
        )
        one_day = week.duties[week.options[o, OPTION_DUTY], DAY]
    for j in range(week.near.shape[1]):
        v = week.near[seed, j]
        for part in range(draft.crews[v, CREW_SIZE]):
            k = draft.crews[v, 1 + part * CREW_COLUMNS + CREW_DUTY]
            is_ruined = desk.duty_marks[k] == draft.figures[STAMP]
            if is_ruined or (one_day >= 0 and week.duties[k, DAY] != one_day):
                continue
            desk.duty_marks[k] = draft.figures[STAMP]
            index = stop_index(draft, k, v)
            count = add_string(draft, desk, k, index, 1 + below(draft.figures, LONGEST), count)
        if count >= most:
            return min(count, most)
    return count


@kernel
def choose_slice(week: Week, draft: Draft, desk: Desk, at_s: int) -> int:
    """Queue visits that start about the same time."""
    most, count = 3 + below(draft.figures, MOST - 2), 0
    half_s = SLICE_S[below(draft.figures, 3)]
    first = below(draft.figures, week.planned.size)
    for j in range(week.planned.size):
        v = week.planned[(first + j) % week.planned.size]
        if draft.crews[v, CREW_SIZE] > 0 and abs(start_of(week, draft, v) - at_s) <= half_s:
            count = add_victim(draft, desk, v, count)
            if count >= most:
                break
    return count


@kernel
def choose(week: Week, draft: Draft, desk: Desk) -> int:
    """Queue some visits, near in place, time, carer or group; gives their number."""
    draft.figures[STAMP] += 1  # marks visits that are chosen
    kind = share(draft.figures)
    if kind < STRINGS:
        return choose_strings(week, draft, desk)
    v = any_present(week, draft)
    if v < 0:
        return 0
    if kind < SLICE:
        return choose_slice(week, draft, desk, start_of(week, draft, v))
    if kind < WHOLE_DUTY or week.visits[v, GROUP] < 0:
        return add_string(draft, desk, draft.crews[v, 1 + CREW_DUTY], 0, MOST, 0)
    count = 0
    for j in range(week.visits[v, MEMBER_FROM], min(week.visits[v, MEMBER_TO], week.visits[v, MEMBER_FROM] + MOST)):
        count = add_victim(draft, desk, week.members[j], count)
    return count


@kernel
def nearest_stop(draft: Draft, k: int, at_s: int) -> int:
    """The stop of a tour that starts nearest to a time."""
    nearest = 0
    for i in range(1, draft.tours[k, STOPS]):
        if abs(draft.stops[k, i, START_S] - at_s) < abs(draft.stops[k, nearest, START_S] - at_s):
            nearest = i
    return nearest


@kernel
def add_in_the_way(week: Week, draft: Draft, desk: Desk, v: int, count: int) -> int:
    """Queue what a few carers do who could come to a visit, about one of the times when it could be."""
    options = week.visits[v, OPTION_TO] - week.visits[v, OPTION_FROM]
    if options == 0:
        return count
    o = week.visits[v, OPTION_FROM] + below(draft.figures, options)
    at_s = week.options[o, LOW_S] + below(draft.figures, week.options[o, HIGH_S] - week.options[o, LOW_S] + 1)
    for r in range(week.visits[v, ROLE_FROM], week.visits[v, ROLE_TO]):
        able = 0
        for j in range(week.roles[r, ROLE_OPTION_FROM], week.roles[r, ROLE_OPTION_TO]):
            if week.options[j, LOW_S] <= at_s <= week.options[j, HIGH_S]:
                desk.order[0, able] = week.options[j, OPTION_DUTY]
                able += 1
        for n in range(min(able, week.roles[r, ROLE_SLOTS] + below(draft.figures, 2))):
            j = n + below(draft.figures, able - n)
            desk.order[0, n], desk.order[0, j] = desk.order[0, j], desk.order[0, n]
            k = desk.order[0, n]
            if draft.tours[k, STOPS] > 0:
                length = 1 + below(draft.figures, LONGEST)
                count = add_string(draft, desk, k, nearest_stop(draft, k, at_s), length, count)
    return count


@kernel
def choose_around(week: Week, draft: Draft, desk: Desk, target: int) -> int:
    """Queue visits in the way of an absent one at some start, and in the way of the teams among them at another."""
    draft.figures[STAMP] += 1
    count = add_in_the_way(week, draft, desk, target, 0)
    j = 0
    while j < count < MOST:
        v = desk.queue[0, j]
        if week.visits[v, SLOTS] > 1:
            count = add_in_the_way(week, draft, desk, v, count)
        j += 1
    return count
