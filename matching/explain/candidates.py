"""Changes worth trying for a visit that nobody makes, kind by kind, the smallest and likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matching.problem import DAY_S, Carer, Problem, TimeWindow, Visit
from matching.reasons import Exclusion
from matching.reasons.exclusion import qualified
from matching.reasons.week_lookup import WeekLookup
from matching.relax import Change, is_applicable

HOUR_S = 3600
LONGER_MIN = tuple(range(15, 121, 15))
WIDER_MIN = tuple(range(30, 241, 30))
HALF_DAYS = (TimeWindow(7 * HOUR_S, 12 * HOUR_S), TimeWindow(12 * HOUR_S, 19 * HOUR_S))

Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A visit that nobody makes, and each carer's reason."""

    week: WeekLookup
    visit: Visit
    reasons: tuple[Exclusion, ...]

    @property
    def problem(self) -> Problem:
        """The week."""
        return self.week.problem

    @property
    def qualified(self) -> list[Carer]:
        """Carers whom no gate keeps out."""
        names = qualified(self.reasons)
        return [carer for carer in self.problem.carers if carer.id in names]

    @property
    def open_windows(self) -> list[TimeWindow]:
        """The visit's windows that aren't over, from now on; only the pinned start where there is one."""
        from_s = self.week.frozen_until_s or 0
        pinned_s = self.visit.pin.start_s if self.visit.pin else None
        windows = [TimeWindow(max(from_s, one.start_s), one.end_s) for one in self.visit.windows if one.end_s > from_s]
        if pinned_s is not None:
            windows = [TimeWindow(pinned_s, pinned_s + self.visit.duration_s)]
        return [one for one in windows if one.end_s - one.start_s >= self.visit.duration_s]


def renewals(question: Question) -> Iterator[Changes]:
    """For each carer whose credentials have lapsed or not begun: what the visit asks, valid in all its windows."""
    names = {name: None for slot in question.visit.slots for name in slot.credentials}
    whole = TimeWindow(question.visit.windows[0].start_s, question.visit.windows[-1].end_s)
    kept_out = {one.carer for one in question.reasons if one.rule == "CREDENTIAL"}
    for carer in question.problem.carers:
        if carer.id in kept_out:
            changes = tuple(
                Change("RENEW_CREDENTIAL", question.visit.id, carer.id, _joined(records, whole), credential=name)
                for name in names
                if (records := [TimeWindow(one.from_s, one.until_s) for one in carer.credentials if one.name == name])
                and not any(one.holds(whole.start_s, whole.end_s) for one in records)
            )
            if changes:
                yield changes


def _joined(records: list[TimeWindow], whole: TimeWindow) -> TimeWindow:
    """From where the latest record begins, if that is before the windows do, to where they end."""
    return TimeWindow(min(whole.start_s, max(one.start_s for one in records)), whole.end_s)


def freed_carers(question: Question) -> Iterator[Changes]:
    """Carers whom a pin holds at a visit in the way, or the pin of this visit if it names somebody."""
    for one in question.reasons:
        if one.rule == "PIN":
            for name in one.blocking:
                yield (Change("FREE_CARER", name, one.carer),)
    for who in question.visit.pin.carers if question.visit.pin else ():
        if who is not None:
            yield (Change("FREE_CARER", question.visit.id, who),)


def extensions(question: Question) -> Iterator[list[Change]]:
    """For each qualified carer, and each end of a shift near a window: longer and longer by a quarter of an hour."""
    for carer in question.qualified:
        for shift in carer.available:
            if any(_is_near(shift, window) for window in question.open_windows):
                for earlier in (True, False):
                    longer = (_extended(question, carer, shift, minutes, earlier=earlier) for minutes in LONGER_MIN)
                    yield [change for change in longer if is_applicable(question.problem, change)]


def _is_near(shift: TimeWindow, window: TimeWindow) -> bool:
    most_s = LONGER_MIN[-1] * 60
    return shift.start_s - most_s < window.end_s and window.start_s < shift.end_s + most_s


def _extended(question: Question, carer: Carer, shift: TimeWindow, minutes: int, *, earlier: bool) -> Change:
    more_s = minutes * 60
    interval = TimeWindow(shift.start_s - more_s * earlier, shift.end_s + more_s * (not earlier))
    return Change("EXTEND_AVAILABILITY", question.visit.id, carer.id, interval, minutes)


def wider_windows(question: Question) -> Iterator[list[Change]]:
    """For each end of each window: wider and wider by half an hour, within its day."""
    if question.visit.pin is not None and question.visit.pin.start_s is not None:
        return
    from_s = max(0, question.week.frozen_until_s or 0)
    for window in question.open_windows:
        day_s = window.start_s // DAY_S * DAY_S
        for earlier in (True, False):
            wider = (_widened(question, window, minutes, earlier=earlier) for minutes in WIDER_MIN)
            limits = TimeWindow(max(from_s, day_s), min(question.problem.horizon_s, max(day_s + DAY_S, window.end_s)))
            yield [one for one in wider if one.interval and limits.holds(one.interval.start_s, one.interval.end_s)]


def _widened(question: Question, window: TimeWindow, minutes: int, *, earlier: bool) -> Change:
    more_s = minutes * 60
    interval = TimeWindow(window.start_s - more_s * earlier, window.end_s + more_s * (not earlier))
    return Change("WIDEN_WINDOW", question.visit.id, None, interval, minutes)


def more_hours(question: Question) -> Iterator[Changes]:
    """For each half-day of the windows, each qualified carer who isn't available then."""
    for part in half_days(question):
        for carer in question.qualified:
            interval = _with_legs(question, carer, part)
            change = Change("ADD_AVAILABILITY", question.visit.id, carer.id, interval)
            is_new = not any(one.holds(part.start_s, part.end_s) for one in carer.available)
            if is_new and is_applicable(question.problem, change):
                yield (change,)


def other_days(question: Question) -> Iterator[Changes]:
    """The first window's hours on each day that isn't open to the visit, the nearest first."""
    if not question.open_windows or (question.visit.pin is not None and question.visit.pin.start_s is not None):
        return
    window, from_s = question.open_windows[0], max(0, question.week.frozen_until_s or 0)
    open_days = {one.start_s // DAY_S for one in question.visit.windows}
    first = window.start_s // DAY_S
    for day in sorted(range(-(-question.problem.horizon_s // DAY_S)), key=lambda day: (abs(day - first), day)):
        shift_s = (day - first) * DAY_S
        interval = TimeWindow(window.start_s + shift_s, window.end_s + shift_s)
        if day not in open_days and from_s <= interval.start_s and interval.end_s <= question.problem.horizon_s:
            yield (Change("ANOTHER_DAY", question.visit.id, None, interval),)


def more_carers(question: Question) -> Iterator[Changes]:
    """One more carer in a half-day of the windows, like a qualified one or made for the slots; a team, if need be."""
    likes = [carer.id for carer in question.qualified] or [None]
    for part in half_days(question):
        for like in likes[:3]:
            carer = next((one for one in question.qualified if one.id == like), None)
            interval = part if carer is None else _with_legs(question, carer, part)
            change = Change("ADD_CARER", question.visit.id, like, interval)
            if is_applicable(question.problem, change):
                yield (change,)
    for part in half_days(question):
        slots = range(1 if question.qualified else 0, len(question.visit.slots))
        if len(slots) > 1 or (len(slots) == 1 and question.qualified):
            yield tuple(Change("ADD_CARER", question.visit.id, None, part, slot=slot) for slot in slots)


def fewer_carers(question: Question) -> Iterator[Changes]:
    """One required slot less, where there are others."""
    if len(question.visit.slots) > 1:
        for i, slot in enumerate(question.visit.slots):
            if slot.required:
                yield (Change("FEWER_CARERS", question.visit.id, slot=i),)


def half_days(question: Question) -> list[TimeWindow]:
    """The parts of the windows in a morning or an afternoon that are long enough; if none is, as much as a day."""
    parts = {part: None for window in question.open_windows for part in _parts(window, question.visit.duration_s)}
    return list(parts) or [
        TimeWindow(one.start_s, min(one.end_s, one.start_s + DAY_S)) for one in question.open_windows
    ]


def _parts(window: TimeWindow, duration_s: int) -> Iterable[TimeWindow]:
    for day in range(window.start_s // DAY_S, window.end_s // DAY_S + 1):
        for half in HALF_DAYS:
            part = TimeWindow(
                max(window.start_s, day * DAY_S + half.start_s), min(window.end_s, day * DAY_S + half.end_s)
            )
            if part.end_s - part.start_s >= duration_s:
                yield part


def _with_legs(question: Question, carer: Carer, part: TimeWindow) -> TimeWindow:
    """The part and the ways from base and back, to the full quarter of an hour."""
    leg_s, place = question.week.leg_of(carer), question.visit.place
    quarter_s = 900
    start_s = (part.start_s - leg_s(carer.base, place)) // quarter_s * quarter_s
    return TimeWindow(start_s, -(-(part.end_s + leg_s(place, carer.base)) // quarter_s) * quarter_s)
