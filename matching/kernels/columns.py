"""Columns of the kernels' tables: plain numbers, which compiled code reads as constants."""

from __future__ import annotations

# weights and the like, one number each
TRAVEL, WAITING, DUTY, CONTINUITY, OVERTIME, UNFAIR, FROZEN_S, WEIGHTS = range(8)

# visits; a fact has a start of its own, others FREE
(
    PLACE,
    DURATION_S,
    ABSENT_POINTS,
    PRESENT_POINTS,
    GROUP,
    FEWEST,
    SLOTS,
    ROLE_FROM,
    ROLE_TO,
    OPTION_FROM,
    OPTION_TO,
    LINK_FROM,
    LINK_TO,
    APART_FROM,
    APART_TO,
    MEMBER_FROM,
    MEMBER_TO,
    BINDS_OTHERS,
    FACT_START_S,
    FREEDOM,
    VISIT_COLUMNS,
) = range(21)
FREE = -(10**12)

# roles: alike slots of a visit
ROLE_OPTION_FROM, ROLE_OPTION_TO, ROLE_SLOTS, IS_REQUIRED, SLOT_POINTS, ROLE_COLUMNS = range(6)

# options: one way into a role; start points are a convex piece from LOW_S to HIGH_S
(
    OPTION_DUTY,
    OPTION_CARER,
    LOW_S,
    HIGH_S,
    LOW_POINTS,
    SLOPE,
    KINK_FROM,
    KINKS,
    OWN_POINTS,
    LEAST_POINTS,
    OPTION_ROLE,
    OPTION_COLUMNS,
) = range(12)

# kinks of pieces
KINK_AT_S, STEEPER = range(2)

# duties; those without facts have HAS_HEAD 0
(
    DUTY_CARER,
    MODE,
    BASE,
    SOURCE,
    READY_S,
    CLOSE_S,
    DAY,
    AFTER_S,
    PAUSE_S,
    HAS_HEAD,
    HEAD_LEAVE_S,
    HEAD_END_S,
    HEAD_TRAVEL_S,
    HEAD_WAITING_S,
    HEAD_HOME_S,
    HEAD_RESTED_S,
    HEAD_PAUSE_S,
    HEAD_NOT_BEFORE_S,
    HEAD_PAUSED_UNTIL_S,
    HEAD_WORKED_S,
    BEFORE_FROM,
    BEFORE_TO,
    AFTER_FROM,
    AFTER_TO,
    DUTY_COLUMNS,
) = range(25)

# carers
DUTY_FROM, DUTY_TO, MAX_DAY_S, MAX_WEEK_S, MAX_DAYS, REST_S, CONTRACT_S, FAIR_S, CARER_COLUMNS = range(9)

# links as one of the two visits sees them
LINK_OTHER, IS_SECOND, MIN_S, MAX_S, TOGETHER, LINK_COLUMNS = range(6)
ANYBODY, DIFFERENT, SAME = range(3)

# pairs of a series
APART_OTHER, MIN_DAYS, MIN_GAP_S, APART_COLUMNS = range(4)

# tours: a duty with its times
STOPS, TOUR_POINTS, LEAVE_S, RETURN_S, WORKED_S, WAITED_S, BREAK_GAP, BREAK_S, TOUR_COLUMNS = range(9)

# stops of a tour, each with the piece of starts that it keeps to
(
    STOP_VISIT,
    STOP_LOW_S,
    STOP_HIGH_S,
    STOP_POINTS,
    STOP_SLOPE,
    STOP_KINK_FROM,
    STOP_KINKS,
    START_S,
    EARLIEST_S,
    LATEST_S,
    STOP_COLUMNS,
) = range(11)

# parts of a crew; a row of crews begins with their number
CREW_SIZE = 0
CREW_CARER, CREW_DUTY, CREW_OPTION, CREW_COLUMNS = range(4)

# running figures of a draft
(
    COST,
    SEED_A,
    SEED_B,
    ABSENT,
    STAMP,
    JOURNAL,
    BEST_COST,
    BEST_ABSENT,
    ITERATION,
    SAVED_TOURS,
    SAVED_CREWS,
    DIRTY_TOURS,
    DIRTY_CREWS,
    OLD_COST,
    FIGURES,
) = range(15)

# places where a visit may go
BOUND, PLACE_OPTION, PLACE_AT, PLACE_EARLY_S, PLACE_LATE_S, PLACE_COLUMNS = range(6)

NEVER_S = -(10**9)  # earlier than anything
FAR_S = 10**9  # a leg where there is no way
DAY_LENGTH_S = 86_400
