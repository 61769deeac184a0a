"""What no plan avoids, in points: what each visit lacks alone, and what all lack together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from matching.bound import certain_unassigned, unassigned_alone
from matching.compiled import CompiledWeek
from matching.unavoidable.filling import least_filling
from matching.unavoidable.relaxation import Relaxation
from matching.unavoidable.spans import scarcest

MOST_OPTIONS = 40_000  # that are looked at together: some 500 visits, or of more those that fewest could make
FEW_OPTIONS = 4_000  # that are looked at first
MOST_TIMED = 30_000  # beyond which a proof does not end within some seconds
FRACTIONS_S, WHOLE_S = 10.0, 10.0  # that the two proofs may take


def unavoidable_together(
    week: CompiledWeek,
    visits: Sequence[int] | None = None,
    seconds: float | None = None,
    alone: Sequence[int] | None = None,
) -> int:
    """Points that these visits, or all, leave open by themselves, whatever else is planned.

    Of many those that fewest could make are looked at together, the others each alone. Carers may be in parts of each.
    Without `seconds` the clock decides nothing; with them it may end the proof with less than can be proven.
    `alone` are the points of each visit of the week by itself, where they are known.
    """
    among = range(len(week.visits)) if visits is None else visits
    chosen = scarcest(week, MOST_OPTIONS, among)
    known = {v: unassigned_alone(week, v) if alone is None else alone[v] for v in among}
    others = sum(known.values()) - sum(known[v] for v in chosen)
    return others + max(sum(known[v] for v in chosen), _together(week, chosen, known, seconds))


def _together(week: CompiledWeek, visits: Sequence[int], known: Mapping[int, int], seconds: float | None) -> int:
    """Points that these visits leave open together, at least; as `known` of each alone if no more can be proven.

    What a quick filling leaves open no proof can exceed. So rows are laid out only where it leaves more than each
    visit does alone: of what stands around the visits left first, and of all only if that proves less.
    """
    alone = sum(known[v] for v in visits)
    filling = least_filling(week, visits, alone)
    if filling.points <= alone:
        return alone
    around = scarcest(week, FEW_OPTIONS, _around(week, visits, filling.left))
    rest = alone - sum(known[v] for v in around)
    least = Relaxation(week, around).rows.least(seconds, is_whole=False) if around else None
    if least is not None and rest + least >= filling.points:
        return rest + least
    is_hopeless = seconds is not None and _options(week, visits) > MOST_TIMED
    found = None if is_hopeless else Relaxation(week, visits).rows.least(seconds, is_whole=False)
    return max(alone, rest + (least or 0), found or 0)


def _options(week: CompiledWeek, visits: Sequence[int]) -> int:
    return sum(len(role.options) for v in visits for role in week.visits[v].roles)


def _around(week: CompiledWeek, visits: Sequence[int], left: Sequence[int]) -> list[int]:
    """Visits that compete with those left for a duty, them among them."""

    def duties_of(v: int) -> set[int]:
        return {option.duty for role in week.visits[v].roles for option in role.options}

    wanted = set[int]().union(*map(duties_of, left))
    return [v for v in visits if not wanted.isdisjoint(duties_of(v))]


def unavoidable_points(
    week: CompiledWeek, hear: Callable[[int], bool] = lambda _: True, left_s: Callable[[], float] | None = None
) -> int:
    """Points of absent visits and empty slots that every plan of the week has at least.

    `hear` is told each greater figure, and its False ends the proof. First visits alone, then together with fractions
    of carers, then, as far as the seconds that are left allow, with whole carers. Without `left_s` the clock decides
    nothing.
    """
    least = certain_unassigned(week)
    chosen = scarcest(week, MOST_OPTIONS, range(len(week.visits)))
    if not hear(least) or not chosen:
        return least
    others = certain_unassigned(week, set(range(len(week.visits))) - set(chosen))
    rows = Relaxation(week, chosen).rows
    for most_s, is_whole in ((FRACTIONS_S, False), (WHOLE_S, True)) if left_s else ((0.0, False),):
        found = rows.least(max(0.0, min(left_s(), most_s)) if left_s else None, is_whole=is_whole)
        least = least if found is None else max(least, others + found)
        if not hear(least):
            break
    return least
