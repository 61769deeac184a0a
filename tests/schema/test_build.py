"""The schema itself: every field declares its policy and data class, and the committed text is up to date."""

from pathlib import Path

import pytest
import strawberry

from schema.build import sdl
from schema.policy import SchemaIncompleteError, check_complete, public

COMMITTED = Path(__file__).parents[2] / "schema" / "schema.graphql"


def test_the_committed_sdl_is_what_this_version_serves():
    assert COMMITTED.read_text("utf-8") == sdl()


def test_a_field_without_policy_keeps_the_schema_from_building():
    @strawberry.type(description="A type.")
    class Query:
        told: int = public("Told.")
        untold: int = strawberry.field(description="Nobody said who may read it.")

    with pytest.raises(SchemaIncompleteError) as caught:
        check_complete(strawberry.Schema(query=Query))

    assert caught.value.missing == ["Query.untold"]


def test_a_type_without_a_description_keeps_the_schema_from_building():
    @strawberry.type
    class Query:
        told: int = public("Told.")

    with pytest.raises(SchemaIncompleteError) as caught:
        check_complete(strawberry.Schema(query=Query))

    assert caught.value.missing == ["Query"]
