"""How soon a coordinator's changes are stored where the week is as large as a city's."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bench.api.city import MONDAY, Facts
from bench.api.load import Question
from bench.api.process import ask_once
from bench.api.questions import GRAPHQL, document
from domain import store
from domain.organizations.models import Organization
from domain.planning.solving import Budget, Solved, solve_week
from matching.check import judge
from matching.explain.candidates import candidates
from matching.plan import Plan
from matching.problem import Assignment, Problem
from schema.relay import global_id

MOST_MS = 1_000.0
ISO_WEEK = "2026-W50"
STEPS = 100  # of the search: the week needs a plan, not a good one
TIMES = 5  # each kind of change
TRIES = 1_000  # pairs looked at
KINDS = ("moveVisit", "swapVisits", "pinVisit")  # pins last: a plan that breaks one is matched anew first
CHANGE = """mutation Change($input: {input}!) {{ {name}(input: $input) {{ __typename
  ... on ValidationFailed {{ message }} ... on Conflict {{ message }} }} }}"""

Given = dict[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """One kind of change: how long its answers took. A refused one found that another carer came first."""

    change: str
    visits: int
    answers: int
    p50_ms: float
    worst_ms: float
    refused: int
    first_refusal: str


async def change_plan(port: int, facts: Facts, database_url: str) -> list[Changed]:
    """Plan the large unit's week, and change it by hand over GraphQL."""
    await store.connect(database_url)
    try:
        unit = await Organization.get(id=facts.large_unit_id)
        problem, plan = await _planned(unit, MONDAY)
    finally:
        await store.close()
    moves, moved = _moves(problem, plan, seed=1)
    swaps, swapped = _swaps(problem, moved)
    pins, _ = _moves(problem, swapped, seed=2)
    given = {"moveVisit": moves, "swapVisits": swaps, "pinVisit": pins}
    return [await asyncio.to_thread(_change, port, facts, kind, given[kind], len(problem.visits)) for kind in KINDS]


async def _planned(unit: Organization, now: datetime) -> tuple[Problem, Plan]:
    solved = await solve_week(unit, ISO_WEEK, budget=Budget(None, STEPS), now=now, actor="bench")
    if not isinstance(solved, Solved):
        raise TypeError(f"the large unit's week can't be planned: {solved}")
    return solved.compiled.problem, solved.solution.plan


def _change(port: int, facts: Facts, kind: str, given: list[Given], visits: int) -> Changed:
    text = CHANGE.format(input=f"{kind[0].upper()}{kind[1:]}Input", name=kind)
    took_s: list[float] = []
    refusals: list[str] = []
    for number, one in enumerate(given):
        body = document(text, input={**one, "idempotencyKey": f"bench-{kind}-{number}-{time.time_ns()}"})
        began_s = time.perf_counter()
        answer = json.loads(ask_once(port, Question(GRAPHQL, facts.large_coordinator, (body,))))
        took_s.append(time.perf_counter() - began_s)
        told = (answer.get("data") or {}).get(kind) or {"message": json.dumps(answer)}
        if "message" in told:
            refusals.append(told["message"])
    took_s.sort()
    p50_ms, worst_ms = (round(1_000 * one, 1) for one in (took_s[len(took_s) // 2], took_s[-1]))
    return Changed(kind, visits, len(took_s), p50_ms, worst_ms, len(refusals), next(iter(refusals), ""))


def _moves(problem: Problem, plan: Plan, seed: int) -> tuple[list[Given], Plan]:
    """Visits with another carer who could come, each after the ones before, and the plan that they leave."""
    draw = random.Random(seed)  # noqa: S311  (the same visits each time)
    found: list[Given] = []
    for name in draw.sample([one.visit for one in plan.assignments], min(TIMES, len(plan.assignments))):
        now = next(one.carers for one in plan.assignments if one.visit == name)
        others = (one for one in candidates(problem, plan, name) if one.carer not in now and not one.displaced)
        other = next(others, None)
        if other is not None:
            found.append({"visit": _visit(name), "carer": global_id("Practitioner", UUID(other.carer))})
            plan = other.plan
    return found, plan


def _swaps(problem: Problem, plan: Plan) -> tuple[list[Given], Plan]:
    """Pairs of visits whose carers may be exchanged, each after the ones before, and the plan that they leave."""
    draw = random.Random(3)  # noqa: S311  (as above)
    found: list[Given] = []
    for _ in range(TRIES):
        if len(found) == TIMES:
            break
        one, two = draw.sample(plan.assignments, 2)
        after = _swapped(plan, one, two)
        if not {*one.carers} & {*two.carers} and judge(problem, after).is_kept:
            found.append({"visit": _visit(one.visit), "other": _visit(two.visit)})
            plan = after
    return found, plan


def _swapped(plan: Plan, one: Assignment, two: Assignment) -> Plan:
    crews = {one.visit: two.carers, two.visit: one.carers}
    after = tuple(Assignment(each.visit, each.start_s, crews.get(each.visit, each.carers)) for each in plan.assignments)
    return Plan(plan.problem, after, plan.breaks)


def _visit(name: str) -> str:
    return global_id("Visit", UUID(name))
