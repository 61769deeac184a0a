"""An urgent visit in the published plan while the week runs: it joins where it is, and nobody is told of a new plan."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F, Q

from domain import audit, events
from domain.outcomes import Conflict, Refusal
from domain.planning.changing import stale, standing
from domain.planning.compile import Compiled
from domain.planning.explaining import Open, explain_visit
from domain.planning.models import Assignment, Plan, PlanBreak, Unplaced, Week
from domain.planning.solving import published_plan
from domain.store import one_transaction
from matching.check import judge
from matching.duty_times import Beside, beside_visits
from matching.plan import Verdict
from matching.problem import Visit
from matching.reasons.week_lookup import WeekLookup
from matching.running import RunningWeek
from matching.urgent import Arrival, with_arrival


@dataclass(frozen=True, slots=True)
class Stale(Conflict):
    """The published plan changed between reading and writing: reckon again, and it may go."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A carer at a visit of the running week, and the plan's figures with it.

    `beside` are the ways and waits that change with it, by carer and visit, its own among them.
    """

    compiled: Compiled
    visit: Visit
    arrival: Arrival
    verdict: Verdict
    beside: Mapping[tuple[str, str], Beside]
    left_out: tuple[Open, ...]


def running_week(compiled: Compiled, now: datetime) -> RunningWeek | None:
    """The published plan as far as it stands, at a moment of its week; None if nothing is published."""
    told = published_plan(compiled)
    if told is None:
        return None
    return RunningWeek(compiled.problem, standing(compiled.problem, told), compiled.week.second_of(now))


async def inserted(compiled: Compiled, week: RunningWeek, visit: Visit, arrival: Arrival) -> Insertion | None:
    """The insertion, judged; None if it breaks a rule that the running plan keeps. Nothing is stored."""
    return await asyncio.to_thread(_judged, compiled, week, visit, arrival)


def _judged(compiled: Compiled, week: RunningWeek, visit: Visit, arrival: Arrival) -> Insertion | None:
    after = with_arrival(week.plan, visit, arrival)
    verdict = judge(week.problem, after)
    # what a running plan breaks already (somebody fell ill, somebody is on the road) is not the urgent visit's doing
    if not set(verdict.violations) <= set(judge(week.problem, week.plan).violations):
        return None
    gone = {one.visit for one in arrival.displaced if one.start_s is None}
    lookup = WeekLookup(compiled.problem, after)
    left_out = tuple(
        explain_visit(one, compiled, lookup, seconds=0.0) for one in compiled.problem.visits if one.id in gone
    )
    was = beside_visits(compiled.problem, week.plan)
    beside = {key: one for key, one in beside_visits(compiled.problem, after).items() if one != was.get(key)}
    return Insertion(compiled, visit, arrival, verdict, beside, left_out)


@one_transaction
async def lock_running(compiled: Compiled) -> Plan | Conflict:
    """The published plan that the week was compiled with, locked for this transaction; Stale if it has changed."""
    await Week.filter(unit_id=compiled.rows.unit.id, iso_week=compiled.week.text).update(version=F("version"))
    seen = compiled.rows.published.plan
    plan = await Plan.get_or_none(
        week__unit_id=compiled.rows.unit.id, week__iso_week=compiled.week.text, state="published"
    )
    if plan is None or seen is None or (plan.id, plan.version) != (seen.id, seen.version):
        return Stale(stale(plan).mend, current_version=plan and plan.version, other=str(plan.id) if plan else "")
    return plan


@one_transaction
async def store_insertion(one: Insertion, *, now: datetime, actor: str) -> Assignment | Conflict:
    """Write an accepted visit into the published plan, unless that has changed; the plan is the newest from now on.

    So a draft that somebody has in hand, and which does not know of the visit, can't be published any more.
    """
    plan = await lock_running(one.compiled)
    if isinstance(plan, Refusal):
        return plan
    at, start_s = one.compiled.week.at, one.arrival.start_s
    await make_room(plan.id, one, now=now, actor=actor)
    await PlanBreak.filter(plan_id=plan.id, carer_id=UUID(one.arrival.carer)).delete()
    await PlanBreak.bulk_create(
        [
            PlanBreak(
                plan_id=plan.id, carer_id=UUID(rest.carer), starts_at=at(rest.start_s), duration_s=rest.duration_s
            )
            for rest in one.arrival.breaks
        ]
    )
    await Assignment.filter(plan_id=plan.id, visit_id=UUID(one.visit.id), state="declined").delete()
    row = await Assignment.create(
        plan_id=plan.id,
        visit_id=UUID(one.visit.id),
        slot=one.arrival.slot,
        carer_id=UUID(one.arrival.carer),
        starts_at=at(start_s),
        ends_at=at(start_s + one.visit.duration_s),
        state="accepted",
        decided_by=actor,
        decided_at=now,
    )
    await write_beside(plan.id, one)
    await write_figures(plan, one.verdict)
    unit_id, week = one.compiled.rows.unit.id, one.compiled.week.text
    body = {"assignment": str(row.id), "state": "accepted"}
    await audit.record("assignment.inserted", "assignment", row.id, at=now, actor=actor)
    await events.tell("roster.changed", at=now, scope_id=unit_id, iso_week=week, body=body)
    return row


async def make_room(plan_id: UUID, one: Insertion, *, now: datetime, actor: str) -> None:
    """Let displaced visits start later, or take them from the plan into its tray."""
    durations_s = {visit.id: visit.duration_s for visit in one.compiled.problem.visits}
    for each in one.arrival.displaced:
        mine = Assignment.filter(plan_id=plan_id, visit_id=UUID(each.visit))
        if each.start_s is None:
            await mine.delete()
        else:
            at, end_s = one.compiled.week.at, each.start_s + durations_s[each.visit]
            told = {"decided_by": actor, "decided_at": now, "version": F("version") + 1}
            await mine.update(starts_at=at(each.start_s), ends_at=at(end_s), **told)
    await Unplaced.bulk_create(
        [
            Unplaced(plan_id=plan_id, visit_id=each.visit_id, code=each.code, excluded=each.excluded)
            for each in one.left_out
        ]
    )


async def write_beside(plan_id: UUID, one: Insertion) -> None:
    """Ways and waits of the visits before and after it, and its own."""
    for (who, stop), beside in one.beside.items():
        mine = Assignment.filter(Q(visit_id=UUID(stop)) | Q(session_id=UUID(stop)), plan_id=plan_id, carer_id=UUID(who))
        await mine.update(**asdict(beside))


async def write_figures(plan: Plan, verdict: Verdict) -> None:
    """The plan's figures with the visit in it, as the week's newest plan."""
    newest = await Plan.filter(week_id=plan.week_id).order_by("-number").first()
    number = plan.number if newest is None or newest.id == plan.id else newest.number + 1
    await Plan.filter(id=plan.id).update(
        number=number,
        cost=verdict.score.cost,
        terms=dict(verdict.score.terms),
        assigned=verdict.assigned,
        visits=verdict.visits,
        bound=None,
        version=F("version") + 1,
    )
