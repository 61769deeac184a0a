"""A way in as it is taken: starts that keep every rule, as near to those of the plan as may be, and breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.explain.shifts import Shifts
from matching.explain.timetable import Timetable
from matching.problem import DAY_S, Assignment, Break


@dataclass(frozen=True, slots=True)
class Placed:
    """A way in: the new visit's start and carers, and what else shifts."""

    start_s: int
    carers: tuple[str | None, ...]
    assignments: tuple[Assignment, ...]
    breaks: Mapping[str, tuple[Break, ...]]

    def into(self, shifts: Shifts) -> Shifts:
        """The plan with it."""
        return shifts.with_starts(self.assignments, dict(self.breaks))


def placed_by(table: Timetable) -> Placed | None:
    """The starts nearest to those of the plan that keep every rule."""
    if table.fault or table.bounds.earliest() is None:
        return None
    new, bounds = table.new, table.bounds
    mine = table.start_of[new.visit]
    wanted = [0] * len(bounds.spans)
    for name, node in table.start_of.items():
        wanted[node] = _wish_s(table) if name == new.visit else table.shifts.assigned[name].start_s
    for (who, shift), node in table.pauses.items():
        pause = table.shifts.break_in(table.shifts.carers[who], shift)
        wanted[node] = pause.start_s if pause else bounds.spans[node][0][0]
    order = [mine, *(node for name, node in table.start_of.items() if name != new.visit), *table.pauses.values()]
    starts = bounds.nearest(wanted, order)
    if starts is None:
        return None
    crew = new.crew
    changed = [Assignment(new.visit, starts[mine], crew)]
    for name, node in table.start_of.items():
        if name != new.visit and starts[node] != table.shifts.assigned[name].start_s:
            old = table.shifts.assigned[name]
            changed.append(Assignment(name, starts[node], old.carers))
    return Placed(starts[mine], crew, tuple(changed), _breaks(table, starts))


def _wish_s(table: Timetable) -> int:
    """Where the visit would best start: as wished, else soon after the stop before it."""
    visit = table.shifts.visits[table.new.visit]
    first_s = table.new.spans[0][0]
    if visit.priority in ("asap", "stat"):
        return first_s
    for wish in visit.wish:
        if first_s // DAY_S == wish.start_s // DAY_S:
            return wish.start_s
    for day, order in table.orders.items():
        names = [stop.visit for stop in order]
        at, carer = names.index(visit.id), table.shifts.carers[day[0]]
        if at > 0:
            before = table.shifts.visits[names[at - 1]]
            way_s = table.shifts.way_s(carer, before.place, visit.place) or 0
            return table.shifts.assigned[before.id].start_s + before.duration_s + way_s
        if len(names) > 1:
            after = table.shifts.visits[names[1]]
            way_s = table.shifts.way_s(carer, visit.place, after.place) or 0
            return table.shifts.assigned[after.id].start_s - way_s - visit.duration_s
    return first_s


def _breaks(table: Timetable, starts: Sequence[int]) -> dict[str, tuple[Break, ...]]:
    """The breaks of those whose duties are here: where the timetable has them, the others as they were."""
    found: dict[str, tuple[Break, ...]] = {}
    laid = {(who, stop.shift) for who, date in table.days for stop in table.order((who, date))}
    for who in {who for who, _ in laid}:
        carer = table.shifts.carers[who]
        redone = [carer.available[shift] for name, shift in laid if name == who and shift >= 0]
        kept = [
            one
            for one in table.shifts.breaks.get(who, ())
            if one in table.shifts.fact_breaks or not any(a.start_s <= one.start_s < a.end_s for a in redone)
        ]
        for (name, shift), node in table.pauses.items():
            pause = table.shifts.break_in(carer, shift) if name == who else None
            if name == who and not (pause is not None and pause in table.shifts.fact_breaks):
                kept.append(Break(who, starts[node], carer.break_rule.duration_s if carer.break_rule else 0))
        found[who] = tuple(kept)
    return found
