"""What changes organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.keeping import Kept, keep
from domain.organizations.models import Organization
from domain.store import one_transaction
from domain.weekly import WeeklyTime


@dataclass(frozen=True, slots=True)
class OrganizationEntry:
    """An organisation as somebody entered it; no ordinary hours means Monday to Friday, 8 to 18."""

    key: str
    name: str
    kind: str
    name_en: str = ""
    phone: str = ""
    is_planning_unit: bool = False
    time_zone: str = "Asia/Shanghai"
    trip_overhead_min: int = 5
    ordinary_hours: tuple[WeeklyTime, ...] = ()


@one_transaction
async def keep_organizations(entries: Sequence[OrganizationEntry]) -> Kept:
    """Add and change organisations by key."""
    return await keep(
        Organization,
        {
            entry.key: {
                "name": entry.name,
                "name_en": entry.name_en,
                "kind": entry.kind,
                "phone": entry.phone,
                "is_planning_unit": entry.is_planning_unit,
                "time_zone": entry.time_zone,
                "trip_overhead_min": entry.trip_overhead_min,
                "ordinary_hours": [one.as_values() for one in entry.ordinary_hours] or None,
            }
            for entry in entries
        },
    )
