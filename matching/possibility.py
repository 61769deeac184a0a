"""Is the week possible at all? What each skill needs on each day, who offers it, and what nobody can ever make."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matching.bound import unassigned_alone
from matching.compile import compile_week
from matching.compiled import CompiledWeek
from matching.plan import RULES, Plan, RuleCode
from matching.problem import DAY_S, Carer, Problem, Visit
from matching.reasons.single import exclusion_of
from matching.reasons.stops import openings
from matching.reasons.week_lookup import WeekLookup
from matching.unavoidable.proving import FRACTIONS_S, unavoidable_together
from matching.validate import check_problem


@dataclass(frozen=True, slots=True)
class Never:
    """A visit that nobody could make even in an empty week. `carers` counts those whom each rule keeps from it.

    `rule` is that of whoever comes closest, in the order of the rules; SLOTS if some could come, but too few.
    """

    visit: str
    rule: RuleCode
    carers: Mapping[RuleCode, int]


@dataclass(frozen=True, slots=True)
class Load:
    """What a skill needs and finds on one day. Visits that another day could take are counted apart.

    `needed_s` are seconds of care, without ways, of the slots that only this day can take. `carers` could come
    to one of the slots on that day by skill, credential and hours; `offered_s` are all their hours, up to a day's
    limit. `areas` are the visits by area.
    """

    skill: str
    day: int
    visits: int
    needed_s: int
    movable: int
    carers: int
    offered_s: int
    areas: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The skill whose visits alone leave most open, and its tightest day; `open_visits` is proven."""

    load: Load
    open_visits: int


@dataclass(frozen=True, slots=True)
class Possibility:
    """The week before it is planned: `open_visits` at least stay open in every plan, `never` among them."""

    visits: int
    open_visits: int
    never: tuple[Never, ...]
    loads: tuple[Load, ...]
    bottleneck: Bottleneck | None


def possibility(
    problem: Problem, area_of: Mapping[str, str] | None = None, *, seconds: float | None = None
) -> Possibility:
    """Whether the week is possible; `area_of` names the area of each visit. Some seconds for 500 visits.

    `seconds` is what the proofs may take; without it the clock decides nothing. Visits that tie on skill are counted
    for each skill that one of their slots asks for. Raises ProblemError if the week can't be planned as given.
    """
    check_problem(problem)
    week = _counting(compile_week(problem))
    names = [visit.id for visit in problem.visits]
    alone = [unassigned_alone(week, v) for v in range(len(names))]
    found = [one for v, one in enumerate(week.visits) if v not in week.facts and alone[v]]
    loads = tuple(_loads(problem, week, area_of or {}))
    return Possibility(
        visits=len(names),
        open_visits=unavoidable_together(week, seconds=None if seconds is None else seconds / 2, alone=alone),
        never=tuple(_nevers(problem, [one.id for one in found])),
        loads=loads,
        bottleneck=_bottleneck(problem, week, loads, None if seconds is None else seconds / 2, alone),
    )


def least_open(problem: Problem) -> int:
    """Visits that stay open in every plan, at least: proven. Some seconds for 500 visits, 10 and more for thousands.

    In weeks so large the clock may leave only what each visit lacks alone.
    """
    return unavoidable_together(_counting(compile_week(problem)), seconds=FRACTIONS_S)


def _counting(week: CompiledWeek) -> CompiledWeek:
    """The same week with a point for each absent visit, and none for an empty slot."""
    visits = [
        replace(one, absent_points=1, roles=tuple(role._replace(slot_points=0) for role in one.roles))
        for one in week.visits
    ]
    return replace(week, visits=tuple(visits))


def _nevers(problem: Problem, names: Collection[str]) -> Iterator[Never]:
    """Who is kept from each of these visits by what, if nothing was planned but facts."""
    facts = problem.published
    begun = () if facts is None else tuple(one for one in facts.assignments if one.start_s < facts.frozen_until_s)
    lookup = WeekLookup(problem, Plan(problem.name, begun))
    for name in names:
        visit = lookup.visits[name]
        asked = openings(visit, range(len(visit.slots)))
        rules: list[RuleCode | None] = [exclusion_of(lookup, asked, carer).rule for carer in problem.carers]
        counts = Counter[RuleCode](rule for rule in rules if rule is not None)
        is_short = not counts or None in rules
        yield Never(name, "SLOTS" if is_short else max(counts, key=RULES.index), counts)


def _loads(problem: Problem, week: CompiledWeek, area_of: Mapping[str, str]) -> list[Load]:
    """Every skill that is asked for, on every day on which it is, by skill and day."""
    fixed: dict[tuple[str, int], list[Visit]] = defaultdict(list)
    movable: dict[tuple[str, int], int] = defaultdict(int)
    able: dict[tuple[str, int], set[int]] = defaultdict(set)
    for v, visit in enumerate(problem.visits):
        days = {day for one in visit.windows for day in range(one.start_s // DAY_S, (one.end_s - 1) // DAY_S + 1)}
        for role in week.visits[v].roles if v not in week.facts else ():
            skill = visit.slots[role.slots[0]].skill
            for day in days if skill else ():
                if len(days) == 1:
                    fixed[skill or "", day] += [visit] * len(role.slots)
                else:
                    movable[skill or "", day] += len(role.slots)
            for option in role.options if skill else ():
                able[skill or "", week.duties[option.duty].day].add(option.carer)
    keys = sorted({*fixed, *movable})
    return [_load(problem, key, fixed[key], movable[key], sorted(able[key]), area_of) for key in keys]


def _load(
    problem: Problem,
    key: tuple[str, int],
    fixed: list[Visit],
    movable: int,
    able: list[int],
    area_of: Mapping[str, str],
) -> Load:
    skill, day = key
    return Load(
        skill=skill,
        day=day,
        visits=len(fixed),
        needed_s=sum(visit.duration_s for visit in fixed),
        movable=movable,
        carers=len(able),
        offered_s=sum(_offered_s(problem.carers[c], day) for c in able),
        areas=Counter(area_of[visit.id] for visit in fixed if visit.id in area_of),
    )


def _offered_s(carer: Carer, day: int) -> int:
    """Seconds that a carer offers on a day, at most those that he may work."""
    open_s = sum(one.end_s - one.start_s for one in carer.available if one.start_s // DAY_S == day)
    return min(open_s, carer.max_day_s, carer.max_week_s)


def _bottleneck(
    problem: Problem, week: CompiledWeek, loads: Collection[Load], seconds: float | None, alone: Sequence[int]
) -> Bottleneck | None:
    """The skill that leaves most open by itself, on the day that is fullest; None if none leaves any."""
    wanting: dict[str, set[int]] = defaultdict(set)
    for v, visit in enumerate(problem.visits):
        for slot in visit.slots if v not in week.facts else ():
            if slot.skill is not None:
                wanting[slot.skill].add(v)
    each_s = None if seconds is None else seconds / max(len(wanting), 1)
    open_visits = {skill: unavoidable_together(week, sorted(mine), each_s, alone) for skill, mine in wanting.items()}
    skill = max(sorted(open_visits), key=lambda one: open_visits[one], default=None)
    if skill is None or not open_visits[skill]:
        return None
    tightest = max((one for one in loads if one.skill == skill), key=_fullness)
    return Bottleneck(tightest, open_visits[skill])


def _fullness(load: Load) -> tuple[float, int]:
    return (load.needed_s + 1) / (load.offered_s + 1), load.movable
