"""Domain events: what subscribers and other units are told, written in the same transaction as the change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.rows import json_field


class DomainEvent(Model):
    """One thing that happened, in order of `id`."""

    id = fields.BigIntField(primary_key=True, generated=True)
    at = fields.DatetimeField()
    kind = fields.CharField(max_length=64)
    scope_id = fields.UUIDField(null=True)
    iso_week = fields.CharField(max_length=8, default="")
    body: dict[str, Any] = json_field(default=dict)

    class Meta(Model.Meta):
        table = "domain_event"
        indexes = (("scope_id", "id"),)


async def tell(
    kind: str, *, at: datetime, scope_id: UUID | None = None, iso_week: str = "", body: dict[str, Any] | None = None
) -> None:
    """Write one event; call it inside the operation's transaction."""
    await DomainEvent.create(at=at, kind=kind, scope_id=scope_id, iso_week=iso_week, body=body or {})
