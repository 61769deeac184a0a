"""A carer who can't come: absences recorded and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain import audit, events
from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.people.models import AvailabilityException, Carer
from domain.store import one_transaction

DAY_MIN = 24 * 60
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class AbsenceReported:
    """A day, or part of one, on which a carer is away. `is_new` is false if it was known."""

    exception_id: UUID
    carer_id: UUID
    carer_name: str
    on_date: date
    is_new: bool


@dataclass(frozen=True, slots=True)
class AbsenceTakenBack:
    """The carer can come after all."""

    carer_id: UUID
    on_date: date


@one_transaction
async def report_absence(
    unit: Organization,
    carer_key: str,
    on_date: date,
    *,
    start_min: int = 0,
    end_min: int = DAY_MIN,
    reason: str = "",
    now: datetime,
    actor: str,
) -> AbsenceReported | ValidationFailed:
    """Record that one of the unit's carers is away on a day, or for `[start_min, end_min)` minutes of it."""
    if not 0 <= start_min < end_min <= DAY_MIN:
        return ValidationFailed.of(
            "endMin", f"{start_min}-{end_min}", "结束要晚于开始,且在同一天内。", "End after the start, on the same day."
        )
    if len(reason) > LONGEST_REASON:
        return ValidationFailed.of(
            "reason", reason[:20], f"最多 {LONGEST_REASON} 个字符。", f"Write at most {LONGEST_REASON} characters."
        )
    carer = await Carer.get_or_none(key=carer_key, units__unit_id=unit.id)
    if carer is None:
        return unknown_carer(carer_key)
    key = absence_key(carer_key, on_date, start_min, end_min)
    known = await AvailabilityException.get_or_none(key=key)
    row = known or await AvailabilityException.create(
        key=key,
        carer_id=carer.id,
        on_date=on_date,
        kind="absent",
        start_min=start_min,
        end_min=end_min,
        reason=reason,
    )
    if known is None:
        await audit.record("carer.absent", "carer", carer.id, at=now, actor=actor, detail={"on": on_date.isoformat()})
        await events.tell("carer.absent", at=now, scope_id=unit.id, body={"carer": str(carer.id)})
    return AbsenceReported(row.id, carer.id, carer.name, on_date, known is None)


@one_transaction
async def take_back_absence(
    unit: Organization, carer_key: str, on_date: date, *, now: datetime, actor: str
) -> AbsenceTakenBack | ValidationFailed:
    """Undo every absence of a carer on a day."""
    carer = await Carer.get_or_none(key=carer_key, units__unit_id=unit.id)
    if carer is None:
        return unknown_carer(carer_key)
    gone = await AvailabilityException.filter(carer_id=carer.id, on_date=on_date, kind="absent").delete()
    if not gone:
        return ValidationFailed.of(
            "day", on_date.isoformat(), "这一天没有登记缺勤。", "No absence is recorded on this day."
        )
    await audit.record("carer.present", "carer", carer.id, at=now, actor=actor, detail={"on": on_date.isoformat()})
    return AbsenceTakenBack(carer.id, on_date)


def unknown_carer(key: str) -> ValidationFailed:
    """Nobody of that key whom the unit may plan; another unit's carer looks the same as none."""
    return ValidationFailed.of("carer", key, "本单位没有这个编号的服务人员。", "This unit has no carer with this key.")


def absence_key(carer_key: str, on_date: date, start_min: int, end_min: int) -> str:
    """The key of an absence that was reported, not imported; the same report twice is one."""
    return f"absent:{carer_key[:30]}:{on_date.isoformat()}:{start_min}-{end_min}"
