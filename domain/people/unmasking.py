"""Whole phone numbers, for whoever has a reason: each look is written to the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain import audit
from domain.access.principal import Principal
from domain.outcomes import NotPermitted, ValidationFailed
from domain.people.models import Carer, CarerUnit, Resident
from domain.store import one_transaction

SHORTEST_REASON, LONGEST_REASON = 3, 200
Subject = Literal["resident", "carer"]


@dataclass(frozen=True, slots=True)
class PhoneUnmasked:
    """Somebody's number was looked at; the number itself is not part of it, since answers are kept."""

    subject: Subject
    person_id: UUID


@one_transaction
async def unmask_phone(
    who: Principal, subject: Subject, person_id: UUID, reason: str, *, now: datetime
) -> PhoneUnmasked | ValidationFailed | NotPermitted:
    """Let a coordinator or a booking desk see a number of their own unit; another unit's person looks like missing."""
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        return ValidationFailed.of(
            "reason",
            reason[:20],
            f"请写明原因,{SHORTEST_REASON} 到 {LONGEST_REASON} 个字符。",
            f"Say why, in {SHORTEST_REASON} to {LONGEST_REASON} characters.",
        )
    if not await may_call(who, subject, person_id):
        return NotPermitted()
    await audit.record("phone.unmasked", subject, person_id, at=now, actor=who.login, detail={"reason": reason.strip()})
    return PhoneUnmasked(subject, person_id)


async def may_call(who: Principal, subject: Subject, person_id: UUID) -> bool:
    """Whether somebody books or coordinates for a unit that the person belongs to; False if there is no such person."""
    return any(who.may_book(unit_id) for unit_id in await units_of(subject, person_id))


async def units_of(subject: Subject, person_id: UUID) -> list[UUID | None]:
    """Units that plan a resident's community or a carer's time, None for none; empty if there is no such person."""
    if subject == "resident":
        resident = await Resident.get_or_none(id=person_id).select_related("community")
        return [] if resident is None else [resident.community.planned_by_id]
    units = [one.unit_id for one in await CarerUnit.filter(carer_id=person_id)]
    return [*units] or ([None] if await Carer.filter(id=person_id).exists() else [])


async def phone_of(who: Principal, unmasked: PhoneUnmasked) -> str | NotPermitted:
    """The number as it stands, empty if there is none; refused where a kept answer outlived the permission."""
    if not await may_call(who, unmasked.subject, unmasked.person_id):
        return NotPermitted()
    model = Resident if unmasked.subject == "resident" else Carer
    person = await model.get_or_none(id=unmasked.person_id)
    return "" if person is None else person.phone
