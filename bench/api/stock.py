"""A peer: the same questions in strawberry and tortoise as their tutorials write them, models under the resolvers.

It has tortoise's own connections, and Python's own collector: what we set there is part of what is measured.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL
from tortoise import Tortoise

from domain import store
from domain.planning import models
from domain.visits import models as visits

RELATED = ("carer", "visit__request__service", "visit__request__resident__community")


@strawberry.type
class Named:
    """Anything with a name."""

    name: str


@strawberry.type
class CarerSkill:
    """A carer's skill."""

    level: int
    skill: Named


@strawberry.type
class Carer:
    """Who comes."""

    name: str

    @strawberry.field
    def skills(self: Any) -> list[CarerSkill]:
        """The carer's skills."""
        return list(self.skills)


@strawberry.type
class Resident:
    """Who is visited."""

    name: str
    community: Named


@strawberry.type
class Request:
    """What was asked for."""

    key: str
    priority: str
    resident: Resident
    service: Named


@strawberry.type
class Visit:
    """A visit that a week owes."""

    id: strawberry.ID
    iso_week: str
    number: int
    state: str
    request: Request


@strawberry.type
class Assignment:
    """One carer at one visit."""

    id: strawberry.ID
    slot: int
    starts_at: datetime
    ends_at: datetime
    state: str
    version: int
    decided_at: datetime | None
    carer: Carer
    visit: Visit

    @strawberry.field
    def travel_seconds(self: Any) -> int:
        """Seconds of the way there."""
        return self.travel_s

    @strawberry.field
    def what(self: Any) -> str:
        """What is done."""
        return self.visit.request.service.name

    @strawberry.field
    def whom(self: Any) -> str:
        """For whom."""
        return self.visit.request.resident.name

    @strawberry.field
    def where(self: Any) -> str:
        """Where."""
        resident = self.visit.request.resident
        return f"{resident.community.name} {resident.address.building.name}{resident.address.detail}"


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def roster(self, plan: UUID, first: int, *, skills: bool = False) -> list[Assignment]:
        """Who comes when."""
        related = (*RELATED, "carer__skills__skill" if skills else "visit__request__resident__address__building")
        found: Any = (
            await models.Assignment.filter(plan_id=plan).order_by("starts_at").limit(first).prefetch_related(*related)
        )
        return found

    @strawberry.field
    async def visit(self, id: UUID) -> Visit | None:  # noqa: A002  (the argument's name is the grammar's)
        """A visit."""
        related = ("request__service", "request__resident__community")
        found: Any = await visits.Visit.get_or_none(id=id).prefetch_related(*related)
        return found


@strawberry.type
class Mutation:
    """What can be changed."""

    @strawberry.mutation
    async def decide(self, assignment: UUID, version: int, state: str) -> Assignment:
        """Say yes or no to an assignment."""
        found: Any = await models.Assignment.get(id=assignment)
        if found.version != version:
            raise ValueError("somebody was first")
        found.state, found.version = state, version + 1
        await found.save()
        return found


def stock_app(database_url: str) -> Starlette:
    """The peer over a city's database."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await Tortoise.init(store.config(database_url), _enable_global_fallback=True)
        yield
        await Tortoise.close_connections()

    return Starlette(routes=[Route("/graphql", GraphQL(strawberry.Schema(Query, Mutation)))], lifespan=lifespan)
