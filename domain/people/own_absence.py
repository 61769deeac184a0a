"""For whom somebody may report an absence: for carers whom they plan, and for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.access.principal import Principal
from domain.organizations.models import Organization
from domain.outcomes import NotPermitted
from domain.people.models import Carer


@dataclass(frozen=True, slots=True)
class Reported:
    """A carer, and a unit that plans their time."""

    unit: Organization
    carer_key: str


async def reported_by(who: Principal, carer_id: UUID | None) -> Reported | NotPermitted:
    """The carer whose absence the principal reports; themselves if `carer_id` is None."""
    wanted = who.carer_id if carer_id is None else carer_id
    carer = None if wanted is None else await Carer.get_or_none(id=wanted)
    if carer is None:
        return NotPermitted()
    units = await Organization.filter(planned_carers__carer_id=carer.id).order_by("key")
    mine = [one for one in units if carer.id == who.carer_id or who.may_plan(one.id)]
    return Reported(mine[0], carer.key) if mine else NotPermitted()
