"""From a unit's rows to a stored draft: read, compile, solve off the event loop, explain, store.

Nothing slow runs inside a transaction. A durable job may call the same three steps one by one.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.organizations.models import Organization
from domain.outcomes import Conflict, FieldProblem, NotReady, ValidationFailed
from domain.planning.compile import Compiled, compile_week
from domain.planning.explaining import Explained, explain_plan
from domain.planning.rows import read_week
from domain.planning.storing import Draft, RunFacts, store_plan
from domain.visits.operations import settle_visits
from domain.wording import Words
from matching.plan import Plan, Progress, Solution
from matching.possibility import least_open
from matching.problem import WEEK_S
from matching.solve import solve

OnProgress = Callable[[Progress], bool]
WORKERS = min(4, os.cpu_count() or 1)  # threads of the engine; what else the machine does needs some too


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a run may take: seconds, or iterations for a run that can be repeated exactly."""

    seconds: float | None = 20.0
    iterations: int | None = None
    seed: int = 0
    workers: int = WORKERS


@dataclass(frozen=True, slots=True)
class Solved:
    """A run's end: the stored draft, the problem it answers, and the engine's answer."""

    draft: Draft
    compiled: Compiled
    solution: Solution
    explained: Explained


async def prepare(unit: Organization, iso_week: str, *, now: datetime) -> Compiled | ValidationFailed:
    """Make the visits that the week owes, and compile it as it stands at `now`."""
    owed = await settle_visits(unit, iso_week)
    if isinstance(owed, ValidationFailed):
        return owed
    rows = await read_week(unit, iso_week)
    return await asyncio.to_thread(compile_week, rows, frozen_until_s=min(rows.week.second_of(now), WEEK_S))


async def solve_week(
    unit: Organization,
    iso_week: str,
    *,
    budget: Budget,
    now: datetime,
    actor: str,
    on_progress: OnProgress | None = None,
) -> Solved | ValidationFailed | NotReady | Conflict:
    """Match the week and store the best plan as a draft. With a published plan, changes to it cost: a replan."""
    compiled = await prepare(unit, iso_week, now=now)
    if isinstance(compiled, ValidationFailed):
        return compiled
    if refusal := plannable(compiled):
        return refusal
    published = published_plan(compiled)
    started_at = datetime.now(UTC)
    solution = await asyncio.to_thread(
        solve,
        compiled.problem,
        seconds=budget.seconds,
        iterations=budget.iterations,
        seed=budget.seed,
        workers=budget.workers,
        start=published,
        on_progress=on_progress,
    )
    explained, at_least_open = await explain_run(compiled, solution.plan)
    facts = RunFacts(
        budget.seed,
        budget.seconds,
        solution.iterations,
        solution.stopped,
        solution.bound,
        started_at,
        datetime.now(UTC),
        solution.unavoidable,
        at_least_open,
    )
    origin = "solve" if published is None else "replan"
    draft = await store_plan(compiled, solution.plan, explained, run=facts, origin=origin, now=now, actor=actor)
    return Solved(draft, compiled, solution, explained) if isinstance(draft, Draft) else draft


async def explain_run(compiled: Compiled, plan: Plan) -> tuple[Explained, int]:
    """What a plan leaves open and why, and how many visits and sessions every plan leaves open at least."""
    explaining = asyncio.to_thread(explain_plan, compiled, plan)
    if len(plan.assignments) == len(compiled.problem.visits):
        return await explaining, 0  # this one leaves none, so there is nothing to prove
    return await asyncio.gather(explaining, asyncio.to_thread(least_open, compiled.problem))


def plannable(compiled: Compiled) -> NotReady | None:
    """Why there is nothing to match: no carers, or neither visits nor sessions. None if there is."""
    problems: list[FieldProblem] = []
    if not compiled.problem.carers:
        problems.append(
            FieldProblem(
                "carers",
                compiled.rows.unit.key,
                Words(
                    "这个统筹单位没有可排的服务人员:请在「服务人员」表填写统筹单位和可服务时间。",
                    "This unit has no carers to plan: name the unit in the carers sheet, with their hours.",
                ),
            )
        )
    if not compiled.problem.visits:
        problems.append(
            FieldProblem(
                "visits",
                compiled.week.text,
                Words(
                    "这一周没有可排的上门服务或活动:请看就绪检查(linli week ready)。",
                    "Nothing in this week can be planned: see the readiness board (linli week ready).",
                ),
            )
        )
    return NotReady(tuple(problems)) if problems else None


def published_plan(compiled: Compiled) -> Plan | None:
    """The published plan as the engine reads plans."""
    published = compiled.problem.published
    if compiled.rows.published.plan is None or published is None:
        return None
    return Plan(compiled.problem.name, published.assignments, published.breaks)
