from json import dumps, loads
from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from domain.rows import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("linli", "0003_calendar_feeds")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Dispatch",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "linli.Organization",
                        source_field="unit_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="dispatches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "visit",
                    fields.ForeignKeyField(
                        "linli.Visit",
                        source_field="visit_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="dispatches",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("state", fields.CharField(default="requested", max_length=16)),
                ("requested_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("requested_by", fields.CharField(max_length=80)),
                ("due_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("offer_s", fields.IntField()),
                ("look_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("accepted_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                (
                    "candidates",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
            ],
            options={
                "table": "dispatch",
                "app": "linli",
                "indexes": [Index(fields=["unit_id", "requested_at"]), Index(fields=["state", "look_at"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Offer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "dispatch",
                    fields.ForeignKeyField(
                        "linli.Dispatch",
                        source_field="dispatch_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="offers",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "carer",
                    fields.ForeignKeyField(
                        "linli.Carer",
                        source_field="carer_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="offers",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("number", fields.IntField()),
                ("state", fields.CharField(default="open", max_length=16)),
                ("offered_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("arrives_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "displaced",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("answered_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("reason", fields.CharField(null=True, max_length=200)),
                ("held_carer_id", fields.UUIDField(null=True, unique=True)),
            ],
            options={"table": "offer", "app": "linli", "unique_together": (("dispatch", "number"),), "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.AddField(
            model_name="Assignment",
            name="arrived_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Assignment",
            name="departed_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
