"""Hard rules of a visit: when it may be, who may make it, and how it stands to other visits. Facts break none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from matching.check.sheet import Sheet
from matching.plan import Violation
from matching.problem import DAY_S, Link


def window(sheet: Sheet) -> Iterator[Violation]:
    """WINDOW: one window holds the visit from start to end."""
    for visit in sheet.open_visits:
        start_s, end_s = sheet.starts_s[visit.id], sheet.end_s(visit)
        if not any(window.holds(start_s, end_s) for window in visit.windows):
            yield Violation("WINDOW", f"visit {visit.id!r} is [{start_s}, {end_s}), in none of its windows")


def slots(sheet: Sheet) -> Iterator[Violation]:
    """SLOTS: an entry per slot, required slots filled, enough filled in all, nobody twice."""
    for visit in sheet.open_visits:
        crew, filled = sheet.crews[visit.id], sheet.filled(visit)
        if len(crew) != len(visit.slots):
            yield Violation("SLOTS", f"visit {visit.id!r} has {len(crew)} entries for {len(visit.slots)} slots")
        for i, (slot, who) in enumerate(zip(visit.slots, crew, strict=False)):
            if slot.required and who is None:
                yield Violation("SLOTS", f"visit {visit.id!r}: nobody is in the required slot {i}")
        if len(filled) < visit.fewest:
            yield Violation("SLOTS", f"visit {visit.id!r} has {len(filled)} carers, at least {visit.fewest} are needed")
        if len(filled) > 1:
            for who, times in Counter(carer.id for _, carer in filled).items():
                if times > 1:
                    yield Violation("SLOTS", f"visit {visit.id!r} has carer {who!r} in {times} slots")


def kind(sheet: Sheet) -> Iterator[Violation]:
    """KIND: the slot's kind of carer."""
    for visit, slot, carer in sheet.bound_pairs:
        if slot.kind is not None and slot.kind != carer.kind:
            yield Violation("KIND", f"visit {visit.id!r} needs a {slot.kind}, carer {carer.id!r} is a {carer.kind}")


def skill(sheet: Sheet) -> Iterator[Violation]:
    """SKILL: the slot's skill, at its level at least."""
    for visit, slot, carer in sheet.bound_pairs:
        if slot.skill is None:
            continue
        level = carer.skills.get(slot.skill, 0)
        if level < slot.level:
            wanted = f"{slot.skill} at level {slot.level}"
            yield Violation("SKILL", f"visit {visit.id!r} needs {wanted}, carer {carer.id!r} has level {level}")


def credential(sheet: Sheet) -> Iterator[Violation]:
    """CREDENTIAL: for each that the slot asks, one record that is valid from the visit's start to its end."""
    for visit, slot, carer in sheet.bound_pairs:
        start_s, end_s = sheet.starts_s[visit.id], sheet.end_s(visit)
        for name in slot.credentials:
            records = [record for record in carer.credentials if record.name == name]
            if not any(record.from_s <= start_s and end_s <= record.until_s for record in records):
                lack = f"carer {carer.id!r} has no {name} valid all through [{start_s}, {end_s})"
                yield Violation("CREDENTIAL", f"visit {visit.id!r}: {lack}")


def years(sheet: Sheet) -> Iterator[Violation]:
    """YEARS: the slot's years of experience at least."""
    for visit, slot, carer in sheet.bound_pairs:
        if carer.years < slot.min_years:
            lack = f"needs {slot.min_years} years, carer {carer.id!r} has {carer.years}"
            yield Violation("YEARS", f"visit {visit.id!r} {lack}")


def gender(sheet: Sheet) -> Iterator[Violation]:
    """GENDER: the slot's gender."""
    for visit, slot, carer in sheet.bound_pairs:
        if slot.gender is not None and slot.gender != carer.gender:
            yield Violation("GENDER", f"visit {visit.id!r} needs {slot.gender}, carer {carer.id!r} is {carer.gender}")


def excluded(sheet: Sheet) -> Iterator[Violation]:
    """EXCLUDED: nobody whom the visit excludes."""
    for visit, _, carer in sheet.bound_pairs:
        if carer.id in visit.excluded:
            yield Violation("EXCLUDED", f"visit {visit.id!r} excludes carer {carer.id!r}")


def pin(sheet: Sheet) -> Iterator[Violation]:
    """PIN: the pinned start, and the pinned carer of each slot that has one."""
    for visit in sheet.open_visits:
        if visit.pin is None:
            continue
        start_s, crew = sheet.starts_s[visit.id], sheet.crews[visit.id]
        if visit.pin.start_s is not None and start_s != visit.pin.start_s:
            yield Violation("PIN", f"visit {visit.id!r} starts at {start_s}, pinned to {visit.pin.start_s}")
        for i, who in enumerate(visit.pin.carers):
            comes = crew[i] if i < len(crew) else None
            if who is not None and comes != who:
                yield Violation("PIN", f"visit {visit.id!r} has {comes!r} in slot {i}, pinned to {who!r}")


def series(sheet: Sheet) -> Iterator[Violation]:
    """SERIES: days and starts far enough apart, of any two assigned visits that aren't both facts."""
    for one in sheet.problem.series:
        starts = sorted((sheet.starts_s[visit], visit) for visit in one.visits if visit in sheet.starts_s)
        for (start_s, visit), (next_s, other) in pairwise(starts):  # if any two are too close, so are two neighbours
            days = next_s // DAY_S - start_s // DAY_S
            is_close = days < one.min_days or next_s - start_s < one.min_gap_s
            if is_close and not (visit in sheet.facts and other in sheet.facts):
                apart = f"{days} days and {next_s - start_s} s apart"
                yield Violation("SERIES", f"series {one.id!r}: visits {visit!r} and {other!r} start {apart}")


def link(sheet: Sheet) -> Iterator[Violation]:
    """LINK: the second visit only with the first, at the right distance, by the right carers."""
    for one in sheet.problem.links:
        assigned = {one.first, one.second} & sheet.crews.keys()
        if one.second not in assigned or assigned <= sheet.facts:
            continue
        if one.first not in assigned:
            yield Violation("LINK", f"visit {one.second!r} is assigned without {one.first!r}")
        else:
            yield from _link_faults(sheet, one)


def _link_faults(sheet: Sheet, one: Link) -> Iterator[Violation]:
    pair = f"visits {one.first!r} and {one.second!r}"
    apart_s = sheet.starts_s[one.second] - sheet.starts_s[one.first]
    if not one.min_s <= apart_s <= one.max_s:
        yield Violation("LINK", f"{pair} start {apart_s} s apart, wanted {one.min_s} to {one.max_s}")
    both = {who for who in sheet.crews[one.first] if who is not None and who in sheet.crews[one.second]}
    if one.carers == "different" and both:
        yield Violation("LINK", f"{pair} both have {sorted(both)}, wanted different carers")
    if one.carers == "same" and not both:
        yield Violation("LINK", f"{pair} have no carer in common")
