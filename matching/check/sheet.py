"""A plan laid out for judgement: what can be read of it, which parts are facts, and each carer's duties."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from matching.check.duty import Duty, Pause, Stop
from matching.plan import Plan, Violation
from matching.problem import Assignment, Break, Carer, Place, Problem, Slot, TimeWindow, Visit, formula_travel_s

Crew = tuple[str | None, ...]


@dataclass(slots=True)
class Sheet:
    """The plan as far as it makes sense; what doesn't is in `faults` and left out.

    `starts_s`, `crews` and `pairs`, the filled slots, are by assigned visit; a carer that the problem doesn't know is
    None in `crews`. `facts` are the assigned visits that are as published and began before the frozen time; the others,
    which rules bind, are `open_visits`, and `bound_pairs` slot by slot. `published` is what the problem still knows of
    what was published. `stray_stops` belong to no duty, `stray_pauses` lie between no two stops of a duty.
    """

    problem: Problem
    carers: dict[str, Carer]
    visits: dict[str, Visit]
    published: dict[str, Assignment]
    fact_breaks: set[Break]
    breaks: list[Break] = field(default_factory=list[Break])
    faults: list[Violation] = field(default_factory=list[Violation])
    starts_s: dict[str, int] = field(default_factory=dict[str, int])
    crews: dict[str, Crew] = field(default_factory=dict[str, Crew])
    pairs: dict[str, list[tuple[Slot, Carer]]] = field(default_factory=dict[str, list[tuple[Slot, Carer]]])
    facts: set[str] = field(default_factory=set[str])
    assigned: list[Visit] = field(default_factory=list[Visit])
    open_visits: list[Visit] = field(default_factory=list[Visit])
    bound_pairs: list[tuple[Visit, Slot, Carer]] = field(default_factory=list[tuple[Visit, Slot, Carer]])
    duties: dict[str, list[Duty]] = field(default_factory=dict[str, list[Duty]])
    all_duties: list[Duty] = field(default_factory=list[Duty])
    stray_stops: list[tuple[Carer, Stop]] = field(default_factory=list[tuple[Carer, Stop]])
    stray_pauses: list[tuple[Carer, Pause]] = field(default_factory=list[tuple[Carer, Pause]])

    @property
    def frozen_until_s(self) -> int | None:
        """Second before which all is fact; None if nothing was published."""
        return None if self.problem.published is None else self.problem.published.frozen_until_s

    def filled(self, visit: Visit) -> list[tuple[Slot, Carer]]:
        """The slots of an assigned visit to which somebody comes, with the carer."""
        return self.pairs[visit.id]

    def end_s(self, visit: Visit) -> int:
        """Second at which an assigned visit ends."""
        return self.starts_s[visit.id] + visit.duration_s


def lay_out(problem: Problem, plan: Plan) -> Sheet:
    """The plan's sheet."""
    sheet = Sheet(
        problem=problem,
        carers={carer.id: carer for carer in problem.carers},
        visits={visit.id: visit for visit in problem.visits},
        published={},
        fact_breaks=set(),
    )
    _recall_published(sheet)
    if plan.problem != problem.name:
        sheet.faults.append(Violation("FORMAT", f"the plan is for {plan.problem!r}, the week is {problem.name!r}"))
    for detail in (*_read_assignments(sheet, plan), *_read_breaks(sheet, plan)):
        sheet.faults.append(Violation("FORMAT", detail))
    _establish_facts(sheet)
    _list_visits(sheet)
    _form_duties(sheet)
    _place_pauses(sheet)
    return sheet


def _establish_facts(sheet: Sheet) -> None:
    frozen_until_s = sheet.frozen_until_s
    if frozen_until_s is not None:
        for name, was in sheet.published.items():
            is_kept = (was.start_s, was.carers) == (sheet.starts_s.get(name), sheet.crews.get(name))
            if is_kept and was.start_s < frozen_until_s:
                sheet.facts.add(name)


def _list_visits(sheet: Sheet) -> None:
    """What a dozen rules go through, put together once."""
    sheet.assigned = [sheet.visits[name] for name in sheet.crews]
    sheet.open_visits = [visit for visit in sheet.assigned if visit.id not in sheet.facts]
    sheet.bound_pairs = [(visit, slot, carer) for visit in sheet.open_visits for slot, carer in sheet.pairs[visit.id]]


def _recall_published(sheet: Sheet) -> None:
    published = sheet.problem.published
    if published is None:
        return
    for was in published.assignments:
        if was.visit in sheet.visits:
            sheet.published[was.visit] = Assignment(was.visit, was.start_s, _known(sheet, was.carers))
    sheet.fact_breaks = {
        pause for pause in published.breaks if pause.carer in sheet.carers and pause.start_s < published.frozen_until_s
    }


def _read_assignments(sheet: Sheet, plan: Plan) -> Iterator[str]:
    for assignment in plan.assignments:
        name = assignment.visit
        if name not in sheet.visits:
            yield f"the week has no visit {name!r}"
        elif name in sheet.crews:
            yield f"visit {name!r} is assigned twice; only its first entry counts"
        else:
            sheet.starts_s[name] = assignment.start_s
            crew = sheet.crews[name] = _known(sheet, assignment.carers)
            slots = zip(sheet.visits[name].slots, crew, strict=False)  # the rule SLOTS tells of a wrong length
            sheet.pairs[name] = [(slot, sheet.carers[who]) for slot, who in slots if who is not None]
            strangers = [who for who in assignment.carers if who is not None and who not in sheet.carers]
            yield from (f"visit {name!r}: the week has no carer {who!r}" for who in strangers)


def _read_breaks(sheet: Sheet, plan: Plan) -> Iterator[str]:
    for pause in plan.breaks:
        if pause.carer not in sheet.carers:
            yield f"a break: the week has no carer {pause.carer!r}"
        elif pause.duration_s <= 0:
            yield f"a break of carer {pause.carer!r} lasts {pause.duration_s} s"
        else:
            sheet.breaks.append(pause)


def _known(sheet: Sheet, carers: Crew) -> Crew:
    return tuple(who if who in sheet.carers else None for who in carers)


def _form_duties(sheet: Sheet) -> None:
    stops: dict[str, list[Stop]] = {}
    for visit in sorted(sheet.assigned, key=lambda one: (sheet.starts_s[one.id], one.duration_s, one.id)):
        stop = Stop(sheet.starts_s[visit.id], sheet.end_s(visit), visit, visit.id in sheet.facts)
        for who in {carer.id: None for _, carer in sheet.pairs[visit.id]}:  # once, even if they are in it twice
            stops.setdefault(who, []).append(stop)
    places = {place.id: (i, place) for i, place in enumerate(sheet.problem.places)}
    for who, mine in stops.items():
        carer = sheet.carers[who]
        sheet.duties[who] = [
            Duty(carer, interval, duty, _legs(sheet.problem, carer, duty, places))
            for interval, duty in _by_interval(sheet, carer, mine)
        ]
        sheet.all_duties += sheet.duties[who]


def _by_interval(sheet: Sheet, carer: Carer, stops: list[Stop]) -> list[tuple[TimeWindow, list[Stop]]]:
    """Stops, which are in order of start, by the available interval that they start in; the others go astray."""
    found: dict[int, list[Stop]] = {}
    begins = [interval.start_s for interval in carer.available]
    for stop in stops:
        i = bisect_right(begins, stop.start_s) - 1
        if i >= 0 and stop.start_s < carer.available[i].end_s:
            found.setdefault(i, []).append(stop)
        else:
            sheet.stray_stops.append((carer, stop))
    return [(carer.available[i], duty) for i, duty in found.items()]


def _legs(problem: Problem, carer: Carer, stops: list[Stop], places: dict[str, tuple[int, Place]]) -> list[int | None]:
    """Seconds from base to the first stop, from each to the next, and back to base; None where there is no way."""
    route = [places[name] for name in (carer.base, *(stop.visit.place for stop in stops), carer.base)]
    matrix, mode = problem.matrices.get(carer.mode), problem.modes[carer.mode]
    return [
        formula_travel_s(mode, source, target) if matrix is None or i == j else matrix[i][j]
        for (i, source), (j, target) in pairwise(route)
    ]


def _place_pauses(sheet: Sheet) -> None:
    for taken in sheet.breaks:
        pause = Pause(taken.start_s, taken.start_s + taken.duration_s, taken in sheet.fact_breaks)
        if not any(duty.take(pause) for duty in sheet.duties.get(taken.carer, ())):
            sheet.stray_pauses.append((sheet.carers[taken.carer], pause))
