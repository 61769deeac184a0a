"""Which unit and week a visit or session belongs to, for whoever may plan it; another's looks the same as none."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.access.principal import Principal
from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.outcomes import NotPermitted
from domain.planning.models import Plan
from domain.visits.models import Visit
from domain.youth.models import Session


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit or session of a unit's week, by its id as the engine and `subjects` know it."""

    unit: Organization
    iso_week: str
    engine_id: str


async def asked_visit(visit_id: UUID, who: Principal) -> Asked | NotPermitted:
    """A visit that the principal plans."""
    planned_by = "request__resident__community__planned_by_id"
    found = await Visit.filter(id=visit_id).values("iso_week", planned_by)
    unit_id: UUID | None = found[0][planned_by] if found else None
    if unit_id is None or not who.may_plan(unit_id):
        return NotPermitted()
    # not joined: PostgreSQL cuts the names of columns that lie so many tables away
    return Asked(await Organization.get(id=unit_id), found[0]["iso_week"], str(visit_id))


async def asked_session(session_id: UUID, who: Principal) -> Asked | NotPermitted:
    """A session that the principal plans."""
    session = await Session.get_or_none(id=session_id).select_related("program__planned_by")
    unit = session and session.program.planned_by
    if session is None or unit is None or not who.may_plan(unit.id):
        return NotPermitted()
    zone = ZoneInfo(unit.time_zone)
    return Asked(unit, IsoWeek.holding(session.starts_at.astimezone(zone).date(), zone).text, str(session.id))


async def asked_plan(plan_id: UUID, who: Principal) -> Asked | NotPermitted:
    """A plan that the principal may publish."""
    plan = await Plan.get_or_none(id=plan_id).select_related("week__unit")
    if plan is None or not who.may_plan(plan.week.unit_id):
        return NotPermitted()
    return Asked(plan.week.unit, plan.week.iso_week, str(plan.id))
