"""Choosing which visits to take out: they go to the queue."""

from __future__ import annotations

from matching.draws import below, share
from matching.kernels.columns import (
    BY_BOUND,
    CLOSED,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_PARTS,
    CREW_SIZE,
    DAY,
    GROUP,
    HIGH_S,
    LINK_FROM,
    LINK_TO,
    LOW_S,
    MARK,
    MEMBER,
    MEMBER_FROM,
    MEMBER_TO,
    ONLY_DUTY,
    OPTION_DUTY,
    OPTION_FROM,
    OPTION_TO,
    PLANNED,
    PLANNED_VISITS,
    QUEUE,
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
from matching.kernels.crews import empty_slots
from matching.kernels.relations import start_of
from matching.kernels.shapes import Work, kernel

MOST = 18  # visits removed at once
LONGEST = 4  # visits of one tour
STRINGS, SLICE, WHOLE_DUTY = 0.76, 0.86, 0.93  # cumulative shares; what is left removes a group
SLICE_S = (1800, 3600, 7200)  # half a slice of time
TRIES = 20
ONE_OF_TEAM = 0.5  # of the teams in a string, of which only one carer goes
AFRESH = 0.3  # of the visits with an empty slot for which room is made, which are themselves put in anew


@kernel
def any_present(work: Work) -> int:
    """A visit that somebody makes; -1 if none was hit upon."""
    for _ in range(TRIES):
        v = work.week[below(work.figures, work.figures[PLANNED_VISITS]), PLANNED]
        if work.draft[v, CREW_SIZE] > 0:
            return v
    return -1


@kernel
def stop_index(work: Work, k: int, v: int) -> int:
    """Where a visit stands in a tour."""
    for i in range(work.draft[k, STOPS]):
        if work.stops[k, i, STOP_VISIT] == v:
            return i
    return 0


@kernel
def add_victim(work: Work, v: int, count: int) -> int:
    """Queue a visit unless it is queued; gives the number of those."""
    if work.draft[v, CLOSED] or work.draft[v, MARK] == work.figures[STAMP] or count >= 2 * MOST:
        return count
    work.draft[v, MARK] = work.figures[STAMP]
    work.lines[QUEUE, count], work.lines[ONLY_DUTY, count] = v, 0
    return count + 1


@kernel
def add_stop(work: Work, v: int, k: int, count: int) -> int:
    """Queue a visit, or of a team, as often, only who comes in duty `k`; gives the number of those in the queue."""
    n = add_victim(work, v, count)
    is_bound = work.week[v, LINK_FROM] < work.week[v, LINK_TO]
    if n > count and work.draft[v, CREW_SIZE] > 1 and not is_bound and share(work.figures) < ONE_OF_TEAM:
        work.lines[ONLY_DUTY, count] = k
    return n


@kernel
def add_string(work: Work, k: int, index: int, length: int, count: int) -> int:
    """Queue consecutive visits of a tour, the stop `index` among them; gives the number of those in the queue."""
    stops = work.draft[k, STOPS]
    length = min(length, stops)
    if length == 0:
        return count
    low = max(0, index - length + 1)
    first = low + below(work.figures, min(index, stops - length) - low + 1)
    for i in range(first, first + length):
        count = add_stop(work, work.stops[k, i, STOP_VISIT], k, count)
    return count


@kernel
def choose_strings(work: Work) -> int:
    """Strings of tours near one another (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914)."""
    seed = work.week[below(work.figures, work.figures[PLANNED_VISITS]), PLANNED]
    most, count = 2 + below(work.figures, MOST - 1), 0
    one_day = -1
    if work.week[seed, OPTION_FROM] < work.week[seed, OPTION_TO] and share(work.figures) < 0.5:
        o = work.week[seed, OPTION_FROM] + below(
            work.figures, work.week[seed, OPTION_TO] - work.week[seed, OPTION_FROM]
        )
        one_day = work.week[work.options[o, OPTION_DUTY], DAY]
    for j in range(work.near.shape[1]):
        v = work.near[seed, j]
        for part in range(work.draft[v, CREW_SIZE]):
            k = work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_DUTY]
            is_ruined = work.draft[k, MARK] == work.figures[STAMP]
            if is_ruined or (one_day >= 0 and work.week[k, DAY] != one_day):
                continue
            work.draft[k, MARK] = work.figures[STAMP]
            index = stop_index(work, k, v)
            count = add_string(work, k, index, 1 + below(work.figures, LONGEST), count)
        if count >= most:
            return min(count, most)
    return count


@kernel
def choose_slice(work: Work, at_s: int) -> int:
    """Queue visits that start about the same time."""
    most, count = 3 + below(work.figures, MOST - 2), 0
    half_s = SLICE_S[below(work.figures, 3)]
    first = below(work.figures, work.figures[PLANNED_VISITS])
    for j in range(work.figures[PLANNED_VISITS]):
        v = work.week[(first + j) % work.figures[PLANNED_VISITS], PLANNED]
        if work.draft[v, CREW_SIZE] > 0 and abs(start_of(work, v) - at_s) <= half_s:
            count = add_victim(work, v, count)
            if count >= most:
                break
    return count


@kernel
def choose(work: Work) -> int:
    """Queue some visits, near in place, time, carer or group; gives their number."""
    if work.figures[PLANNED_VISITS] == 0:
        return 0
    work.figures[STAMP] += 1  # marks visits that are chosen
    kind = share(work.figures)
    if kind < STRINGS:
        return choose_strings(work)
    v = any_present(work)
    if v < 0:
        return 0
    if kind < SLICE:
        return choose_slice(work, start_of(work, v))
    if kind < WHOLE_DUTY or work.week[v, GROUP] < 0:
        return add_string(work, work.draft[v, CREW_PARTS + CREW_DUTY], 0, MOST, 0)
    count = 0
    for j in range(work.week[v, MEMBER_FROM], min(work.week[v, MEMBER_TO], work.week[v, MEMBER_FROM] + MOST)):
        count = add_victim(work, work.week[j, MEMBER], count)
    return count


@kernel
def nearest_stop(work: Work, k: int, at_s: int) -> int:
    """The stop of a tour that starts nearest to a time."""
    nearest = 0
    for i in range(1, work.draft[k, STOPS]):
        if abs(work.stops[k, i, START_S] - at_s) < abs(work.stops[k, nearest, START_S] - at_s):
            nearest = i
    return nearest


@kernel
def add_in_the_way(work: Work, v: int, count: int) -> int:
    """Queue what a few carers do who could come to a visit, about one of the times when it could be."""
    options = work.week[v, OPTION_TO] - work.week[v, OPTION_FROM]
    if options == 0:
        return count
    o = work.week[v, OPTION_FROM] + below(work.figures, options)
    at_s = work.options[o, LOW_S] + below(work.figures, work.options[o, HIGH_S] - work.options[o, LOW_S] + 1)
    is_staying = work.draft[v, CREW_SIZE] > 0 and share(work.figures) >= AFRESH
    if is_staying:
        at_s = start_of(work, v)
    elif work.draft[v, CREW_SIZE] > 0:
        count = add_victim(work, v, count)
    for r in range(work.week[v, ROLE_FROM], work.week[v, ROLE_TO]):
        if is_staying and empty_slots(work, v, r) == 0:
            continue
        able = 0
        for j in range(work.week[r, ROLE_OPTION_FROM], work.week[r, ROLE_OPTION_TO]):
            if work.options[j, LOW_S] <= at_s <= work.options[j, HIGH_S]:
                work.lines[BY_BOUND, able] = work.options[j, OPTION_DUTY]
                able += 1
        for n in range(min(able, work.week[r, ROLE_SLOTS] + below(work.figures, 2))):
            j = n + below(work.figures, able - n)
            work.lines[BY_BOUND, n], work.lines[BY_BOUND, j] = work.lines[BY_BOUND, j], work.lines[BY_BOUND, n]
            k = work.lines[BY_BOUND, n]
            if work.draft[k, STOPS] > 0:
                length = 1 + below(work.figures, LONGEST)
                count = add_string(work, k, nearest_stop(work, k, at_s), length, count)
    return count


@kernel
def choose_around(work: Work, target: int) -> int:
    """Queue visits in the way of an absent one at some start, and in the way of the teams among them at another."""
    work.figures[STAMP] += 1
    count = add_in_the_way(work, target, 0)
    j = 0
    while j < count < MOST:
        v = work.lines[QUEUE, j]
        if work.week[v, SLOTS] > 1:
            count = add_in_the_way(work, v, count)
        j += 1
    return count
