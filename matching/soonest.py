"""How soon a carer can start one more visit: a quick bound by times and limits, then the first start by every rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matching.problem import DAY_S, Carer, TimeWindow, Visit
from matching.reasons.starts import turning_points
from matching.reasons.stops import Stop, interval_at
from matching.reasons.trial import Attempt, Trial
from matching.running import RunningWeek

Span = tuple[int, int]


def soonest(trial: Trial, spans: list[Span]) -> Attempt | None:
    """The first start within the spans that keeps every rule; None if none does.

    What the duties there forbid by themselves is not tried among all of the week's stops.
    """
    today = _without_other_duties(trial, spans)
    for start_s in turning_points(trial):
        if any(first_s <= start_s <= last_s for first_s, last_s in spans) and today.at(start_s).broken is None:
            attempt = trial.at(start_s)
            if attempt.broken is None:
                return attempt
    return None


def _without_other_duties(trial: Trial, spans: list[Span]) -> Trial:
    """The trial beside the stops of the duties that the spans touch, and those that series and links tie to it."""
    intervals = [one for one in trial.carer.available if any(a < one.end_s and one.start_s <= b for a, b in spans)]
    tied = {one.visit for one in trial.tied or ()}
    gone = [
        stop.visit.id
        for stop in trial.stops
        if interval_at(trial.carer, stop.start_s) not in (None, *intervals) and stop.visit.id not in tied
    ]
    return trial.without(gone) if gone else trial


def spans_for(week: RunningWeek, visit: Visit, carer: Carer) -> list[Span]:
    """First and last starts, in order, beyond which the carer surely can't start: hours, drives, stops and limits.

    Who is under way comes only after that. A few microseconds for each of the carer's stops.
    """
    free_s, duties = week.free_from_s(carer), _duties(week, carer)
    spans = (
        (start_s, min(last_s, latest_s))
        for window in visit.windows
        for i, duty in enumerate(duties)
        if duty.interval.start_s < window.end_s and window.start_s < duty.interval.end_s
        for first_s, latest_s in [(max(free_s, window.start_s), window.end_s - visit.duration_s)]
        for start_s, last_s in _gaps(week, visit, carer, duties, i, free_s, first_s)
        if start_s <= latest_s
    )
    return sorted(spans)


@dataclass(frozen=True, slots=True)
class _Duty:
    """What a carer does in one interval; without stops, nothing. Seconds as `matching.check` has them."""

    interval: TimeWindow
    stops: list[Stop]
    leaves_s: int
    returns_s: int
    paused_s: int

    @property
    def worked_s(self) -> int:
        """Seconds worked."""
        return self.returns_s - self.leaves_s - self.paused_s if self.stops else 0


def _duties(week: RunningWeek, carer: Carer) -> list[_Duty]:
    leg_s, mine = week.leg_of(carer), week.stops_of(carer)
    found: list[_Duty] = []
    for interval in carer.available:
        stops = [one for one in mine if interval.start_s <= one.start_s < interval.end_s]
        leaves_s = returns_s = interval.start_s
        if stops:
            leaves_s = stops[0].start_s - leg_s(carer.base, stops[0].visit.place)
            returns_s = stops[-1].end_s + leg_s(stops[-1].visit.place, carer.base)
        pauses = (one for one in week.breaks_of(carer) if interval.start_s <= one.start_s < interval.end_s)
        found.append(_Duty(interval, stops, leaves_s, returns_s, sum(one.duration_s for one in pauses)))
    return found


def _gaps(
    week: RunningWeek, visit: Visit, carer: Carer, duties: list[_Duty], which: int, free_s: int, first_s: int
) -> Iterator[Span]:
    """First and last start in each gap of a duty that is long enough and passes no limit, breaks apart."""
    duty = duties[which]
    for i in range(len(duty.stops) + 1):
        before = duty.stops[i - 1] if i else None
        after = duty.stops[i] if i < len(duty.stops) else None
        if after is not None and after.start_s < free_s:
            continue
        come_s = week.way_s(carer, before.visit.place if before else carer.base, visit.place)
        go_s = week.way_s(carer, visit.place, after.visit.place if after else carer.base)
        if come_s is None or go_s is None:
            continue
        start_s = max(first_s, max(week.now_s, before.end_s if before else duty.interval.start_s) + come_s)
        last_s = (after.start_s if after else duty.interval.end_s) - go_s - visit.duration_s
        leaves_s = duty.leaves_s if before else max(start_s, last_s if after else start_s) - come_s
        returns_s = duty.returns_s if after else start_s + visit.duration_s + go_s
        if start_s <= last_s and _is_within_limits(carer, duties, which, leaves_s, returns_s):
            yield start_s, last_s


def _is_within_limits(carer: Carer, duties: list[_Duty], which: int, leaves_s: int, returns_s: int) -> bool:
    """Whether a duty so long may pass, with the best break: what is refused here every start would break."""
    duty = duties[which]
    rule = carer.break_rule
    pause_s = max(duty.paused_s, rule.duration_s if rule else 0)
    worked_s = returns_s - leaves_s - pause_s
    day = duty.interval.start_s // DAY_S
    others = [one for i, one in enumerate(duties) if i != which and one.stops]
    same_day_s = sum(one.worked_s for one in others if one.interval.start_s // DAY_S == day)
    days = {one.interval.start_s // DAY_S for one in others} | {day}
    return (
        worked_s + same_day_s <= carer.max_day_s
        and worked_s + sum(one.worked_s for one in others) <= carer.max_week_s
        and len(days) <= carer.max_days
        and (rule is None or returns_s - leaves_s <= 2 * rule.after_s + pause_s or not duty.stops)
        and all(_is_rested(carer, one, day, leaves_s, returns_s) for one in others)
    )


def _is_rested(carer: Carer, other: _Duty, day: int, leaves_s: int, returns_s: int) -> bool:
    """Whether enough rest lies between the duty and another's day."""
    if other.interval.start_s // DAY_S == day:
        return True
    if other.interval.start_s > returns_s:
        return returns_s + carer.rest_s <= other.leaves_s
    return other.returns_s + carer.rest_s <= leaves_s
