"""Visits of several people: each of them could come alone, but never enough of them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise, product
from typing import NamedTuple

from matching.problem import Carer, Visit
from matching.reasons.blockers import clashing
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.single import is_timeless, trial_in_plan
from matching.reasons.starts import turning_points
from matching.reasons.stops import openings
from matching.reasons.trial import Trial
from matching.reasons.week_lookup import WeekLookup

Span = tuple[int, int]
Abilities = Mapping[str, Sequence["Ability"]]


class Ability(NamedTuple):
    """When a carer could fill which slots: closed spans of starts."""

    trial: Trial
    slots: tuple[int, ...]
    spans: tuple[Span, ...]

    def covers(self, start_s: int) -> bool:
        """Whether this start lies in a span."""
        return any(first_s <= start_s <= last_s for first_s, last_s in self.spans)


def with_partners(week: WeekLookup, visit: Visit, found: Mapping[str, Exclusion]) -> tuple[Exclusion, ...]:
    """The exclusions, with SLOTS for those who could come but not at a time when enough others can too.

    Where enough can, but nobody of them whom a link asks to be the same, it is LINK.
    """
    free = [carer for carer in week.problem.carers if found[carer.id].fits]
    linked = week.shared_with(visit)
    if not free or (_one_is_enough(visit) and not linked):
        return tuple(found.values())
    abilities = {carer.id: list(abilities_of(week, visit, carer)) for carer in free}

    def judged(one: Exclusion) -> Exclusion:
        if not one.fits or _can_complete(visit, abilities, one.carer, linked.values()):
            return one
        if _can_complete(visit, abilities, one.carer, ()):
            return Exclusion(one.carer, "LINK", tuple(linked))
        return _without_partner(one, abilities, found)

    return tuple(judged(one) for one in found.values())


def _can_complete(visit: Visit, abilities: Abilities, who: str, shared: Iterable[Set[str]]) -> bool:
    """Whether at some start enough carers can come together, this one and one of each shared crew among them."""
    crews = (full_crews(visit, slots_at(abilities, start_s), who, shared) for start_s in common_starts(abilities))
    return any(True for found in crews for _ in found)


def common_starts(abilities: Abilities) -> list[int]:
    """Starts of which one suits all who can ever start together: closed spans that meet, meet where one begins."""
    return sorted({span[0] for mine in abilities.values() for ability in mine for span in ability.spans})


def _one_is_enough(visit: Visit) -> bool:
    return len(visit.slots) == 1 or (visit.fewest == 1 and not _needed(visit))


def _needed(visit: Visit) -> list[int]:
    """The slots that can't stay empty: required ones, and those for which somebody is pinned."""
    pinned = visit.pin.carers if visit.pin else ()
    return [i for i, slot in enumerate(visit.slots) if slot.required or (i < len(pinned) and pinned[i] is not None)]


def abilities_of(week: WeekLookup, visit: Visit, carer: Carer) -> Iterator[Ability]:
    """When the carer could fill which slots of the visit, all else in the plan as it is."""
    for one in openings(visit, range(len(visit.slots))):
        trial = trial_in_plan(week, one.of(carer))
        if spans := tuple(_free_spans(trial)):
            yield Ability(trial, one.slots, spans)


def _free_spans(trial: Trial) -> Iterator[Span]:
    """The starts at which all rules are kept. Between two turning points one start speaks for all."""
    points = turning_points(trial)
    if not points or is_timeless(trial.at(points[0])):
        return
    yield from ((point, point) for point in points if trial.at(point).broken is None)
    for point, following in pairwise(points):
        if following - point > 1 and trial.at(point + 1).broken is None:
            yield point + 1, following - 1


def slots_at(abilities: Abilities, start_s: int) -> Mapping[str, set[int]]:
    """Which slots each carer could fill at this start."""
    return {
        who: {slot for ability in mine if ability.covers(start_s) for slot in ability.slots}
        for who, mine in abilities.items()
    }


def full_crews(
    visit: Visit, slots_of: Mapping[str, set[int]], who: str | None, shared: Iterable[Set[str]]
) -> Iterator[Mapping[int, str]]:
    """Crews that are complete: with this carer, if one is named, and one at least of each shared crew."""
    for members in product(*map(sorted, shared)):
        names = sorted({*members} if who is None else {*members, who})
        for slots in product(*(sorted(slots_of.get(name, ())) for name in names)):
            fixed = dict(zip(slots, names, strict=True))
            if len(fixed) == len(names) and (crew := _full_crew(visit, slots_of, fixed)) is not None:
                yield crew


def _full_crew(visit: Visit, slots_of: Mapping[str, set[int]], fixed: Mapping[int, str]) -> Mapping[int, str] | None:
    """Carers by slot, as many as can be, beside those who are fixed; None if too few or a needed slot stays empty.

    Slots that are not needed are filled in the order of their points.
    """
    filled = dict(fixed)
    needed = _needed(visit)
    if any(slot not in filled and not _augment(slots_of, filled, fixed, slot, set()) for slot in needed):
        return None
    for slot in sorted(range(len(visit.slots)), key=lambda i: -(visit.slots[i].points or 0)):
        if slot not in filled:
            _augment(slots_of, filled, fixed, slot, set())
    return filled if len(filled) >= visit.fewest else None


def _augment(
    slots_of: Mapping[str, set[int]], filled: dict[int, str], fixed: Mapping[int, str], slot: int, seen: set[str]
) -> bool:
    """Find somebody for the slot, moving others to other slots where that helps."""
    for who, slots in slots_of.items():
        if slot not in slots or who in seen or who in fixed.values():
            continue
        seen.add(who)
        held = next((other for other, name in filled.items() if name == who), None)
        if held is None or _augment(slots_of, filled, fixed, held, seen):
            filled[slot] = who
            return True
    return False


def _without_partner(one: Exclusion, abilities: Abilities, found: Mapping[str, Exclusion]) -> Exclusion:
    """SLOTS, with what keeps the partners apart: the carer's own visits when a partner is free, or the partners'."""
    partners_s = {span[0] for who, mine in abilities.items() if who != one.carer for own in mine for span in own.spans}
    clashes = [clashing(own.trial, start_s) for own in abilities[one.carer] for start_s in sorted(partners_s)]
    names = min((names for names in clashes if names), key=len, default=())
    if not names:
        others = (other for other in found.values() if other.carer != one.carer and other.rule not in GATES)
        names = tuple({name: None for other in others for name in other.blocking})
    return Exclusion(one.carer, "SLOTS", names)
