"""Several tables created by one step are those that a step each would create."""

from importlib import import_module

import pytest
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import CreateModel
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from domain import store
from domain.table_steps import CreateModels

INITIAL = import_module("domain.migrations.0001_initial").Migration


async def test_tables_of_one_step_are_those_of_a_step_each(database, first_tables):
    one_by_one = await statements(first_tables)

    together = await statements([CreateModels(first_tables)])

    assert together == one_by_one


async def test_taking_the_step_back_drops_its_tables_last_first(database, first_tables):
    step = CreateModels(first_tables)
    state = empty_state()
    step.state_forward("linli", state)
    editor = MigrationExecutor(get_connection("default"), store.APPS)._schema_editor(atomic=False, collect_sql=True)

    await step.database_backward("linli", state, empty_state(), editor)

    dropped = [line.split('"')[1] for line in editor.collected_sql if line.startswith("DROP TABLE")]
    assert dropped == [table.options["table"] for table in reversed(first_tables)]


@pytest.fixture
def first_tables() -> list[CreateModel]:
    (step,) = INITIAL.operations
    return step.tables[:10]


async def statements(operations) -> list[str]:
    """The SQL that a migration of these operations would run."""
    migration = Migration("0001_initial", "linli")
    migration.operations = operations
    editor = MigrationExecutor(get_connection("default"), store.APPS)._schema_editor(atomic=False, collect_sql=True)
    await migration.apply(empty_state(), schema_editor=editor, collect_sql=True)
    return [line for line in editor.collected_sql if not line.startswith("--")]


def empty_state() -> State:
    return State(models={}, apps=StateApps(default_connections={"linli": "default"}))
