"""Who may come to a visit, and when: the options that rules about one visit and one carer leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from matching.compiled import FAR_S, CompiledDuty, Option
from matching.problem import Carer, Problem, Slot, TimeWindow, Visit
from matching.timecost import Piece, start_pieces


class OptionFinder:
    """Who may do what when: the options of one visit."""

    def __init__(
        self,
        problem: Problem,
        visit: Visit,
        frozen_until_s: int,
        duties: Sequence[CompiledDuty],
        duties_of: Mapping[int, Sequence[int]],
    ) -> None:
        pin = visit.pin
        pinned_s = pin.start_s if pin else None
        bounds = TimeWindow(frozen_until_s, FAR_S) if pinned_s is None else TimeWindow(pinned_s, pinned_s + 1)
        pieces = start_pieces(visit, problem.published, problem.weights, bounds)
        self.pieces = tuple(part for piece in pieces if (part := piece.clipped(frozen_until_s, FAR_S)))
        self._pinned = pin.carers if pin else ()
        self._problem, self._visit, self._duties, self._duties_of = problem, visit, duties, duties_of

    def options(self, slots: tuple[int, ...], points_of: Callable[[Carer], int]) -> Iterator[Option]:
        """Options of alike slots; `points_of` tells what a carer costs the visit."""
        pinned = self._pinned[slots[0]] if slots[0] < len(self._pinned) else None
        slot = self._visit.slots[slots[0]]
        for c, carer in enumerate(self._problem.carers):
            if pinned in {None, carer.id} and self._may(carer, slot):
                points, held = points_of(carer), self._held(carer, slot)
                for k in self._duties_of[c]:
                    for piece in self._starts(held, self._duties[k]):
                        yield Option(k, c, piece, points, points + piece.least_points)

    def _may(self, carer: Carer, slot: Slot) -> bool:
        return (
            slot.kind in {None, carer.kind}
            and (slot.skill is None or carer.skills.get(slot.skill, 0) >= slot.level)
            and carer.years >= slot.min_years
            and slot.gender in {None, carer.gender}
            and carer.id not in self._visit.excluded
        )

    def _held(self, carer: Carer, slot: Slot) -> list[tuple[int, int]]:
        """Starts between which every credential holds all through the visit."""
        held = [(-FAR_S, FAR_S)]
        for name in slot.credentials:
            dated = [one for one in carer.credentials if one.name == name]
            spans = [(one.from_s, one.until_s - self._visit.duration_s) for one in dated]
            held = [(max(a, b), min(to_a, to_b)) for a, to_a in held for b, to_b in _merged(spans)]
        return held

    def _starts(self, held: list[tuple[int, int]], duty: CompiledDuty) -> Iterator[Piece]:
        """Starts within the interval while every credential holds."""
        open_s, last_s = duty.open_s, duty.close_s - self._visit.duration_s
        for piece in self.pieces:
            if piece.hi_s < open_s or last_s < piece.lo_s:
                continue
            for lo_s, hi_s in held:
                part = piece.clipped(max(lo_s, open_s), min(hi_s, last_s))
                if part is not None:
                    yield part


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The union of closed spans, sorted and disjoint."""
    merged: list[tuple[int, int]] = []
    for lo_s, hi_s in sorted(span for span in spans if span[0] <= span[1]):
        if merged and lo_s <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], hi_s))
        else:
            merged.append((lo_s, hi_s))
    return merged
