"""What can be asked: lists and single things, beside what has files of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import strawberry
from strawberry.types import Info

from domain.access.principal import Principal
from domain.access.scope import visible
from domain.organizations import models as organizations
from domain.organizations.queries import OrganizationRow
from domain.people import models as people
from domain.people.queries import CarerRow, ResidentRow
from domain.places import models as places
from domain.places.queries import CommunityRow, RoomRow
from domain.reading import Order
from domain.visits import models as visits
from domain.visits.queries import RequestRow, ServiceCategoryRow, VisitRow
from domain.youth import models as youth
from domain.youth.queries import ProgramRow, SessionRow
from schema.access import Me, me
from schema.asking import AskingQuery
from schema.comparing import ComparingQuery
from schema.dispatch import DispatchQuery
from schema.joining import asked_along_with
from schema.listing import After, Before, First, KeyOrder, Last, NamedOrder, listed, only, order_of
from schema.organizations import Organization, OrganizationFilter
from schema.people import SHOWN_TAIL, CarerFilter, Practitioner, Resident, ResidentFilter, Volunteer
from schema.places import Community, Room, RoomFilter
from schema.planning import Week
from schema.policy import Policy, exposed, personal, public
from schema.relay import Connection, Node, PageArgumentError, row_id
from schema.remedies import RemediesQuery
from schema.roster_changes import RosterQuery
from schema.visits import HomeVisitRequest, HomeVisitRequestFilter, ServiceCategory, Visit, VisitFilter
from schema.weeks import week
from schema.whatif import WhatIfQuery
from schema.youth import Session, SessionFilter, YouthProgram, YouthProgramFilter
from schema.youth_changes import YouthQuery

Anything = Info[Any, Any]
MAX_NODES = 100


async def node(info: Anything, id: strawberry.ID) -> Node | None:  # noqa: A002  (the argument's name is Relay's)
    """One row by its global id."""
    found = row_id(id)
    return None if found is None else await info.context.by_type(*found, asked_along_with(found[0], info))


async def nodes(info: Anything, ids: list[strawberry.ID]) -> list[Node | None]:
    """Rows by their global ids, in their order."""
    if len(ids) > MAX_NODES:
        raise PageArgumentError("ids", f"{len(ids)} ids", f"give at most {MAX_NODES} ids")
    return list(await asyncio.gather(*(node(info, one) for one in ids)))


async def communities(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[Community]:
    """Communities."""
    return await listed(info, CommunityRow, places.Community.all(), order_of(order_by), first, after, last, before)


async def organizations_(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: OrganizationFilter | None = None,  # noqa: A002  (the argument's name is the grammar's)
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[Organization]:
    """Organisations."""
    query = organizations.Organization.all()
    if filter and filter.kind is not None:
        query = query.filter(kind=filter.kind)
    if filter and filter.is_planning_unit is not None:
        query = query.filter(is_planning_unit=filter.is_planning_unit)
    return await listed(info, OrganizationRow, query, order_of(order_by), first, after, last, before)


async def rooms(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: RoomFilter | None = None,  # noqa: A002  (as above)
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[Room]:
    """Rooms."""
    query = only(places.Room.all(), "community_id", ("Community",), filter and filter.community)
    return await listed(info, RoomRow, query, order_of(order_by), first, after, last, before)


async def residents(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: ResidentFilter | None = None,  # noqa: A002  (as above)
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[Resident]:
    """Residents."""
    query = only(
        visible(people.Resident.all(), info.context.principal),
        "community_id",
        ("Community",),
        filter and filter.community,
    )
    if filter and filter.name_contains:
        query = query.filter(name__contains=filter.name_contains)
    if filter and filter.phone_ends:
        query = query.filter(phone__endswith=filter.phone_ends[-SHOWN_TAIL:])
    return await listed(info, ResidentRow, query, order_of(order_by), first, after, last, before)


def carers_of(kind: str, filter: CarerFilter | None, who: Principal | None) -> Any:  # noqa: A002, ANN401  (a query)
    """Carers of a kind, by the filter."""
    query = only(
        visible(people.Carer.filter(kind=kind), who),
        "organization_id",
        ("Organization",),
        filter and filter.organization,
    )
    if filter and filter.skill is not None:
        query = query.filter(skills__skill__key=filter.skill)
    if filter and filter.is_active is not None:
        query = query.filter(is_active=filter.is_active)
    return query


async def volunteers(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: CarerFilter | None = None,  # noqa: A002  (as above)
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[Volunteer]:
    """Volunteers."""
    query = carers_of("volunteer", filter, info.context.principal)
    return await listed(info, CarerRow, query, order_of(order_by), first, after, last, before)


async def practitioners(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: CarerFilter | None = None,  # noqa: A002  (as above)
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[Practitioner]:
    """Medical staff."""
    query = carers_of("practitioner", filter, info.context.principal)
    return await listed(info, CarerRow, query, order_of(order_by), first, after, last, before)


async def service_categories(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[ServiceCategory]:
    """Kinds of home visits."""
    query = visits.ServiceCategory.all()
    return await listed(info, ServiceCategoryRow, query, order_of(order_by), first, after, last, before)


async def home_visit_requests(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: HomeVisitRequestFilter | None = None,  # noqa: A002  (as above)
    order_by: KeyOrder = KeyOrder.KEY,
) -> Connection[HomeVisitRequest]:
    """Requests for home visits."""
    query = only(
        visible(visits.HomeVisitRequest.all(), info.context.principal),
        "resident__community_id",
        ("Community",),
        filter and filter.community,
    )
    query = only(query, "service_id", ("ServiceCategory",), filter and filter.service)
    query = only(query, "resident_id", ("Resident",), filter and filter.resident)
    if filter and filter.state is not None:
        query = query.filter(state=filter.state)
    return await listed(info, RequestRow, query, order_of(order_by), first, after, last, before)


async def visits_(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: VisitFilter | None = None,  # noqa: A002  (as above)
    order_by: KeyOrder = KeyOrder.KEY,
) -> Connection[Visit]:
    """Visits that weeks owe."""
    query = only(
        visible(visits.Visit.all(), info.context.principal),
        "request__resident__community_id",
        ("Community",),
        filter and filter.community,
    )
    if filter and filter.iso_week is not None:
        query = query.filter(iso_week=filter.iso_week)
    if filter and filter.state is not None:
        query = query.filter(state=filter.state)
    order = order_of(order_by, {"key": "request__key"})
    return await listed(info, VisitRow, query, order, first, after, last, before)


async def youth_programs(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: YouthProgramFilter | None = None,  # noqa: A002  (as above)
    order_by: NamedOrder = NamedOrder.KEY,
) -> Connection[YouthProgram]:
    """Youth programmes."""
    query = only(youth.YouthProgram.all(), "community_id", ("Community",), filter and filter.community)
    return await listed(info, ProgramRow, query, order_of(order_by), first, after, last, before)


async def sessions(
    info: Anything,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    filter: SessionFilter | None = None,  # noqa: A002  (as above)
) -> Connection[Session]:
    """Sessions."""
    query = only(youth.Session.all(), "program_id", ("YouthProgram",), filter and filter.program)
    query = only(query, "room_id", ("Room",), filter and filter.room)
    if filter and filter.starts_from is not None:
        query = query.filter(starts_at__gte=filter.starts_from)
    if filter and filter.starts_before is not None:
        query = query.filter(starts_at__lt=filter.starts_before)
    return await listed(info, SessionRow, query, Order(("starts_at",)), first, after, last, before)


@strawberry.type(description="What can be asked. Lists give 50 rows unless told, 200 at most.")
class Query(AskingQuery, ComparingQuery, DispatchQuery, RemediesQuery, RosterQuery, WhatIfQuery, YouthQuery):
    """What can be asked."""

    node: Node | None = public("One row by its global id; null if it is missing or not yours.", resolver=node)
    nodes: list[Node | None] = public("Rows by global ids, in their order; at most 100.", resolver=nodes)
    communities: Connection[Community] = public("Communities.", resolver=communities)
    organizations: Connection[Organization] = public("Organisations.", resolver=organizations_)
    rooms: Connection[Room] = public("Rooms.", resolver=rooms)
    residents: Connection[Resident] = personal("Residents.", resolver=residents)
    volunteers: Connection[Volunteer] = personal("Volunteers.", resolver=volunteers)
    practitioners: Connection[Practitioner] = personal("Medical staff.", resolver=practitioners)
    service_categories: Connection[ServiceCategory] = public("Kinds of home visits.", resolver=service_categories)
    home_visit_requests: Connection[HomeVisitRequest] = personal(
        "Requests for home visits.", resolver=home_visit_requests
    )
    visits: Connection[Visit] = exposed("Visits that weeks owe, by request.", resolver=visits_)
    youth_programs: Connection[YouthProgram] = public("Youth programmes.", resolver=youth_programs)
    sessions: Connection[Session] = public("Sessions by start.", resolver=sessions)
    me: Me | None = public("Who is signed in; null if nobody is.", resolver=me)
    week: Week | None = exposed(
        "A planning unit's week; a community narrows roster and tray to itself. Null if it plans none, or not for you.",
        policy=Policy.PLANNING,
        resolver=week,
    )
