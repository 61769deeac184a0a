"""Questions about organisations."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed


async def planning_unit(key: str | None) -> Organization | ValidationFailed:
    """The planning unit with this key; without one, the only planning unit that there is."""
    if key is not None:
        unit = await Organization.get_or_none(key=key, is_planning_unit=True)
        return unit or ValidationFailed.of(
            "unit",
            key,
            f"没有这个统筹单位。可选:{await unit_keys()}。",
            f"No such planning unit. Choose {await unit_keys()}.",
        )
    units = await Organization.filter(is_planning_unit=True).order_by("key").limit(2)
    if len(units) == 1:
        return units[0]
    if not units:
        return ValidationFailed.of(
            "unit",
            "",
            "还没有统筹单位:请先导入数据(linli import FILE.xlsx)。",
            "There is no planning unit yet: import your data first (linli import FILE.xlsx).",
        )
    return ValidationFailed.of(
        "unit",
        "",
        f"有几个统筹单位,请选一个:{await unit_keys()}。",
        f"Several planning units: choose {await unit_keys()}.",
    )


async def unit_keys() -> str:
    """Keys of all planning units, for a sentence."""
    keys = await Organization.filter(is_planning_unit=True).order_by("key").limit(20).values_list("key", flat=True)
    return ", ".join(str(key) for key in keys) or "—"


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organisation."""

    id: UUID
    key: str
    name: str
    name_en: str
    kind: str
    is_planning_unit: bool
    time_zone: str
    version: int
