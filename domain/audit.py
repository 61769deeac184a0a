"""The audit trail: who did what to which row, written in the same transaction as the change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.rows import json_field, new_id


class AuditEvent(Model):
    """One act. Append-only; `detail` names fields and codes, never phones or health data."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=80)
    action = fields.CharField(max_length=64)
    subject = fields.CharField(max_length=32)
    subject_id = fields.UUIDField(db_index=True)
    detail: dict[str, Any] = json_field(default=dict)

    class Meta(Model.Meta):
        table = "audit_event"


async def record(
    action: str, subject: str, subject_id: UUID, *, at: datetime, actor: str, detail: dict[str, Any] | None = None
) -> None:
    """Write one act; call it inside the operation's transaction."""
    await AuditEvent.create(
        at=at, actor=actor, action=action, subject=subject, subject_id=subject_id, detail=detail or {}
    )


async def last_of(subject_id: UUID) -> AuditEvent | None:
    """The newest act on a row; None if there was none."""
    return await AuditEvent.filter(subject_id=subject_id).order_by("-at", "-id").first()
