"""What every table has: a time-ordered id, a version that each change raises, and for imported rows a key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import uuid_utils
from tortoise import fields
from tortoise.models import Model


def new_id() -> UUID:
    """A UUIDv7: unique, and ordered by the time it was made, so that indexes grow at one end."""
    return UUID(int=uuid_utils.uuid7().int)


def json_field(*, default: object = None, null: bool = False) -> Any:  # noqa: ANN401  (JSON has no one type)
    """A JSON column; the annotation beside it says what it holds."""
    field: Any = fields.JSONField(default=default, null=null)  # pyright: ignore[reportUnknownVariableType]  (its type has no argument)
    return field


def points_field(*, null: bool = False) -> Any:  # noqa: ANN401  (tortoise leaves this field's type open)
    """A column of whole points, which outgrow 32 bits; the annotation beside it says whether it may be None."""
    return fields.BigIntField(null=null)


class Row(Model):
    """A row that can change: `version` starts at 1 and each change raises it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version = fields.IntField(default=1)

    class Meta(Model.Meta):
        abstract = True


class KeyedRow(Row):
    """A row that people name in a workbook: `key` is theirs and never changes."""

    key = fields.CharField(max_length=64, unique=True)

    class Meta(Row.Meta):
        abstract = True


# A table's own Meta inherits from these two, and would inherit being abstract
Row.Meta.abstract = KeyedRow.Meta.abstract = False
