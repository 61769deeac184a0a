"""Several searches on one draft: each betters a part that binds no other, and the parts are put together again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.compiled import CompiledWeek
from matching.kernels import columns as at
from matching.kernels.journal import take_whole
from matching.kernels.searching import CompiledSearch
from matching.kernels.shapes import IntArray, Work

NOBODY = -1  # part of what is bound to two parts, or to none: it stays as it is


def share_out(searches: Sequence[CompiledSearch], rng: np.random.Generator) -> IntArray:
    """Let all searches go on from the first, each in a part of its own; gives the part of each row of the draft."""
    leader = searches[0]
    parts = parts_of(leader.week, leader.work, len(searches), rng)
    for part, one in enumerate(searches):
        if one is not leader:
            one.follow(leader)
        one.work.draft[:, at.CLOSED] = parts != part
    return parts


def put_together(searches: Sequence[CompiledSearch], parts: IntArray) -> None:
    """Bring all parts into the first search's draft, remember it if it is the best, and let all go on from there.

    Nothing is closed to any of them then.
    """
    leader = searches[0].work
    first_visit, first_carer = int(leader.figures[at.FIRST_VISIT]), int(leader.figures[at.FIRST_CARER])
    cost = searches[0].ungrouped_cost + sum(one.ungrouped_cost - one.shared_cost for one in searches[1:])
    for part, one in enumerate(searches[1:], 1):
        duties = np.flatnonzero(parts[:first_visit] == part)
        leader.stops[duties] = one.work.stops[duties]
        leader.draft[duties, at.STOPS : at.TOUR_END] = one.work.draft[duties, at.STOPS : at.TOUR_END]
        visits = first_visit + np.flatnonzero(parts[first_visit:first_carer] == part)
        leader.draft[visits, at.CREW_SIZE :] = one.work.draft[visits, at.CREW_SIZE :]
    leader.draft[:, at.CLOSED] = 0
    take_whole(leader, cost)
    for one in searches[1:]:
        one.follow(searches[0])


def follow_best(searches: list[CompiledSearch]) -> None:
    """Let all go on from the draft that costs least as it stands, which comes first then; each searched all the week.

    The best draft of another is forgotten: whoever wants it takes it before.
    """
    searches.sort(key=lambda one: one.standing_cost)
    for one in searches[1:]:
        one.follow(searches[0])


def parts_of(week: CompiledWeek, work: Work, count: int, rng: np.random.Generator) -> IntArray:
    """The part of each row of the draft: carers by where they start, as seen from a random side; visits by carers."""
    first_visit, first_carer = int(work.figures[at.FIRST_VISIT]), int(work.figures[at.FIRST_CARER])
    places = np.array([[place.x_m, place.y_m] for place in week.problem.places], dtype=np.float64)
    angle = rng.uniform(0, 2 * np.pi)
    along = places @ np.array([np.cos(angle), np.sin(angle)])
    bases = along[[carer.base for carer in week.carers]]
    borders = np.quantile(bases, np.arange(1, count) / count) if len(bases) else np.zeros(0)
    parts = np.full(work.draft.shape[0], NOBODY, dtype=np.int64)
    parts[first_carer:] = np.searchsorted(borders, bases, side="right")
    parts[1:first_visit] = parts[work.week[1:first_visit, at.DUTY_CARER]]
    absent = np.searchsorted(borders, along[work.week[first_visit:first_carer, at.PLACE]], side="right")
    for v in range(first_visit, first_carer):
        size = int(work.draft[v, at.CREW_SIZE])
        if not size:
            parts[v] = absent[v - first_visit]
            continue
        crew = work.draft[v, at.CREW_PARTS : at.CREW_PARTS + size * at.CREW_COLUMNS : at.CREW_COLUMNS]
        theirs = set(parts[crew].tolist())
        parts[v] = theirs.pop() if len(theirs) == 1 else NOBODY
    return _unbound(week, parts, first_visit)


def _unbound(week: CompiledWeek, parts: IntArray, first_visit: int) -> IntArray:
    """Leave to nobody whatever a link or a series binds to a visit of another part."""
    bound: set[int] = set()
    for v, visit in enumerate(week.visits, first_visit):
        partners = [link.other for link in visit.links] + [other for apart in visit.apart for other in apart.others]
        if any(parts[first_visit + other] != parts[v] for other in partners):
            bound.add(v)
    parts[list(bound)] = NOBODY
    return parts
