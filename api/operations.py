"""Which of a document's operations runs: the named one, or the only one."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

MEND = "the document has several operations: say by operationName which is meant"


class OneOperation(SchemaExtension):
    """Refuses a request that leaves open which operation it means; strawberry would take the first."""

    def on_validate(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Count the operations of a document that came without a name."""
        context = self.execution_context
        if context.graphql_document is not None and context._provided_operation_name is None:  # noqa: SLF001  (its property falls back to the first)
            kinds = [isinstance(one, OperationDefinitionNode) for one in context.graphql_document.definitions]
            if sum(kinds) > 1 and context.pre_execution_errors is None:
                error = GraphQLError(MEND, extensions={"code": "BAD_OPERATION", "mend": MEND})
                context.pre_execution_errors = [error]
        yield
