"""Places in the tours of a draft where a visit may go, with bounds that spare timing most of them."""

from __future__ import annotations

from matching.kernels.columns import (
    BASE,
    BOUND,
    CLOSE_S,
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
    MODE,
    OPTION_CARER,
    OPTION_DUTY,
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
    STOP_POINTS,
    STOP_SLOPE,
    STOP_VISIT,
    STOPS,
    TRAVEL,
    UNFAIR,
    WAITED_S,
    WAITING,
)
from matching.kernels.hours import time_within
from matching.kernels.shapes import Desk, Draft, Week, kernel


@kernel
def hours_bound(week: Week, draft: Draft, c: int, more_s: int) -> int:
    """Points of unfair hours if a carer works so much more; overtime is left out, as it is rare."""
    worked_s, fair_s = draft.worked_s[c], week.carers[c, FAIR_S]
    if worked_s + more_s <= fair_s and worked_s <= fair_s:
        return 0
    return week.weights[UNFAIR] * (max(0, worked_s + more_s - fair_s) - max(0, worked_s - fair_s))


@kernel
def find_places(week: Week, draft: Draft, desk: Desk, v: int, o: int, familiar: int, n: int) -> int:
    """Write the places that option `o` has for visit `v` after `n` others; gives their number then.

    `familiar` carers of the visit's group bear the latest stamp. Bounds come from legs, waiting saved, hours and the
    option's own points. O(stops of the duty).
    """
    k, carer = week.options[o, OPTION_DUTY], week.options[o, OPTION_CARER]
    mode, here, mine_s = week.duties[k, MODE], week.visits[v, PLACE], week.visits[v, DURATION_S]
    low_s, high_s = week.options[o, LOW_S], week.options[o, HIGH_S]
    count = draft.tours[k, STOPS]
    if count + 1 >= draft.stops.shape[1]:
        return n
    waited_s = draft.tours[k, WAITED_S]
    points = week.options[o, LEAST_POINTS] - week.weights[WAITING] * waited_s
    if familiar > 0 and desk.crew_marks[carer] != draft.figures[STAMP]:
        points += week.weights[CONTINUITY]
    is_new = count == 0 and week.duties[k, HAS_HEAD] == 0
    if is_new:
        points += week.weights[DUTY]
    at, free_s = week.duties[k, SOURCE], week.duties[k, READY_S]
    for i in range(count + 1):
        into_s = week.legs_s[mode, at, here]
        early_s = max(low_s, free_s + into_s)
        if early_s > high_s:
            return n
        is_last = i == count
        target = week.duties[k, BASE] if is_last else week.visits[draft.stops[k, i, STOP_VISIT], PLACE]
        due_s = week.duties[k, CLOSE_S] if is_last else draft.stops[k, i, LATEST_S]
        out_s = week.legs_s[mode, here, target]
        late_s = min(high_s, due_s - out_s - mine_s)
        if early_s <= late_s and n < desk.places.shape[0]:
            detour_s = into_s + out_s - (0 if is_new else week.legs_s[mode, at, target])
            hours = hours_bound(week, draft, carer, detour_s + mine_s - waited_s)
            desk.places[n, BOUND] = points + week.weights[TRAVEL] * detour_s + hours
            desk.places[n, PLACE_OPTION], desk.places[n, PLACE_AT] = o, i
            desk.places[n, PLACE_EARLY_S], desk.places[n, PLACE_LATE_S] = early_s, late_s
            n += 1
        if not is_last:
            at = target
            free_s = draft.stops[k, i, EARLIEST_S] + week.visits[draft.stops[k, i, STOP_VISIT], DURATION_S]
    return n


@kernel
def lay_out(week: Week, draft: Draft, desk: Desk, v: int, o: int, at: int) -> int:
    """Write the stops of the option's duty with the visit before the stop `at`; gives their number."""
    k = week.options[o, OPTION_DUTY]
    count = draft.tours[k, STOPS]
    for i in range(count):
        to = i if i < at else i + 1
        for j in range(STOP_COLUMNS):
            desk.stops[to, j] = draft.stops[k, i, j]
    desk.stops[at, STOP_VISIT] = v
    desk.stops[at, STOP_LOW_S], desk.stops[at, STOP_HIGH_S] = week.options[o, LOW_S], week.options[o, HIGH_S]
    desk.stops[at, STOP_POINTS], desk.stops[at, STOP_SLOPE] = week.options[o, LOW_POINTS], week.options[o, SLOPE]
    desk.stops[at, STOP_KINK_FROM], desk.stops[at, STOP_KINKS] = week.options[o, KINK_FROM], week.options[o, KINKS]
    return count + 1


@kernel
def try_place(week: Week, draft: Draft, desk: Desk, v: int, o: int, at: int, start_s: int, points: int) -> bool:
    """Write the tour with the visit before the stop `at`; False if a rule forbids it.

    Its start is fixed and costs so many points; if it is FREE, the best within the option is found.
    """
    n = lay_out(week, draft, desk, v, o, at)
    if start_s != FREE:
        desk.stops[at, STOP_LOW_S] = desk.stops[at, STOP_HIGH_S] = start_s
        desk.stops[at, STOP_POINTS] = points
        desk.stops[at, STOP_SLOPE] = desk.stops[at, STOP_KINKS] = 0
    return time_within(week, draft, desk, week.options[o, OPTION_DUTY], n)
