"""Communities, addresses and rooms in GraphQL."""

from __future__ import annotations

from typing import Any

import strawberry

from domain.places.queries import CommunityRow, RoomRow
from schema.loading import related
from schema.organizations import Organization
from schema.policy import personal, public
from schema.relay import Node, id_of

planned_by = related("organizations", "planned_by_id")
community = related("communities", "community_id")


@strawberry.type(description="A neighbourhood 社区.")
class Community(Node):
    """A neighbourhood."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Community"))
    key: str = public("Its key in workbooks.")
    name: str = public("Chinese name.")
    name_en: str = public("English name; may be empty.")
    street: str = public("The street office 街道 it belongs to; may be empty.")
    planned_by: Organization | None = public("Who plans its home visits.", resolver=planned_by)

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a community."""
        return isinstance(row, CommunityRow)


@strawberry.type(description="Where somebody lives, starts from or meets.")
class Address:
    """An address."""

    text: str = personal("Building and door.")
    has_coordinates: bool = public("Whether a way there can be planned.")


@strawberry.type(description="A room for sessions.")
class Room(Node):
    """A room."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Room"))
    key: str = public("Its key in workbooks.")
    name: str = public("Chinese name.")
    name_en: str = public("English name; may be empty.")
    capacity: int = public("People it holds.")
    community: Community = public("Whose room it is.", resolver=community)

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a room."""
        return isinstance(row, RoomRow)


@strawberry.input(description="Which rooms.")
class RoomFilter:
    """Which rooms."""

    community: strawberry.ID | None = strawberry.field(default=None, description="Only this community's.")
