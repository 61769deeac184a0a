"""Organisations in GraphQL."""

from __future__ import annotations

from typing import Any

import strawberry

from domain.organizations.queries import OrganizationRow
from schema.policy import public
from schema.relay import Node, id_of


@strawberry.type(description="An organisation that builds the city together 共建单位.")
class Organization(Node):
    """An organisation."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Organization"))
    key: str = public("Its key in workbooks.")
    name: str = public("Chinese name.")
    name_en: str = public("English name; may be empty.")
    kind: str = public("What it is: bureau, hospital, association, league, …")
    is_planning_unit: bool = public("Whether its coordinators plan weeks.")
    time_zone: str = public("IANA name of the time zone that its weeks are in.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is an organisation."""
        return isinstance(row, OrganizationRow)


@strawberry.input(description="Which organisations.")
class OrganizationFilter:
    """Which organisations."""

    kind: str | None = strawberry.field(default=None, description="Only this kind.")
    is_planning_unit: bool | None = strawberry.field(default=None, description="Only those that plan weeks, or not.")
