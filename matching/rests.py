"""Which duties of a carer may leave one another too little rest."""

from __future__ import annotations

from matching.compiled import CompiledWeek


def rest_pairs(week: CompiledWeek) -> tuple[list[list[int]], list[list[int]]]:
    """By duty, those of earlier days that may leave it too little rest, and those of later days to which it may."""
    duties = week.duties
    before: list[list[int]] = [[] for _ in duties]
    after: list[list[int]] = [[] for _ in duties]
    for carer in week.carers:
        for k in carer.duties:
            for later in carer.duties:
                apart = duties[k].day < duties[later].day
                if apart and duties[k].close_s + carer.rest_s > duties[later].open_s and not duties[later].head:
                    before[later].append(k)
                    after[k].append(later)
    return before, after
