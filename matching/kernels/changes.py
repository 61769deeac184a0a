"""Changing one visit: it goes in by some other option, wherever that leads, and who is in the way there goes elsewhere.

Where tearing puts each visit where it costs least, a change takes what chance says, and annealing judges it: a step of
a few microseconds, of which there are nine for each that tears.
"""

from __future__ import annotations

from matching.draws import below, share
from matching.kernels.columns import (
    BINDS_OTHERS,
    CHANGES_TO,
    CREW_DUTY,
    CREW_PARTS,
    CREW_SIZE,
    GONE,
    HIGH_S,
    LOW_S,
    MARK,
    OPTION_DUTY,
    OPTION_FROM,
    OPTION_TO,
    ORDER,
    PLANNED_VISITS,
    SLOTS,
    STAMP,
    STOPS,
)
from matching.kernels.removal import remove
from matching.kernels.ruins import add_string, add_victim, any_present, nearest_stop
from matching.kernels.shapes import Work, kernel

BESIDE = 0.5  # of the changes, in which a visit goes to the duty of a neighbour if it may
IN_THE_WAY = 0.7  # in which somebody goes who is in the way
MOST_IN_THE_WAY = 2


@kernel
def any_option(work: Work, v: int) -> int:
    """An option of a visit; often one in the duty of a visit nearby."""
    first, last = work.week[v, OPTION_FROM], work.week[v, OPTION_TO]
    o, neighbours = first + below(work.figures, last - first), work.near.shape[1] - 1
    if neighbours == 0 or share(work.figures) >= BESIDE:
        return o
    u = work.near[v, 1 + below(work.figures, neighbours)]
    if work.draft[u, CREW_SIZE] == 0:
        return o
    k, seen = work.draft[u, CREW_PARTS + CREW_DUTY], 0
    for j in range(first, last):
        if work.options[j, OPTION_DUTY] == k:
            seen += 1
            if below(work.figures, seen) == 0:
                o = j
    return o


@kernel
def choose_change(work: Work) -> int:
    """Queue a visit that nobody else is bound to, and maybe who is in the way of its new option; gives their number."""
    if work.figures[PLANNED_VISITS] == 0:
        return 0
    work.figures[STAMP] += 1
    v = any_present(work)
    if v < 0 or work.week[v, SLOTS] > 1 or work.week[v, BINDS_OTHERS]:
        return 0
    o, count = any_option(work, v), add_victim(work, v, 0)
    work.figures[CHANGES_TO] = o
    k = work.options[o, OPTION_DUTY]
    if count > 0 and work.draft[k, STOPS] > 0 and share(work.figures) < IN_THE_WAY:
        at_s = work.options[o, LOW_S] + below(work.figures, work.options[o, HIGH_S] - work.options[o, LOW_S] + 1)
        count = add_string(work, k, nearest_stop(work, k, at_s), 1 + below(work.figures, MOST_IN_THE_WAY), count)
    return count


@kernel
def change(work: Work, stamp: int) -> int:
    """Take out a visit that shall change, and who is in the way; gives how many are to insert, that visit first."""
    n = remove(work, choose_change(work), stamp)
    for i in range(n):
        work.lines[ORDER, i] = work.lines[GONE, i]
        work.draft[work.lines[GONE, i], MARK] = stamp
    return n
