"""Domain events: what subscribers and other units are told, written in the same transaction as the change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.reading import read_rows
from domain.rows import json_field

LOOK_S = 0.15  # how long a subscriber may wait for news; a look is one indexed statement


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


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as it was told."""

    id: int
    at: datetime
    kind: str
    scope_id: UUID | None
    iso_week: str
    body: dict[str, Any]


async def newest_event() -> int:
    """Id of the last event; 0 before the first."""
    found: list[Any] = list(await DomainEvent.all().order_by("-id").limit(1).values_list("id", flat=True))
    return int(found[0]) if found else 0


async def events_after(last: int, *, kinds: Sequence[str], scope_id: UUID, limit: int = 200) -> list[EventRow]:
    """Events of these kinds in a scope that follow `last`, the earliest first."""
    rows = DomainEvent.filter(id__gt=last, scope_id=scope_id, kind__in=list(kinds)).order_by("id").limit(limit)
    return await read_rows(EventRow, rows)


async def follow(last: int, *, kinds: Sequence[str], scope_id: UUID, is_over: bool = False) -> AsyncIterator[EventRow]:
    """Events of these kinds in a scope after `last`, and those to come. Ends only when its reader does, or, if all is
    told already (`is_over`), after the last."""
    while True:
        found = await events_after(last, kinds=kinds, scope_id=scope_id)
        for event in found:
            last = event.id
            yield event
        if is_over and not found:
            return
        if not found:
            await asyncio.sleep(LOOK_S)
