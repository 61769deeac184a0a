"""What a step has changed, so that it can be undone; and what differs from the best draft so far."""

from __future__ import annotations

from matching.kernels.columns import (
    ABSENT,
    BEST_ABSENT,
    BEST_COST,
    COST,
    CREW_SIZE,
    DIRTY_CREWS,
    DIRTY_TOURS,
    DUTY_CARER,
    JOURNAL,
    OLD_COST,
    SAVED_CREWS,
    SAVED_TOURS,
    STAMP,
    STOP_COLUMNS,
    STOPS,
    TOUR_COLUMNS,
    WORKED_S,
)
from matching.kernels.relations import count_group
from matching.kernels.shapes import Desk, Draft, Week, entry, kernel

TOURS, CREWS = range(2)  # rows of `saved` and `dirty`


@kernel
def begin_step(draft: Draft) -> int:
    """Begin a journal; gives the stamp of the step."""
    draft.figures[STAMP] += 1
    draft.figures[JOURNAL] = draft.figures[STAMP]
    draft.figures[SAVED_TOURS] = draft.figures[SAVED_CREWS] = 0
    draft.figures[OLD_COST] = draft.figures[COST]
    return draft.figures[STAMP]


@kernel
def save_tour(draft: Draft, desk: Desk, k: int) -> int:
    """Write a tour as it is into the journal, unless it is there; gives how many are."""
    if desk.saved_marks[TOURS, k] != draft.figures[JOURNAL]:
        desk.saved_marks[TOURS, k] = draft.figures[JOURNAL]
        desk.saved[TOURS, draft.figures[SAVED_TOURS]] = k
        draft.figures[SAVED_TOURS] += 1
        for j in range(TOUR_COLUMNS):
            desk.saved_tours[k, j] = draft.tours[k, j]
        for i in range(draft.tours[k, STOPS]):
            for j in range(STOP_COLUMNS):
                desk.saved_stops[k, i, j] = draft.stops[k, i, j]
    return draft.figures[SAVED_TOURS]


@kernel
def save_crew(draft: Draft, desk: Desk, v: int) -> int:
    """Write a crew as it is into the journal, unless it is there; gives how many are."""
    if desk.saved_marks[CREWS, v] != draft.figures[JOURNAL]:
        desk.saved_marks[CREWS, v] = draft.figures[JOURNAL]
        desk.saved[CREWS, draft.figures[SAVED_CREWS]] = v
        draft.figures[SAVED_CREWS] += 1
        for j in range(draft.crews.shape[1]):
            desk.saved_crews[v, j] = draft.crews[v, j]
    return draft.figures[SAVED_CREWS]


@kernel
def mark_presence(draft: Draft, v: int) -> int:
    """Put a visit into the list of absent ones, or take it out; gives how many are absent."""
    at, count = draft.absent_at[v], draft.figures[ABSENT]
    if draft.crews[v, CREW_SIZE] == 0 and at < 0:
        draft.absent[count] = v
        draft.absent_at[v] = count
        draft.figures[ABSENT] += 1
    elif draft.crews[v, CREW_SIZE] > 0 and at >= 0:
        last = draft.absent[count - 1]
        draft.absent[at] = last
        draft.absent_at[last] = at
        draft.absent_at[v] = -1
        draft.figures[ABSENT] -= 1
    return draft.figures[ABSENT]


@kernel
def undo_step(week: Week, draft: Draft, desk: Desk) -> int:
    """Bring all back that the journal holds; gives the cost."""
    for n in range(draft.figures[SAVED_TOURS]):
        k = desk.saved[TOURS, n]
        draft.worked_s[week.duties[k, DUTY_CARER]] += desk.saved_tours[k, WORKED_S] - draft.tours[k, WORKED_S]
        for j in range(TOUR_COLUMNS):
            draft.tours[k, j] = desk.saved_tours[k, j]
        for i in range(draft.tours[k, STOPS]):
            for j in range(STOP_COLUMNS):
                draft.stops[k, i, j] = desk.saved_stops[k, i, j]
    for n in range(draft.figures[SAVED_CREWS]):
        v = desk.saved[CREWS, n]
        for j in range(draft.crews.shape[1]):
            draft.crews[v, j] = desk.saved_crews[v, j]
        mark_presence(draft, v)
    for n in range(draft.figures[SAVED_CREWS]):
        count_group(week, draft, desk, desk.saved[CREWS, n])
    draft.figures[COST] = draft.figures[OLD_COST]
    return draft.figures[COST]


@entry
def keep_best(draft: Draft, desk: Desk) -> int:
    """Copy what differs into the best draft; gives its cost."""
    for n in range(draft.figures[DIRTY_TOURS]):
        k = desk.dirty[TOURS, n]
        desk.dirty_marks[TOURS, k] = 0
        for j in range(TOUR_COLUMNS):
            draft.best_tours[k, j] = draft.tours[k, j]
        for i in range(draft.tours[k, STOPS]):
            for j in range(STOP_COLUMNS):
                draft.best_stops[k, i, j] = draft.stops[k, i, j]
    for n in range(draft.figures[DIRTY_CREWS]):
        v = desk.dirty[CREWS, n]
        desk.dirty_marks[CREWS, v] = 0
        for j in range(draft.crews.shape[1]):
            draft.best_crews[v, j] = draft.crews[v, j]
    draft.figures[DIRTY_TOURS] = draft.figures[DIRTY_CREWS] = 0
    draft.figures[BEST_COST], draft.figures[BEST_ABSENT] = draft.figures[COST], draft.figures[ABSENT]
    return draft.figures[BEST_COST]


@kernel
def take_step(draft: Draft, desk: Desk) -> int:
    """Keep what the step has changed, and remember the draft if it is the best so far; gives the best cost."""
    for row in range(2):
        count = draft.figures[SAVED_TOURS + row]
        for n in range(count):
            one = desk.saved[row, n]
            if desk.dirty_marks[row, one] == 0:
                desk.dirty_marks[row, one] = 1
                desk.dirty[row, draft.figures[DIRTY_TOURS + row]] = one
                draft.figures[DIRTY_TOURS + row] += 1
    if draft.figures[COST] < draft.figures[BEST_COST]:
        keep_best(draft, desk)
    return draft.figures[BEST_COST]


@entry
def recall(week: Week, draft: Draft, desk: Desk) -> int:
    """Go back to the best draft; gives its cost."""
    for c in range(draft.worked_s.size):
        draft.worked_s[c] = 0
    for k in range(draft.tours.shape[0]):
        for j in range(TOUR_COLUMNS):
            draft.tours[k, j] = draft.best_tours[k, j]
        draft.worked_s[week.duties[k, DUTY_CARER]] += draft.tours[k, WORKED_S]
        for i in range(draft.tours[k, STOPS]):
            for j in range(STOP_COLUMNS):
                draft.stops[k, i, j] = draft.best_stops[k, i, j]
    for v in range(draft.crews.shape[0]):
        for j in range(draft.crews.shape[1]):
            draft.crews[v, j] = draft.best_crews[v, j]
    for n in range(week.planned.size):
        mark_presence(draft, week.planned[n])
        count_group(week, draft, desk, week.planned[n])
    draft.figures[DIRTY_TOURS] = draft.figures[DIRTY_CREWS] = 0
    draft.figures[COST] = draft.figures[BEST_COST]
    return draft.figures[COST]
