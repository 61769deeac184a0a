"""Rows and columns of the kernels' tables: plain numbers, which compiled code reads as constants.

Everything in a week has a row of its own in one table, in this order: weights, duties, visits, carers, roles, kinks,
pieces, links, pairs of series; and a row's number is what other rows know it by.
"""

from __future__ import annotations

# the first row holds weights and the like
WEIGHTS = 0
TRAVEL, WAITING, DUTY, CONTINUITY, OVERTIME, UNFAIR, FROZEN_S = range(7)

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
) = range(24)

# visits; a fact has a start of its own, others FREE; without a group it is -1
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
) = range(20)
FREE = -(10**12)

# carers
DUTY_FROM, DUTY_TO, MAX_DAY_S, MAX_WEEK_S, MAX_DAYS, REST_S, CONTRACT_S, FAIR_S = range(8)

# roles: alike slots of a visit
ROLE_OPTION_FROM, ROLE_OPTION_TO, ROLE_SLOTS, IS_REQUIRED, SLOT_POINTS = range(5)

# options have a table of their own, in which each fills a cache line: one way into a role
(
    OPTION_DUTY,
    OPTION_CARER,
    LOW_S,
    HIGH_S,
    OWN_POINTS,
    LEAST_POINTS,
    OPTION_ROLE,
    PIECE,
    OPTION_COLUMNS,
) = range(9)

# pieces: convex points of the starts from an option's LOW_S to its HIGH_S
LOW_POINTS, SLOPE, KINK_FROM, KINKS = range(4)

# kinks of pieces
KINK_AT_S, STEEPER = range(2)

# links as one of the two visits sees them
LINK_OTHER, IS_SECOND, MIN_S, MAX_S, TOGETHER = range(5)
ANYBODY, DIFFERENT, SAME = range(3)

# pairs of a series
APART_OTHER, MIN_DAYS, MIN_GAP_S = range(3)

# lists that other rows point into; each goes down a column from the first row
WEEK_COLUMNS = 27
MEMBER, REST_DUTY, PLANNED = range(24, 27)

# the draft has a row for each duty, visit and carer; lists go down LISTED from the first row
# what is CLOSED belongs to another search for now: such visits stay, such duties take nothing new
MARK, SAVED_MARK, DIRTY_MARK, LISTED, WANTED_AT, HOPEFUL, GROUP_POINTS, CLOSED = range(8)
# of a duty: its tour
STOPS, TOUR_POINTS, LEAVE_S, RETURN_S, WORKED_S, WAITED_S, BREAK_GAP, BREAK_S, TOUR_END = range(8, 17)
# of a visit: its crew, some columns for each carer; of a carer only WORKED_S
CREW_SIZE, CREW_PARTS = range(8, 10)
CREW_CARER, CREW_DUTY, CREW_OPTION, CREW_COLUMNS = range(4)

# stops of a tour: what a search for places reads lies together; each with the piece of starts that it keeps to
(
    STOP_VISIT,
    STOP_PLACE,
    STOP_SERVICE_S,
    EARLIEST_S,
    LATEST_S,
    START_S,
    STOP_LOW_S,
    STOP_HIGH_S,
    STOP_POINTS,
    STOP_SLOPE,
    STOP_KINK_FROM,
    STOP_KINKS,
    STOP_COLUMNS,
) = range(13)

# running figures of a draft
(
    SEED_A,
    SEED_B,
    COST,
    WANTING,
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
    PLANNED_VISITS,
    FIRST_VISIT,
    FIRST_CARER,
    FIRST_ROLE,
    CHANGES_TO,
    FIGURES,
) = range(20)

# lines to work on
(
    TOUR,
    STEPS_S,
    AIM,
    EARLY,
    LATE,
    KEPT,
    BENDS_AT_S,
    BENDS,
    BY_BOUND,
    ORDER,
    QUEUE,
    ONLY_DUTY,
    GONE,
    PLACES_FROM,
    PLACES_TO,
    STARTS,
    RATINGS,
    TEAM,
    BEST_TEAM,
    CHANGED,
    SAVED_DUTIES,
    SAVED_VISITS,
    DIRTY_DUTIES,
    DIRTY_VISITS,
    LINES,
) = range(25)

TEAM_POINTS = 0  # in the line TOUR

MOST_CANDIDATES = 256  # common starts of a team that are rated

# a part of a team at hand
PART_OPTION, PART_AT, PART_START, PART_COLUMNS = range(4)

# places where a visit may go
BOUND, PLACE_OPTION, PLACE_AT, PLACE_EARLY_S, PLACE_LATE_S, PLACE_COLUMNS = range(6)

NEVER_S = -(10**9)  # earlier than anything
FAR_S = 10**9  # a leg where there is no way
DAY_LENGTH_S = 86_400
