"""What a coordinator does with a plan: publish it, close its week, reopen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from domain import audit, events
from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.outcomes import Conflict, FieldProblem, NotReady, ValidationFailed
from domain.people.models import Carer
from domain.planning.compile import Compiled
from domain.planning.models import Assignment, Plan, PlanBreak, Week
from domain.planning.weeks import changeable_week, week_of
from domain.planning.wording_rules import rule_words
from domain.store import one_transaction
from domain.wording import Words
from matching.check import judge
from matching.plan import Plan as EnginePlan
from matching.plan import Verdict
from matching.problem import Assignment as EngineAssignment
from matching.problem import Break

ANSWER = (
    "state",
    "decided_by",
    "decided_at",
    "reason",
    "departed_at",
    "arrived_at",
    "started_at",
    "finished_at",
)
UNANSWERED = ("proposed", "moving", "withdrawn")


@dataclass(frozen=True, slots=True)
class Published:
    """A plan that people are told of from now on."""

    plan_id: UUID
    number: int
    assignments: int


@dataclass(frozen=True, slots=True)
class WeekChanged:
    """A week in its new state."""

    week_id: UUID
    state: str


async def engine_plan(plan: Plan, compiled: Compiled) -> EnginePlan:
    """A stored plan as the engine reads plans, in the terms of the week as it stands now."""
    slots = {visit.id: len(visit.slots) for visit in compiled.problem.visits}
    crews: dict[str, list[str | None]] = {}
    starts_s: dict[str, int] = {}
    told = Assignment.filter(plan_id=plan.id)
    for row in await told.only("id", "visit_id", "session_id", "slot", "carer_id", "starts_at"):
        name = str(row.visit_id or row.session_id)
        crew = crews.setdefault(name, [None] * slots.get(name, row.slot + 1))
        crew.extend([None] * (row.slot + 1 - len(crew)))
        crew[row.slot] = str(row.carer_id)
        starts_s[name] = compiled.week.second_of(row.starts_at)
    breaks = [
        Break(str(row.carer_id), compiled.week.second_of(row.starts_at), row.duration_s)
        for row in await PlanBreak.filter(plan_id=plan.id)
    ]
    return EnginePlan(
        compiled.problem.name,
        tuple(EngineAssignment(name, starts_s[name], tuple(crew)) for name, crew in crews.items()),
        tuple(breaks),
    )


async def still_holds(plan: Plan, compiled: Compiled) -> NotReady | None:
    """Rules that the plan breaks by now: somebody fell ill, a visit was cancelled, another unit was first."""
    verdict = judge(compiled.problem, await engine_plan(plan, compiled))
    return None if verdict.is_kept else NotReady(outdated(verdict))


def outdated(verdict: Verdict) -> tuple[FieldProblem, ...]:
    """What a stored plan breaks by now, as problems whose mend is another match."""
    return tuple(
        FieldProblem(
            one.code,
            one.detail,
            Words(
                f"{rule_words(one.code).zh}。数据在匹配之后变了:请重新匹配(linli week solve)。",
                f"{rule_words(one.code).en}. The data changed since the match: match again (linli week solve).",
            ),
        )
        for one in verdict.violations[:20]
    )


async def publish(
    plan_id: UUID, compiled: Compiled, *, now: datetime, actor: str, expected_version: int | None = None
) -> Published | ValidationFailed | Conflict | NotReady:
    """Tell people of a plan: the newest of its week, if it still keeps every rule of the week as it stands."""
    plan = await Plan.get_or_none(id=plan_id, week__unit_id=compiled.rows.unit.id)
    if plan is None:
        return ValidationFailed.of("planId", plan_id, "没有这个方案。", "No such plan.")
    return await publishable(plan, compiled) or await publish_plan(
        plan_id, compiled.rows.unit, compiled.week, now=now, actor=actor, expected_version=expected_version
    )


async def publishable(plan: Plan, compiled: Compiled) -> Conflict | NotReady | None:
    """Why a plan can't be published: another is newer, or it breaks rules by now. Judging it takes a moment."""
    newest = await Plan.filter(week_id=plan.week_id).order_by("-number").first()
    return not_newest(newest) if newest and newest.id != plan.id else await still_holds(plan, compiled)


def not_newest(newest: Plan | None) -> Conflict:
    """There is a newer plan."""
    number = newest.number if newest else 0
    return Conflict(
        Words(
            f"这不是最新的方案:最新的是第 {number} 号,请先看它再发布。",
            f"This is not the newest plan: look at number {number} and publish that.",
        ),
        current_version=newest.version if newest else None,
        other=str(newest.id) if newest else "",
    )


@one_transaction
async def publish_plan(
    plan_id: UUID,
    unit: Organization,
    iso_week: IsoWeek,
    *,
    now: datetime,
    actor: str,
    expected_version: int | None = None,
) -> Published | ValidationFailed | Conflict:
    """Make the newest draft the published plan; what was published before is superseded, its answers carried over."""
    week = await changeable_week(unit, iso_week)
    if isinstance(week, ValidationFailed):
        return week
    newest = await Plan.filter(week_id=week.id).order_by("-number").first()
    if newest is None or newest.id != plan_id:
        return not_newest(newest)
    if expected_version is not None and newest.version != expected_version:
        return Conflict(
            Words("这个方案期间变了:请重新读取。", "This plan has changed meanwhile: read it again."),
            current_version=newest.version,
            other=newest.state,
        )
    if clash := await forgetting(week.id, plan_id, now) or await taken_elsewhere(plan_id, unit.id):
        return clash
    await carry_answers(week.id, plan_id)
    await (
        Plan.filter(week_id=week.id, state="published")
        .exclude(id=plan_id)
        .update(state="superseded", version=F("version") + 1)
    )
    changed = await Plan.filter(id=plan_id, state="draft").update(
        state="published", published_at=now, version=F("version") + 1
    )
    if not changed:
        return Conflict(Words("这个方案已经发布。", "This plan is published already."), current_version=newest.version)
    await Week.filter(id=week.id).update(state="published")
    count = await Assignment.filter(plan_id=plan_id).count()
    await audit.record("plan.published", "plan", plan_id, at=now, actor=actor, detail={"number": newest.number})
    await events.tell("roster.changed", at=now, scope_id=unit.id, iso_week=iso_week.text, body={"plan": str(plan_id)})
    return Published(plan_id, newest.number, count)


async def forgetting(week_id: UUID, plan_id: UUID, now: datetime) -> Conflict | None:
    """An urgent visit to which somebody is going, and of which a plan does not know; None if there is none."""
    going = Assignment.filter(
        plan__week_id=week_id,
        plan__state="published",
        visit__dispatches__state="accepted",
        state__in=("accepted", "started"),
        ends_at__gt=now,
    ).exclude(plan_id=plan_id)
    for row in await going.select_related("visit__request"):
        if row.visit is not None and not await Assignment.exists(plan_id=plan_id, visit_id=row.visit_id):
            key = row.visit.request.key
            return Conflict(
                Words(
                    f"急单 {key} 已派出,这个方案里没有:请重新匹配。",
                    f"Somebody goes to urgent visit {key}, which this plan does not have: match again.",
                ),
                other=str(row.id),
            )
    return None


async def taken_elsewhere(plan_id: UUID, unit_id: UUID) -> Conflict | None:
    """A visit in another unit's published plan that takes the same carer's time; None if there is none."""
    mine = await Assignment.filter(plan_id=plan_id).order_by("starts_at")
    if not mine:
        return None
    carer_ids = sorted({row.carer_id for row in mine})
    # taking the carers' rows first, always in one order, lets only one of two units publish at a time
    for carer_id in carer_ids:
        await Carer.filter(id=carer_id).update(is_active=F("is_active"))
    others = await Assignment.filter(
        plan__state="published",
        carer_id__in=carer_ids,
        starts_at__lt=max(row.ends_at for row in mine),
        ends_at__gt=min(row.starts_at for row in mine),
    ).exclude(plan__week__unit_id=unit_id)
    for row in mine:
        for other in others:
            if other.carer_id == row.carer_id and other.starts_at < row.ends_at and row.starts_at < other.ends_at:
                carer = await Carer.get(id=row.carer_id)
                return Conflict(
                    Words(
                        f"{carer.name} 的这段时间已在另一单位发布的方案里:请重新匹配。",
                        f"{carer.name} is in another unit's published plan at this time: match again.",
                    ),
                    other=str(other.id),
                )
    return None


async def carry_answers(week_id: UUID, plan_id: UUID) -> None:
    """Let carers whom a new plan asks for the same at the same time keep what they answered to the published one."""
    answered = Assignment.filter(plan__week_id=week_id, plan__state="published").exclude(state__in=UNANSWERED)
    answers = {same_stop(row): row for row in await answered}
    rows = [row for row in await Assignment.filter(plan_id=plan_id) if same_stop(row) in answers] if answers else []
    for row in rows:
        for name in ANSWER:
            setattr(row, name, getattr(answers[same_stop(row)], name))
    if rows:
        await Assignment.bulk_update(rows, fields=list(ANSWER), batch_size=100)


def same_stop(row: Assignment) -> tuple[object, ...]:
    """What must be the same for an answer to hold: the stop, the slot, who comes, and when."""
    return (row.visit_id, row.session_id, row.slot, row.carer_id, row.starts_at, row.ends_at)


@one_transaction
async def close_week(
    unit: Organization, iso_week: IsoWeek, *, now: datetime, actor: str
) -> WeekChanged | ValidationFailed:
    """End a published week: nothing in it changes any more."""
    week = await changeable_week(unit, iso_week)
    if isinstance(week, ValidationFailed):
        return week
    if week.state != "published":
        return ValidationFailed.of(
            "isoWeek",
            iso_week.text,
            "这一周还没有发布的方案:请先发布,再结束。",
            "This week has no published plan yet: publish one, then close the week.",
        )
    return await set_state(week, unit, iso_week, "closed", now=now, actor=actor)


@one_transaction
async def reopen_week(
    unit: Organization, iso_week: IsoWeek, *, now: datetime, actor: str
) -> WeekChanged | ValidationFailed:
    """Undo the closing of a week."""
    week = await week_of(unit.id, iso_week.text)
    if week.state != "closed":
        return ValidationFailed.of(
            "isoWeek", iso_week.text, "这一周没有结束,不用重新打开。", "This week is not closed: nothing to reopen."
        )
    return await set_state(week, unit, iso_week, "published", now=now, actor=actor)


async def set_state(
    week: Week, unit: Organization, iso_week: IsoWeek, state: str, *, now: datetime, actor: str
) -> WeekChanged:
    """Write a week's state, with its audit and event."""
    await Week.filter(id=week.id).update(state=state, version=F("version") + 1)
    await audit.record(f"week.{state}", "week", week.id, at=now, actor=actor)
    await events.tell("week.changed", at=now, scope_id=unit.id, iso_week=iso_week.text, body={"state": state})
    return WeekChanged(week.id, state)
