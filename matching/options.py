"""Who may come to a visit, and when: the options that rules about one visit and one carer leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from matching.compiled import FAR_S, Option
from matching.problem import DAY_S, Carer, Problem, Slot, TimeWindow, Visit
from matching.timecost import Piece, start_pieces


class DutySpan(NamedTuple):
    """A duty by its place in the week, whose it is, and when it opens and closes."""

    duty: int
    carer: int
    open_s: int
    close_s: int


class OptionFinder:
    """Who may do what when: the options of one visit."""

    def __init__(
        self,
        problem: Problem,
        visit: Visit,
        frozen_until_s: int,
        duties: Sequence[DutySpan],
        able_by_slot: dict[Slot, dict[int, list[DutySpan]]],
    ) -> None:
        """`duties` are by carer and start; `able_by_slot` remembers from visit to visit those that slots let pass."""
        pin = visit.pin
        pinned_s = pin.start_s if pin else None
        bounds = TimeWindow(frozen_until_s, FAR_S) if pinned_s is None else TimeWindow(pinned_s, pinned_s + 1)
        pieces = start_pieces(visit, problem.published, problem.weights, bounds)
        self.pieces = tuple(part for piece in pieces if (part := piece.clipped(frozen_until_s, FAR_S)))
        self._pinned = pin.carers if pin else ()
        self._problem, self._visit, self._duties, self._able_by_slot = problem, visit, duties, able_by_slot

    def options(self, slots: tuple[int, ...], points_of: Callable[[Carer], int]) -> Iterator[Option]:
        """Options of alike slots; `points_of` tells what a carer costs the visit."""
        pinned = self._pinned[slots[0]] if slots[0] < len(self._pinned) else None
        slot = self._visit.slots[slots[0]]
        duration_s, excluded, carers = self._visit.duration_s, self._visit.excluded, self._problem.carers
        known: dict[int, tuple[int, list[tuple[int, int]]]] = {}
        parts: list[tuple[Piece, dict[tuple[int, int], tuple[Piece, int] | None]]] = [(one, {}) for one in self.pieces]
        for k, c, open_s, close_s in self._near(slot):
            carer, last_s = carers[c], close_s - duration_s
            if (pinned is not None and pinned != carer.id) or carer.id in excluded:
                continue
            for piece, clips in parts:
                if piece.hi_s < open_s or last_s < piece.lo_s:
                    continue
                if c not in known:
                    known[c] = points_of(carer), self._held(carer, slot)
                points, held = known[c]
                for lo_s, hi_s in held:
                    span = max(lo_s, open_s, piece.lo_s), min(hi_s, last_s, piece.hi_s)
                    if span not in clips:  # most duties leave the whole piece
                        part = piece.clipped(*span)
                        clips[span] = None if part is None else (part, part.least_points)
                    clip = clips[span]
                    if clip is not None:
                        yield Option(k, c, clip[0], points, points + clip[1])

    def _near(self, slot: Slot) -> Iterable[DutySpan]:
        """Duties of those whom the slot lets pass, credentials apart, on days of the visit: by carer and start."""
        if slot not in self._able_by_slot:
            able = {c for c, carer in enumerate(self._problem.carers) if _may(carer, slot)}
            self._able_by_slot[slot] = _by_day(one for one in self._duties if one.carer in able)
        by_day = self._able_by_slot[slot]
        days = {day for piece in self.pieces for day in range(piece.lo_s // DAY_S, piece.hi_s // DAY_S + 1)}
        if len(days) == 1:
            return by_day.get(days.pop(), ())
        return sorted({one for day in days for one in by_day.get(day, ())})

    def _held(self, carer: Carer, slot: Slot) -> list[tuple[int, int]]:
        """Starts between which every credential holds all through the visit."""
        held = [(-FAR_S, FAR_S)]
        for name in slot.credentials:
            dated = [one for one in carer.credentials if one.name == name]
            spans = [(one.from_s, one.until_s - self._visit.duration_s) for one in dated]
            held = [(max(a, b), min(to_a, to_b)) for a, to_a in held for b, to_b in _merged(spans)]
        return held


def _by_day(duties: Iterable[DutySpan]) -> dict[int, list[DutySpan]]:
    """Duties by each day that they touch."""
    found: dict[int, list[DutySpan]] = {}
    for one in duties:
        for day in range(one.open_s // DAY_S, one.close_s // DAY_S + 1):
            found.setdefault(day, []).append(one)
    return found


def _may(carer: Carer, slot: Slot) -> bool:
    return (
        slot.kind in {None, carer.kind}
        and (slot.skill is None or carer.skills.get(slot.skill, 0) >= slot.level)
        and carer.years >= slot.min_years
        and slot.gender in {None, carer.gender}
    )


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The union of closed spans, sorted and disjoint."""
    merged: list[tuple[int, int]] = []
    for lo_s, hi_s in sorted(span for span in spans if span[0] <= span[1]):
        if merged and lo_s <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], hi_s))
        else:
            merged.append((lo_s, hi_s))
    return merged
