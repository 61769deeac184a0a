"""What a visit may do, given the others in the draft: its series, its links and its continuity group."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matching.compiled import CompiledVisit
from matching.problem import DAY_S
from matching.search.draft import Draft

StartFilter = Callable[[int], bool]


class Partners(NamedTuple):
    """Carers whom a visit's links bar, and sets of carers of each of whom one at least must come."""

    barred: frozenset[int]
    wanted: tuple[frozenset[int], ...]

    def lacking(self, crew: set[int]) -> list[frozenset[int]]:
        """The sets from which nobody is in the crew yet."""
        return [carers for carers in self.wanted if not carers & crew]


def any_start(start_s: int) -> bool:  # noqa: ARG001  (a filter that lets all pass)
    """The filter of a visit that has no say in the others' times, nor they in its."""
    return True


def allowed_starts(draft: Draft, visit: CompiledVisit) -> StartFilter | None:
    """Whether a start keeps series and links with what is in the draft; None if no start does."""
    spans: list[tuple[int, int]] = []
    for link in visit.links:
        other_s = draft.start_s(link.other)
        if other_s is not None:
            span = (link.min_s, link.max_s) if link.is_second else (-link.max_s, -link.min_s)
            spans.append((other_s + span[0], other_s + span[1]))
        elif link.is_second:
            return None  # the second of a link needs its first
    away = [
        (other_s, apart.min_days, apart.min_gap_s)
        for apart in visit.apart
        for other in apart.others
        if (other_s := draft.start_s(other)) is not None
    ]
    if not spans and not away:
        return any_start

    def allowed(start_s: int) -> bool:
        return all(low_s <= start_s <= high_s for low_s, high_s in spans) and all(
            abs(start_s - other_s) >= gap_s and abs(start_s // DAY_S - other_s // DAY_S) >= days
            for other_s, days, gap_s in away
        )

    return allowed


def partners_of(draft: Draft, visit: CompiledVisit) -> Partners:
    """Who may not, and who must come, by the visit's links to what is in the draft."""
    barred: set[int] = set()
    wanted: list[frozenset[int]] = []
    for link in visit.links:
        if draft.start_s(link.other) is None:
            continue
        if link.together == "different":
            barred |= draft.carers_of(link.other)
        elif link.together == "same":
            wanted.append(frozenset(draft.carers_of(link.other)))
    return Partners(frozenset(barred), tuple(wanted))


def familiar_carers(draft: Draft, visit: CompiledVisit) -> set[int]:
    """Carers whom the visit's group already meets; empty if there are none, or no group."""
    familiar: set[int] = set()
    if visit.group >= 0:
        for v in draft.week.groups[visit.group]:
            familiar |= draft.carers_of(v)
    return familiar


def continuity_delta(draft: Draft, visit: CompiledVisit, familiar: set[int], crew: set[int]) -> int:
    """Points that a crew brings to the visit's group, whose carers so far are the `familiar`."""
    if visit.group < 0:
        return 0
    fullest = max(draft.filled(v) for v in draft.week.groups[visit.group])
    more = len(familiar | crew) - len(familiar) - (max(fullest, len(crew)) - fullest)
    return draft.weights.continuity * more
