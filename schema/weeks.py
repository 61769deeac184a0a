"""A unit's week, as it is asked for: by the unit or one of its communities."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry
from strawberry.types import Info

from domain.calendar import IsoWeek, WeekTextError
from domain.organizations.queries import OrganizationRow
from domain.places.queries import CommunityRow
from schema.planning import Week, WeekView
from schema.relay import PageArgumentError, row_id

Anything = Info[Any, Any]
ANY_ZONE = ZoneInfo("UTC")  # a week's name is the same in all


async def week(info: Anything, scope: strawberry.ID, iso_week: str) -> Week | None:
    """A unit's week."""
    found = await planned_by(scope, info)
    if found is None:
        return None
    unit_id, community_id = found
    try:
        text = IsoWeek.parse(iso_week, ANY_ZONE).text
    except WeekTextError:
        raise PageArgumentError("isoWeek", iso_week, "write an ISO week such as 2026-W49") from None
    view: Any = WeekView(unit_id, text, community_id)
    return view


async def planned_by(scope: str, info: Anything) -> tuple[UUID, UUID | None] | None:
    """The planning unit that a scope means, and the community that it narrows the week to; None for somebody else's."""
    found, who = row_id(scope), info.context.principal
    if found is None or who is None:
        return None
    if found[0] == "Organization" and found[1] in who.unit_ids:  # roles are given in planning units only
        return found[1], None
    unit, community_id = await unit_of(await info.context.by_type(*found), info)
    if unit is None or not (who.is_everywhere or unit.id in who.unit_ids):
        return None
    return unit.id, community_id


async def unit_of(row: object, info: Anything) -> tuple[OrganizationRow | None, UUID | None]:
    """The planning unit that a scope means, and the community that it narrows the week to."""
    if isinstance(row, CommunityRow) and row.planned_by_id is not None:
        return await info.context.organizations.load(row.planned_by_id), row.id
    if isinstance(row, OrganizationRow) and row.is_planning_unit:
        return row, None
    return None, None
