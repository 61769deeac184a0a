"""What a carer says to what a published plan gives them: yes, no, begun, done. The write decides who was first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import F

from domain import audit, events
from domain.outcomes import Conflict, NotPermitted, ValidationFailed
from domain.planning.decided import overtaken
from domain.planning.models import Assignment, Week
from domain.store import one_transaction
from domain.wording import Words

LONGEST_REASON = 200
UNDECIDED = ("proposed", "moving", "accepted", "declined")  # a coordinator's move may yet come to nothing


@dataclass(frozen=True, slots=True)
class Decided:
    """An assignment in its new state."""

    assignment_id: UUID
    state: str
    version: int


Answer = Decided | Conflict | ValidationFailed | NotPermitted


@one_transaction
async def accept_assignment(
    carer_id: UUID, assignment_id: UUID, *, expected_version: int, now: datetime, actor: str
) -> Answer:
    """The carer says yes. A second tap with the same version gets a Conflict, not a second yes."""
    row = await locked(carer_id, assignment_id)
    if not isinstance(row, Assignment):
        return row
    others = tuple(one for one in UNDECIDED if one != "accepted")
    return await decide(row, "accepted", others, expected_version, {"reason": None}, now=now, actor=actor)


@one_transaction
async def decline_assignment(
    carer_id: UUID, assignment_id: UUID, *, reason: str, expected_version: int, now: datetime, actor: str
) -> Answer:
    """The carer says no, and why. No later match gives the visit to them again."""
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        return ValidationFailed.of(
            "reason", reason[:20], f"请写明原因,最多 {LONGEST_REASON} 字。", f"Say why, in {LONGEST_REASON} characters."
        )
    row = await locked(carer_id, assignment_id)
    if not isinstance(row, Assignment):
        return row
    others = tuple(one for one in UNDECIDED if one != "declined")
    return await decide(row, "declined", others, expected_version, {"reason": reason.strip()}, now=now, actor=actor)


@one_transaction
async def depart_for_visit(
    carer_id: UUID, assignment_id: UUID, *, expected_version: int, now: datetime, actor: str
) -> Answer:
    """The carer sets out, on the day of the visit; whoever sets out comes, so it is accepted too."""
    row = await locked(carer_id, assignment_id)
    if not isinstance(row, Assignment):
        return row
    times = {"departed_at": now, "reason": None}
    return another_day(row, now) or await decide(
        row, "accepted", ("proposed", "accepted"), expected_version, times, now=now, actor=actor
    )


@one_transaction
async def arrive_at_visit(
    carer_id: UUID, assignment_id: UUID, *, expected_version: int, now: datetime, actor: str
) -> Answer:
    """The carer is at the door, on the day of the visit."""
    row = await locked(carer_id, assignment_id)
    if not isinstance(row, Assignment):
        return row
    times = {"arrived_at": now, "reason": None}
    return another_day(row, now) or await decide(
        row, "accepted", ("proposed", "accepted"), expected_version, times, now=now, actor=actor
    )


@one_transaction
async def start_visit(
    carer_id: UUID, assignment_id: UUID, *, expected_version: int, now: datetime, actor: str
) -> Answer:
    """The carer begins, on the day of the visit."""
    row = await locked(carer_id, assignment_id)
    if not isinstance(row, Assignment):
        return row
    return another_day(row, now) or await decide(
        row, "started", ("proposed", "accepted"), expected_version, {"started_at": now}, now=now, actor=actor
    )


@one_transaction
async def finish_visit(
    carer_id: UUID, assignment_id: UUID, *, expected_version: int, now: datetime, actor: str
) -> Answer:
    """The carer is done with what they began."""
    row = await locked(carer_id, assignment_id)
    if not isinstance(row, Assignment):
        return row
    return await decide(row, "finished", ("started",), expected_version, {"finished_at": now}, now=now, actor=actor)


def another_day(row: Assignment, now: datetime) -> ValidationFailed | None:
    """Refuse what can be said only on the day of the visit."""
    zone = ZoneInfo(row.plan.week.unit.time_zone)
    day = row.starts_at.astimezone(zone).date()
    if now.astimezone(zone).date() == day:
        return None
    return ValidationFailed.of(
        "assignment", day, f"这项服务在 {day}:请当天再开始。", f"It is on {day}: begin it on that day."
    )


async def locked(carer_id: UUID, assignment_id: UUID) -> Assignment | Conflict | ValidationFailed | NotPermitted:
    """The carer's assignment of the published plan, with its week taken so that nobody publishes meanwhile."""
    mine = Assignment.filter(id=assignment_id, carer_id=carer_id).exclude(plan__state="draft")
    row = await mine.select_related("plan__week").first()
    if row is None:
        return NotPermitted()
    await Week.filter(id=row.plan.week_id).update(version=F("version"))
    row = await Assignment.get(id=assignment_id).select_related("plan__week__unit")
    if row.plan.state != "published":
        return await superseded(row)
    if row.plan.week.state == "closed":
        return ValidationFailed.of(
            "assignment",
            row.plan.week.iso_week,
            "这一周已经结束:不能再改。",
            "This week is closed: nothing changes any more.",
        )
    return row


async def superseded(old: Assignment) -> Conflict:
    """What the carer's visit has become in the plan that is published now."""
    stop = {"visit_id": old.visit_id, "session_id": old.session_id}
    now_it = await Assignment.filter(plan__week_id=old.plan.week_id, plan__state="published", **stop).order_by("slot")
    theirs = next((one for one in now_it if one.carer_id == old.carer_id), now_it[0] if now_it else None)
    if theirs is not None:
        return await overtaken(theirs)
    return Conflict(
        Words(
            "已发布新的排班,这一项已取消。请查看您的排班。",
            "A newer roster is published without it: look at your roster.",
        ),
        current_version=None,
        other="withdrawn",
    )


async def decide(
    row: Assignment,
    state: str,
    before: tuple[str, ...],
    expected_version: int,
    facts: dict[str, Any],
    *,
    now: datetime,
    actor: str,
) -> Decided | Conflict:
    """Bring an assignment to a state, if it is of the version that was seen and in one of the states before."""
    changed = await Assignment.filter(id=row.id, version=expected_version, state__in=before).update(
        state=state, decided_by=actor, decided_at=now, version=F("version") + 1, **facts
    )
    if not changed:
        return await overtaken(row)
    week = row.plan.week
    await audit.record(f"assignment.{state}", "assignment", row.id, at=now, actor=actor)
    await events.tell(
        "roster.changed",
        at=now,
        scope_id=week.unit_id,
        iso_week=week.iso_week,
        body={"assignment": str(row.id), "state": state},
    )
    return Decided(row.id, state, expected_version + 1)
