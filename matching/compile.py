"""A problem as flat lists of whole numbers: the only bridge from what people read to what the solvers read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from matching.compiled import FAR_S, Apart, CompiledCarer, CompiledDuty, CompiledWeek, Follow
from matching.facts import ALWAYS_S, Facts, facts_of
from matching.legs import legs_of
from matching.options import DutySpan, OptionFinder
from matching.problem import DAY_S, WEEK_S, Problem, Slot
from matching.travel import TravelTable
from matching.visit_points import VisitCompiler


def compile_week(problem: Problem) -> CompiledWeek:
    """The flat form of a well-formed problem; whoever calls has checked it. O(visits × slots × intervals × windows)."""
    travel = TravelTable(problem)
    given = facts_of(problem, travel)
    places = {place.id: i for i, place in enumerate(problem.places)}
    visits = {visit.id: i for i, visit in enumerate(problem.visits)}
    carers = {carer.id: i for i, carer in enumerate(problem.carers)}
    duties = list(_duties(problem, given, places))
    duties_of: dict[int, list[int]] = defaultdict(list)
    for k, duty in enumerate(duties):
        duties_of[duty.carer].append(k)
    names = sorted({visit.group for visit in problem.visits if visit.group is not None})
    group_of = {name: i for i, name in enumerate(names)}
    members: list[list[int]] = [[] for _ in names]
    for i, visit in enumerate(problem.visits):
        if visit.group is not None:
            members[group_of[visit.group]].append(i)
    follows, apart = _follows(problem, visits), _apart(problem, visits)
    compiler = VisitCompiler(problem, carers)
    spans = [DutySpan(k, one.carer, one.open_s, one.close_s) for k, one in enumerate(duties)]
    able_by_slot: dict[Slot, dict[int, list[DutySpan]]] = {}
    compiled = [
        compiler.visit(
            visit,
            place=places[visit.place],
            group=-1 if visit.group is None else group_of[visit.group],
            options=OptionFinder(problem, visit, given.frozen_until_s, spans, able_by_slot),
            links=tuple(follows[i]),
            apart=tuple(apart[i]),
        )
        for i, visit in enumerate(problem.visits)
    ]
    return CompiledWeek(
        problem=problem,
        visits=tuple(compiled),
        carers=tuple(_carers(problem, travel, given, places, duties_of)),
        duties=tuple(duties),
        groups=tuple(tuple(group) for group in members),
        facts={visits[name]: compiler.fact(problem.visits[visits[name]], given, carers) for name in given.visits},
        given=given,
    )


def _duties(problem: Problem, given: Facts, places: dict[str, int]) -> Iterator[CompiledDuty]:
    for c, carer in enumerate(problem.carers):
        for i, interval in enumerate(carer.available):
            head = given.heads.get((carer.id, i))
            place = places[head.place if head else carer.base]
            yield CompiledDuty(c, interval.start_s, interval.end_s, interval.start_s // DAY_S, head, place)


def _carers(
    problem: Problem, travel: TravelTable, given: Facts, places: dict[str, int], duties_of: dict[int, list[int]]
) -> Iterator[CompiledCarer]:
    legs_s = {mode: legs_of(problem, travel, mode) for mode in {carer.mode for carer in problem.carers}}
    for c, carer in enumerate(problem.carers):
        rule = carer.break_rule
        yield CompiledCarer(
            id=carer.id,
            base=places[carer.base],
            legs_s=legs_s[carer.mode],
            duties=tuple(duties_of[c]),
            max_day_s=carer.max_day_s,
            max_week_s=carer.max_week_s,
            max_days=carer.max_days,
            rest_s=carer.rest_s,
            contract_s=carer.contracted_s,
            fair_s=WEEK_S * 10 if carer.fair_s is None else carer.fair_s,
            after_s=rule.after_s if rule else FAR_S,
            break_s=rule.duration_s if rule else 0,
            free_s=max(given.frozen_until_s, given.free_s.get(carer.id, ALWAYS_S)),
        )


def _follows(problem: Problem, visits: dict[str, int]) -> dict[int, list[Follow]]:
    follows: dict[int, list[Follow]] = defaultdict(list)
    for link in problem.links:
        first, second = visits[link.first], visits[link.second]
        follows[first].append(Follow(second, False, link.min_s, link.max_s, link.carers))  # noqa: FBT003 a row
        follows[second].append(Follow(first, True, link.min_s, link.max_s, link.carers))  # noqa: FBT003 a row
    return follows


def _apart(problem: Problem, visits: dict[str, int]) -> dict[int, list[Apart]]:
    apart: dict[int, list[Apart]] = defaultdict(list)
    for series in problem.series:
        for name in series.visits:
            others = tuple(visits[other] for other in series.visits if other != name)
            apart[visits[name]].append(Apart(others, series.min_days, series.min_gap_s))
    return apart
