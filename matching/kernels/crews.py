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
    CREW_SIZE,
    FREE,
    GROUP,
    LOW_S,
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
)
from matching.kernels.draws import draw
from matching.kernels.hours import put_tour, tour_delta
from matching.kernels.journal import mark_presence, save_crew
from matching.kernels.places import find_places, try_place
from matching.kernels.relations import count_group, fullest_of, mark_familiar, may_start
from matching.kernels.shapes import Desk, Draft, Week, kernel

BLINK = 100  # one place of so many is overlooked, so that the same removal leads elsewhere


@kernel
def crew_points(week: Week, draft: Draft, v: int) -> int:
    """What a visit costs by itself, but for its start."""
    size = draft.crews[v, CREW_SIZE]
    if size == 0:
        return week.visits[v, ABSENT_POINTS]
    points = week.visits[v, PRESENT_POINTS]
    for r in range(week.visits[v, ROLE_FROM], week.visits[v, ROLE_TO]):
        points += week.roles[r, SLOT_POINTS] * week.roles[r, ROLE_SLOTS]
    for part in range(size):
        o = draft.crews[v, 1 + part * CREW_COLUMNS + CREW_OPTION]
        points += week.options[o, OWN_POINTS] - week.roles[week.options[o, OPTION_ROLE], SLOT_POINTS]
    return points


@kernel
def clear_crew(week: Week, draft: Draft, desk: Desk, v: int) -> int:
    """Let nobody come to a visit, while its new crew is written; gives what it cost by itself."""
    save_crew(draft, desk, v)
    points = crew_points(week, draft, v)
    draft.crews[v, CREW_SIZE] = 0
    return points


@kernel
def add_part(week: Week, draft: Draft, v: int, o: int) -> int:
    """Let one more carer come; gives how many do."""
    at = 1 + draft.crews[v, CREW_SIZE] * CREW_COLUMNS
    draft.crews[v, at + CREW_CARER] = week.options[o, OPTION_CARER]
    draft.crews[v, at + CREW_DUTY] = week.options[o, OPTION_DUTY]
    draft.crews[v, at + CREW_OPTION] = o
    draft.crews[v, CREW_SIZE] += 1
    return draft.crews[v, CREW_SIZE]


@kernel
def settle_crew(week: Week, draft: Draft, desk: Desk, v: int, old_points: int) -> int:
    """Count what the visit's new crew costs, after `old_points`; gives the cost of the draft."""
    draft.figures[COST] += crew_points(week, draft, v) - old_points + count_group(week, draft, desk, v)
    mark_presence(draft, v)
    return draft.figures[COST]


@kernel
def is_marked(draft: Draft, desk: Desk, carer: int) -> bool:
    """Whether the group marked last knows a carer."""
    return desk.crew_marks[carer] == draft.figures[STAMP]


@kernel
def familiar_delta(week: Week, draft: Draft, desk: Desk, carer: int, fullest: int) -> int:
    """Continuity points that one carer brings to a group whose carers bear the latest stamp."""
    more = 0 if is_marked(draft, desk, carer) else 1
    return week.weights[CONTINUITY] * (more - (max(fullest, 1) - fullest))


@kernel
def insert_alone(week: Week, draft: Draft, desk: Desk, v: int, touched: int) -> bool:
    """Put a visit of one slot that binds nobody where it costs least; its start stays free within a piece.

    With a stamp in `touched` only duties that bear it are tried. False if nowhere, or not worth it.
    """
    familiar, n = mark_familiar(week, draft, desk, v), 0
    for o in range(week.visits[v, OPTION_FROM], week.visits[v, OPTION_TO]):
        is_tried = touched == 0 or desk.duty_marks[week.options[o, OPTION_DUTY]] == touched
        if is_tried and may_start(week, draft, v, week.options[o, LOW_S]):
            n = find_places(week, draft, desk, v, o, familiar, n)
    if n == 0:
        return False
    base = week.visits[v, PRESENT_POINTS] - week.visits[v, ABSENT_POINTS]
    is_grouped, fullest = week.visits[v, GROUP] >= 0, fullest_of(week, draft, v)
    promising = 0
    for i in range(n):
        if desk.places[i, BOUND] < desk.places[promising, BOUND]:
            promising = i
    best, chosen = 0, -1  # it must be worth it
    for turn in range(-1, n):
        i = promising if turn < 0 else turn
        if base + desk.places[i, BOUND] >= best or turn == promising or draw(draft.figures) % BLINK == 0:
            continue
        o = desk.places[i, PLACE_OPTION]
        if try_place(week, draft, desk, v, o, desk.places[i, PLACE_AT], FREE, 0):
            delta = base + tour_delta(week, draft, desk, week.options[o, OPTION_DUTY]) + week.options[o, OWN_POINTS]
            if is_grouped:
                delta += familiar_delta(week, draft, desk, week.options[o, OPTION_CARER], fullest)
            if delta < best:
                best, chosen = delta, i
    if chosen < 0:
        return False
    o = desk.places[chosen, PLACE_OPTION]
    try_place(week, draft, desk, v, o, desk.places[chosen, PLACE_AT], FREE, 0)
    put_tour(week, draft, desk, week.options[o, OPTION_DUTY])
    old_points = clear_crew(week, draft, desk, v)
    add_part(week, draft, v, o)
    settle_crew(week, draft, desk, v, old_points)
    return True
