"""The hard rule FROZEN: what has begun can't be changed any more, and nothing new begins in the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matching.check.sheet import Sheet
from matching.plan import Violation


def frozen(sheet: Sheet) -> Iterator[Violation]:
    """FROZEN: facts unchanged, nothing else before the frozen time, and no leg of anything else either."""
    frozen_until_s = sheet.frozen_until_s
    if frozen_until_s is None:
        return
    yield from _visit_faults(sheet, frozen_until_s)
    yield from _leg_faults(sheet, frozen_until_s)
    yield from _break_faults(sheet, frozen_until_s)


def _visit_faults(sheet: Sheet, frozen_until_s: int) -> Iterator[Violation]:
    begun = {name for name, was in sheet.published.items() if was.start_s < frozen_until_s}
    for name in sorted(begun - sheet.facts):
        was = sheet.published[name]
        yield Violation("FROZEN", f"visit {name!r} is not as published: at {was.start_s} with {list(was.carers)}")
    for name, start_s in sheet.starts_s.items():
        if start_s < frozen_until_s and name not in begun:
            yield Violation("FROZEN", f"visit {name!r} starts at {start_s}, before {frozen_until_s}")


def _leg_faults(sheet: Sheet, frozen_until_s: int) -> Iterator[Violation]:
    for duty in sheet.all_duties:
        for stop, leg_s in zip(duty.stops, duty.legs, strict=False):  # the way home is free
            if stop.start_s - (leg_s or 0) < frozen_until_s <= stop.start_s:
                yield Violation("FROZEN", f"{duty}: the way to visit {stop.visit.id!r} starts before {frozen_until_s}")


def _break_faults(sheet: Sheet, frozen_until_s: int) -> Iterator[Violation]:
    taken = Counter(sheet.breaks)
    for one in sheet.fact_breaks - taken.keys():
        yield Violation("FROZEN", f"the published break of carer {one.carer!r} at {one.start_s} is missing")
    for one, times in taken.items():
        if one.start_s < frozen_until_s and times > (one in sheet.fact_breaks):
            yield Violation(
                "FROZEN", f"a break of carer {one.carer!r} starts at {one.start_s}, before {frozen_until_s}"
            )
