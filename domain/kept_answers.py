"""Answers kept under their callers' keys, so that a call sent twice is done once (`domain.idempotency`)."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from domain.rows import json_field, new_id

LONGEST_KEY = 100


class KeptAnswer(Model):
    """What a call was answered, as data, under its caller's key."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    account_id = fields.UUIDField()
    key = fields.CharField(max_length=LONGEST_KEY)
    operation = fields.CharField(max_length=64)
    input_hash = fields.CharField(max_length=64)
    answer: dict[str, Any] = json_field()
    at = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "idempotency"
        unique_together = (("account_id", "key"),)
