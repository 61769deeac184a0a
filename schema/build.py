"""The schema, whole. It does not build if a field lacks its policy, data class or description."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import strawberry
from strawberry.extensions import SchemaExtension

from schema.documents import KNOWN, KnownDocuments, RememberDocuments
from schema.executing import ColumnExecutor
from schema.mutation import Mutation
from schema.people import Practitioner, Volunteer
from schema.permission import PermissionCheck
from schema.policy import check_complete
from schema.query import Query
from schema.refusals import REFUSALS
from schema.subscription import Subscription


def build(extensions: Sequence[Callable[[], SchemaExtension]] = ()) -> strawberry.Schema:
    """The schema that the server serves. Raises SchemaIncompleteError."""
    known = KnownDocuments()
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Practitioner, Volunteer, *REFUSALS],
        extensions=[PermissionCheck, *extensions, partial(RememberDocuments, known)],
        execution_context_class=ColumnExecutor,
    )
    check_complete(schema)
    setattr(schema, KNOWN, known)
    return schema


def sdl() -> str:
    """The schema as text, as it is committed."""
    return build().as_str() + "\n"
