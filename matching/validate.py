"""Is a week well formed? Every fault with its place in the file's words, its value and the mend.

A slot that asks for a skill which nobody has is no fault: such a visit stays unassigned, with its reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise

from matching.problem import (
    DAY_S,
    Assignment,
    Break,
    BreakRule,
    Carer,
    Link,
    Pin,
    Problem,
    ProblemError,
    Published,
    Series,
    Slot,
    TimeWindow,
    Visit,
    Weights,
)

Faults = Iterator[ProblemError]


def check_problem(problem: Problem) -> None:
    """Nothing, if the week can be planned. Raises ProblemError with the first fault."""
    for fault in _faults(problem):
        raise fault


def check_skills(problem: Problem) -> None:
    """Raises ProblemError if a slot asks for a skill that no carer of the week has at any level: a misspelt name, most
    likely. The week could be planned all the same, with that visit open; who reads a file rather asks first.
    """
    known = {skill for carer in problem.carers for skill in carer.skills}
    for v, visit in enumerate(problem.visits):
        for s, slot in enumerate(visit.slots):
            if slot.skill is not None and slot.skill not in known:
                there = ", ".join(sorted(known)) or "none"
                raise ProblemError(
                    f"visits[{v}].slots[{s}].skill",
                    slot.skill,
                    f"no carer has this skill; give it to a carer, or name one that there is ({there})",
                )


def problem_faults(problem: Problem) -> list[ProblemError]:
    """Everything that is wrong with the week; empty if nothing is."""
    return list(_faults(problem))


def _faults(problem: Problem) -> Faults:
    yield from _positive("horizonS", problem.horizon_s)
    for name, rows in (("places", problem.places), ("carers", problem.carers), ("visits", problem.visits)):
        yield from _unique(name, [row.id for row in rows])
    yield from _unique("series", [series.id for series in problem.series])
    yield from _travel_faults(problem)
    places = {place.id for place in problem.places}
    for i, carer in enumerate(problem.carers):
        yield from _known(f"carers[{i}].base", carer.base, places, "a place of `places`")
        yield from _known(f"carers[{i}].mode", carer.mode, problem.modes, "a mode of `modes`")
        yield from _carer_faults(f"carers[{i}]", carer)
    people = {carer.id for carer in problem.carers}
    for i, visit in enumerate(problem.visits):
        yield from _known(f"visits[{i}].place", visit.place, places, "a place of `places`")
        yield from _window_faults(f"visits[{i}].windows", visit.windows, problem.horizon_s)
        yield from _visit_faults(f"visits[{i}]", visit, people)
    visits = {visit.id for visit in problem.visits}
    for i, series in enumerate(problem.series):
        yield from _series_faults(f"series[{i}]", series, visits)
    for i, link in enumerate(problem.links):
        yield from _link_faults(f"links[{i}]", link, visits)
    if problem.published is not None:
        yield from _published_faults(problem.published, problem.visits)
    yield from _weight_faults(problem.weights)


def _travel_faults(problem: Problem) -> Faults:
    for name, mode in problem.modes.items():
        yield from _count(f"modes.{name}.secondsPerKm", mode.seconds_per_km)
        yield from _count(f"modes.{name}.overheadS", mode.overhead_s)
    size = len(problem.places)
    for mode, rows in problem.matrices.items():
        path = f"matrices.{mode}"
        yield from _known(path, mode, problem.modes, "a mode of `modes`")
        if len(rows) != size:
            yield ProblemError(path, f"{len(rows)} rows", f"give one row for each of the {size} places")
        for i, row in enumerate(rows):
            if len(row) != size:
                yield ProblemError(f"{path}[{i}]", f"{len(row)} columns", f"give one for each of the {size} places")
            for j, travel_s in enumerate(row):
                if travel_s is not None:
                    yield from _count(f"{path}[{i}][{j}]", travel_s)


def _carer_faults(path: str, carer: Carer) -> Faults:
    for skill, level in carer.skills.items():
        yield from _count(f"{path}.skills.{skill}", level)
    for name, value in (
        ("years", carer.years),
        ("maxDayS", carer.max_day_s),
        ("maxWeekS", carer.max_week_s),
        ("maxDays", carer.max_days),
        ("restS", carer.rest_s),
        ("contractS", carer.contract_s),
        ("fairS", carer.fair_s),
    ):
        if value is not None:
            yield from _count(f"{path}.{name}", value)
    yield from _available_faults(f"{path}.available", carer.available)
    if carer.break_rule is not None:
        yield from _break_rule_faults(f"{path}.break", carer.break_rule)


def _available_faults(path: str, available: Sequence[TimeWindow]) -> Faults:
    yield from _intervals(path, available)
    for i, interval in enumerate(available):
        if interval.end_s - interval.start_s > DAY_S:
            yield ProblemError(f"{path}[{i}]", _pair(interval), "split it: an interval lasts a day (86400 s) at most")
    for i, (before, after) in enumerate(pairwise(available), start=1):
        if before.end_s >= after.start_s:
            mend = f"sort the intervals, and join those that touch: the one before is {_pair(before)}"
            yield ProblemError(f"{path}[{i}]", _pair(after), mend)


def _break_rule_faults(path: str, rule: BreakRule) -> Faults:
    yield from _count(f"{path}.afterS", rule.after_s)
    yield from _positive(f"{path}.durationS", rule.duration_s)


def _visit_faults(path: str, visit: Visit, people: Collection[str]) -> Faults:
    yield from _positive(f"{path}.durationS", visit.duration_s)
    yield from _intervals(f"{path}.wish", visit.wish)
    if not visit.slots:
        yield ProblemError(f"{path}.slots", [], "give the visit one slot at least")
    for i, slot in enumerate(visit.slots):
        yield from _slot_faults(f"{path}.slots[{i}]", slot)
    if visit.min_filled is not None and not 1 <= visit.min_filled <= len(visit.slots):
        yield ProblemError(f"{path}.minFilled", visit.min_filled, f"make it 1 to {len(visit.slots)}, the slots it has")
    for name, listed in (("preferred", visit.preferred), ("excluded", visit.excluded)):
        for i, who in enumerate(listed):
            yield from _known(f"{path}.{name}[{i}]", who, people, "a carer of `carers`")
    if visit.pin is not None:
        yield from _pin_faults(f"{path}.pin.carers", visit.pin, len(visit.slots), people)


def _window_faults(path: str, windows: Sequence[TimeWindow], horizon_s: int) -> Faults:
    yield from _intervals(path, windows)
    if not windows:
        yield ProblemError(path, [], "give the visit one window at least")
    for i, window in enumerate(windows):
        if window.start_s < 0 or window.end_s > horizon_s:
            yield ProblemError(f"{path}[{i}]", _pair(window), f"keep it within the week, [0, {horizon_s}]")
    for i, (before, after) in enumerate(pairwise(windows), start=1):
        if before.end_s > after.start_s:
            mend = f"sort the windows and join those that overlap: the one before is {_pair(before)}"
            yield ProblemError(f"{path}[{i}]", _pair(after), mend)


def _slot_faults(path: str, slot: Slot) -> Faults:
    yield from _count(f"{path}.level", slot.level)
    yield from _count(f"{path}.minYears", slot.min_years)
    if slot.points is not None:
        yield from _count(f"{path}.points", slot.points)


def _pin_faults(path: str, pin: Pin, slots: int, people: Collection[str]) -> Faults:
    if len(pin.carers) > slots:
        yield ProblemError(path, list(pin.carers), f"name at most {slots} carers, one for each slot")
    for i, who in enumerate(pin.carers):
        if who is not None:
            yield from _known(f"{path}[{i}]", who, people, "a carer of `carers`, or null")


def _series_faults(path: str, series: Series, visits: Collection[str]) -> Faults:
    for i, visit in enumerate(series.visits):
        yield from _known(f"{path}.visits[{i}]", visit, visits, "a visit of `visits`")
    for visit, times in Counter(series.visits).items():
        if times > 1:
            yield ProblemError(f"{path}.visits", visit, f"list it once, not {times} times")
    yield from _count(f"{path}.minDays", series.min_days)
    yield from _count(f"{path}.minGapS", series.min_gap_s)


def _link_faults(path: str, link: Link, visits: Collection[str]) -> Faults:
    for name, visit in (("first", link.first), ("second", link.second)):
        yield from _known(f"{path}.{name}", visit, visits, "a visit of `visits`")
    if link.first == link.second:
        yield ProblemError(f"{path}.second", link.second, "name another visit than `first`")
    if link.min_s > link.max_s:
        yield ProblemError(f"{path}.maxS", link.max_s, f"make it at least minS, {link.min_s}")


def _published_faults(published: Published, visits: Sequence[Visit]) -> Faults:
    slots = {visit.id: len(visit.slots) for visit in visits}
    seen: dict[str, int] = {}
    for i, assignment in enumerate(published.assignments):
        path = f"published.assignments[{i}]"
        yield from _published_assignment_faults(path, assignment, slots.get(assignment.visit))
        if assignment.visit in seen:
            yield ProblemError(
                f"{path}.visit", assignment.visit, f"list it once: entry {seen[assignment.visit]} has it"
            )
        seen.setdefault(assignment.visit, i)
    pauses: set[Break] = set()
    for i, pause in enumerate(published.breaks):
        yield from _positive(f"published.breaks[{i}].durationS", pause.duration_s)
        if pause in pauses:
            yield ProblemError(f"published.breaks[{i}]", pause.carer, "list each break once")
        pauses.add(pause)


def _published_assignment_faults(path: str, assignment: Assignment, slots: int | None) -> Faults:
    if slots is not None and len(assignment.carers) != slots:
        mend = f"give {slots} entries, one for each slot of the visit; null where nobody comes"
        yield ProblemError(f"{path}.carers", list(assignment.carers), mend)


def _weight_faults(weights: Weights) -> Faults:
    for priority, points in asdict(weights.unassigned).items():
        yield from _count(f"weights.unassigned.{priority}", points)
    for term, points in asdict(weights).items():
        if term != "unassigned":
            yield from _count(f"weights.{term}", points)


def _unique(path: str, ids: Sequence[str]) -> Faults:
    seen: dict[str, int] = {}
    for i, one in enumerate(ids):
        if one in seen:
            yield ProblemError(f"{path}[{i}].id", one, f"give it an id of its own: {path}[{seen[one]}] has this one")
        seen.setdefault(one, i)


def _known(path: str, name: str, known: Collection[str], wanted: str) -> Faults:
    if name not in known:
        yield ProblemError(path, name, f"name {wanted}")


def _intervals(path: str, intervals: Sequence[TimeWindow]) -> Faults:
    for i, interval in enumerate(intervals):
        if interval.start_s >= interval.end_s:
            yield ProblemError(f"{path}[{i}]", _pair(interval), "make it end after it starts")


def _count(path: str, value: int) -> Faults:
    if value < 0:
        yield ProblemError(path, value, "make it 0 or more")


def _positive(path: str, value: int) -> Faults:
    if value <= 0:
        yield ProblemError(path, value, "make it 1 or more")


def _pair(interval: TimeWindow) -> list[int]:
    return [interval.start_s, interval.end_s]
