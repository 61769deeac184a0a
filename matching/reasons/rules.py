"""The rules that one more visit in a carer's week may break, each alone, in the order of their codes.

They are reckoned from seconds, a hundred times as fast as the checker judges; tests hold the two equal. A rule is
broken by the visit only if its duty, day, week or rest breaks it otherwise than it did before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from matching.plan import RuleCode
from matching.problem import DAY_S, Assignment, Break, Link, Series
from matching.reasons.duty import Duty, Fault, frozen_faults, hours_faults, pause_faults, travel_faults
from matching.reasons.stops import Candidate, Stop


@dataclass(frozen=True, slots=True)
class Beside:
    """What a candidate finds: the carer's duties in order, facts outside all of them, breaks, and what binds the visit.

    `tied` are the assigned visits to which `series` and `links` tie it.
    """

    candidate: Candidate
    duties: tuple[Duty, ...]
    strays: tuple[Stop, ...]
    breaks: tuple[Break, ...]
    tied: Mapping[str, Assignment]
    series: Sequence[Series]
    links: Sequence[Link]
    frozen_until_s: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """The visit at a start: the duty that it is in, with it and without, and all `duties` with it, in order.

    `pause` is the break that was made for it.
    """

    beside: Beside
    start_s: int
    new: Duty
    old: Duty | None
    duties: tuple[Duty, ...]
    pause: Break | None = None


def own_rule(candidate: Candidate, start_s: int) -> RuleCode | None:
    """The first rule of the visit and the carer alone, times of others apart, that is broken at this start."""
    visit, slot = candidate.visit, candidate.visit.slots[0]
    end_s = start_s + visit.duration_s
    if not any(one.holds(start_s, end_s) for one in visit.windows):
        return "WINDOW"
    if (gate := gate_before_time(candidate)) is not None:
        return gate
    if slot.credentials and not all(_is_held(candidate, name, start_s, end_s) for name in slot.credentials):
        return "CREDENTIAL"
    return gate_after_time(candidate)


def gate_before_time(candidate: Candidate) -> Literal["KIND", "SKILL"] | None:
    """The first gate before the one that the start decides, CREDENTIAL, that keeps the carer out; None if none does."""
    slot, carer = candidate.visit.slots[0], candidate.carer
    if slot.kind is not None and slot.kind != carer.kind:
        return "KIND"
    return "SKILL" if slot.skill is not None and carer.skills.get(slot.skill, 0) < slot.level else None


def gate_after_time(candidate: Candidate) -> Literal["YEARS", "GENDER", "EXCLUDED"] | None:
    """The first gate after that one that keeps the carer out; None if none does."""
    slot, carer = candidate.visit.slots[0], candidate.carer
    if carer.years < slot.min_years:
        return "YEARS"
    if slot.gender is not None and slot.gender != carer.gender:
        return "GENDER"
    return "EXCLUDED" if carer.id in candidate.visit.excluded else None


def _is_held(candidate: Candidate, name: str, start_s: int, end_s: int) -> bool:
    records = candidate.carer.credentials
    return any(one.name == name and one.from_s <= start_s and end_s <= one.until_s for one in records)


def first_rule(case: Case) -> RuleCode | None:
    """The first rule of time that the visit breaks at its start; None if it breaks none."""
    return next((code for code, breaks in _OF_TIME if breaks(case)), None)


def _breaks_hours(case: Case) -> bool:
    return bool(hours_faults(case.new) - (hours_faults(case.old) if case.old else set()))


def _breaks_travel(case: Case) -> bool:
    found = travel_faults(case.new, case.beside.strays)
    return bool(found and found - (travel_faults(case.old, case.beside.strays) if case.old else set()))


def _breaks_pause(case: Case) -> bool:
    found = pause_faults(case.new)
    return bool(found and found - (pause_faults(case.old) if case.old else set()))


def _breaks_day(case: Case) -> bool:
    day, before = case.new.day, [one for one in case.beside.duties if one.day == case.new.day]
    after_s = sum(one.worked_s for one in case.duties if one.day == day)
    return _is_over(after_s, case.new.carer.max_day_s, sum(one.worked_s for one in before), before)


def _breaks_week(case: Case) -> bool:
    before = case.beside.duties
    after_s = sum(one.worked_s for one in case.duties)
    return _is_over(after_s, case.new.carer.max_week_s, sum(one.worked_s for one in before), before)


def _breaks_days(case: Case) -> bool:
    before = case.beside.duties
    days = {one.day for one in before}
    return _is_over(len(days | {case.new.day}), case.new.carer.max_days, len(days), before)


def _is_over(after: int, limit: int, before: int, duties: Sequence[Duty]) -> bool:
    """Whether a limit is passed that was not passed just so before; what facts alone pass is not counted."""
    return after > limit and (after != before or all(one.is_settled for one in duties))


def _breaks_rest(case: Case) -> bool:
    found = set(_rest_faults(case.duties))
    return bool(found and found - set(_rest_faults(case.beside.duties)))


def _rest_faults(duties: Sequence[Duty]) -> Iterator[Fault]:
    """Nights that are too short, by the day that follows."""
    for one, other in pairwise(duties):
        rest_s = other.leaves_s - one.returns_s
        if one.day != other.day and rest_s < one.carer.rest_s and not other.facts[0]:
            yield other.day, rest_s


def _breaks_pin(case: Case) -> bool:
    pin = case.beside.candidate.visit.pin
    if pin is None:
        return False
    pinned = pin.carers[0] if pin.carers else None
    return pin.start_s not in {None, case.start_s} or pinned not in {None, case.new.carer.id}


def _breaks_series(case: Case) -> bool:
    return any(
        abs(other.start_s // DAY_S - case.start_s // DAY_S) < one.min_days
        or abs(other.start_s - case.start_s) < one.min_gap_s
        for one in case.beside.series
        for name in one.visits
        if (other := case.beside.tied.get(name)) is not None
    )


def _breaks_link(case: Case) -> bool:
    return any(_is_link_broken(case, one) for one in case.beside.links)


def _is_link_broken(case: Case, link: Link) -> bool:
    candidate, is_second = case.beside.candidate, link.second == case.beside.candidate.visit.id
    other = case.beside.tied.get(link.first if is_second else link.second)
    if other is None:
        return is_second
    apart_s = case.start_s - other.start_s if is_second else other.start_s - case.start_s
    if not link.min_s <= apart_s <= link.max_s:
        return True
    is_there = candidate.carer.id in other.carers
    if link.carers == "different":
        return is_there
    return link.carers == "same" and not is_there and not candidate.is_of_team  # a partner may be the one


def _breaks_frozen(case: Case) -> bool:
    frozen_until_s = case.beside.frozen_until_s
    if frozen_until_s is None:
        return False
    if case.start_s < frozen_until_s:
        return True
    if case.pause is not None and case.pause.start_s < frozen_until_s and case.pause not in case.beside.breaks:
        return True
    found = frozen_faults(case.new, frozen_until_s)
    return bool(found and found - (frozen_faults(case.old, frozen_until_s) if case.old else set()))


_OF_TIME: tuple[tuple[RuleCode, Callable[[Case], bool]], ...] = (
    ("AVAILABLE", _breaks_hours),
    ("TRAVEL", _breaks_travel),
    ("BREAK", _breaks_pause),
    ("DAY", _breaks_day),
    ("WEEK", _breaks_week),
    ("DAYS", _breaks_days),
    ("REST", _breaks_rest),
    ("PIN", _breaks_pin),
    ("SERIES", _breaks_series),
    ("LINK", _breaks_link),
    ("FROZEN", _breaks_frozen),
)
