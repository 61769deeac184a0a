"""How two plans of a week differ by the checker: judged on the part of the week in which they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from matching.check import judge, score
from matching.explain.shifts import Shifts
from matching.plan import TERMS, Plan, Score, Term, Violation
from matching.problem import Assignment, Problem, Published


class Difference(NamedTuple):
    """Points by term that the second plan costs more, and the rules that it breaks and the first does not."""

    terms: Mapping[Term, int]
    broken: frozenset[Violation]

    @property
    def points(self) -> int:
        """Points in all."""
        return sum(self.terms.values())


class _Part(NamedTuple):
    visits: set[str]
    changed: set[str]  # carers whose days differ; others are there for the visits that they share


Known = dict[tuple[frozenset[str], frozenset[str]], Score]  # of one plan, by the part that is judged


def difference(
    before: Shifts, after: Shifts, known: Known | None = None, changed: Iterable[str] | None = None
) -> Difference:
    """What the second plan costs more than the first, and what it breaks. Both are of the same week, changed or not.

    Every rule and term is of a visit, a carer, a duty, a group, a link or a series: those that differ are judged whole,
    and what others do is the same in both. A few milliseconds, however large the week. `known` remembers what is
    found of the first from one question to the next; `changed` are the visits that differ, where that is known.
    """
    part = _part(before, after, _changed(before, after) if changed is None else set(changed))
    new = judge(*_week_of(after, part))
    key = frozenset(part.visits), frozenset(part.changed)
    old = known.get(key) if known is not None else None
    if old is None:
        old = score(*_week_of(before, part))
        if known is not None:
            known[key] = old
    broken = frozenset(new.violations)
    if broken:
        broken -= frozenset(judge(*_week_of(before, part)).violations)
    return Difference({term: new.score.terms[term] - old.terms[term] for term in TERMS}, broken)


def _changed(before: Shifts, after: Shifts) -> set[str]:
    was = before.assigned  # mostly the very same, which is told sooner than that two are alike
    names = {name for name, one in after.assigned.items() if one is not was.get(name) and one != was.get(name)}
    return names | (before.assigned.keys() - after.assigned.keys())


def _part(before: Shifts, after: Shifts, names: set[str]) -> _Part:
    crews = [shifts.assigned[name].carers for shifts in (before, after) for name in names if name in shifts.assigned]
    carers = {who for crew in crews for who in crew if who is not None}
    carers |= {who for who, mine in after.breaks.items() if before.breaks.get(who, ()) != mine}
    visits = set(names)
    for shifts in (before, after):
        for who in carers:
            visits |= {stop.visit for stop in shifts.all_stops(who)}
        for name in names:
            visits |= {other for link in shifts.links.get(name, ()) for other in (link.first, link.second)}
            visits |= {other for series in shifts.series.get(name, ()) for other in series.visits}
    for group in {before.visits[name].group for name in names} - {None}:
        visits |= set(before.groups.get(group or "", ()))
    return _Part(visits, carers)


def _week_of(shifts: Shifts, part: _Part) -> tuple[Problem, Plan]:
    """The part as a week of its own, and what is planned of it."""
    rows = [shifts.assigned[name] for name in sorted(part.visits) if name in shifts.assigned]
    breaks = tuple(one for who in part.changed for one in shifts.breaks.get(who, ()))
    return _small(shifts, part, rows), Plan(shifts.problem.name, tuple(rows), breaks)


def _small(shifts: Shifts, part: _Part, rows: list[Assignment]) -> Problem:
    problem = shifts.problem
    crews = part.changed | {who for one in rows for who in one.carers if who is not None}
    told = problem.published
    if told is not None:
        crews |= {who for one in told.assignments if one.visit in part.visits for who in one.carers if who is not None}
    carers = tuple(shifts.carers[who] for who in sorted(crews) if who in shifts.carers)
    visits = tuple(shifts.visits[name] for name in sorted(part.visits) if name in shifts.visits)
    used = {visit.place for visit in visits} | {carer.base for carer in carers}
    links = {id(link): link for name in part.visits for link in shifts.links.get(name, ())}
    series = {one.id: one for name in part.visits for one in shifts.series.get(name, ())}
    return replace(
        problem,
        places=problem.places if problem.matrices else tuple(shifts.places[name] for name in sorted(used)),
        carers=carers,
        visits=visits,
        links=tuple(one for one in links.values() if {one.first, one.second} <= part.visits),
        series=tuple(
            replace(one, visits=tuple(name for name in one.visits if name in part.visits)) for one in series.values()
        ),
        published=None
        if told is None
        else Published(
            told.frozen_until_s,
            tuple(one for one in told.assignments if one.visit in part.visits),
            tuple(one for one in told.breaks if one.carer in part.changed),
        ),
    )
