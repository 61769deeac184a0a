"""Consent: who allowed what, from when until when."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from domain.people.models import Resident
from domain.rows import KeyedRow


class Consent(KeyedRow):
    """A resident's consent 知情同意, given by themselves, a proxy or a guardian; valid through `valid_until`."""

    resident: fields.ForeignKeyRelation[Resident] = fields.ForeignKeyField(
        "linli.Resident", related_name="consents", db_index=True, on_delete=fields.RESTRICT
    )
    resident_id: UUID
    kind = fields.CharField(max_length=16)
    given_by = fields.CharField(max_length=80, default="")
    relation = fields.CharField(max_length=32, default="")
    given_on = fields.DateField()
    valid_until = fields.DateField(null=True)
    withdrawn_on = fields.DateField(null=True)

    class Meta(KeyedRow.Meta):
        table = "consent"
