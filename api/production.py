"""What a server in production keeps to itself: nothing of a schema is told to whoever does not know it already."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import StreamExecutionResult

SUGGESTION = re.compile(r" Did you mean [^?]*\?")  # graphql-core's own hiding can't be asked for through strawberry


class HideSuggestions(SchemaExtension):
    """Leaves out of errors which name a slip of the pen might have meant."""

    def on_validate(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Look at what validation found."""
        yield
        hide(self.execution_context.pre_execution_errors)

    def on_operation(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (as above)
        """Look at what became of the variables."""
        yield
        hide(getattr(self.execution_context.result, "errors", None))

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (as above)
        """Look at an answer over a socket."""
        hide(getattr(result, "errors", None))
        yield


def hide(errors: list[GraphQLError] | None) -> None:
    """Take suggestions out of errors, in place."""
    for error in errors or ():
        error.message = SUGGESTION.sub("", error.message)
