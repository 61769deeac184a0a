from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("linli", "0001_initial")]

    initial = False

    operations = [
        ops.AddField(model_name="MatchingRun", name="at_least_open", field=fields.IntField(null=True)),
        ops.AddField(model_name="MatchingRun", name="unavoidable", field=fields.BigIntField(null=True)),
    ]
