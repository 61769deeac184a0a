"""What changes carers: who they are, what they may do, and when they have time. Others are named by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.keeping import Kept, Values, also_changed, ids_of, keep, keep_owned, rows_where
from domain.organizations.models import Organization
from domain.people.models import (
    Availability,
    AvailabilityException,
    Carer,
    CarerSkill,
    CarerUnit,
    PreferredCommunity,
    Qualification,
    Skill,
)
from domain.places.models import Community
from domain.places.operations import AddressEntry, KeptAddresses, keep_addresses
from domain.store import one_transaction
from domain.weekly import WeeklyTime


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill, by its key, and how well somebody has it: 1 and up."""

    skill: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class CarerEntry:
    """A carer as somebody entered them. Without `units` the own organisation plans their time, if it plans at all."""

    key: str
    name: str
    kind: str
    organization: str
    units: tuple[str, ...] = ()
    phone: str = ""
    gender: str | None = None
    birth_date: date | None = None
    languages: tuple[str, ...] = ()
    grade: str = ""
    years: int = 0
    skills: tuple[SkillLevel, ...] = ()
    availability: tuple[WeeklyTime, ...] = ()
    preferred_communities: tuple[str, ...] = ()
    travel_mode: str = "ebike"
    building: str | None = None
    detail: str = ""
    latitude: float | None = None
    longitude: float | None = None
    max_day_min: int = 480
    max_week_min: int = 2400
    contract_min: int | None = None
    max_days: int = 6
    rest_min: int = 660
    break_after_min: int | None = None
    break_min: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class QualificationEntry:
    """A dated permission as somebody entered it; valid through `valid_until`."""

    key: str
    carer: str
    kind: str
    valid_from: date
    valid_until: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionEntry:
    """A day that differs, as somebody entered it: `absent` or `extra`, minutes from midnight."""

    key: str
    carer: str
    on_date: date
    kind: str
    start_min: int = 0
    end_min: int = 1440
    reason: str = ""


@one_transaction
async def keep_carers(entries: Sequence[CarerEntry]) -> Kept:
    """Add and change carers by key, with their addresses, units, skills, time and preferred communities."""
    there = {row.key: row.base_id for row in await rows_where(Carer, "key", [entry.key for entry in entries])}
    addresses = await keep_addresses(
        {
            entry.key: AddressEntry(None, entry.building, entry.detail, entry.latitude, entry.longitude)
            for entry in entries
        },
        there,
    )
    kept = await keep(Carer, await values_of(entries, addresses), touched=addresses.changed)
    return await also_changed(Carer, kept, await keep_what_they_own(entries, kept.ids))


async def values_of(entries: Sequence[CarerEntry], addresses: KeptAddresses) -> dict[str, Values]:
    """The columns of each carer's own row."""
    organizations = await ids_of(Organization, (entry.organization for entry in entries))
    return {
        entry.key: {
            "name": entry.name,
            "kind": entry.kind,
            "organization_id": organizations[entry.organization],
            "phone": entry.phone,
            "gender": entry.gender,
            "birth_date": entry.birth_date,
            "languages": list(entry.languages),
            "grade": entry.grade,
            "years": entry.years,
            "travel_mode": entry.travel_mode,
            "base_id": addresses.ids[entry.key],
            "max_day_min": entry.max_day_min,
            "max_week_min": entry.max_week_min,
            "contract_min": entry.contract_min,
            "max_days": entry.max_days,
            "rest_min": entry.rest_min,
            "break_after_min": entry.break_after_min,
            "break_min": entry.break_min,
            "is_active": entry.is_active,
        }
        for entry in entries
    }


async def keep_what_they_own(entries: Sequence[CarerEntry], ids: dict[str, UUID]) -> set[UUID]:
    """Units, skills, recurring time and preferred communities; the carers for whom any of these changed."""
    units = await units_of(entries)
    skills = await ids_of(Skill, (one.skill for entry in entries for one in entry.skills))
    communities = await ids_of(Community, (one for entry in entries for one in entry.preferred_communities))
    changed = await keep_owned(
        CarerUnit, "carer_id", {ids[key]: [{"unit_id": unit} for unit in some] for key, some in units.items()}
    )
    changed |= await keep_owned(
        CarerSkill,
        "carer_id",
        {
            ids[entry.key]: [{"skill_id": skills[one.skill], "level": one.level} for one in entry.skills]
            for entry in entries
        },
    )
    changed |= await keep_owned(
        Availability,
        "carer_id",
        {ids[entry.key]: [time.as_values() for time in entry.availability] for entry in entries},
    )
    return changed | await keep_owned(
        PreferredCommunity,
        "carer_id",
        {
            ids[entry.key]: [{"community_id": communities[one]} for one in entry.preferred_communities]
            for entry in entries
        },
    )


async def units_of(entries: Sequence[CarerEntry]) -> dict[str, list[UUID]]:
    """Who may plan each carer's time."""
    named = [*(entry.organization for entry in entries), *(unit for entry in entries for unit in entry.units)]
    organizations = {row.key: row for row in await rows_where(Organization, "key", list(dict.fromkeys(named)))}
    return {
        entry.key: [
            organizations[key].id
            for key in entry.units or (entry.organization,)
            if entry.units or organizations[key].is_planning_unit
        ]
        for entry in entries
    }


@one_transaction
async def keep_qualifications(entries: Sequence[QualificationEntry]) -> Kept:
    """Add and change qualifications by key."""
    carers = await ids_of(Carer, (entry.carer for entry in entries))
    return await keep(
        Qualification,
        {
            entry.key: {
                "carer_id": carers[entry.carer],
                "kind": entry.kind,
                "number": entry.number,
                "valid_from": entry.valid_from,
                "valid_until": entry.valid_until,
            }
            for entry in entries
        },
    )


@one_transaction
async def keep_exceptions(entries: Sequence[ExceptionEntry]) -> Kept:
    """Add and change days that differ by key."""
    carers = await ids_of(Carer, (entry.carer for entry in entries))
    return await keep(
        AvailabilityException,
        {
            entry.key: {
                "carer_id": carers[entry.carer],
                "on_date": entry.on_date,
                "kind": entry.kind,
                "start_min": entry.start_min,
                "end_min": entry.end_min,
                "reason": entry.reason,
            }
            for entry in entries
        },
    )
