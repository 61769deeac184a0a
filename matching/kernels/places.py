"""Places in the tours of a draft where a visit may go, with bounds that spare timing most of them."""

from __future__ import annotations

from matching.kernels.columns import (
    BASE,
    BOUND,
    CLOSE_S,
    CLOSED,
    CONTINUITY,
    DURATION_S,
    DUTY,
    EARLIEST_S,
    FAIR_S,
    FREE,
    HAS_HEAD,
    HIGH_S,
    KINK_FROM,
    KINKS,
    LATEST_S,
    LEAST_POINTS,
    LOW_POINTS,
    LOW_S,
    MARK,
    MODE,
    OPTION_CARER,
    OPTION_DUTY,
    PIECE,
    PLACE,
    PLACE_AT,
    PLACE_EARLY_S,
    PLACE_LATE_S,
    PLACE_OPTION,
    READY_S,
    SLOPE,
    SOURCE,
    STAMP,
    STOP_COLUMNS,
    STOP_HIGH_S,
    STOP_KINK_FROM,
    STOP_KINKS,
    STOP_LOW_S,
    STOP_PLACE,
    STOP_POINTS,
    STOP_SERVICE_S,
    STOP_SLOPE,
    STOP_VISIT,
    STOPS,
    TRAVEL,
    UNFAIR,
    WAITED_S,
    WAITING,
    WEIGHTS,
    WORKED_S,
)
from matching.kernels.hours import time_within
from matching.kernels.shapes import Work, kernel


@kernel
def hours_bound(work: Work, c: int, more_s: int) -> int:
    """Points of unfair hours if a carer works so much more; overtime is left out, as it is rare."""
    worked_s, fair_s = work.draft[c, WORKED_S], work.week[c, FAIR_S]
    if worked_s + more_s <= fair_s and worked_s <= fair_s:
        return 0
    return work.week[WEIGHTS, UNFAIR] * (max(0, worked_s + more_s - fair_s) - max(0, worked_s - fair_s))


@kernel
def find_places(work: Work, v: int, o: int, familiar: int, n: int) -> int:
    """Write the places that option `o` has for visit `v` after `n` others; gives their number then.

    `familiar` carers of the visit's group bear the latest stamp. Bounds come from legs, waiting saved, hours and the
    option's own points. O(stops of the duty).
    """
    k, carer = work.options[o, OPTION_DUTY], work.options[o, OPTION_CARER]
    mode, here, mine_s = work.week[k, MODE], work.week[v, PLACE], work.week[v, DURATION_S]
    low_s, high_s = work.options[o, LOW_S], work.options[o, HIGH_S]
    count = work.draft[k, STOPS]
    if work.draft[k, CLOSED] or count + 1 >= work.stops.shape[1]:
        return n
    waited_s = work.draft[k, WAITED_S]
    points = work.options[o, LEAST_POINTS] - work.week[WEIGHTS, WAITING] * waited_s
    if familiar > 0 and work.draft[carer, MARK] != work.figures[STAMP]:
        points += work.week[WEIGHTS, CONTINUITY]
    is_new = count == 0 and work.week[k, HAS_HEAD] == 0
    if is_new:
        points += work.week[WEIGHTS, DUTY]
    at, free_s = work.week[k, SOURCE], work.week[k, READY_S]
    for i in range(count + 1):
        if free_s > high_s:
            return n
        is_last = i == count
        target = work.week[k, BASE] if is_last else work.stops[k, i, STOP_PLACE]
        due_s = work.week[k, CLOSE_S] if is_last else work.stops[k, i, LATEST_S]
        if due_s - mine_s < max(low_s, free_s):  # no leg need be looked up to see that there is no room
            at = target
            free_s = work.stops[k, i, EARLIEST_S] + work.stops[k, i, STOP_SERVICE_S]
            continue
        into_s = work.legs_s[mode, at, here]
        early_s = max(low_s, free_s + into_s)
        if early_s > high_s:
            return n
        out_s = work.legs_s[mode, here, target]
        late_s = min(high_s, due_s - out_s - mine_s)
        if early_s <= late_s and n < work.places.shape[0]:
            detour_s = into_s + out_s - (0 if is_new else work.legs_s[mode, at, target])
            hours = hours_bound(work, carer, detour_s + mine_s - waited_s)
            work.places[n, BOUND] = points + work.week[WEIGHTS, TRAVEL] * detour_s + hours
            work.places[n, PLACE_OPTION], work.places[n, PLACE_AT] = o, i
            work.places[n, PLACE_EARLY_S], work.places[n, PLACE_LATE_S] = early_s, late_s
            n += 1
        at = target
        free_s = work.stops[k, i, EARLIEST_S] + work.stops[k, i, STOP_SERVICE_S]
    return n


@kernel
def lay_out(work: Work, v: int, o: int, at: int) -> int:
    """Write the stops of the option's duty with the visit before the stop `at`; gives their number."""
    k = work.options[o, OPTION_DUTY]
    count = work.draft[k, STOPS]
    for i in range(count):
        to = i if i < at else i + 1
        for j in range(STOP_COLUMNS):
            work.trial[to, j] = work.stops[k, i, j]
    work.trial[at, STOP_VISIT] = v
    work.trial[at, STOP_PLACE], work.trial[at, STOP_SERVICE_S] = work.week[v, PLACE], work.week[v, DURATION_S]
    work.trial[at, STOP_LOW_S], work.trial[at, STOP_HIGH_S] = work.options[o, LOW_S], work.options[o, HIGH_S]
    piece = work.options[o, PIECE]
    work.trial[at, STOP_POINTS], work.trial[at, STOP_SLOPE] = work.week[piece, LOW_POINTS], work.week[piece, SLOPE]
    work.trial[at, STOP_KINK_FROM], work.trial[at, STOP_KINKS] = work.week[piece, KINK_FROM], work.week[piece, KINKS]
    return count + 1


@kernel
def try_place(work: Work, v: int, o: int, at: int, start_s: int, points: int) -> bool:
    """Write the tour with the visit before the stop `at`; False if a rule forbids it.

    Its start is fixed and costs so many points; if it is FREE, the best within the option is found.
    """
    n = lay_out(work, v, o, at)
    if start_s != FREE:
        work.trial[at, STOP_LOW_S] = work.trial[at, STOP_HIGH_S] = start_s
        work.trial[at, STOP_POINTS] = points
        work.trial[at, STOP_SLOPE] = work.trial[at, STOP_KINKS] = 0
    return time_within(work, work.options[o, OPTION_DUTY], n)
