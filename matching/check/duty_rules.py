"""Hard rules of a carer's time: availability, travel, breaks, limits, rest. What is made of facts alone breaks none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from matching.check.duty import Duty, Pause, Stop
from matching.check.sheet import Sheet
from matching.plan import RuleCode, Violation
from matching.problem import BreakRule


def available(sheet: Sheet) -> Iterator[Violation]:
    """AVAILABLE: each stop in a duty, and each duty from leaving to return in its interval."""
    for carer, stop in sheet.stray_stops:
        if not stop.is_fact:
            lack = f"starts at {stop.start_s}, when carer {carer.id!r} is not available"
            yield Violation("AVAILABLE", f"visit {stop.visit.id!r} {lack}")
    for duty in sheet.all_duties:
        early_s, late_s = duty.interval.start_s - duty.leaves_s, duty.returns_s - duty.interval.end_s
        if early_s > 0 and not duty.stops[0].is_fact:
            yield Violation("AVAILABLE", f"{duty}: leaves {early_s} s too early")
        if late_s > 0 and not duty.stops[-1].is_fact:
            yield Violation("AVAILABLE", f"{duty}: returns {late_s} s too late")


def travel(sheet: Sheet) -> Iterator[Violation]:
    """TRAVEL: a way from stop to stop and time enough for it, and nothing at the time of a fact outside all duties."""
    for duty in sheet.all_duties:
        yield from _missing_ways(duty)
        for gap in duty.gaps:
            short_s = gap.before.end_s + gap.drive_s + gap.paused_s - gap.after.start_s
            if short_s > 0 and not gap.after.is_fact:
                pair = f"visits {gap.before.visit.id!r} and {gap.after.visit.id!r}"
                yield Violation("TRAVEL", f"{duty}: {short_s} s short between {pair}")
    for carer, fact in sheet.stray_stops:
        if fact.is_fact:
            for duty in sheet.duties[carer.id]:
                yield from _clashes(duty, fact)


def _missing_ways(duty: Duty) -> Iterator[Violation]:
    for stop, leg_s in zip([*duty.stops, duty.stops[-1]], duty.legs, strict=True):  # the way home is the last stop's
        if leg_s is None and not stop.is_fact:
            yield Violation("TRAVEL", f"{duty}: no way to or home from visit {stop.visit.id!r}")


def _clashes(duty: Duty, fact: Stop) -> Iterator[Violation]:
    for stop, leg_s in zip(duty.stops, duty.legs, strict=False):  # the way home is nobody's
        if not stop.is_fact and fact.start_s < stop.end_s and stop.start_s - (leg_s or 0) < fact.end_s:
            yield Violation("TRAVEL", f"{duty}: visit {stop.visit.id!r} or the way there is during {fact.visit.id!r}")


def pause(sheet: Sheet) -> Iterator[Violation]:
    """BREAK: one where it is owed, long enough, between two stops and not within a drive; none for who takes none."""
    for carer, stray in sheet.stray_pauses:
        if not stray.is_fact:
            lack = f"starts at {stray.start_s}, not between two stops of a duty"
            yield Violation("BREAK", f"carer {carer.id!r}: the break {lack}")
    for duty in sheet.all_duties:
        if not duty.is_settled:
            rule = duty.carer.break_rule
            faults = _unruled(duty) if rule is None else _pause_faults(duty, rule)
            yield from (Violation("BREAK", f"{duty}: {fault}") for fault in faults)


def _unruled(duty: Duty) -> Iterator[str]:
    for taken in duty.pauses:
        if not taken.is_fact:
            yield f"the carer takes no break, yet one starts at {taken.start_s}"


def _pause_faults(duty: Duty, rule: BreakRule) -> Iterator[str]:
    taken = sorted(duty.pauses, key=lambda one: one.start_s)
    fresh = [one for one in taken if not one.is_fact]
    if fresh and len(taken) > 1:
        yield f"{len(taken)} breaks, one is the most"
    for one in fresh:
        yield from _misfits(duty, one, rule)
    if not taken:
        if len(duty.stops) > 1 and duty.returns_s - duty.leaves_s > rule.after_s:
            yield f"{duty.returns_s - duty.leaves_s} s without a break, {rule.after_s} are the most"
        return
    before_s, after_s = taken[0].start_s - duty.leaves_s, duty.returns_s - taken[-1].end_s
    if before_s > rule.after_s and not taken[0].is_fact:
        yield f"{before_s} s before the break, {rule.after_s} are the most"
    if after_s > rule.after_s:
        yield f"{after_s} s after the break, {rule.after_s} are the most"


def _misfits(duty: Duty, one: Pause, rule: BreakRule) -> Iterator[str]:
    if one.end_s - one.start_s != rule.duration_s:
        yield f"the break at {one.start_s} lasts {one.end_s - one.start_s} s, not {rule.duration_s}"
    i = duty.gap_of(one)
    if i is None:
        return
    drive_s = duty.legs[i + 1] or 0
    if one.start_s - duty.stops[i].end_s < drive_s and duty.stops[i + 1].start_s - one.end_s < drive_s:
        yield f"the break at {one.start_s} interrupts a drive of {drive_s} s"


def day(sheet: Sheet) -> Iterator[Violation]:
    """DAY: seconds worked in the duties of one day."""
    for who, duties in sheet.duties.items():
        for date, mine in _by_day(duties).items():
            worked_s, limit_s = sum(duty.worked_s for duty in mine), sheet.carers[who].max_day_s
            yield from _over("DAY", f"carer {who!r} on day {date}: seconds worked", worked_s, limit_s, mine)


def week(sheet: Sheet) -> Iterator[Violation]:
    """WEEK: seconds worked in all duties."""
    for who, duties in sheet.duties.items():
        worked_s, limit_s = sum(duty.worked_s for duty in duties), sheet.carers[who].max_week_s
        yield from _over("WEEK", f"carer {who!r}: seconds worked in the week", worked_s, limit_s, duties)


def days(sheet: Sheet) -> Iterator[Violation]:
    """DAYS: days with a duty."""
    for who, duties in sheet.duties.items():
        yield from _over("DAYS", f"carer {who!r}: days", len(_by_day(duties)), sheet.carers[who].max_days, duties)


def rest(sheet: Sheet) -> Iterator[Violation]:
    """REST: time from a day's last return to the first leaving of the next day on which the carer works."""
    for who, duties in sheet.duties.items():
        needed_s = sheet.carers[who].rest_s
        for mine, others in pairwise(_by_day(duties).values()):
            rest_s = others[0].leaves_s - mine[-1].returns_s
            if rest_s < needed_s and not others[0].stops[0].is_fact:
                yield Violation("REST", f"carer {who!r} rests {rest_s} s before day {others[0].day}, not {needed_s}")


def _over(code: RuleCode, what: str, total: int, limit: int, made_of: list[Duty]) -> Iterator[Violation]:
    if total > limit and not all(duty.is_settled for duty in made_of):
        yield Violation(code, f"{what} are {total}, {limit} are the most")


def _by_day(duties: list[Duty]) -> dict[int, list[Duty]]:
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.day, []).append(duty)
    return found
