"""Execution with lists answered column by column, and by graphql-core's own executor where that can't be.

The base class and the method that is overridden are private to graphql-core and strawberry: both are pinned, and tests
hold the two ways equal, to the bit, on every list of the schema.
"""

from __future__ import annotations

from typing import Any

from graphql import GraphQLList, GraphQLObjectType, GraphQLResolveInfo, get_named_type, is_abstract_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from schema.columns import Columns


class ColumnExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor but for lists of objects."""

    def complete_list_value(
        self,
        return_type: GraphQLList[Any],
        field_details_list: list[Any],
        info: GraphQLResolveInfo,
        path: Any,  # noqa: ANN401  (graphql-core's)
        result: Any,  # noqa: ANN401  (as above)
        position_context: Any,  # noqa: ANN401  (as above)
    ) -> Any:  # noqa: ANN401  (as above)
        """The answer for a list, or an awaitable of it."""
        plain = (return_type, field_details_list, info, path, result, position_context)
        is_wrapped = self.middleware_manager is not None and bool(self.middleware_manager.middlewares)
        if type(result) is not list or not result or is_wrapped or not has_fields(return_type):
            return super().complete_list_value(*plain)
        return self._completed(plain)

    async def _completed(self, plain: tuple[Any, ...]) -> list[Any]:
        return_type, details, info, _, result, _ = plain
        try:
            return await Columns(self, info).complete(return_type.of_type, details, result)
        except Exception:  # noqa: BLE001  (whatever it is, the plain executor says it as it is said)
            return await await_maybe(super().complete_list_value(*plain))


def has_fields(kind: GraphQLList[Any]) -> bool:
    """Whether a list holds objects."""
    named = get_named_type(kind)
    return isinstance(named, GraphQLObjectType) or is_abstract_type(named)
