"""Changes worth trying for a session that is short of adults, kind by kind, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matching.problem import DAY_S, Carer, Problem, TimeWindow, Visit
from matching.reasons import Exclusion
from matching.reasons.exclusion import qualified
from matching.reasons.week_lookup import WeekLookup
from matching.relax import Change, is_applicable

HOUR_S = 3600
HALF_DAYS = (TimeWindow(7 * HOUR_S, 12 * HOUR_S), TimeWindow(12 * HOUR_S, 19 * HOUR_S))

Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A session short of adults, and each carer's reason."""

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


def more_hours(question: Question) -> Iterator[Changes]:
    """For each half-day of the windows, each qualified carer who isn't available then."""
    for part in half_days(question):
        for carer in question.qualified:
            interval = _with_legs(question, carer, part)
            change = Change("ADD_AVAILABILITY", question.visit.id, carer.id, interval)
            is_new = not any(one.holds(part.start_s, part.end_s) for one in carer.available)
            if is_new and is_applicable(question.problem, change):
                yield (change,)


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
