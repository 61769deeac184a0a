"""What a step has changed, so that it can be undone; and what differs from the best draft so far."""

from __future__ import annotations

from matching.kernels.columns import (
    BEST_ABSENT,
    BEST_COST,
    COST,
    CREW_SIZE,
    DIRTY_CREWS,
    DIRTY_DUTIES,
    DIRTY_MARK,
    DIRTY_TOURS,
    DIRTY_VISITS,
    DUTY_CARER,
    FACT_START_S,
    FIRST_CARER,
    FIRST_VISIT,
    FREE,
    GROUP_POINTS,
    JOURNAL,
    LISTED,
    OLD_COST,
    SAVED_CREWS,
    SAVED_DUTIES,
    SAVED_MARK,
    SAVED_TOURS,
    SAVED_VISITS,
    SLOTS,
    STAMP,
    STOP_COLUMNS,
    STOPS,
    TOUR_END,
    WANTED_AT,
    WANTING,
    WORKED_S,
)
from matching.kernels.relations import count_group
from matching.kernels.shapes import Work, entry, kernel


@kernel
def begin_step(work: Work) -> int:
    """Begin a journal; gives the stamp of the step."""
    work.figures[STAMP] += 1
    work.figures[JOURNAL] = work.figures[STAMP]
    work.figures[SAVED_TOURS] = work.figures[SAVED_CREWS] = 0
    work.figures[OLD_COST] = work.figures[COST]
    return work.figures[STAMP]


@kernel
def save_tour(work: Work, k: int) -> int:
    """Write a tour as it is into the journal, unless it is there; gives how many are."""
    if work.draft[k, SAVED_MARK] != work.figures[JOURNAL]:
        work.draft[k, SAVED_MARK] = work.figures[JOURNAL]
        work.lines[SAVED_DUTIES, work.figures[SAVED_TOURS]] = k
        work.figures[SAVED_TOURS] += 1
        for j in range(STOPS, TOUR_END):
            work.old[k, j] = work.draft[k, j]
        for i in range(work.draft[k, STOPS]):
            for j in range(STOP_COLUMNS):
                work.old_stops[k, i, j] = work.stops[k, i, j]
    return work.figures[SAVED_TOURS]


@kernel
def save_crew(work: Work, v: int) -> int:
    """Write a crew as it is into the journal, unless it is there; gives how many are."""
    if work.draft[v, SAVED_MARK] != work.figures[JOURNAL]:
        work.draft[v, SAVED_MARK] = work.figures[JOURNAL]
        work.lines[SAVED_VISITS, work.figures[SAVED_CREWS]] = v
        work.figures[SAVED_CREWS] += 1
        for j in range(CREW_SIZE, work.draft.shape[1]):
            work.old[v, j] = work.draft[v, j]
    return work.figures[SAVED_CREWS]


@kernel
def mark_presence(work: Work, v: int) -> int:
    """Put a visit into the list of those that want somebody, or take it out; gives how many do."""
    at, count = work.draft[v, WANTED_AT], work.figures[WANTING]
    is_wanting = work.draft[v, CREW_SIZE] < work.week[v, SLOTS]
    if is_wanting and at < 0:
        work.draft[count, LISTED] = v
        work.draft[v, WANTED_AT] = count
        work.figures[WANTING] += 1
    elif not is_wanting and at >= 0:
        last = work.draft[count - 1, LISTED]
        work.draft[at, LISTED] = last
        work.draft[last, WANTED_AT] = at
        work.draft[v, WANTED_AT] = -1
        work.figures[WANTING] -= 1
    return work.figures[WANTING]


@kernel
def undo_step(work: Work) -> int:
    """Bring all back that the journal holds; gives the cost."""
    for n in range(work.figures[SAVED_TOURS]):
        k = work.lines[SAVED_DUTIES, n]
        work.draft[work.week[k, DUTY_CARER], WORKED_S] += work.old[k, WORKED_S] - work.draft[k, WORKED_S]
        for j in range(STOPS, TOUR_END):
            work.draft[k, j] = work.old[k, j]
        for i in range(work.draft[k, STOPS]):
            for j in range(STOP_COLUMNS):
                work.stops[k, i, j] = work.old_stops[k, i, j]
    for n in range(work.figures[SAVED_CREWS]):
        v = work.lines[SAVED_VISITS, n]
        for j in range(CREW_SIZE, work.draft.shape[1]):
            work.draft[v, j] = work.old[v, j]
        mark_presence(work, v)
    for n in range(work.figures[SAVED_CREWS]):
        count_group(work, work.lines[SAVED_VISITS, n])
    work.figures[COST] = work.figures[OLD_COST]
    return work.figures[COST]


@kernel
def count_anew(work: Work) -> int:
    """Count again what follows from tours and crews, and note nothing as unlike the best; gives group points."""
    for row in range(work.draft.shape[0]):
        work.draft[row, DIRTY_MARK] = 0
    for c in range(work.figures[FIRST_CARER], work.draft.shape[0]):
        work.draft[c, WORKED_S] = 0
    for k in range(1, work.figures[FIRST_VISIT]):
        work.draft[work.week[k, DUTY_CARER], WORKED_S] += work.draft[k, WORKED_S]
    points = 0
    for v in range(work.figures[FIRST_VISIT], work.figures[FIRST_CARER]):
        if work.week[v, FACT_START_S] == FREE:
            mark_presence(work, v)
        count_group(work, v)
    for v in range(work.figures[FIRST_VISIT], work.figures[FIRST_CARER]):
        points += work.draft[v, GROUP_POINTS]
    work.figures[DIRTY_TOURS] = work.figures[DIRTY_CREWS] = 0
    return points


@kernel
def count_absent(work: Work) -> int:
    """Visits that nobody makes."""
    count = 0
    for i in range(work.figures[WANTING]):
        count += 1 if work.draft[work.draft[i, LISTED], CREW_SIZE] == 0 else 0
    return count


@entry
def keep_best(work: Work) -> int:
    """Copy what differs into the best draft; gives its cost."""
    for n in range(work.figures[DIRTY_TOURS]):
        k = work.lines[DIRTY_DUTIES, n]
        work.draft[k, DIRTY_MARK] = 0
        for j in range(STOPS, TOUR_END):
            work.best[k, j] = work.draft[k, j]
        for i in range(work.draft[k, STOPS]):
            for j in range(STOP_COLUMNS):
                work.best_stops[k, i, j] = work.stops[k, i, j]
    for n in range(work.figures[DIRTY_CREWS]):
        v = work.lines[DIRTY_VISITS, n]
        work.draft[v, DIRTY_MARK] = 0
        for j in range(CREW_SIZE, work.draft.shape[1]):
            work.best[v, j] = work.draft[v, j]
    work.figures[DIRTY_TOURS] = work.figures[DIRTY_CREWS] = 0
    work.figures[BEST_COST], work.figures[BEST_ABSENT] = work.figures[COST], count_absent(work)
    return work.figures[BEST_COST]


@kernel
def take_step(work: Work) -> int:
    """Keep what the step has changed, and remember the draft if it is the best so far; gives the best cost."""
    for tours in range(2):
        saved, dirty = (SAVED_DUTIES, DIRTY_DUTIES) if tours else (SAVED_VISITS, DIRTY_VISITS)
        counted, count = (DIRTY_TOURS, SAVED_TOURS) if tours else (DIRTY_CREWS, SAVED_CREWS)
        for n in range(work.figures[count]):
            one = work.lines[saved, n]
            if work.draft[one, DIRTY_MARK] == 0:
                work.draft[one, DIRTY_MARK] = 1
                work.lines[dirty, work.figures[counted]] = one
                work.figures[counted] += 1
    if work.figures[COST] < work.figures[BEST_COST]:
        keep_best(work)
    return work.figures[BEST_COST]


@entry
def recall(work: Work) -> int:
    """Go back to the best draft; gives its cost."""
    for k in range(1, work.figures[FIRST_VISIT]):
        for j in range(STOPS, TOUR_END):
            work.draft[k, j] = work.best[k, j]
        for i in range(work.draft[k, STOPS]):
            for j in range(STOP_COLUMNS):
                work.stops[k, i, j] = work.best_stops[k, i, j]
    for v in range(work.figures[FIRST_VISIT], work.figures[FIRST_CARER]):
        for j in range(CREW_SIZE, work.draft.shape[1]):
            work.draft[v, j] = work.best[v, j]
    count_anew(work)
    work.figures[COST] = work.figures[BEST_COST]
    return work.figures[COST]


@entry
def take_whole(work: Work, ungrouped_cost: int) -> int:
    """Take the draft's tours and crews, put in from outside, as they are; gives the best cost, which may be theirs."""
    work.figures[COST] = ungrouped_cost + count_anew(work)
    for row in range(1, work.figures[FIRST_CARER]):
        work.draft[row, DIRTY_MARK] = 1
        if row < work.figures[FIRST_VISIT]:
            work.lines[DIRTY_DUTIES, row - 1] = row
        else:
            work.lines[DIRTY_VISITS, row - work.figures[FIRST_VISIT]] = row
    work.figures[DIRTY_TOURS] = work.figures[FIRST_VISIT] - 1
    work.figures[DIRTY_CREWS] = work.figures[FIRST_CARER] - work.figures[FIRST_VISIT]
    if work.figures[COST] < work.figures[BEST_COST]:
        keep_best(work)
    return work.figures[BEST_COST]
