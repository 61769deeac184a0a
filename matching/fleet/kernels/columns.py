"""Where things lie in the tables of a fleet. What is a constant here is one in compiled code."""

# figures
(
    SEED_A, SEED_B, ITERATION, STOPS, ROUTES, CAPACITY, CLOSING, DISTANCE, BEST_DISTANCE, ABSENCE, ABSENTS,
    BEST_ABSENTS, OLD_ABSENTS, SAVED_STOPS, SAVED_ROUTES, BLINK_IN, FOUND_BEFORE, FOUND_ROUTE, EMPTY, FIGURES,
) = range(20)  # fmt: skip

# stop: what never changes
DEMAND, READY, DUE, SERVICE, FROM_DEPOT, SPAN, STOP_COLUMNS = range(7)

# tour: a stop as it stands in a route; a customer that nobody comes to has the route NOWHERE
ROUTE, BEFORE, AFTER, START, LATEST, LEG, STAMP, TOUR_COLUMNS = range(8)
COPIED = STAMP  # columns that a journal keeps

# route
FIRST, SIZE, LOAD, FIRST_LEG, ROUTE_STAMP, ROUTE_COLUMNS = range(6)
ROUTE_COPIED = ROUTE_STAMP  # as above

# lines, each as long as there are stops
ABSENT, OLD_ABSENT, SAVED_STOP, SAVED_ROUTE, KEYS, LINES = range(6)

NOWHERE = -1
DEPOT = 0
