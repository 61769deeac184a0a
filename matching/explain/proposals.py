"""Changes worth trying for a visit that nobody makes, kind by kind; those that grow do so step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from matching.explain.gates import failing_gates, passes_gates
from matching.explain.probe import Probe
from matching.explain.spans import Span
from matching.problem import DAY_S, Carer, TimeWindow, Visit
from matching.relax import Change, ChangeKind, is_applicable

HOUR_S, QUARTER_S = 3600, 900
LONGER_MIN = tuple(range(15, 121, 15))
WIDER_MIN = tuple(range(30, 241, 30))
HALF_DAYS = (TimeWindow(7 * HOUR_S, 12 * HOUR_S), TimeWindow(12 * HOUR_S, 19 * HOUR_S))

Changes = tuple[Change, ...]


class Chain(NamedTuple):
    """Changes in steps, each allowing all that the one before it does; where to look: by whom, at which starts."""

    steps: tuple[Changes, ...]
    among: frozenset[str] | None = None
    starts: tuple[Span, ...] | None = None


def single(change: Change, among: Iterable[str] | None = None) -> Chain:
    """A chain of one step."""
    return Chain(((change,),), None if among is None else frozenset(among))


class Proposals:
    """What might help one visit. `able` are those whom no gate keeps from every slot of it, links apart."""

    def __init__(self, probe: Probe) -> None:
        self.probe, self.visit, self.problem = probe, probe.visit, probe.problem
        self.frozen_s = probe.shifts.frozen_s or 0
        self.is_team = len(self.visit.slots) > 1
        self.able = [one for one in self.problem.carers if self._is_able(one)]
        self.pinned_s = self.visit.pin.start_s if self.visit.pin else None

    def _is_able(self, carer: Carer) -> bool:
        return any(passes_gates(self.visit, slot, carer) for slot in self.visit.slots)

    def _among(self, carer: Carer) -> frozenset[str] | None:
        return None if self.is_team else frozenset({carer.id})

    @property
    def open_windows(self) -> list[TimeWindow]:
        """The visit's windows that aren't over, from now on; only the pinned start where there is one."""
        found = [TimeWindow(max(self.frozen_s, one.start_s), one.end_s) for one in self.visit.windows]
        if self.pinned_s is not None:
            found = [TimeWindow(self.pinned_s, self.pinned_s + self.visit.duration_s)]
        return [one for one in found if one.end_s - one.start_s >= self.visit.duration_s]

    def lacking(self) -> Iterator[Chain]:
        """For each carer who fails gates of a slot: all that is lacking. The least, by slot."""
        for carer in self.problem.carers:
            if carer not in self.able:
                sets = [self._all_lacking(carer, i) for i in range(len(self.visit.slots))]
                least = min(sets, key=lambda one: (any(not each.is_advice for each in one), len(one)))
                yield Chain((least,), self._among(carer))

    def _all_lacking(self, carer: Carer, i: int) -> Changes:
        slot, visit, found = self.visit.slots[i], self.visit.id, list[Change]()
        for rule in failing_gates(self.visit, slot, carer):
            if rule == "KIND":
                found.append(Change("ADMIT_KIND", visit, carer.id, slot=i))
            elif rule == "SKILL":
                found.append(Change("GIVE_SKILL", visit, carer.id, credential=slot.skill, slot=i))
            elif rule == "YEARS":
                found.append(Change("GIVE_YEARS", visit, carer.id, slot=i))
            elif rule == "GENDER":
                found.append(Change("DROP_GENDER", visit, carer.id, slot=i))
            elif rule == "EXCLUDED":
                found.append(Change("LIFT_EXCLUSION", visit, carer.id, slot=i))
            elif rule == "CREDENTIAL":
                found += self._renewals(carer, i)
        return tuple(found)

    def renewals(self) -> Iterator[Chain]:
        """For each able carer whose credentials hold in a part of the windows only: valid in all of them."""
        for carer in self.able:
            for i, slot in enumerate(self.visit.slots):
                if passes_gates(self.visit, slot, carer) and (renewed := tuple(self._renewals(carer, i))):
                    yield Chain((renewed,), self._among(carer))

    def _renewals(self, carer: Carer, i: int) -> Iterator[Change]:
        windows = self.visit.windows
        whole = TimeWindow(windows[0].start_s, windows[-1].end_s)
        for name in self.visit.slots[i].credentials:
            records = [TimeWindow(one.from_s, one.until_s) for one in carer.credentials if one.name == name]
            if not any(one.holds(whole.start_s, whole.end_s) for one in records):
                kind: ChangeKind = "RENEW_CREDENTIAL" if records else "GIVE_CREDENTIAL"
                since_s = min(whole.start_s, max((one.start_s for one in records), default=whole.start_s))
                span = TimeWindow(since_s, whole.end_s)
                yield Change(kind, self.visit.id, carer.id, span, credential=name, slot=i)

    def extensions(self) -> Iterator[Chain]:
        """For each able carer, and each end of a shift near a window: longer and longer by a quarter of an hour."""
        for carer in self.able:
            for shift in carer.available:
                if any(_is_near(shift, window) for window in self.open_windows):
                    for is_earlier in (True, False):
                        longer = (self._extended(carer, shift, minutes, is_earlier) for minutes in LONGER_MIN)
                        steps = [one for one in longer if is_applicable(self.problem, one)]
                        yield self._grown(steps, self._among(carer))

    def _extended(self, carer: Carer, shift: TimeWindow, minutes: int, is_earlier: bool) -> Change:  # noqa: FBT001 one of two ends
        more_s = minutes * 60
        interval = TimeWindow(shift.start_s - more_s * is_earlier, shift.end_s + more_s * (not is_earlier))
        return Change("EXTEND_AVAILABILITY", self.visit.id, carer.id, interval, minutes)

    def _grown(self, steps: Sequence[Change], among: frozenset[str] | None) -> Chain:
        whole = steps[-1].interval if steps else None
        return Chain(tuple((one,) for one in steps), among, None if whole is None else ((whole.start_s, whole.end_s),))

    def limits(self) -> Iterator[Chain]:
        """For each able carer whose hours, days or rest are what is in the way: more of them, step by step."""
        for carer in self.able:
            chains = list(self.limits_of(carer))
            furthest = tuple(chain.steps[-1][0] for chain in chains)
            if self.probe.fit(furthest, self._among(carer)).placed is not None:
                yield from chains

    def limits_of(self, carer: Carer) -> Iterator[Chain]:
        """More hours a day or a week, a day more, less rest."""
        kinds: tuple[ChangeKind, ...] = ("LONGER_DAY", "LONGER_WEEK", "SHORTER_REST")
        for kind in kinds:
            steps = (Change(kind, self.visit.id, carer.id, minutes=minutes) for minutes in LONGER_MIN)
            yield Chain(tuple((one,) for one in steps), self._among(carer))
        yield Chain(((Change("ONE_DAY_MORE", self.visit.id, carer.id),),), self._among(carer))

    def wider_windows(self) -> Iterator[Chain]:
        """For each end of each window: wider and wider by half an hour, within its day."""
        if self.pinned_s is not None:
            return
        for window in self.open_windows:
            day_s = window.start_s // DAY_S * DAY_S
            last_s = min(self.problem.horizon_s, max(day_s + DAY_S, window.end_s))
            limits = TimeWindow(max(self.frozen_s, day_s), last_s)
            for is_earlier in (True, False):
                wider = (self._widened(window, minutes, is_earlier) for minutes in WIDER_MIN)
                steps = [
                    one for one in wider if one.interval and limits.holds(one.interval.start_s, one.interval.end_s)
                ]
                yield self._grown(steps, None)

    def _widened(self, window: TimeWindow, minutes: int, is_earlier: bool) -> Change:  # noqa: FBT001 one of two ends
        more_s = minutes * 60
        interval = TimeWindow(window.start_s - more_s * is_earlier, window.end_s + more_s * (not is_earlier))
        return Change("WIDEN_WINDOW", self.visit.id, None, interval, minutes)

    def other_days(self) -> Iterator[Chain]:
        """The first window's hours on each day that isn't open to the visit, the nearest first."""
        if not self.open_windows or self.pinned_s is not None:
            return
        window = self.open_windows[0]
        open_days = {one.start_s // DAY_S for one in self.visit.windows}
        first = window.start_s // DAY_S
        for day in sorted(range(-(-self.problem.horizon_s // DAY_S)), key=lambda day: (abs(day - first), day)):
            shift_s = (day - first) * DAY_S
            interval = TimeWindow(window.start_s + shift_s, window.end_s + shift_s)
            if day not in open_days and self.frozen_s <= interval.start_s and interval.end_s <= self.problem.horizon_s:
                minutes = abs(day - first) * DAY_S // 60
                change = Change("ANOTHER_DAY", self.visit.id, None, interval, minutes)
                yield Chain(((change,),), None, ((interval.start_s, interval.end_s),))

    def more_hours(self) -> Iterator[Chain]:
        """For each half-day of the windows, each able carer who isn't there then: a shift just for this visit."""
        for part in self.half_days():
            for carer in self.able:
                interval = self._shift_for(carer, part)
                change = Change("ADD_AVAILABILITY", self.visit.id, carer.id, interval)
                touches = any(a.start_s <= interval.end_s and interval.start_s <= a.end_s for a in carer.available)
                if not touches and self.frozen_s <= interval.start_s and is_applicable(self.problem, change):
                    yield Chain(((change,),), self._among(carer), ((interval.start_s, interval.end_s),))

    def _shift_for(self, carer: Carer, part: TimeWindow) -> TimeWindow:
        """The soonest shift in quarters of an hour that holds the visit in this part, and the ways."""
        way_s, visit = self.probe.shifts.way_s, self.visit
        out_s, home_s = way_s(carer, carer.base, visit.place) or 0, way_s(carer, visit.place, carer.base) or 0
        start_s = part.start_s
        for wish in visit.wish:
            if part.start_s <= wish.start_s and wish.start_s + visit.duration_s <= part.end_s:
                start_s = wish.start_s
                break
        leaves_s = -(-(start_s - out_s) // QUARTER_S) * QUARTER_S
        if leaves_s + out_s + visit.duration_s > part.end_s:
            leaves_s = (start_s - out_s) // QUARTER_S * QUARTER_S
        begins_s = max(start_s, leaves_s + out_s)
        return TimeWindow(leaves_s, -(-(begins_s + visit.duration_s + home_s) // QUARTER_S) * QUARTER_S)

    def more_carers(self) -> Iterator[Chain]:
        """One more carer in a half-day of the windows, like an able one; for a team that has nobody, the whole team."""
        new = frozenset(name for carer in self.able for name in [f"{carer.id}+1"])
        for part in self.half_days():
            for carer in self.able:
                change = Change("ADD_CARER", self.visit.id, carer.id, self._with_legs(carer, part))
                if is_applicable(self.problem, change):
                    yield Chain(((change,),), None if self.is_team else new)
        open_slots = [i for i, slot in enumerate(self.visit.slots) if not self._has_able(i, slot.required)]
        for part in self.half_days() if open_slots else ():
            yield Chain((tuple(Change("ADD_CARER", self.visit.id, None, part, slot=i) for i in open_slots),))

    def whole_teams(self) -> Iterator[Chain]:
        """As many more carers as the visit has slots, made for them, but for one."""
        if self.is_team:
            for part in self.half_days():
                for slots in (range(1, len(self.visit.slots)), range(len(self.visit.slots))):
                    yield Chain((tuple(Change("ADD_CARER", self.visit.id, None, part, slot=i) for i in slots),))

    def _has_able(self, i: int, is_required: bool) -> bool:  # noqa: FBT001 a fact of the slot
        return not is_required or any(passes_gates(self.visit, self.visit.slots[i], one) for one in self.able)

    def fewer_carers(self) -> Iterator[Chain]:
        """One required slot less, where there are others."""
        if self.is_team:
            for i, slot in enumerate(self.visit.slots):
                if slot.required and slot not in self.visit.slots[:i]:
                    yield single(Change("FEWER_CARERS", self.visit.id, slot=i))

    def dropped_wishes(self) -> Iterator[Chain]:
        """What somebody asked for this visit: its start, its carers, their gender, whom it excludes."""
        visit = self.visit
        if self.pinned_s is not None:
            yield single(Change("FREE_START", visit.id))
        for who in visit.pin.carers if visit.pin else ():
            if who is not None:
                yield single(Change("FREE_CARER", visit.id, who))
        for i, slot in enumerate(visit.slots):
            if slot.gender is not None:
                yield single(Change("DROP_GENDER", visit.id, slot=i))
        for who in visit.excluded:
            yield single(Change("LIFT_EXCLUSION", visit.id, who))

    def looser_ties(self) -> Iterator[Chain]:
        """The series and links of the visit, looser step by step."""
        for series in self.problem.series:
            if self.visit.id in series.visits and series.min_days:
                change = Change("LOOSER_SERIES", self.visit.id, tie=series.id)
                yield Chain(tuple((change,) * days for days in range(1, series.min_days + 1)))
            if self.visit.id in series.visits and series.min_gap_s:
                most = -(-series.min_gap_s // 1800)
                steps = (
                    Change("LOOSER_SERIES", self.visit.id, minutes=30 * n, tie=series.id) for n in range(1, most + 1)
                )
                yield Chain(tuple((one,) for one in steps))
        for i, link in enumerate(self.problem.links):
            if self.visit.id in (link.first, link.second):
                steps = (Change("LOOSER_LINK", self.visit.id, minutes=minutes, tie=str(i)) for minutes in WIDER_MIN)
                yield Chain(tuple((one,) for one in steps))
                if link.carers != "any":
                    yield single(Change("LOOSER_LINK", self.visit.id, tie=str(i)))

    def half_days(self) -> list[TimeWindow]:
        """The parts of the windows in a morning or an afternoon that are long enough; if none is, as much as a day."""
        parts = {part: None for window in self.open_windows for part in _parts(window, self.visit.duration_s)}
        windows = self.open_windows
        return list(parts) or [TimeWindow(one.start_s, min(one.end_s, one.start_s + DAY_S)) for one in windows]

    def _with_legs(self, carer: Carer, part: TimeWindow) -> TimeWindow:
        """The part and the ways from base and back, to the full quarter of an hour."""
        way_s, place = self.probe.shifts.way_s, self.visit.place
        start_s = (part.start_s - (way_s(carer, carer.base, place) or 0)) // QUARTER_S * QUARTER_S
        end_s = -(-(part.end_s + (way_s(carer, place, carer.base) or 0)) // QUARTER_S) * QUARTER_S
        return TimeWindow(start_s, end_s)


def step_less(visit: Visit, change: Change) -> list[Change]:
    """The same change with a step less, if that is still a change: one at either end of a shift."""
    interval = change.interval
    if change.kind == "ADD_AVAILABILITY" and interval is not None:
        shorter = (
            TimeWindow(interval.start_s + QUARTER_S, interval.end_s),
            TimeWindow(interval.start_s, interval.end_s - QUARTER_S),
        )
        return [replace(change, interval=one) for one in shorter if one.end_s - one.start_s >= visit.duration_s]
    return []


def _is_near(shift: TimeWindow, window: TimeWindow) -> bool:
    most_s = LONGER_MIN[-1] * 60
    return shift.start_s - most_s < window.end_s and window.start_s < shift.end_s + most_s


def _parts(window: TimeWindow, duration_s: int) -> Iterable[TimeWindow]:
    for day in range(window.start_s // DAY_S, window.end_s // DAY_S + 1):
        for half in HALF_DAYS:
            start_s, end_s = day * DAY_S + half.start_s, day * DAY_S + half.end_s
            part = TimeWindow(max(window.start_s, start_s), min(window.end_s, end_s))
            if part.end_s - part.start_s >= duration_s:
                yield part
