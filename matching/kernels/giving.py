"""Putting a visit in as a given plan has it, if every rule is kept."""

from __future__ import annotations

from matching.kernels.columns import CREW_SIZE, FREE, OPTION_CARER
from matching.kernels.journal import begin_step, take_step, undo_step
from matching.kernels.relations import is_barred, lacks_same, may_start, waits_for_first
from matching.kernels.shapes import Desk, Draft, Week, entry, kernel
from matching.kernels.teams import BEST, PART_COLUMNS, PART_OPTION, commit_team


@kernel
def keeps_partners(week: Week, draft: Draft, desk: Desk, v: int, parts: int) -> bool:
    """Whether the best team's carers are whom the visit's links allow."""
    for part in range(parts):
        carer = week.options[desk.team[BEST, part * PART_COLUMNS + PART_OPTION], OPTION_CARER]
        desk.changed[part] = carer
        if is_barred(week, draft, v, carer):
            return False
    return not lacks_same(week, draft, desk, v, parts, -1)


@entry
def insert_given(week: Week, draft: Draft, desk: Desk, v: int, start_s: int, parts: int) -> bool:
    """Put an absent visit in at a start with the best team's parts; False, and nothing done, if a rule forbids it."""
    begin_step(draft)
    is_open = draft.crews[v, CREW_SIZE] == 0 and start_s != FREE and not waits_for_first(week, draft, v)
    if not is_open or not may_start(week, draft, v, start_s) or not keeps_partners(week, draft, desk, v, parts):
        return False
    if not commit_team(week, draft, desk, v, parts):
        undo_step(week, draft, desk)
        return False
    take_step(draft, desk)
    return True
