"""Carers of a visit moved from slots worth little to empty slots worth more, where the two ask for the same.

The search fills a visit's slots one by one and never compares an empty slot with a filled one beside it. For a session
the difference is children: an adult for eight of them before an adult for six.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from matching.plan import Plan
from matching.problem import Assignment, Problem, Slot, Visit


def fullest_first(problem: Problem, plan: Plan) -> Plan:
    """The plan with each visit's carers in the slots that are worth most; published facts and pins stay as they are."""
    visits = {visit.id: visit for visit in problem.visits}
    published = problem.published
    facts = set(published.assignments) if published else set[Assignment]()
    frozen_s = published.frozen_until_s if published else 0
    return replace(
        plan,
        assignments=tuple(
            one
            if None not in one.carers or (one in facts and one.start_s < frozen_s)
            else _promoted(problem, visits[one.visit], one)
            for one in plan.assignments
        ),
    )


def _promoted(problem: Problem, visit: Visit, one: Assignment) -> Assignment:
    """One assignment, each group of slots that ask for the same filled from its dearest slot on."""
    pinned = visit.pin.carers if visit.pin else ()
    alike: dict[Slot, list[int]] = defaultdict(list)
    for i, slot in enumerate(visit.slots):
        if i >= len(pinned) or pinned[i] is None:
            alike[replace(slot, points=None)].append(i)
    carers = list(one.carers)
    for group in alike.values():
        coming = [carers[i] for i in group if carers[i] is not None]
        dearest = sorted(group, key=lambda i: (-_points(problem, visit.slots[i]), i))
        for rank, i in enumerate(dearest):
            carers[i] = coming[rank] if rank < len(coming) else None
    return replace(one, carers=tuple(carers))


def _points(problem: Problem, slot: Slot) -> int:
    return problem.weights.slot if slot.points is None else slot.points
