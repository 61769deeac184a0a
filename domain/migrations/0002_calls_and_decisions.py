from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from domain.rows import new_id
from json import dumps, loads
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("linli", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("account_id", fields.UUIDField()),
                ("key", fields.CharField(max_length=100)),
                ("operation", fields.CharField(max_length=64)),
                ("input_hash", fields.CharField(max_length=64)),
                ("answer", fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "idempotency",
                "app": "linli",
                "unique_together": (("account_id", "key"),),
                "pk_attr": "id",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Assignment",
            name="decided_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Assignment",
            name="decided_by",
            field=fields.CharField(null=True, max_length=80),
        ),
        ops.AddField(
            model_name="Assignment",
            name="finished_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Assignment",
            name="reason",
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name="Assignment",
            name="started_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Enrolment",
            name="attended",
            field=fields.BooleanField(null=True),
        ),
        ops.AddField(
            model_name="HomeVisitRequest",
            name="cancel_reason",
            field=fields.CharField(null=True, max_length=200),
        ),
    ]
