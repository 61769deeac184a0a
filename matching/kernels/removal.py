"""Taking visits out of a draft, and whoever can't stay without them."""

from __future__ import annotations

from matching.kernels.columns import (
    CHANGED,
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_PARTS,
    CREW_SIZE,
    FACT_START_S,
    FREE,
    GONE,
    IS_SECOND,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    MARK,
    ONLY_DUTY,
    QUEUE,
    STOP_COLUMNS,
    STOP_VISIT,
    STOPS,
)
from matching.kernels.crews import clear_crew, drop_part, part_in, settle_crew
from matching.kernels.hours import put_tour, time_within
from matching.kernels.shapes import Work, kernel
from matching.kernels.tours import empty_tour


@kernel
def shorten(work: Work, k: int, tail: int) -> int:
    """Leave out of a tour who is gone; whom it can't keep is queued behind `tail`. Gives the end of the queue."""
    n = 0
    for i in range(work.draft[k, STOPS]):
        if part_in(work, work.stops[k, i, STOP_VISIT], k) >= 0:
            for j in range(STOP_COLUMNS):
                work.trial[n, j] = work.stops[k, i, j]
            n += 1
    if not time_within(work, k, n):
        for i in range(n):
            if tail < work.lines.shape[1]:
                work.lines[QUEUE, tail], work.lines[ONLY_DUTY, tail] = work.trial[i, STOP_VISIT], 0
                tail += 1
        empty_tour(work, k)
    put_tour(work, k)
    return tail


@kernel
def list_duty(work: Work, k: int, shortened: int, duties: int) -> int:
    """Note a duty to shorten, unless it is noted and not yet shortened; gives their number."""
    for i in range(shortened, duties):
        if work.lines[CHANGED, i] == k:
            return duties
    work.lines[CHANGED, duties] = k
    return duties + 1


@kernel
def list_leaving(work: Work, v: int, only: int, stamp: int, shortened: int, duties: int) -> int:
    """Mark and note the duties of one part of a crew, or of all with `only` at -1; gives how many are noted."""
    for part in range(work.draft[v, CREW_SIZE]):
        if only < 0 or part == only:
            k = work.draft[v, CREW_PARTS + part * CREW_COLUMNS + CREW_DUTY]
            work.draft[k, MARK] = stamp
            duties = list_duty(work, k, shortened, duties)
    return duties


@kernel
def remove(work: Work, count: int, stamp: int) -> int:
    """Take out the first `count` visits of the queue, and whoever follows them by a link; gives how many went.

    Where the line ONLY_DUTY names a duty, only who comes in it goes. The visits stand in the line GONE then; the duties
    that changed bear the stamp.
    """
    gone, head, tail, duties, shortened = 0, 0, count, 0, 0
    while head < tail:
        while head < tail:
            v = work.lines[QUEUE, head]
            head += 1
            size = work.draft[v, CREW_SIZE]
            if size == 0 or work.week[v, FACT_START_S] != FREE:
                continue
            only = part_in(work, v, work.lines[ONLY_DUTY, head - 1]) if size > 1 else -1
            duties = list_leaving(work, v, only, stamp, shortened, duties)
            old_points = clear_crew(work, v) if only < 0 else drop_part(work, v, only)
            settle_crew(work, v, old_points)
            work.lines[GONE, gone] = v
            gone += 1
            if only >= 0:
                continue
            for j in range(work.week[v, LINK_FROM], work.week[v, LINK_TO]):
                if not work.week[j, IS_SECOND] and tail < work.lines.shape[1]:
                    work.lines[QUEUE, tail], work.lines[ONLY_DUTY, tail] = work.week[j, LINK_OTHER], 0
                    tail += 1
        while shortened < duties:  # without ways back a duty may not outlive a stop: then all of it goes
            tail = shorten(work, work.lines[CHANGED, shortened], tail)
            shortened += 1
    return gone
