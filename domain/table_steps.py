"""A step of migrations that tortoise lacks: several new tables at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.migrations.operations import CreateModel, TortoiseOperation
from tortoise.migrations.schema_generator.state import ModelState

if TYPE_CHECKING:
    from tortoise.migrations.schema_editor.base import BaseSchemaEditor
    from tortoise.migrations.schema_generator.state import State


class CreateModels(TortoiseOperation):
    """All of `tables`, those first that others refer to.

    Tortoise draws up every model anew for each step, twice, so that steps of one table each cost the square of their
    number: 45 tables took 1.9 s, and take 0.1 s as one step.
    """

    def __init__(self, tables: list[CreateModel]) -> None:
        self.tables = tables

    def describe(self) -> str:
        """What `migrate` tells of this step."""
        return f"Create models {', '.join(table.name for table in self.tables)}"

    def state_forward(self, app_label: str, state: State) -> None:
        """Let `state` know every table, then their relations."""
        for table in self.tables:
            state.models[app_label, table.name] = ModelState.make_from_model(app_label, table.model)
        state.reload_models((app_label, table.name) for table in self.tables)

    async def database_forward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Create the tables in their order."""
        for table in self.tables:
            await table.database_forward(app_label, old_state, new_state, state_editor)

    async def database_backward(
        self, app_label: str, old_state: State, new_state: State, state_editor: BaseSchemaEditor | None = None
    ) -> None:
        """Drop the tables, last first."""
        for table in reversed(self.tables):
            await table.database_backward(app_label, old_state, new_state, state_editor)
