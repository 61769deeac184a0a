"""Names of rows and columns of a day's tables. Times are ticks, points whole."""

from __future__ import annotations

NONE = -1

# `stop`, one row for each service of a patient, then one for each carer's lunch
TASK, PLACE, DURATION, WINDOWS_FROM, WINDOWS_TO, CHOICES_FROM, CHOICES_TO, MATE, LUNCH_OF = range(9)
STOP_COLUMNS = 9

# `task`, one row for what is timed at once: a service, two that are synchronised, or a lunch
FIRST, SECOND, MIN_GAP, MAX_GAP, TWIN, ABSENT_POINTS, IS_OPTIONAL, WINDOW_COUNT = range(8)
TASK_COLUMNS = 8

# `window`
OPENS, LATEST = range(2)

# `carer`
LEAVES_FROM, RETURNS_TO, SHIFT_START, SHIFT_END, LUNCH, CARER_COLUMNS = range(6)

# `now`, as `stop`
CARER, BEFORE, AFTER, EARLY, START, NOW_COLUMNS = range(6)

# `duty`, one row for each carer
(
    HEAD, TAIL, BUSY, WORKED, MOST_LATE, IDLE, WAIT, MOST_WAIT, POINTS, TOUCHED, DUTY_COLUMNS,
) = range(11)  # fmt: skip

# `line`: one row of whole numbers for each of these
ORDER, RANK, WINDOW, DIRTY, BACK_DIRTY, SOILED, TOUCHED_DUTIES, MOVED, OPTIONAL_TASKS, LUNCHING, LINES = range(11)

# `log`: what a move has changed, to take it back
LOG_KIND, LOG_ROW, LOG_A, LOG_B, LOG_COLUMNS = range(5)
LINKED, UNLINKED, SHIFTED, TIMED_EARLY, TIMED_START, WINDOWED = range(6)

# `best`
BEST_CARER, BEST_ORDER, BEST_WINDOW, BEST_ROWS = range(4)

# `figures`; those of a sum of points are kept from LOCAL on
(
    SEED_A, SEED_B, STOPS, TASKS, CARERS, VISIT_TASKS, LOGGED, STAMP, FROM_RANK, TO_RANK, SOILED_COUNT, TOUCHED_COUNT,
    LUNCH_OPENS, LUNCH_LATEST, LEAVES_AT_START,
    WEIGHT_TRAVEL, WEIGHT_WORK, WEIGHT_LATE, WEIGHT_MOST_LATE, WEIGHT_WAIT, WEIGHT_MOST_WAIT, WEIGHT_EXTRA, WEIGHT_IDLE,
    WEIGHT_BALANCE, WEIGHT_LUNCH, WEIGHT_BROKEN, OPTIONALS, LUNCHES, TICKS,
    COST, BEST_COST, ITERATION,
    LOCAL, ABSENT, ROUTE_POINTS, WORKED_SUM, WAIT_SUM, ALL_MOST_LATE, ALL_IDLE, ALL_MOST_WAIT, END_OF_SUMS,
) = range(41)  # fmt: skip
SUMS = END_OF_SUMS - LOCAL
FIGURES = END_OF_SUMS + SUMS  # the sums as they were before the move
