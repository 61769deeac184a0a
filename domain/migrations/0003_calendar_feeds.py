from tortoise import migrations
from tortoise.migrations import operations as ops
from domain.rows import new_id
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("linli", "0002_calls_and_decisions")]

    initial = False

    operations = [
        ops.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "carer",
                    fields.ForeignKeyField(
                        "linli.Carer",
                        source_field="carer_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="calendar_feeds",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("secret_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={"table": "calendar_feed", "app": "linli", "pk_attr": "id"},
            bases=["Row"],
        ),
    ]
