from tortoise import migrations
from tortoise.migrations import operations as ops
import functools
from domain.rows import new_id
from json import dumps, loads
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("linli", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("login", fields.CharField(unique=True, max_length=64)),
                ("name", fields.CharField(default="", max_length=80)),
                ("password_hash", fields.CharField(max_length=200)),
                (
                    "carer",
                    fields.ForeignKeyField(
                        "linli.Carer",
                        source_field="carer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="accounts",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("is_active", fields.BooleanField(default=True)),
            ],
            options={"table": "account", "app": "linli", "indexes": [Index(fields=["carer_id"])], "pk_attr": "id"},
            bases=["Row"],
        ),
        ops.CreateModel(
            name="AccessToken",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "linli.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("kind", fields.CharField(max_length=8)),
                ("name", fields.CharField(default="", max_length=80)),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                (
                    "scopes",
                    fields.JSONField(
                        default=list, encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "access_token",
                "app": "linli",
                "indexes": [Index(fields=["account_id"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Grant",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "linli.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("role", fields.CharField(max_length=24)),
                (
                    "unit",
                    fields.ForeignKeyField(
                        "linli.Organization",
                        source_field="unit_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "access_grant",
                "app": "linli",
                "unique_together": (("account", "role", "unit"),),
                "indexes": [Index(fields=["unit_id"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
        ops.CreateModel(
            name="Guardianship",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "linli.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="children",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "child",
                    fields.ForeignKeyField(
                        "linli.Resident",
                        source_field="child_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="guardians",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "guardianship",
                "app": "linli",
                "unique_together": (("account", "child"),),
                "indexes": [Index(fields=["child_id"])],
                "pk_attr": "id",
            },
            bases=["Row"],
        ),
    ]
