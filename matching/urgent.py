"""Who can come to an urgent visit now: carers ranked against the running day, soonest first."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from matching.check import judge
from matching.displacing import Displaced, displacing
from matching.plan import Plan
from matching.problem import Assignment, Break, Carer, TimeWindow, Visit
from matching.reasons import Exclusion
from matching.reasons.exclusion import GATES
from matching.reasons.single import distinct, exclusion_of
from matching.reasons.trial import Attempt, Trial
from matching.reasons.week_lookup import Candidate
from matching.running import RunningWeek, soonest, soonest_bound_s

MOST_RANKED = 10


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
    carers = [carer for carer in week.problem.carers if carer.id not in passed]
    found = [_arrival(week, asked, one, held) for one in _soonest_first(week, asked, carers, held, most)]
    if not any(not one.is_held and _is_in_time(one, due_s) for one in found):
        names = {one.carer for one in found if _is_in_time(one, due_s)}
        found += _displacing(week, asked, [carer for carer in carers if carer.id not in names], held, due_s)
    found.sort(key=lambda one: (one.is_held, not _is_in_time(one, due_s), bool(one.displaced), one.start_s, one.carer))
    best: dict[str, Arrival] = {}
    for one in found:
        best.setdefault(one.carer, one)
    return tuple(best.values())[:most]


def why_not(week: RunningWeek, visit: Visit, carers: Iterable[str]) -> tuple[Exclusion, ...]:
    """The first rule that keeps each of these carers from coming now, all else unchanged; the visits in the way."""
    asked, names = open_from(visit, week.now_s), set(carers)
    slots = range(len(visit.slots))
    return tuple(exclusion_of(week, asked, slots, carer) for carer in week.problem.carers if carer.id in names)


def with_arrival(week: RunningWeek, visit: Visit, one: Arrival) -> Plan:
    """The running plan with the carer at the visit, displaced visits later or left out, and the carer's breaks."""
    gone = {each.visit: each.start_s for each in one.displaced}
    kept = [
        replace(each, start_s=gone.get(each.visit) or each.start_s)
        for each in week.plan.assignments
        if each.visit != visit.id and gone.get(each.visit, each.start_s) is not None
    ]
    crew = tuple(one.carer if i == one.slot else None for i in range(len(visit.slots)))
    breaks = (*(each for each in week.plan.breaks if each.carer != one.carer), *one.breaks)
    return replace(week.plan, assignments=(*kept, Assignment(visit.id, one.start_s, crew)), breaks=breaks)


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
    waiting: list[tuple[bool, int, str, bool, int]] = []
    by_name = {carer.id: carer for carer in carers}
    ready: dict[str, _Found] = {}
    for carer in carers:
        bound_s = soonest_bound_s(week, visit, carer)
        if bound_s is not None:
            waiting.append((carer.id in held, bound_s, carer.id, False, bound_s))
    heapify(waiting)
    given = 0
    while waiting and given < most:
        is_held, _, name, is_exact, bound_s = heappop(waiting)
        if is_exact:
            given += 1
            yield ready[name]
        elif (found := _tried(week, visit, by_name[name], bound_s)) is not None:
            ready[name] = found
            heappush(waiting, (is_held, found.attempt.start_s, name, True, bound_s))


def _tried(week: RunningWeek, visit: Visit, carer: Carer, from_s: int) -> _Found | None:
    """How soon the carer can come, by every rule; None if not at all."""
    best: _Found | None = None
    for one in _suited(week, visit, carer):
        trial = Trial(week, one, week.stops_of(carer), week.tied_to(one.visit))
        attempt = soonest(trial, from_s)
        if attempt is not None and (best is None or attempt.start_s < best.attempt.start_s):
            best = _Found(one, attempt)
    return best


def _suited(week: RunningWeek, visit: Visit, carer: Carer) -> list[Candidate]:
    """The carer for each slot whose gates let them in at some time of the windows."""
    return [one for one in distinct(visit, range(len(visit.slots)), carer) if not _is_barred(week, one)]


def _is_barred(week: RunningWeek, one: Candidate) -> bool:
    alone = Trial(week, one)
    starts = (window.start_s for window in one.visit.windows)
    broken = [attempt.broken for attempt in map(alone.at, starts)]
    return bool(broken) and all(each is not None and each.code in GATES - {"CREDENTIAL"} for each in broken)


def _displacing(
    week: RunningWeek, visit: Visit, carers: list[Carer], held: Container[str], due_s: int | None
) -> Iterator[Arrival]:
    for carer in carers:
        for one in _suited(week, visit, carer):
            found = displacing(week, one, due_s)
            if found is not None:
                yield _arrival(week, visit, _Found(one, found.attempt, found.displaced), held)


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
    after = with_arrival(week, visit, one)
    names = {each.id for each in part.visits}
    kept = tuple(each for each in after.assignments if each.visit in names)
    was = tuple(each for each in week.plan.assignments if each.visit in names and each.visit != visit.id)
    theirs = tuple(each for each in week.plan.breaks if each.carer == one.carer)
    before = judge(part, Plan(part.name, was, theirs)).score.cost
    return judge(part, Plan(part.name, kept, one.breaks)).score.cost - before


def _is_in_time(one: Arrival, due_s: int | None) -> bool:
    return due_s is None or one.start_s <= due_s
