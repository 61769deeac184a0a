"""Which visits stand in the way of one more, where a rule keeps it out at a given start."""

from __future__ import annotations

from collections.abc import Iterable

from matching.plan import RuleCode
from matching.problem import Visit
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
    return _names(sorted(_clashing(trial, start_s), key=lambda stop: stop.start_s))


def crowding(trial: Trial, start_s: int) -> tuple[bool, int, int]:
    """By what starts are compared at which others are in the way: pinned to the carer, how many, how early."""
    found = _clashing(trial, start_s)
    return any(is_pinned_to(trial, stop.visit) for stop in found), len(found), start_s


def is_crowded(trial: Trial, start_s: int) -> bool:
    """Whether any visit clashes so."""
    near = trial.near(start_s)
    return (near is not None and near.is_crowded(start_s)) or bool(_during(trial, start_s))


def _during(trial: Trial, start_s: int) -> list[Stop]:
    """What has begun outside every interval and lasts into the visit."""
    end_s = start_s + trial.visit.duration_s
    return [stop for stop in trial.strays if stop.start_s < end_s and start_s < stop.end_s]


def _clashing(trial: Trial, start_s: int) -> list[Stop]:
    near = trial.near(start_s)
    return [*_during(trial, start_s), *(() if near is None else near.in_the_way(start_s))]


def is_pinned_to(trial: Trial, visit: Visit) -> bool:
    """Whether a visit is pinned to the carer."""
    return visit.pin is not None and trial.carer.id in visit.pin.carers


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
