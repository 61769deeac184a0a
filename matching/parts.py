"""A very large week divided by place into parts that hang together, each a week of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean

from matching.plan import Plan
from matching.problem import Carer, Problem, Visit

LEAST_SHARE = 0.35  # of the visits on either side of a cut


@dataclass(frozen=True, slots=True)
class Part:
    """Visits and carers that are planned together, by their ids, and where their middle is, in metres."""

    visits: frozenset[str]
    carers: frozenset[str]
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class _Bunch:
    """Visits that rules or continuity tie together."""

    visits: tuple[str, ...]
    x_m: float
    y_m: float


def divide(problem: Problem, most: int) -> list[Part]:
    """Parts of `most` visits or little more. Cuts run where nobody lives, as near the middle as that is.

    Visits of a group, a series or a link are never parted, nor a pinned visit from its carer.
    """
    places = {place.id: place for place in problem.places}
    bases = {carer.id: places[carer.base] for carer in problem.carers}
    visits = {visit.id: visit for visit in problem.visits}
    bunches: list[_Bunch] = []
    for names in _tied(problem):
        pinned = [bases[name] for v in names if (pin := visits[v].pin) for name in pin.carers if name in bases]
        where = pinned[:1] or [places[visits[v].place] for v in names]
        bunches.append(_Bunch(names, mean(one.x_m for one in where), mean(one.y_m for one in where)))
    carers = [(carer.id, float(bases[carer.id].x_m), float(bases[carer.id].y_m)) for carer in problem.carers]
    return list(_cut(bunches, carers, most))


def neighbours(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Pairs of parts, the nearest first, no part in two of them."""
    apart = sorted(
        ((a.x_m - b.x_m) ** 2 + (a.y_m - b.y_m) ** 2, i, k)
        for i, a in enumerate(parts)
        for k, b in enumerate(parts[:i])
    )
    free, pairs = set(range(len(parts))), list[tuple[int, int]]()
    for _, i, k in apart:
        if i in free and k in free:
            pairs.append((i, k))
            free -= {i, k}
    return pairs


def week_of(problem: Problem, part: Part) -> Problem:
    """The week of one part. Others' carers whom its visits name are in it, but have no time: so terms cost the same."""
    visits = tuple(visit for visit in problem.visits if visit.id in part.visits)
    named = {name for visit in visits for name in _named(visit)}
    carers = tuple(
        carer if carer.id in part.carers else replace(carer, available=())
        for carer in problem.carers
        if carer.id in part.carers or carer.id in named
    )
    kept = _places(problem, visits, carers)
    matrices = {mode: tuple(tuple(rows[i][k] for k in kept) for i in kept) for mode, rows in problem.matrices.items()}
    return replace(
        problem,
        places=tuple(problem.places[i] for i in kept),
        carers=carers,
        visits=visits,
        matrices=matrices,
        series=tuple(one for one in problem.series if part.visits.issuperset(one.visits)),
        links=tuple(one for one in problem.links if one.first in part.visits),
    )


def plan_of(plan: Plan, part: Part) -> Plan:
    """What a plan says of one part."""
    return Plan(
        plan.problem,
        tuple(one for one in plan.assignments if one.visit in part.visits),
        tuple(one for one in plan.breaks if one.carer in part.carers),
    )


def put_into(plan: Plan, part: Part, of_part: Plan) -> Plan:
    """A plan with another one for one part."""
    assignments = (one for one in plan.assignments if one.visit not in part.visits)
    breaks = (one for one in plan.breaks if one.carer not in part.carers)
    return Plan(plan.problem, (*assignments, *of_part.assignments), (*breaks, *of_part.breaks))


def together(parts: Sequence[Part]) -> Part:
    """Several parts as one."""
    return Part(
        frozenset[str]().union(*(part.visits for part in parts)),
        frozenset[str]().union(*(part.carers for part in parts)),
        mean(part.x_m for part in parts),
        mean(part.y_m for part in parts),
    )


def _named(visit: Visit) -> Iterator[str]:
    yield from visit.preferred
    yield from visit.excluded
    if visit.pin:
        yield from (name for name in visit.pin.carers if name is not None)


def _places(problem: Problem, visits: Sequence[Visit], carers: Sequence[Carer]) -> list[int]:
    used = {visit.place for visit in visits} | {carer.base for carer in carers}
    return [i for i, place in enumerate(problem.places) if place.id in used]


def _tied(problem: Problem) -> Iterator[tuple[str, ...]]:
    """The visits, those that are tied to one another together."""
    leader = {visit.id: visit.id for visit in problem.visits}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    groups: dict[str, list[str]] = defaultdict(list)
    for visit in problem.visits:
        if visit.group is not None:
            groups[visit.group].append(visit.id)
    ties = [
        *groups.values(),
        *(one.visits for one in problem.series),
        *((one.first, one.second) for one in problem.links),
    ]
    for tie in ties:
        for one, other in pairwise(tie):
            leader[find(one)] = find(other)
    bunches: dict[str, list[str]] = defaultdict(list)
    for visit in problem.visits:
        bunches[find(visit.id)].append(visit.id)
    yield from map(tuple, bunches.values())


def _cut(bunches: list[_Bunch], carers: list[tuple[str, float, float]], most: int) -> Iterator[Part]:
    """Halves of halves, across the wider side, until none is too large or one would have no carers."""
    count = sum(len(bunch.visits) for bunch in bunches)
    if count > most and len(bunches) > 1:
        xs, ys = [one.x_m for one in bunches], [one.y_m for one in bunches]
        is_wide = max(xs) - min(xs) >= max(ys) - min(ys)
        line = _line(sorted(((one.x_m if is_wide else one.y_m), len(one.visits)) for one in bunches), count)
        left = [one for one in bunches if (one.x_m if is_wide else one.y_m) < line]
        right = [one for one in bunches if (one.x_m if is_wide else one.y_m) >= line]
        ours = [one for one in carers if (one[1] if is_wide else one[2]) < line]
        theirs = [one for one in carers if (one[1] if is_wide else one[2]) >= line]
        if left and right and ours and theirs:
            yield from _cut(left, ours, most)
            yield from _cut(right, theirs, most)
            return
    yield Part(
        frozenset(name for bunch in bunches for name in bunch.visits),
        frozenset(name for name, _, _ in carers),
        mean(bunch.x_m for bunch in bunches),
        mean(bunch.y_m for bunch in bunches),
    )


def _line(sorted_along: Sequence[tuple[float, int]], count: int) -> float:
    """Where to cut: in the widest gap that leaves each side its share, the one nearest the middle among equals."""
    best, behind, line = (-1.0, 0.0), 0, sorted_along[0][0]
    for (here, visits), (there, _) in pairwise(sorted_along):
        behind += visits
        share = behind / count
        found = (there - here, -abs(share - 0.5))
        if LEAST_SHARE <= share <= 1 - LEAST_SHARE and found > best:
            best, line = found, (here + there) / 2 if there > here else there
    return line
