"""The papers before a first visit: a risk assessment, and a consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import audit
from domain.access.models import Consent
from domain.access.principal import Principal
from domain.access.scope import visible
from domain.outcomes import NotPermitted, ValidationFailed
from domain.people.models import Resident
from domain.store import one_transaction
from domain.visits.booking import key_for, local_day
from domain.visits.models import RiskAssessment, ServiceCategory

LONGEST_NAME = 80
CONSENTS = ("service", "guardian")


@dataclass(frozen=True, slots=True)
class AssessmentRecorded:
    """An assessment that counts from its day on."""

    assessment_id: UUID
    resident_id: UUID


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """A consent that counts from its day on."""

    consent_id: UUID
    resident_id: UUID


@dataclass(frozen=True, slots=True)
class Paper:
    """What both papers say: from which day through which they hold, and who signed."""

    on_day: date
    valid_until: date | None
    signed_by: str


@one_transaction
async def record_assessment(
    resident_id: UUID, service_id: UUID | None, paper: Paper, who: Principal, *, is_fit: bool, now: datetime
) -> AssessmentRecorded | ValidationFailed | NotPermitted:
    """Record that a resident was assessed for a service, or for all: whether it may be given at home."""
    refusal = await unacceptable(resident_id, paper, who, now, may=who.has("coordinator", "carer"))
    if refusal:
        return refusal
    if service_id is not None and not await ServiceCategory.exists(id=service_id):
        return ValidationFailed.of("service", service_id, "没有这个服务类别。", "There is no such service.")
    row = await RiskAssessment.create(
        key=key_for("A"),
        resident_id=resident_id,
        service_id=service_id,
        assessed_on=paper.on_day,
        valid_until=paper.valid_until,
        assessor=paper.signed_by,
        is_fit=is_fit,
    )
    await audit.record("assessment.recorded", "resident", resident_id, at=now, actor=who.login)
    return AssessmentRecorded(row.id, resident_id)


@one_transaction
async def record_consent(
    resident_id: UUID, kind: str, paper: Paper, who: Principal, *, relation: str, now: datetime
) -> ConsentRecorded | ValidationFailed | NotPermitted:
    """Record a resident's consent, given by themselves or for them; a guardian may give it for the own child."""
    is_own_child = kind == "guardian" and resident_id in who.children
    may = is_own_child or who.has("booking_desk", "coordinator", "league_coordinator")
    if refusal := await unacceptable(resident_id, paper, who, now, may=may):
        return refusal
    if kind not in CONSENTS:
        return ValidationFailed.of("kind", kind, f"可选:{'、'.join(CONSENTS)}。", f"Choose of {', '.join(CONSENTS)}.")
    row = await Consent.create(
        key=key_for("K"),
        resident_id=resident_id,
        kind=kind,
        given_on=paper.on_day,
        valid_until=paper.valid_until,
        given_by=paper.signed_by,
        relation=relation[:32],
    )
    await audit.record("consent.recorded", "resident", resident_id, at=now, actor=who.login, detail={"kind": kind})
    return ConsentRecorded(row.id, resident_id)


async def unacceptable(
    resident_id: UUID, paper: Paper, who: Principal, now: datetime, *, may: bool
) -> ValidationFailed | NotPermitted | None:
    """Why a paper can't be taken: not theirs to give, of a day to come, or over before it begins."""
    seen = visible(Resident.filter(id=resident_id), who)
    resident = await seen.select_related("community__planned_by").first() if may else None
    if resident is None:
        return NotPermitted()
    if paper.on_day > local_day(resident.community.planned_by, now):
        return ValidationFailed.of("onDate", paper.on_day, "日期不能在以后。", "The day can't be later than today.")
    if paper.valid_until is not None and paper.valid_until < paper.on_day:
        return ValidationFailed.of(
            "validUntil", paper.valid_until, "有效期不能早于当天。", "Let it be valid on its own day at least."
        )
    if len(paper.signed_by) > LONGEST_NAME:
        return ValidationFailed.of(
            "by", paper.signed_by[:20], f"最多 {LONGEST_NAME} 个字符。", f"Write at most {LONGEST_NAME} characters."
        )
    return None
