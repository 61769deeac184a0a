"""A problem as flat lists of whole numbers: the only thing that the exact model and the search see.

Carers, visits and places are known by their place in the problem, duties (a carer's available intervals) by one running
number, and all that a rule can say about one visit and one duty alone is folded into options.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from matching.facts import ALWAYS_S, Facts, Head, facts_of
from matching.problem import DAY_S, WEEK_S, Carer, Problem, Slot, TimeWindow, Together, Visit
from matching.timecost import Piece, start_pieces, start_points
from matching.travel import NO_WAY, TravelTable

PIN_FACTOR = 10  # how much more a pinned visit costs if nobody makes it
FAR_S = 10**9  # a leg where there is no way


class Option(NamedTuple):
    """One way into a role: a duty and a convex piece of starts; `points` are the carer's own (strangers, wishes)."""

    duty: int
    carer: int
    piece: Piece
    points: int


class Role(NamedTuple):
    """Alike slots of a visit: whoever fits one fits all. `slots` are their places in the visit."""

    slots: tuple[int, ...]
    is_required: bool
    slot_points: int
    options: tuple[Option, ...]


class Follow(NamedTuple):
    """A link as one of its visits sees it: the other, and whether this one comes second."""

    other: int
    is_second: bool
    min_s: int
    max_s: int
    together: Together


class Apart(NamedTuple):
    """A series as one of its visits sees it: the others, and how far away they must be."""

    others: tuple[int, ...]
    min_days: int
    min_gap_s: int


@dataclass(frozen=True, slots=True)
class CompiledVisit:
    """One visit. `absent_points` count if nobody comes, `present_points` if somebody does."""

    id: str
    place: int
    duration_s: int
    slots: int
    fewest: int
    absent_points: int
    present_points: int
    group: int
    roles: tuple[Role, ...]
    pieces: tuple[Piece, ...]
    links: tuple[Follow, ...]
    apart: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class CompiledCarer:
    """One carer. `legs_s` is (P, P) by the carer's mode, FAR_S where there is no way."""

    id: str
    base: int
    legs_s: list[list[int]]
    duties: tuple[int, ...]
    max_day_s: int
    max_week_s: int
    max_days: int
    rest_s: int
    contract_s: int
    fair_s: int
    after_s: int
    break_s: int  # 0 if the carer takes none
    free_s: int


@dataclass(frozen=True, slots=True)
class CompiledDuty:
    """One available interval. `head` are the facts that begin it, with the index of the place where they end."""

    carer: int
    open_s: int
    close_s: int
    day: int
    head: Head | None
    head_place: int


@dataclass(frozen=True, slots=True)
class FactVisit:
    """A visit that is a fact: its start, its carers by slot (-1: nobody) and what that costs."""

    start_s: int
    carers: tuple[int, ...]
    points: int


@dataclass(frozen=True, slots=True)
class CompiledWeek:
    """One week. `facts` are by visit; `groups` are visits by continuity group."""

    problem: Problem
    visits: tuple[CompiledVisit, ...]
    carers: tuple[CompiledCarer, ...]
    duties: tuple[CompiledDuty, ...]
    groups: tuple[tuple[int, ...], ...]
    facts: dict[int, FactVisit]
    given: Facts


def compile_week(problem: Problem) -> CompiledWeek:
    """The flat form of a well-formed problem; whoever calls has checked it. O(visits × slots × intervals × windows)."""
    travel = TravelTable(problem)
    given = facts_of(problem, travel)
    places = {place.id: i for i, place in enumerate(problem.places)}
    visits = {visit.id: i for i, visit in enumerate(problem.visits)}
    carers = {carer.id: i for i, carer in enumerate(problem.carers)}
    duties = list(_duties(problem, given, places))
    duties_of: dict[int, list[int]] = defaultdict(list)
    for k, duty in enumerate(duties):
        duties_of[duty.carer].append(k)
    names = sorted({visit.group for visit in problem.visits if visit.group is not None})
    group_of = {name: i for i, name in enumerate(names)}
    members: list[list[int]] = [[] for _ in names]
    for i, visit in enumerate(problem.visits):
        if visit.group is not None:
            members[group_of[visit.group]].append(i)
    follows, apart = _follows(problem, visits), _apart(problem, visits)
    weigher = _Weigher(problem, carers)
    compiled = [
        weigher.visit(
            visit,
            place=places[visit.place],
            group=-1 if visit.group is None else group_of[visit.group],
            options=_Finder(problem, visit, given.frozen_until_s, duties, duties_of),
            links=tuple(follows[i]),
            apart=tuple(apart[i]),
        )
        for i, visit in enumerate(problem.visits)
    ]
    return CompiledWeek(
        problem=problem,
        visits=tuple(compiled),
        carers=tuple(_carers(problem, travel, given, places, duties_of)),
        duties=tuple(duties),
        groups=tuple(tuple(group) for group in members),
        facts={visits[name]: weigher.fact(problem.visits[visits[name]], given, carers) for name in given.visits},
        given=given,
    )


def _duties(problem: Problem, given: Facts, places: dict[str, int]) -> Iterator[CompiledDuty]:
    for c, carer in enumerate(problem.carers):
        for i, interval in enumerate(carer.available):
            head = given.heads.get((carer.id, i))
            place = places[head.place if head else carer.base]
            yield CompiledDuty(c, interval.start_s, interval.end_s, interval.start_s // DAY_S, head, place)


def _carers(
    problem: Problem, travel: TravelTable, given: Facts, places: dict[str, int], duties_of: dict[int, list[int]]
) -> Iterator[CompiledCarer]:
    legs_s = {
        mode: [[FAR_S if leg_s == NO_WAY else leg_s for leg_s in row] for row in travel.rows(mode)]
        for mode in {carer.mode for carer in problem.carers}
    }
    for c, carer in enumerate(problem.carers):
        rule = carer.break_rule
        yield CompiledCarer(
            id=carer.id,
            base=places[carer.base],
            legs_s=legs_s[carer.mode],
            duties=tuple(duties_of[c]),
            max_day_s=carer.max_day_s,
            max_week_s=carer.max_week_s,
            max_days=carer.max_days,
            rest_s=carer.rest_s,
            contract_s=carer.contracted_s,
            fair_s=WEEK_S * 10 if carer.fair_s is None else carer.fair_s,
            after_s=rule.after_s if rule else FAR_S,
            break_s=rule.duration_s if rule else 0,
            free_s=max(given.frozen_until_s, given.free_s.get(carer.id, ALWAYS_S)),
        )


def _follows(problem: Problem, visits: dict[str, int]) -> dict[int, list[Follow]]:
    follows: dict[int, list[Follow]] = defaultdict(list)
    for link in problem.links:
        first, second = visits[link.first], visits[link.second]
        follows[first].append(Follow(second, False, link.min_s, link.max_s, link.carers))  # noqa: FBT003 a row
        follows[second].append(Follow(first, True, link.min_s, link.max_s, link.carers))  # noqa: FBT003 a row
    return follows


def _apart(problem: Problem, visits: dict[str, int]) -> dict[int, list[Apart]]:
    apart: dict[int, list[Apart]] = defaultdict(list)
    for series in problem.series:
        for name in series.visits:
            others = tuple(visits[other] for other in series.visits if other != name)
            apart[visits[name]].append(Apart(others, series.min_days, series.min_gap_s))
    return apart


class _Finder:
    """Who may do what when: the options of one visit."""

    def __init__(
        self,
        problem: Problem,
        visit: Visit,
        frozen_until_s: int,
        duties: list[CompiledDuty],
        duties_of: dict[int, list[int]],
    ) -> None:
        pin = visit.pin
        pinned_s = pin.start_s if pin else None
        bounds = TimeWindow(frozen_until_s, FAR_S) if pinned_s is None else TimeWindow(pinned_s, pinned_s + 1)
        pieces = start_pieces(visit, problem.published, problem.weights, bounds)
        self.pieces = tuple(part for piece in pieces if (part := piece.clipped(frozen_until_s, FAR_S)))
        self._pinned = pin.carers if pin else ()
        self._problem, self._visit, self._duties, self._duties_of = problem, visit, duties, duties_of

    def options(self, slots: tuple[int, ...], points: list[int]) -> Iterator[Option]:
        """Options of alike slots; `points` are by carer."""
        pinned = self._pinned[slots[0]] if slots[0] < len(self._pinned) else None
        slot = self._visit.slots[slots[0]]
        for c, carer in enumerate(self._problem.carers):
            if pinned in {None, carer.id} and self._may(carer, slot):
                for k in self._duties_of[c]:
                    for piece in self._starts(carer, slot, self._duties[k]):
                        yield Option(k, c, piece, points[c])

    def _may(self, carer: Carer, slot: Slot) -> bool:
        return (
            slot.kind in {None, carer.kind}
            and (slot.skill is None or carer.skills.get(slot.skill, 0) >= slot.level)
            and carer.years >= slot.min_years
            and slot.gender in {None, carer.gender}
            and carer.id not in self._visit.excluded
        )

    def _starts(self, carer: Carer, slot: Slot, duty: CompiledDuty) -> Iterator[Piece]:
        """Starts within the interval while every credential holds."""
        duration_s = self._visit.duration_s
        spans = [(duty.open_s, duty.close_s - duration_s)]
        for name in slot.credentials:
            held = [(one.from_s, one.until_s - duration_s) for one in carer.credentials if one.name == name]
            spans = [(max(a, b), min(to_a, to_b)) for a, to_a in spans for b, to_b in _merged(held)]
        for piece in self.pieces:
            for lo_s, hi_s in spans:
                part = piece.clipped(lo_s, hi_s)
                if part is not None:
                    yield part


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The union of closed spans, sorted and disjoint."""
    merged: list[tuple[int, int]] = []
    for lo_s, hi_s in sorted(span for span in spans if span[0] <= span[1]):
        if merged and lo_s <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], hi_s))
        else:
            merged.append((lo_s, hi_s))
    return merged


class _Weigher:
    """Points that a visit brings by itself, whatever else is planned."""

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
        options: _Finder,
        links: tuple[Follow, ...],
        apart: tuple[Apart, ...],
    ) -> CompiledVisit:
        """The flat form of one visit."""
        own = [self._carer_points(visit, carer) for carer in self._problem.carers]
        pins = visit.pin.carers if visit.pin else ()
        alike: dict[tuple[Slot, str | None], list[int]] = defaultdict(list)
        for i, slot in enumerate(visit.slots):
            alike[slot, pins[i] if i < len(pins) else None].append(i)
        roles = tuple(
            Role(
                slots=tuple(slots),
                is_required=slot.required or pinned is not None,  # PIN binds a slot that may otherwise stay empty
                slot_points=self._slot_points(slot),
                options=tuple(options.options(tuple(slots), own)),
            )
            for (slot, pinned), slots in alike.items()
        )
        absent = getattr(self._weights.unassigned, visit.priority) * (PIN_FACTOR if visit.pin else 1)
        return CompiledVisit(
            id=visit.id,
            place=place,
            duration_s=visit.duration_s,
            slots=len(visit.slots),
            fewest=visit.fewest,
            absent_points=absent + sum(self._slot_points(slot) for slot in visit.slots),
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
        points += sum(self._slot_points(s) for s, who in zip(visit.slots, fact.carers, strict=True) if who is None)
        points += sum(self._carer_points(visit, self._problem.carers[carers[who]]) for who in filled)
        repeats = len(filled) - len(set(filled))  # a carer who is there twice is missed once
        points += self._weights.moved * repeats
        return FactVisit(fact.start_s, tuple(-1 if who is None else carers[who] for who in fact.carers), points)

    def _slot_points(self, slot: Slot) -> int:
        return self._weights.slot if slot.points is None else slot.points

    def _carer_points(self, visit: Visit, carer: Carer) -> int:
        """Strangers and wishes missed; less what it saves that a carer who was told to come does come."""
        weights, wishes = self._weights, visit.wishes
        points = weights.unfamiliar * (bool(visit.preferred) and carer.id not in visit.preferred)
        points += weights.gender * (wishes.gender not in {None, carer.gender})
        points += weights.language * (wishes.language not in {None, *carer.languages})
        return points - weights.moved * (carer.id in self._told.get(visit.id, ()))
