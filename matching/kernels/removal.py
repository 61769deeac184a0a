"""Taking visits out of a draft, and whoever can't stay without them."""

from __future__ import annotations

from matching.kernels.columns import (
    CREW_COLUMNS,
    CREW_DUTY,
    CREW_SIZE,
    FACT_START_S,
    FREE,
    IS_SECOND,
    LINK_FROM,
    LINK_OTHER,
    LINK_TO,
    STOP_COLUMNS,
    STOP_VISIT,
    STOPS,
)
from matching.kernels.crews import clear_crew, settle_crew
from matching.kernels.hours import put_tour, time_within
from matching.kernels.journal import save_crew
from matching.kernels.shapes import Desk, Draft, Week, kernel
from matching.kernels.tours import empty_tour

WAITING_ROW, GONE = range(2)  # rows of `queue`


@kernel
def shorten(week: Week, draft: Draft, desk: Desk, k: int, tail: int) -> int:
    """Leave out of a tour who is gone; whom it can't keep is queued behind `tail`. Gives the end of the queue."""
    n = 0
    for i in range(draft.tours[k, STOPS]):
        if draft.crews[draft.stops[k, i, STOP_VISIT], CREW_SIZE] > 0:
            for j in range(STOP_COLUMNS):
                desk.stops[n, j] = draft.stops[k, i, j]
            n += 1
    if not time_within(week, draft, desk, k, n):
        for i in range(n):
            if tail < desk.queue.shape[1]:
                desk.queue[WAITING_ROW, tail] = desk.stops[i, STOP_VISIT]
                tail += 1
        empty_tour(week, desk, k)
    put_tour(week, draft, desk, k)
    return tail


@kernel
def list_duty(desk: Desk, k: int, shortened: int, duties: int) -> int:
    """Note a duty to shorten, unless it is noted and not yet shortened; gives their number."""
    for i in range(shortened, duties):
        if desk.changed[i] == k:
            return duties
    desk.changed[duties] = k
    return duties + 1


@kernel
def remove(week: Week, draft: Draft, desk: Desk, count: int, stamp: int) -> int:
    """Take out the first `count` visits of the queue, and whoever follows them by a link; gives how many went.

    They stand in the second row of the queue then; the duties that changed bear the stamp.
    """
    gone, head, tail, duties, shortened = 0, 0, count, 0, 0
    while head < tail:
        while head < tail:
            v = desk.queue[WAITING_ROW, head]
            head += 1
            size = draft.crews[v, CREW_SIZE]
            if size == 0 or week.visits[v, FACT_START_S] != FREE:
                continue
            save_crew(draft, desk, v)
            for part in range(size):
                k = draft.crews[v, 1 + part * CREW_COLUMNS + CREW_DUTY]
                desk.duty_marks[k] = stamp
                duties = list_duty(desk, k, shortened, duties)
            old_points = clear_crew(week, draft, desk, v)
            settle_crew(week, draft, desk, v, old_points)
            desk.queue[GONE, gone] = v
            gone += 1
            for j in range(week.visits[v, LINK_FROM], week.visits[v, LINK_TO]):
                if not week.links[j, IS_SECOND] and tail < desk.queue.shape[1]:
                    desk.queue[WAITING_ROW, tail] = week.links[j, LINK_OTHER]
                    tail += 1
        while shortened < duties:  # without ways back a duty may not outlive a stop: then all of it goes
            tail = shorten(week, draft, desk, desk.changed[shortened], tail)
            shortened += 1
    return gone
