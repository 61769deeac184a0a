"""The starts at which anything about a visit can change: between two of them it keeps and breaks the same rules.

Every rule bounds the start by a sum of times that stand, legs and limits. So the starts that keep the rules up to any
one of them form closed intervals, which begin and end at the seconds given here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from matching.problem import DAY_S, TimeWindow
from matching.reasons.duty import Duty
from matching.reasons.stops import possible_starts
from matching.reasons.trial import Trial


def turning_points(trial: Trial) -> list[int]:
    """The possible starts at which a rule may begin or end to be kept, in order."""
    ranges = possible_starts(trial.visit)
    bounds = {second for one in ranges for second in one}
    bounds |= {*_credential_bounds(trial), *_tie_bounds(trial), *_midnights(trial, ranges)}
    for interval in trial.carer.available:
        if any(first_s < interval.end_s and interval.start_s <= last_s for first_s, last_s in ranges):
            bounds |= set(_duty_bounds(trial, interval))
    ordered = sorted(bounds)
    return [
        second
        for first_s, last_s in ranges
        for second in ordered[bisect_left(ordered, first_s) : bisect_right(ordered, last_s)]
    ]


def _credential_bounds(trial: Trial) -> Iterator[int]:
    for record in trial.carer.credentials:
        yield record.from_s
        yield record.until_s - trial.visit.duration_s


def _tie_bounds(trial: Trial) -> Iterator[int]:
    starts_s = {one.visit: one.start_s for one in trial.tied or ()}
    if not starts_s:
        return
    for series in trial.week.series_of(trial.visit.id):
        for start_s in (starts_s[name] for name in series.visits if name in starts_s):
            yield start_s + series.min_gap_s
            yield start_s - series.min_gap_s
    for link in trial.week.links_of(trial.visit.id):
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
    duty = next((one for one in trial.duties if one.interval is interval), None)
    near = None if duty is None else trial.near(duty.stops[0].start_s)
    out_s, home_s = trial.leg_s(carer.base, place), trial.leg_s(place, carer.base)
    legs = _Legs(
        from_base_s=out_s,
        to_base_s=home_s,
        coming_s={0, out_s, *(leg_s or 0 for leg_s in (near.coming_s if near else ()))},
        going_s={0, home_s, *(leg_s or 0 for leg_s in (near.going_s if near else ()))},
    )
    pause_s = carer.break_rule.duration_s if carer.break_rule else 0
    yield from (interval.start_s, interval.start_s + legs.from_base_s, interval.end_s - 1)
    yield from (interval.end_s - duration_s, interval.end_s - duration_s - legs.to_base_s)
    frozen_s = trial.week.frozen_until_s
    around = (*(duty.stops if duty else ()), *trial.strays)
    coming_s = {leg_s + rest_s for leg_s in legs.coming_s for rest_s in (0, pause_s)}
    going_s = {duration_s + leg_s + rest_s for leg_s in legs.going_s for rest_s in (0, pause_s)}
    for ready_s in [stop.end_s for stop in around] + ([] if frozen_s is None else [frozen_s]):
        yield from (ready_s + later_s for later_s in coming_s)
    for due_s in [stop.start_s for stop in around]:
        yield from (due_s, due_s - 1)  # before what has begun, whether or not it leaves time for that
        yield from (due_s - sooner_s for sooner_s in going_s)
    yield from _limit_bounds(trial, duty, legs)
    if duty is not None and carer.break_rule:
        yield from _pause_bounds(trial, duty, legs)


def _limit_bounds(trial: Trial, duty: Duty | None, legs: _Legs) -> Iterator[int]:
    """Where the limits of the day and the week, and the rest, begin to bind a visit at either end of the duty."""
    carer, duration_s = trial.carer, trial.visit.duration_s
    for one in trial.duties:
        yield one.returns_s + carer.rest_s + legs.from_base_s
        yield one.leaves_s - carer.rest_s - legs.to_base_s - duration_s
    if duty is None:
        return
    leaves_s, returns_s = duty.leaves_s, duty.returns_s
    week_s = sum(one.worked_s for one in trial.duties)
    day_s = sum(one.worked_s for one in trial.duties if one.day == duty.day)
    pause_s = carer.break_rule.duration_s if carer.break_rule else 0
    for others_s, limit_s in ((day_s - duty.worked_s, carer.max_day_s), (week_s - duty.worked_s, carer.max_week_s)):
        for rested_s in (0, pause_s, returns_s - leaves_s - duty.worked_s):
            may_last_s = limit_s - others_s + rested_s
            yield returns_s + legs.from_base_s - may_last_s
            yield leaves_s + may_last_s - duration_s - legs.to_base_s


def _pause_bounds(trial: Trial, duty: Duty, legs: _Legs) -> Iterator[int]:
    """Where a duty begins to owe a break, and where one begins or ceases to fit."""
    rule, stops = trial.carer.break_rule, duty.stops
    if rule is None:
        return
    after_s, pause_s, duration_s = rule.after_s, rule.duration_s, trial.visit.duration_s
    yield duty.returns_s + legs.from_base_s - after_s
    yield duty.leaves_s + after_s - duration_s - legs.to_base_s
    opens_s, closes_s = {duty.returns_s - after_s - pause_s}, {duty.leaves_s + after_s}
    if trial.week.frozen_until_s is not None:
        opens_s.add(trial.week.frozen_until_s)
    for open_s in opens_s:
        yield from (open_s + pause_s + leg_s for leg_s in legs.coming_s)
    for close_s in closes_s:
        yield from (close_s - duration_s - leg_s for leg_s in legs.going_s)
    for i, (stop, other) in enumerate(pairwise(stops), start=1):
        drive_s = duty.legs[i] or 0
        opens_s |= {stop.end_s, stop.end_s + drive_s}
        closes_s |= {other.start_s - pause_s, other.start_s - drive_s - pause_s}
    opens_s |= {stop.end_s + trial.leg_s(stop.visit.place, trial.visit.place) for stop in stops[-1:]}
    closes_s |= {stops[0].start_s - trial.leg_s(trial.visit.place, stops[0].visit.place) - pause_s}
    yield from (open_s + legs.from_base_s - after_s for open_s in opens_s)
    yield from (close_s - duration_s - legs.to_base_s + after_s + pause_s for close_s in closes_s)
