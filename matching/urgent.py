"""Who can come to an urgent visit now: carers ranked against the running day, soonest first."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from matching.check import judge
from matching.displacing import Displaced, emptier_weeks, room_for
from matching.plan import Plan
from matching.problem import Assignment, Break, Carer, Published, Slot, TimeWindow, Visit
from matching.reasons import Exclusion
from matching.reasons.single import exclusion_of
from matching.reasons.stops import Candidate, openings
from matching.reasons.trial import Attempt, Trial
from matching.running import RunningWeek
from matching.soonest import Span, soonest, spans_for

MOST_RANKED = 10
MOST_DISPLACING = 3


@dataclass(frozen=True, slots=True)
class Arrival:
    """A carer who can come: at which second, into which slot, and what that costs.

    `breaks` are the carer's then, `displaced` the visits that would start late or find nobody, `cost_difference` the
    points by which the plan changes. A held carer is waiting for another offer's answer.
    """

    carer: str
    slot: int
    start_s: int
    breaks: tuple[Break, ...]
    displaced: tuple[Displaced, ...]
    cost_difference: int
    is_held: bool


def rank(
    week: RunningWeek,
    visit: Visit,
    *,
    due_s: int | None = None,
    held: Container[str] = (),
    passed: Container[str] = (),
    most: int = MOST_RANKED,
) -> tuple[Arrival, ...]:
    """At most so many carers who can come from `week.now_s` on, who may offer first.

    Free before held, in time (`due_s`, a second of the week) before late, those who displace nothing before those who
    do, then by arrival. Those who would displace something are looked for only while no free carer comes in time.
    `passed` are left out. The visit's place must be one of the week's; its carers come into one slot each.
    """
    asked = open_from(visit, week.now_s)
    carers = [carer for carer in week.problem.carers if carer.id not in passed and _suited(asked, carer)]
    found = [_arrival(week, asked, one, held) for one in _soonest_first(week, asked, carers, held, most)]
    if not any(not one.is_held and _is_in_time(one, due_s) for one in found):
        busy = [carer for carer in carers if carer.id not in held]
        found += [_arrival(week, asked, one, held) for one in _displacing(week, asked, busy, due_s)]
    found.sort(key=lambda one: (one.is_held, not _is_in_time(one, due_s), bool(one.displaced), one.start_s, one.carer))
    best: dict[str, Arrival] = {}
    for one in found:
        best.setdefault(one.carer, one)
    return tuple(best.values())[:most]


def why_not(week: RunningWeek, visit: Visit, carers: Iterable[str]) -> tuple[Exclusion, ...]:
    """The first rule that keeps each of these carers from coming now, all else unchanged; the visits in the way."""
    asked, names = openings(open_from(visit, week.now_s), range(len(visit.slots))), set(carers)
    return tuple(exclusion_of(week, asked, carer) for carer in week.problem.carers if carer.id in names)


def with_arrival(plan: Plan, visit: Visit, one: Arrival) -> Plan:
    """The plan with the carer at the visit, displaced visits later or left out, and the carer's breaks."""
    moved = {each.visit: each.start_s for each in one.displaced}
    kept = [
        each if each.visit not in moved else replace(each, start_s=moved[each.visit])
        for each in plan.assignments
        if moved.get(each.visit, each.start_s) is not None
    ]
    crew = tuple(one.carer if i == one.slot else None for i in range(len(visit.slots)))
    breaks = (*(each for each in plan.breaks if each.carer != one.carer), *one.breaks)
    return replace(plan, assignments=(*kept, Assignment(visit.id, one.start_s, crew)), breaks=breaks)


def open_from(visit: Visit, now_s: int) -> Visit:
    """The visit with what is left of its windows."""
    left = (TimeWindow(max(now_s, one.start_s), one.end_s) for one in visit.windows)
    return replace(visit, windows=tuple(one for one in left if one.end_s - one.start_s >= visit.duration_s))


class _Found(NamedTuple):
    """A carer who can come as the plan stands."""

    candidate: Candidate
    attempt: Attempt
    displaced: tuple[Displaced, ...] = ()


def _soonest_first(
    week: RunningWeek, visit: Visit, carers: list[Carer], held: Container[str], most: int
) -> Iterator[_Found]:
    """Carers in order of arrival, free ones first. The whole rules are tried only where a bound says it may be next."""
    by_name = {carer.id: carer for carer in carers}
    spans = {carer.id: spans_for(week, visit, carer) for carer in carers}
    waiting = [(name in held, mine[0][0], name) for name, mine in spans.items() if mine]
    heapify(waiting)
    ready: dict[str, _Found] = {}
    given = 0
    while waiting and given < most:
        is_held, _, name = heappop(waiting)
        if name in ready:
            given += 1
            yield ready[name]
        elif (found := _tried(week, visit, by_name[name], spans[name])) is not None:
            ready[name] = found
            heappush(waiting, (is_held, found.attempt.start_s, name))


def _tried(week: RunningWeek, visit: Visit, carer: Carer, spans: list[Span]) -> _Found | None:
    """How soon the carer can come, by every rule; None if not at all."""
    found: list[_Found] = []
    for one in _suited(visit, carer):
        attempt = soonest(Trial(week, one, week.stops_of(carer), week.tied_to(one.visit)), spans)
        if attempt is not None:
            found.append(_Found(one, attempt))
    return min(found, key=lambda one: one.attempt.start_s, default=None)


def _suited(visit: Visit, carer: Carer) -> list[Candidate]:
    """The carer for each slot that a quick look does not shut to them; the rules are tried on whoever is left."""
    if carer.id in visit.excluded:
        return []
    slots = [i for i, slot in enumerate(visit.slots) if _may_fill(slot, carer)]
    return [one.of(carer) for one in openings(visit, slots)]


def _may_fill(slot: Slot, carer: Carer) -> bool:
    names = {one.name for one in carer.credentials}
    return (
        slot.kind in {None, carer.kind}
        and (slot.skill is None or carer.skills.get(slot.skill, 0) >= slot.level)
        and carer.years >= slot.min_years
        and slot.gender in {None, carer.gender}
        and names.issuperset(slot.credentials)
    )


def _displacing(week: RunningWeek, visit: Visit, carers: list[Carer], due_s: int | None) -> list[_Found]:
    """A few who come in time if some of their next visits make room; whoever may come first is tried first."""
    choices = [
        (emptier.spans[0][0], len(emptier.gone), carer.id, emptier)
        for carer in carers
        for emptier in emptier_weeks(week, visit, carer)
        if due_s is None or emptier.spans[0][0] <= due_s
    ]
    by_name, found = {carer.id: carer for carer in carers}, dict[str, _Found]()
    for _, _, name, emptier in sorted(choices, key=lambda one: one[:3]):
        if len(found) == MOST_DISPLACING:
            break
        for one in _suited(visit, by_name[name]) if name not in found else ():
            room = room_for(one, emptier)
            if room is not None and (due_s is None or room.attempt.start_s <= due_s):
                found[name] = _Found(one, room.attempt, room.displaced)
    return list(found.values())


def _arrival(week: RunningWeek, visit: Visit, found: _Found, held: Container[str]) -> Arrival:
    one = Arrival(
        carer=found.candidate.carer.id,
        slot=found.candidate.slot,
        start_s=found.attempt.start_s,
        breaks=found.attempt.breaks,
        displaced=found.displaced,
        cost_difference=0,
        is_held=found.candidate.carer.id in held,
    )
    return replace(one, cost_difference=_cost_difference(week, visit, one))


def _cost_difference(week: RunningWeek, visit: Visit, one: Arrival) -> int:
    """Points after less points before, told by the part of the week that the arrival touches."""
    part = week.part_around(visit, one.carer, [each.visit for each in one.displaced])
    told = part.published or Published(week.now_s)
    before = Plan(part.name, told.assignments, told.breaks)
    return judge(part, with_arrival(before, visit, one)).score.cost - judge(part, before).score.cost


def _is_in_time(one: Arrival, due_s: int | None) -> bool:
    return due_s is None or one.start_s <= due_s
