"""Putting a visit in as a given plan has it, if every rule is kept."""

from __future__ import annotations

from matching.kernels.columns import (
    BEST_TEAM,
    CHANGED,
    CREW_SIZE,
    FREE,
    OPTION_CARER,
    PART_COLUMNS,
    PART_OPTION,
)
from matching.kernels.journal import begin_step, take_step, undo_step
from matching.kernels.relations import is_barred, lacks_same, may_start, waits_for_first
from matching.kernels.shapes import Work, entry, kernel
from matching.kernels.teams import commit_team


@kernel
def keeps_partners(work: Work, v: int, parts: int) -> bool:
    """Whether the best team's carers are whom the visit's links allow."""
    for part in range(parts):
        carer = work.options[work.lines[BEST_TEAM, part * PART_COLUMNS + PART_OPTION], OPTION_CARER]
        work.lines[CHANGED, part] = carer
        if is_barred(work, v, carer):
            return False
    return not lacks_same(work, v, parts, -1)


@entry
def insert_given(work: Work, v: int, start_s: int, parts: int) -> bool:
    """Put an absent visit in at a start with the best team's parts; False, and nothing done, if a rule forbids it."""
    begin_step(work)
    is_open = work.draft[v, CREW_SIZE] == 0 and start_s != FREE and not waits_for_first(work, v)
    if not is_open or not may_start(work, v, start_s) or not keeps_partners(work, v, parts):
        return False
    if not commit_team(work, v, parts):
        undo_step(work)
        return False
    take_step(work)
    return True
