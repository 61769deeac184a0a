"""Counts and times each GraphQL operation, over HTTP and sockets alike, and notes what became of it for the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import StreamExecutionResult

from api.observing.figures import OPERATION_S, OPERATIONS
from api.observing.log import logger
from api.observing.seen import SEEN

log = logger("linli.api")
OUTCOMES = {
    "INTERNAL": "bug",
    "NOT_PERMITTED": "not_permitted",
    "TOO_COMPLEX": "too_complex",
    "TOO_SLOW": "too_slow",
    "UNAUTHENTICATED": "unauthenticated",
}


class ObserveOperation(SchemaExtension):
    """Watches an operation from outside of all other extensions that end one, so that it sees what the caller gets."""

    stream_outcome: str | None = None

    def on_operation(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Time it, and look at its result."""
        began_s = time.perf_counter()
        outcome = "invalid"  # a kind that is not allowed here raises what is no GraphQL error
        try:
            yield
        except GraphQLError as error:
            outcome = outcome_of([error])
            raise
        except (GeneratorExit, asyncio.CancelledError):
            outcome = self.stream_outcome or "left"
            raise
        else:
            outcome = self.stream_outcome or outcome_of(getattr(self.execution_context.result, "errors", None))
        finally:
            self._note(kind_of(self.execution_context), outcome, time.perf_counter() - began_s)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (as above)
        """Remember what went wrong in an answer of a stream."""
        yield
        found = outcome_of(getattr(result, "errors", None))
        if found != "ok" or self.stream_outcome is None:
            self.stream_outcome = found

    def _note(self, kind: str, outcome: str, took_s: float) -> None:
        OPERATIONS.labels(kind, outcome).inc()
        if kind in ("query", "mutation"):
            OPERATION_S.labels(kind).observe(took_s)
        seen = SEEN.get()
        if seen is None:
            return
        if seen.is_socket:
            account = str(seen.account_id) if seen.account_id else None
            facts = {"kind": kind, "outcome": outcome, "duration_ms": round(took_s * 1000)}
            log.info("operation over socket", **facts, request_id=seen.request_id, account=account)
        else:
            seen.kind, seen.outcome = kind, outcome


def kind_of(context: Any) -> str:  # noqa: ANN401  (strawberry's context of an operation)
    """query, mutation, subscription, or none for a document that has no such operation."""
    try:
        return context.operation_type.value
    except (CannotGetOperationTypeError, RuntimeError):
        return "none"


def outcome_of(errors: Sequence[GraphQLError] | None) -> str:
    """What became of an operation, in one of a few words; a bug is told before all else."""
    found = {OUTCOMES.get(str((one.extensions or {}).get("code")), "invalid") for one in errors or ()}
    return "bug" if "bug" in found else min(found, default="ok")
