"""Which visits stand in the way of one more, where a rule keeps it out at a given start."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from matching.plan import RuleCode
from matching.reasons.stops import Stop
from matching.reasons.trial import Attempt, Trial


def blockers(trial: Trial, attempt: Attempt) -> tuple[str, ...]:
    """The visits, by start, without which the broken rule would be kept at this start: one if one is enough."""
    if attempt.broken is None:
        return ()
    code = attempt.broken
    if code == "TRAVEL" and (names := clashing(trial, attempt.start_s)):
        return names
    suspects = _suspects(trial, code, attempt.start_s)
    for name in suspects:
        if trial.without([name]).at(attempt.start_s).reach > attempt.reach:
            return (name,)
    return suspects


def clashing(trial: Trial, start_s: int) -> tuple[str, ...]:
    """The carer's visits that leave no time for this one and the drives beside it, or to which there is no way."""
    end_s, place = start_s + trial.visit.duration_s, trial.visit.place
    near = trial.duty_at(start_s)
    at = bisect_left(near, start_s, key=lambda stop: stop.start_s)
    before, after = list(near[:at]), list(near[at:])
    found = [stop for stop in trial.strays() if stop.start_s < end_s and start_s < stop.end_s]
    while before and not _reaches(trial, before[-1].end_s, before[-1].visit.place, place, start_s):
        found.append(before.pop())
    while after and not _reaches(trial, end_s, place, after[0].visit.place, after[0].start_s):
        found.append(after.pop(0))
    return _names(sorted(found, key=lambda stop: stop.start_s))


def _reaches(trial: Trial, from_s: int, source: str, target: str, by_s: int) -> bool:
    way_s = trial.week.way_s(trial.carer, source, target)
    return way_s is not None and from_s + way_s <= by_s


def is_pinned_to(trial: Trial, names: Iterable[str]) -> bool:
    """Whether one of these visits is pinned to the carer."""
    pins = (trial.week.visits[name].pin for name in names)
    return any(pin is not None and trial.carer.id in pin.carers for pin in pins)


def _suspects(trial: Trial, code: RuleCode, start_s: int) -> tuple[str, ...]:
    """Visits that have a part in the rule; for limits, the carer's own."""
    if code in {"TRAVEL", "BREAK"}:
        return _names(trial.duty_at(start_s))
    if code == "DAY":
        day = trial.day_of(start_s)
        return _names(stop for stop in trial.stops if trial.day_of(stop.start_s) == day)
    if code in {"WEEK", "DAYS", "REST", "FROZEN"}:
        return _names(trial.stops)
    if code == "SERIES":
        return tuple(name for name in _tied(trial) if _is_in_series(trial, name))
    if code == "LINK":
        links = trial.week.links_of(trial.visit.id)
        return tuple({name: None for one in links for name in (one.first, one.second) if name != trial.visit.id})
    return ()


def _is_in_series(trial: Trial, name: str) -> bool:
    return any(name in one.visits for one in trial.week.series_of(trial.visit.id))


def _tied(trial: Trial) -> list[str]:
    return [one.visit for one in sorted(trial.tied or (), key=lambda one: one.start_s)]


def _names(stops: Iterable[Stop]) -> tuple[str, ...]:
    return tuple(stop.visit.id for stop in stops)
