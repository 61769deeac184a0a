"""Points that a visit brings by itself, whatever else is planned."""

from __future__ import annotations

from collections import defaultdict

from matching.compiled import Apart, CompiledVisit, FactVisit, Follow, Role
from matching.facts import Facts
from matching.options import OptionFinder
from matching.problem import Carer, Problem, Slot, Visit, Weights
from matching.timecost import start_points

PIN_FACTOR = 10  # how much more a pinned visit costs if nobody makes it


class VisitCompiler:
    """Makes the flat form of the visits of one week, with their points."""

    def __init__(self, problem: Problem, carers: dict[str, int]) -> None:
        self._problem, self._weights = problem, problem.weights
        told = problem.published.assignments if problem.published else ()
        self._told = {one.visit: {who for who in one.carers if who in carers} for one in told}

    def visit(
        self,
        visit: Visit,
        *,
        place: int,
        group: int,
        options: OptionFinder,
        links: tuple[Follow, ...],
        apart: tuple[Apart, ...],
    ) -> CompiledVisit:
        """The flat form of one visit."""
        pins, weights = visit.pin.carers if visit.pin else (), self._weights
        alike: dict[tuple[Slot, str | None], list[int]] = defaultdict(list)
        for i, slot in enumerate(visit.slots):
            alike[slot, pins[i] if i < len(pins) else None].append(i)
        roles = tuple(
            Role(
                slots=tuple(slots),
                is_required=slot.required or pinned is not None,  # PIN binds a slot that may otherwise stay empty
                slot_points=slot_points(slot, weights),
                options=tuple(options.options(tuple(slots), lambda carer: self._carer_points(visit, carer))),
            )
            for (slot, pinned), slots in alike.items()
        )
        return CompiledVisit(
            id=visit.id,
            place=place,
            duration_s=visit.duration_s,
            slots=len(visit.slots),
            fewest=visit.fewest,
            absent_points=absent_points(visit, weights) + sum(slot_points(slot, weights) for slot in visit.slots),
            present_points=self._weights.moved * len(self._told.get(visit.id, ())),
            group=group,
            roles=roles,
            pieces=options.pieces,
            links=links,
            apart=apart,
        )

    def fact(self, visit: Visit, given: Facts, carers: dict[str, int]) -> FactVisit:
        """What a fact costs by itself."""
        fact = given.visits[visit.id]
        filled = [who for who in fact.carers if who is not None]
        points = start_points(visit, self._problem.published, self._weights)(fact.start_s)
        points += self._weights.moved * len(self._told.get(visit.id, ()))
        empty = (slot for slot, who in zip(visit.slots, fact.carers, strict=True) if who is None)
        points += sum(slot_points(slot, self._weights) for slot in empty)
        points += sum(self._carer_points(visit, self._problem.carers[carers[who]]) for who in filled)
        repeats = len(filled) - len(set(filled))  # a carer who is there twice is missed once
        points += self._weights.moved * repeats
        return FactVisit(fact.start_s, tuple(-1 if who is None else carers[who] for who in fact.carers), points)

    def _carer_points(self, visit: Visit, carer: Carer) -> int:
        """Strangers and wishes missed; less what it saves that a carer who was told to come does come."""
        return carer_points(visit, carer, self._weights) - self._weights.moved * (
            carer.id in self._told.get(visit.id, ())
        )


def absent_points(visit: Visit, weights: Weights) -> int:
    """Points of a visit that nobody makes, its empty slots apart."""
    return getattr(weights.unassigned, visit.priority) * (PIN_FACTOR if visit.pin else 1)


def slot_points(slot: Slot, weights: Weights) -> int:
    """Points of an empty slot."""
    return weights.slot if slot.points is None else slot.points


def carer_points(visit: Visit, carer: Carer, weights: Weights) -> int:
    """Points of a carer at a visit: a stranger, wishes missed."""
    wishes = visit.wishes
    points = weights.unfamiliar * (bool(visit.preferred) and carer.id not in visit.preferred)
    points += weights.gender * (wishes.gender not in {None, carer.gender})
    return points + weights.language * (wishes.language not in {None, *carer.languages})
