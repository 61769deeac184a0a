"""A plan from the engine to rows. A plan that breaks a rule is never stored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from domain import audit, events
from domain.outcomes import Conflict, ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.explaining import Explained
from domain.planning.models import (
    Assignment,
    MatchingRun,
    Plan,
    PlanBreak,
    ProblemSnapshot,
    SessionAdmission,
    Unplaced,
)
from domain.planning.weeks import changeable_week
from domain.store import one_transaction
from matching.check import judge
from matching.duty_times import Beside, beside_visits
from matching.formats.week import problem_json
from matching.plan import Plan as EnginePlan
from matching.plan import Verdict
from matching.problem import Problem

MODEL_BATCH = 500  # rows an INSERT; SQLite takes some thousand parameters a statement


class BrokenPlanError(RuntimeError):
    """The engine gave a plan that the checker refuses: a bug of ours, never to be stored."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("; ".join(f"{one.code} {one.detail}" for one in verdict.violations[:5]))
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class RunFacts:
    """How a run went: its seed and budget, what it did, how it ended, and what no plan of the week avoids."""

    seed: int
    seconds: float | None
    iterations: int
    stopped: str
    bound: int | None
    started_at: datetime
    finished_at: datetime
    unavoidable: int | None = None
    at_least_open: int | None = None
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A stored plan that nobody was told of yet."""

    plan_id: UUID
    number: int
    verdict: Verdict
    bound: int | None


@one_transaction
async def store_plan(
    compiled: Compiled,
    plan: EnginePlan,
    explained: Explained,
    *,
    run: RunFacts | None,
    origin: str,
    now: datetime,
    actor: str,
) -> Draft | ValidationFailed | Conflict:
    """Store a plan as the week's newest draft. Raises BrokenPlanError if the checker refuses it."""
    verdict = judge(compiled.problem, plan)
    if not verdict.is_kept:
        raise BrokenPlanError(verdict)
    week = await changeable_week(compiled.rows.unit, compiled.week)
    if isinstance(week, ValidationFailed):
        return week
    if run is not None and run.run_id is not None and (stored := await Plan.get_or_none(run_id=run.run_id)):
        return Draft(stored.id, stored.number, verdict, stored.bound)  # a step that runs twice stores once
    snapshot = await store_problem(compiled.problem)
    run_row = None if run is None else await store_run(week.id, snapshot, run)
    newest = await Plan.filter(week_id=week.id).order_by("-number").first()
    row = await Plan.create(
        week_id=week.id,
        number=newest.number + 1 if newest else 1,
        origin=origin,
        run_id=run_row.id if run_row else None,
        problem_id=snapshot,
        cost=verdict.score.cost,
        terms=dict(verdict.score.terms),
        bound=run.bound if run else None,
        assigned=verdict.assigned,
        visits=verdict.visits,
        created_at=now,
    )
    await store_details(row, compiled, plan, explained)
    if run is not None and run.run_id is not None:
        body = {"run": str(run.run_id), "state": "cancelled" if run.stopped == "cancelled" else "finished"}
        await events.tell("run.changed", at=now, scope_id=compiled.rows.unit.id, iso_week=compiled.week.text, body=body)
    await audit.record("plan.stored", "plan", row.id, at=now, actor=actor, detail={"number": row.number})
    await events.tell("plan.stored", at=now, scope_id=compiled.rows.unit.id, iso_week=compiled.week.text)
    return Draft(row.id, row.number, verdict, row.bound)


async def store_problem(problem: Problem) -> str:
    """Keep the problem under its hash, once; returns the hash."""
    body = json.dumps(problem_json(problem), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    name = hashlib.sha256(body.encode()).hexdigest()
    if not await ProblemSnapshot.exists(hash=name):
        await ProblemSnapshot.create(hash=name, body=body)
    return name


async def store_run(week_id: UUID, snapshot: str, run: RunFacts) -> MatchingRun:
    """Keep how a run went; one that was requested before keeps its row."""
    facts: dict[str, Any] = {
        "week_id": week_id,
        "state": "cancelled" if run.stopped == "cancelled" else "finished",
        "seed": run.seed,
        "seconds": run.seconds,
        "iterations": run.iterations,
        "problem_id": snapshot,
        "stopped": run.stopped,
        "bound": run.bound,
        "unavoidable": run.unavoidable,
        "at_least_open": run.at_least_open,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
    }
    if run.run_id is None:
        return await MatchingRun.create(created_at=run.started_at, **facts)
    await MatchingRun.filter(id=run.run_id).update(version=F("version") + 1, **facts)
    return await MatchingRun.get(id=run.run_id)


async def store_details(row: Plan, compiled: Compiled, plan: EnginePlan, explained: Explained) -> None:
    """Who comes when, who rests when, what stays open, and whom sessions admit."""
    await Assignment.bulk_create(assignment_rows(row.id, compiled, plan), batch_size=MODEL_BATCH)
    await PlanBreak.bulk_create(
        [
            PlanBreak(
                plan_id=row.id,
                carer_id=UUID(one.carer),
                starts_at=compiled.week.at(one.start_s),
                duration_s=one.duration_s,
            )
            for one in plan.breaks
        ],
        batch_size=MODEL_BATCH,
    )
    await Unplaced.bulk_create(
        [
            Unplaced(
                plan_id=row.id,
                visit_id=one.visit_id,
                session_id=one.session_id,
                code=one.code,
                excluded=one.excluded,
                remedies=one.remedies,
            )
            for one in explained.open
        ],
        batch_size=MODEL_BATCH,
    )
    await SessionAdmission.bulk_create(
        [
            SessionAdmission(
                plan_id=row.id,
                session_id=one.session_id,
                adults_needed=one.adults_needed,
                adults=one.adults,
                admitted=one.admitted,
                waiting=one.waiting,
                bands=one.bands,
            )
            for one in explained.admissions
        ],
        batch_size=MODEL_BATCH,
    )


def assignment_rows(plan_id: UUID, compiled: Compiled, plan: EnginePlan) -> list[Assignment]:
    """One row for each filled slot, with the seconds of ways and waits beside it."""
    visits = {visit.id: visit for visit in compiled.problem.visits}
    sessions = {str(session.id) for session in compiled.rows.sessions.sessions}
    beside = beside_visits(compiled.problem, plan)
    return [
        Assignment(
            plan_id=plan_id,
            visit_id=None if one.visit in sessions else UUID(one.visit),
            session_id=UUID(one.visit) if one.visit in sessions else None,
            slot=slot,
            carer_id=UUID(who),
            starts_at=compiled.week.at(one.start_s),
            ends_at=compiled.week.at(one.start_s + visits[one.visit].duration_s),
            travel_s=more.travel_s,
            waiting_s=more.waiting_s,
            home_s=more.home_s,
        )
        for one in plan.assignments
        for slot, who in enumerate(one.carers)
        if who is not None
        for more in [beside.get((who, one.visit), Beside())]
    ]
