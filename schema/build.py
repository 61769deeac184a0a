"""The schema, whole. It does not build if a field lacks its policy, data class or description."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import strawberry
from strawberry.extensions import SchemaExtension

from schema.people import Practitioner, Volunteer
from schema.policy import check_complete
from schema.query import Query


def build(extensions: Sequence[Callable[[], SchemaExtension]] = ()) -> strawberry.Schema:
    """The schema that the server serves. Raises SchemaIncompleteError."""
    schema = strawberry.Schema(query=Query, types=[Practitioner, Volunteer], extensions=list(extensions))
    check_complete(schema)
    return schema


def sdl() -> str:
    """The schema as text, as it is committed."""
    return build().as_str() + "\n"
