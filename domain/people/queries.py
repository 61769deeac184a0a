"""Rows of residents, carers and skills for readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.people.models import Carer, CarerSkill, Qualification
from domain.reading import column, read


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill."""

    id: UUID
    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class ResidentRow:
    """A resident without health data."""

    id: UUID
    key: str
    name: str
    phone: str
    birth_date: date | None
    gender: str | None
    languages: list[str]
    mobility: str
    community_id: UUID
    address_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class CarerRow:
    """A carer with limits in minutes."""

    id: UUID
    key: str
    name: str
    kind: str
    phone: str
    gender: str | None
    languages: list[str]
    grade: str
    years: int
    travel_mode: str
    organization_id: UUID
    max_day_min: int
    max_week_min: int
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class CarerSkillRow:
    """A carer's skill and level."""

    carer_id: UUID
    skill_id: UUID
    level: int
    key: str = column("skill__key")
    name: str = column("skill__name")
    name_en: str = column("skill__name_en")


@dataclass(frozen=True, slots=True)
class QualificationRow:
    """A carer's dated permission."""

    id: UUID
    carer_id: UUID
    kind: str
    valid_from: date
    valid_until: date | None


async def skills_of(carer_ids: list[UUID]) -> list[CarerSkillRow]:
    """Skills of these carers, by key."""
    return await read(CarerSkillRow, CarerSkill, "WHERE {carer_id} AMONG $1 ORDER BY {skill__key}", carer_ids)


async def qualifications_of(carer_ids: list[UUID]) -> list[QualificationRow]:
    """Qualifications of these carers, by key."""
    return await read(QualificationRow, Qualification, "WHERE {carer_id} AMONG $1 ORDER BY {key}", carer_ids)


async def carer_names(carer_ids: list[UUID]) -> dict[UUID, str]:
    """Names of carers by id."""
    found = await Carer.filter(id__in=carer_ids).values_list("id", "name")
    return {one[0]: str(one[1]) for one in found}
