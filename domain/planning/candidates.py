"""Who else could make a visit, and what the plan would then cost: all else stays where it is."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from domain.calendar import clock
from domain.outcomes import ValidationFailed
from domain.planning.changing import read_base, standing
from domain.planning.compile import Compiled
from domain.planning.explaining import absent_days, visit_days
from domain.planning.models import Plan as PlanModel
from domain.planning.operations import engine_plan
from domain.planning.stop_changes import StopChange, stop_change
from domain.planning.stop_names import rule_with_stops, stop_name
from domain.planning.subjects import ready_subject
from domain.planning.term_words import cost_words, terms_words
from domain.planning.weeks import closed_week
from domain.planning.wording_rules import unavailable_words, words_of_one
from domain.wording import Words
from matching.explain import candidates as ranking
from matching.explain.candidates import Candidacy
from matching.explain.gates import passes_gates
from matching.explain.shifts import Shifts
from matching.plan import Plan
from matching.problem import Assignment, Visit
from matching.reasons import exclusions
from matching.reasons.exclusion import GATES, Exclusion
from matching.reasons.single import exclusion_of
from matching.reasons.stops import openings
from matching.reasons.week_lookup import WeekLookup

MOST_CANDIDATES = 50
MANY_CARERS = 100
MOST_REASONS = 10
MOST_NAMED = 3  # displaced visits that the sentence names


@dataclass(frozen=True, slots=True)
class Candidate:
    """A qualified carer: when they could start and how many points more the plan would cost, or why they can't.

    `terms` are those of the score that differ, the largest first, with the points more; `moved` is the visit and all
    others that would go to somebody else or start at another time, `displaces` those others by name; `compared` says
    all of this in a sentence. The carer who comes now differs in nothing.
    """

    carer_id: UUID
    is_now: bool
    starts_at: datetime | None
    cost_difference: int | None
    rule: str
    why: Words | None
    displaces: tuple[Words, ...] = ()
    terms: tuple[tuple[str, int], ...] = ()
    moved: tuple[StopChange, ...] = ()
    compared: Words | None = None


async def candidates(
    visit: str, compiled: Compiled, *, plan_id: UUID | None = None
) -> list[Candidate] | ValidationFailed:
    """The carers whom no gate keeps from a visit, those who could make it first, the cheapest first; at most 50.

    The plan is the week's newest, unless the week is closed, or the one asked for.
    """
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    if plan_id is None and (refusal := await closed_week(compiled.rows.unit.id, compiled.week)):
        return refusal
    plan = await shown_plan(compiled, plan_id)
    if isinstance(plan, ValidationFailed):
        return plan
    return await asyncio.to_thread(ranked, subject.engine_id, plan, compiled)


async def shown_plan(compiled: Compiled, plan_id: UUID | None) -> Plan | ValidationFailed:
    """A plan as far as it can stand today."""
    if plan_id is not None:
        return standing(compiled.problem, await engine_plan(await PlanModel.get(id=plan_id), compiled))
    base = await read_base(compiled)
    return base if isinstance(base, ValidationFailed) else base.plan


def ranked(name: str, plan: Plan, compiled: Compiled) -> list[Candidate]:
    """Each qualified carer tried in the visit's place."""
    shifts = Shifts(compiled.problem, plan)
    visit, mine = shifts.visits[name], shifts.assigned.get(name)
    now_there = set(mine.carers) if mine else set[str | None]()
    able = [
        able_candidate(one, shifts, mine, compiled, is_now=one.carer in now_there)
        for one in ranking.ranked(shifts, visit)
    ]
    known = {str(one.carer_id) for one in able}
    kept_out = [unable(one, visit, compiled) for one in reasons_of(name, plan, compiled, known)]
    return [*able, *sorted(kept_out, key=lambda one: str(one.carer_id))][:MOST_CANDIDATES]


def reasons_of(name: str, plan: Plan, compiled: Compiled, known: Container[str]) -> list[Exclusion]:
    """What keeps qualified carers away who are not `known`; in a unit of many, of the first ten that a rule keeps.

    Each takes some milliseconds.
    """
    problem = compiled.problem
    rest = replace(plan, assignments=tuple(one for one in plan.assignments if one.visit != name))
    if len(problem.carers) <= MANY_CARERS:
        found = (one for one in exclusions(problem, rest, name) if one.rule not in GATES)
        return [one for one in found if one.carer not in known]
    week = WeekLookup(problem, rest)
    visit = week.visits[name]
    able = (one for one in problem.carers if any(passes_gates(visit, slot, one) for slot in visit.slots))
    asked = openings(visit, range(len(visit.slots)))
    some = islice((one for one in able if one.id not in known), MOST_REASONS)
    each = (exclusion_of(week, asked, carer) for carer in some)
    return [one for one in each if one.rule is not None and one.rule not in GATES]


def able_candidate(
    one: Candidacy, shifts: Shifts, mine: Assignment | None, compiled: Compiled, *, is_now: bool
) -> Candidate:
    """Somebody who could come, beside `mine`, who come now."""
    starts_at = compiled.week.at(one.start_s)
    if is_now:
        return Candidate(UUID(one.carer), is_now, starts_at, one.cost_difference, "", None)
    after = {each.visit: each for each in one.changed}
    moved = tuple(
        stop_change(name, shifts.assigned.get(name), after[name], compiled) for name in (one.visit, *one.displaced)
    )
    terms = tuple(sorted(((k, v) for k, v in one.terms.items() if v), key=lambda each: (-abs(each[1]), each[0])))
    return Candidate(
        carer_id=UUID(one.carer),
        is_now=is_now,
        starts_at=starts_at,
        cost_difference=one.cost_difference,
        rule="",
        why=None,
        displaces=tuple(stop_name(name, None, compiled) for name in one.displaced),
        terms=terms,
        moved=moved,
        compared=compared(one, terms, mine, after, compiled),
    )


def compared(
    one: Candidacy,
    terms: tuple[tuple[str, int], ...],
    mine: Assignment | None,
    after: Mapping[str, Assignment],
    compiled: Compiled,
) -> Words:
    """What would change if they came, in one sentence: points, terms, the start, and who would wait for it."""
    cost, by_term, whose = (
        cost_words(one.cost_difference),
        terms_words(terms),
        in_whose_place(one, mine, after, compiled),
    )
    zh = [cost.zh + (f"({by_term.zh})" if terms else "")]
    en = [cost.en + (f" ({by_term.en})" if terms else "")]
    if whose.en:
        zh.append(whose.zh)
        en.append(whose.en)
    at = clock(one.start_s)
    if mine is None or mine.start_s != one.start_s:
        zh.append(f"{at.zh} 开始")
        en.append(f"starts {at.en}")
    for name in one.displaced[:MOST_NAMED]:
        stop, then = stop_name(name, None, compiled), clock(after[name].start_s)
        zh.append(f"「{stop.zh}」改到{then.zh}")
        en.append(f"{stop.en} then starts {then.en}")
    if more := len(one.displaced[MOST_NAMED:]):
        zh.append(f"另有 {more} 项改时间")
        en.append(f"{more} more start at another time")
    return Words(";".join(zh), "; ".join(en))


def in_whose_place(
    one: Candidacy, mine: Assignment | None, after: Mapping[str, Assignment], compiled: Compiled
) -> Words:
    """Of a visit with several carers, the one who would not come then; none where a slot is empty."""
    crew = after[one.visit].carers
    if mine is None or len(crew) == 1:
        return Words("", "")
    gone = {who for who in mine.carers if who is not None} - set(crew)
    names = [each.name for each in compiled.rows.carers.carers if str(each.id) in gone]
    if not names:
        return Words("补上空缺", "fills an empty place")
    return Words(f"代替{'、'.join(names)}", f"in place of {', '.join(names)}")


def unable(one: Exclusion, visit: Visit, compiled: Compiled) -> Candidate:
    """Somebody whom a rule keeps away."""
    rule = one.rule or "SLOTS"
    if rule == "AVAILABLE":
        why = unavailable_words(visit_days(visit), absent_days(one.carer, visit, compiled))
    else:
        why = rule_with_stops(words_of_one(rule), one.blocking, compiled)
    return Candidate(UUID(one.carer), is_now=False, starts_at=None, cost_difference=None, rule=rule, why=why)
