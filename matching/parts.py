"""A very large week divided by place into parts that hang together, each a week of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean

from matching.plan import Plan
from matching.problem import Carer, Problem, Visit

LEAST_SHARE = 0.3  # of the visits on either side of a cut: of three towns one may be


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
    work_s: Mapping[str | None, int]  # by skill
    x_m: float
    y_m: float

    def along(self, *, is_wide: bool) -> float:
        """Metres along the wider side."""
        return self.x_m if is_wide else self.y_m


@dataclass(frozen=True, slots=True)
class _Home:
    """A carer, what he can do, and where he starts."""

    carer: str
    skills: tuple[str, ...]
    x_m: float
    y_m: float

    def along(self, *, is_wide: bool) -> float:
        """Metres along the wider side."""
        return self.x_m if is_wide else self.y_m


def divide(problem: Problem, most: int) -> list[Part]:
    """Parts of `most` visits or little more. Cuts run where nobody lives, as near the middle as that is.

    Carers go with the work that asks for their skills, those who live nearest first. Visits of a group, a series or a
    link are never parted.
    """
    places = {place.id: place for place in problem.places}
    bases = {carer.id: places[carer.base] for carer in problem.carers}
    visits = {visit.id: visit for visit in problem.visits}
    bunches: list[_Bunch] = []
    for names in _tied(problem):
        work_s: Counter[str | None] = Counter()
        for visit in (visits[name] for name in names):
            work_s.update({slot.skill: 0 for slot in visit.slots})
            for slot in visit.slots:
                work_s[slot.skill] += visit.duration_s
        where = [places[visits[name].place] for name in names]
        bunches.append(_Bunch(names, work_s, mean(one.x_m for one in where), mean(one.y_m for one in where)))
    carers = [
        _Home(carer.id, tuple(carer.skills), bases[carer.id].x_m, bases[carer.id].y_m) for carer in problem.carers
    ]
    return _with_pinned(problem, bunches, list(_cut(bunches, carers, most)))


def _with_pinned(problem: Problem, bunches: list[_Bunch], parts: list[Part]) -> list[Part]:
    """The parts, with visits that are pinned to a carer where he is."""
    pins = {visit.id: visit.pin.carers for visit in problem.visits if visit.pin}
    part_of = {name: i for i, part in enumerate(parts) for name in part.carers}
    visits = [set(part.visits) for part in parts]
    for bunch in bunches:
        pinned = [part_of[name] for v in bunch.visits for name in pins.get(v, ()) if name is not None]
        if pinned:
            for one in visits:
                one.difference_update(bunch.visits)
            visits[pinned[0]].update(bunch.visits)
    moved = [replace(part, visits=frozenset(mine)) for part, mine in zip(parts, visits, strict=True)]
    return _without_idle(moved)


def _without_idle(parts: list[Part]) -> list[Part]:
    """The parts; one that has no visits left is joined to the nearest that has some."""
    busy = [part for part in parts if part.visits]
    for idle in (part for part in parts if not part.visits):
        if busy:
            i = min(range(len(busy)), key=lambda i: (busy[i].x_m - idle.x_m) ** 2 + (busy[i].y_m - idle.y_m) ** 2)
            busy[i] = replace(busy[i], carers=busy[i].carers | idle.carers)
    return busy or parts


def neighbours(parts: Sequence[Part], can_meet: Callable[[Part, Part], bool]) -> list[tuple[int, int]]:
    """Pairs of parts that can meet, the nearest first, no part in two of them."""
    apart = sorted(
        ((a.x_m - b.x_m) ** 2 + (a.y_m - b.y_m) ** 2, i, k)
        for i, a in enumerate(parts)
        for k, b in enumerate(parts[:i])
    )
    free, pairs = set(range(len(parts))), list[tuple[int, int]]()
    for _, i, k in apart:
        if i in free and k in free and can_meet(parts[i], parts[k]):
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


def _cut(bunches: list[_Bunch], homes: list[_Home], most: int) -> Iterator[Part]:
    """Halves of halves, across the wider side, until none is too large or one would have no carers."""
    count = sum(len(bunch.visits) for bunch in bunches)
    if count > most and len(bunches) > 1:
        xs, ys = [one.x_m for one in bunches], [one.y_m for one in bunches]
        is_wide = max(xs) - min(xs) >= max(ys) - min(ys)
        line = _line(sorted((one.along(is_wide=is_wide), len(one.visits)) for one in bunches), count)
        left = [one for one in bunches if one.along(is_wide=is_wide) < line]
        right = [one for one in bunches if one.along(is_wide=is_wide) >= line]
        ours = _share(homes, left, bunches, is_wide=is_wide)
        theirs = [one for one in homes if one not in ours]
        if left and right and ours and theirs:
            yield from _cut(left, list(ours), most)
            yield from _cut(right, theirs, most)
            return
    yield Part(
        frozenset(name for bunch in bunches for name in bunch.visits),
        frozenset(home.carer for home in homes),
        mean(bunch.x_m for bunch in bunches),
        mean(bunch.y_m for bunch in bunches),
    )


def _share(homes: list[_Home], left: list[_Bunch], all_: list[_Bunch], *, is_wide: bool) -> set[_Home]:
    """Of the carers with each set of skills those on the left, as many as there is work for them."""
    mine, total = _work(left), _work(all_)
    alike: dict[tuple[str, ...], list[_Home]] = defaultdict(list)
    for home in sorted(homes, key=lambda home: (home.along(is_wide=is_wide), home.carer)):
        alike[tuple(sorted(home.skills))].append(home)
    chosen: set[_Home] = set()
    for skills, group in alike.items():
        asked = sum(total[skill] for skill in skills)
        share = (
            sum(mine[skill] for skill in skills) / asked if asked else sum(mine.values()) / max(sum(total.values()), 1)
        )
        chosen.update(group[: round(share * len(group))])
    return chosen


def _work(bunches: list[_Bunch]) -> Counter[str | None]:
    """Seconds of work by skill."""
    work_s: Counter[str | None] = Counter()
    for bunch in bunches:
        work_s.update(bunch.work_s)
    return work_s


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
