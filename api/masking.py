"""Bugs are told by an id, which the log has too; what the caller can mend is told as it is."""

from __future__ import annotations

import logging
from uuid import uuid4

from graphql import FieldNode, GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import MaskErrors
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from api.observing.figures import BUGS
from api.observing.log import logger
from api.observing.seen import SEEN

REQUESTS = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)  # of a caller, not bugs
log = logger("linli.api")
MESSAGE = "Something went wrong on our side. Give this id to whoever runs the server: {id}"


class MaskBugs(MaskErrors):
    """Hides what a bug says from the outside, and logs it under an id."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=is_bug)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """The error as it may be told: where it happened, and its id in the log."""
        field = error.nodes[0].name.value if error.nodes and isinstance(error.nodes[0], FieldNode) else ""
        bug_id = log_bug(error.original_error or error, f"field {field}")  # not its path: aliases are the caller's
        return GraphQLError(
            MESSAGE.format(id=bug_id),
            nodes=error.nodes,
            source=error.source,
            positions=error.positions,
            path=error.path,
            extensions={"code": "INTERNAL", "id": bug_id},
        )


def log_bug(error: BaseException, where: str) -> str:
    """Write a bug's trace to the log, without what it says; answers the id that it has there."""
    bug_id = uuid4().hex
    seen = SEEN.get()
    BUGS.inc()
    log.error("bug", id=bug_id, where=where, request_id=seen.request_id if seen else None, exc_info=error)
    return bug_id


def is_bug(error: GraphQLError) -> bool:
    """Whether an error is none that its caller can mend.

    Callers mend documents and variables (their errors point into the document, with no path of an answer or with a
    GraphQL error below them) and what we raise with a code. All else that a resolver raises is a bug.
    """
    cause = error.original_error
    if isinstance(cause, GraphQLError):
        is_ours, points_into_document = bool((cause.extensions or {}).get("code")), bool(cause.nodes)
        return not (is_ours or points_into_document or error.path is None)
    if cause is None or isinstance(cause, REQUESTS):
        return False
    return error.path is not None or not error.nodes


def keep_quiet() -> None:
    """Let strawberry not log each error with the whole document: a caller's slip is no event, and may hold names."""
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL + 1)
