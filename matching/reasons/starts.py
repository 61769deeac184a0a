"""The starts at which anything about a visit can change: between two of them it keeps and breaks the same rules.

Every rule bounds the start by a sum of times that stand, legs and limits. So the starts that keep the rules up to any
one of them form closed intervals, which begin and end at the seconds given here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from matching.problem import DAY_S, TimeWindow, Visit
from matching.reasons.trial import Trial
from matching.reasons.week_lookup import Stop


def possible_starts(visit: Visit) -> list[tuple[int, int]]:
    """First and last start in each window, the pinned start where there is one."""
    pinned_s = visit.pin.start_s if visit.pin else None
    ranges = [(window.start_s, window.end_s - visit.duration_s) for window in visit.windows]
    if pinned_s is not None:
        ranges = [(max(first_s, pinned_s), min(last_s, pinned_s)) for first_s, last_s in ranges]
    return [one for one in ranges if one[0] <= one[1]]


def turning_points(trial: Trial) -> list[int]:
    """The possible starts at which a rule may begin or end to be kept, in order."""
    ranges = possible_starts(trial.visit)
    points = {second for one in ranges for second in one}
    bounds = {*_credential_bounds(trial), *_tie_bounds(trial), *_midnights(trial, ranges)}
    for interval in trial.carer.available:
        if any(first_s < interval.end_s and interval.start_s <= last_s for first_s, last_s in ranges):
            bounds |= set(_duty_bounds(trial, interval))
    points |= {second for second in bounds if any(first_s <= second <= last_s for first_s, last_s in ranges)}
    return sorted(points)


def _credential_bounds(trial: Trial) -> Iterator[int]:
    for record in trial.carer.credentials:
        yield record.from_s
        yield record.until_s - trial.visit.duration_s


def _tie_bounds(trial: Trial) -> Iterator[int]:
    starts_s = {one.visit: one.start_s for one in trial.tied or ()}
    for series in trial.week.problem.series:
        if trial.visit.id in series.visits:
            for start_s in (starts_s[name] for name in series.visits if name in starts_s):
                yield start_s + series.min_gap_s
                yield start_s - series.min_gap_s
    for link in trial.week.problem.links:
        if link.second == trial.visit.id and link.first in starts_s:
            yield starts_s[link.first] + link.min_s
            yield starts_s[link.first] + link.max_s
        if link.first == trial.visit.id and link.second in starts_s:
            yield starts_s[link.second] - link.min_s
            yield starts_s[link.second] - link.max_s


def _midnights(trial: Trial, ranges: list[tuple[int, int]]) -> Iterator[int]:
    if trial.tied:
        for first_s, last_s in ranges:
            for day in range(first_s // DAY_S + 1, last_s // DAY_S + 1):
                yield day * DAY_S
                yield day * DAY_S - 1


@dataclass(frozen=True, slots=True)
class _Legs:
    """Seconds from where the carer may come, and to where they may go on, 0 included: no drive lies beside a break."""

    from_base_s: int
    to_base_s: int
    coming_s: set[int]
    going_s: set[int]


def _duty_bounds(trial: Trial, interval: TimeWindow) -> Iterator[int]:
    carer, duration_s, place = trial.carer, trial.visit.duration_s, trial.visit.place
    stops = [stop for stop in trial.stops if interval.start_s <= stop.start_s < interval.end_s]
    legs = _Legs(
        from_base_s=trial.leg_s(carer.base, place),
        to_base_s=trial.leg_s(place, carer.base),
        coming_s={0, *(trial.leg_s(at, place) for at in (carer.base, *(stop.visit.place for stop in stops)))},
        going_s={0, *(trial.leg_s(place, at) for at in (carer.base, *(stop.visit.place for stop in stops)))},
    )
    pause_s = carer.break_rule.duration_s if carer.break_rule else 0
    yield from (interval.start_s, interval.start_s + legs.from_base_s, interval.end_s - 1)
    yield from (interval.end_s - duration_s, interval.end_s - duration_s - legs.to_base_s)
    frozen_s = trial.week.frozen_until_s
    for ready_s in [stop.end_s for stop in (*stops, *trial.strays())] + ([] if frozen_s is None else [frozen_s]):
        yield from (ready_s + leg_s + paused_s for leg_s in legs.coming_s for paused_s in (0, pause_s))
    for due_s in [stop.start_s for stop in (*stops, *trial.strays())]:
        yield due_s
        yield from (due_s - duration_s - leg_s - paused_s for leg_s in legs.going_s for paused_s in (0, pause_s))
    yield from _limit_bounds(trial, stops, legs)
    if stops and carer.break_rule:
        yield from _pause_bounds(trial, stops, legs)


def _ends(trial: Trial, stops: list[Stop]) -> tuple[int, int]:
    """Leaving and return of a duty as it stands."""
    base = trial.carer.base
    leaves_s = stops[0].start_s - trial.leg_s(base, stops[0].visit.place)
    return leaves_s, stops[-1].end_s + trial.leg_s(stops[-1].visit.place, base)


def _limit_bounds(trial: Trial, stops: list[Stop], legs: _Legs) -> Iterator[int]:
    """Where the limits of the day and the week, and the rest, begin to bind a visit at either end of the duty."""
    carer, duration_s = trial.carer, trial.visit.duration_s
    duties = list(trial.duties())
    for leaves_s, returns_s in (_ends(trial, duty) for duty in duties):
        yield returns_s + carer.rest_s + legs.from_base_s
        yield leaves_s - carer.rest_s - legs.to_base_s - duration_s
    if not stops:
        return
    leaves_s, returns_s = _ends(trial, stops)
    worked_s = {duty[0].visit.id: _worked_s(trial, duty) for duty in duties}
    day = trial.day_of(stops[0].start_s)
    own_s, week_s = worked_s[stops[0].visit.id], sum(worked_s.values())
    day_s = sum(worked_s[duty[0].visit.id] for duty in duties if trial.day_of(duty[0].start_s) == day)
    pause_s = carer.break_rule.duration_s if carer.break_rule else 0
    for others_s, limit_s in ((day_s - own_s, carer.max_day_s), (week_s - own_s, carer.max_week_s)):
        for rested_s in (0, pause_s, returns_s - leaves_s - own_s):
            may_last_s = limit_s - others_s + rested_s
            yield returns_s + legs.from_base_s - may_last_s
            yield leaves_s + may_last_s - duration_s - legs.to_base_s


def _worked_s(trial: Trial, duty: list[Stop]) -> int:
    leaves_s, returns_s = _ends(trial, duty)
    pauses = (one for one in trial.week.breaks_of(trial.carer) if duty[0].end_s <= one.start_s < duty[-1].start_s)
    return returns_s - leaves_s - sum(one.duration_s for one in pauses)


def _pause_bounds(trial: Trial, stops: list[Stop], legs: _Legs) -> Iterator[int]:
    """Where a duty begins to owe a break, and where one begins or ceases to fit."""
    rule = trial.carer.break_rule
    if rule is None:
        return
    after_s, pause_s, duration_s = rule.after_s, rule.duration_s, trial.visit.duration_s
    leaves_s, returns_s = _ends(trial, stops)
    yield returns_s + legs.from_base_s - after_s
    yield leaves_s + after_s - duration_s - legs.to_base_s
    opens_s, closes_s = {returns_s - after_s - pause_s}, {leaves_s + after_s}
    if trial.week.frozen_until_s is not None:
        opens_s.add(trial.week.frozen_until_s)
    for open_s in opens_s:
        yield from (open_s + pause_s + leg_s for leg_s in legs.coming_s)
    for close_s in closes_s:
        yield from (close_s - duration_s - leg_s for leg_s in legs.going_s)
    for stop, other in pairwise(stops):
        drive_s = trial.leg_s(stop.visit.place, other.visit.place)
        opens_s |= {stop.end_s, stop.end_s + drive_s}
        closes_s |= {other.start_s - pause_s, other.start_s - drive_s - pause_s}
    opens_s |= {stop.end_s + trial.leg_s(stop.visit.place, trial.visit.place) for stop in stops[-1:]}
    closes_s |= {stops[0].start_s - trial.leg_s(trial.visit.place, stops[0].visit.place) - pause_s}
    yield from (open_s + legs.from_base_s - after_s for open_s in opens_s)
    yield from (close_s - duration_s - legs.to_base_s + after_s + pause_s for close_s in closes_s)
