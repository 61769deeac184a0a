from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("linli", "0002_unavoidable")]

    initial = False

    operations = [
        ops.AddField(model_name="Assignment", name="home_s", field=fields.IntField(default=0, db_default=0)),
        ops.AddField(model_name="Assignment", name="waiting_s", field=fields.IntField(default=0, db_default=0)),
        ops.AddField(
            model_name="Organization",
            name="ordinary_hours",
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
