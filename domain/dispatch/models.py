"""Urgent requests 应急派单 and the offers that go round for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields

from domain.organizations.models import Organization
from domain.people.models import Carer
from domain.rows import Row, json_field
from domain.visits.models import Visit


class Dispatch(Row):
    """An urgent visit that seeks its carer. `due_at` is when somebody should have arrived, at the latest.

    `state` is requested, offered, sla_at_risk (nobody comes in time: by an open offer, or while all wait for other
    answers), escalated (nobody is left to ask), accepted or withdrawn. Until `look_at` nothing is to be done about it.
    `candidates` is the last ranking: carers who can come, and why others can't.
    """

    unit: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="dispatches", on_delete=fields.RESTRICT
    )
    unit_id: UUID
    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "linli.Visit", related_name="dispatches", db_index=True, on_delete=fields.RESTRICT
    )
    visit_id: UUID
    state = fields.CharField(max_length=16, default="requested")
    requested_at = fields.DatetimeField()
    requested_by = fields.CharField(max_length=80)
    due_at = fields.DatetimeField()
    offer_s = fields.IntField()
    look_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    candidates: list[dict[str, Any]] = json_field(default=list)

    class Meta(Row.Meta):
        table = "dispatch"
        indexes = (("unit_id", "requested_at"), ("state", "look_at"))


class Offer(Row):
    """A carer is asked to go: open, accepted, declined, expired or withdrawn.

    `held_carer_id` is the carer as long as the offer takes them from others: while it is open, and once accepted until
    the visit is done. Its being unique is what keeps two urgent requests from one carer.
    """

    dispatch: fields.ForeignKeyRelation[Dispatch] = fields.ForeignKeyField(
        "linli.Dispatch", related_name="offers", db_index=True, on_delete=fields.CASCADE
    )
    dispatch_id: UUID
    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="offers", db_index=True, on_delete=fields.RESTRICT
    )
    carer_id: UUID
    number = fields.IntField()
    state = fields.CharField(max_length=16, default="open")
    offered_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    arrives_at = fields.DatetimeField()
    displaced: list[dict[str, Any]] = json_field(default=list)
    answered_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=200, null=True)
    held_carer_id: UUID | None = fields.UUIDField(null=True, unique=True)

    class Meta(Row.Meta):
        table = "offer"
        unique_together = (("dispatch", "number"),)
