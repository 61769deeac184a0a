"""Who came to a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import F

from domain import audit
from domain.access.principal import Principal
from domain.outcomes import NotPermitted, ValidationFailed
from domain.planning.models import Assignment
from domain.store import one_transaction
from domain.youth.enrolling import ENROLLED
from domain.youth.models import Enrolment, Session
from domain.youth.operations import CANCELLED
from domain.youth.scheduling import plans


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """How many of a session's children came, and how many did not."""

    session_id: UUID
    present: int
    absent: int


@one_transaction
async def record_attendance(
    session_id: UUID, came: Mapping[UUID, bool], who: Principal, *, now: datetime
) -> AttendanceRecorded | ValidationFailed | NotPermitted:
    """Write who of a session's enrolled children came, by their enrolments; by whoever plans it, or its tutors."""
    session = await Session.get_or_none(id=session_id).select_related("program")
    if session is None or not (plans(session.program, who) or await is_tutor(session_id, who)):
        return NotPermitted()
    if session.state == CANCELLED or now < session.starts_at:
        return ValidationFailed.of(
            "session", session.key, "活动已取消或尚未开始。", "The session is cancelled or has not begun."
        )
    known = {one.id for one in await Enrolment.filter(session_id=session_id, state=ENROLLED)}
    for i, enrolment_id in enumerate(came):
        if enrolment_id not in known:
            return ValidationFailed.of(
                f"marks[{i}].enrolment", enrolment_id, "不在这场活动的名单里。", "Not on this session's list."
            )
    for is_present in (True, False):
        ids = [one for one, mark in came.items() if mark == is_present]
        if ids:
            await Enrolment.filter(id__in=ids).update(attended=is_present, version=F("version") + 1)
    await audit.record("attendance.recorded", "session", session_id, at=now, actor=who.login)
    present = await Enrolment.filter(session_id=session_id, attended=True).count()
    absent = await Enrolment.filter(session_id=session_id, attended=False).count()
    return AttendanceRecorded(session_id, present, absent)


async def is_tutor(session_id: UUID, who: Principal) -> bool:
    """Whether a published plan sends the principal to the session."""
    if who.carer_id is None:
        return False
    told = Assignment.filter(session_id=session_id, carer_id=who.carer_id, plan__state="published")
    return await told.exclude(state__in=("declined", "withdrawn")).exists()
