"""What changes skills and residents. Everything else is named by its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.keeping import Kept, ids_of, keep, rows_where
from domain.people.models import Resident, Skill
from domain.places.models import Community
from domain.places.operations import AddressEntry, keep_addresses
from domain.store import one_transaction


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """A skill as somebody entered it."""

    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ResidentEntry:
    """A resident as somebody entered them; a child has a guardian."""

    key: str
    name: str
    community: str
    phone: str = ""
    birth_date: date | None = None
    gender: str | None = None
    languages: tuple[str, ...] = ()
    mobility: str = ""
    building: str | None = None
    detail: str = ""
    latitude: float | None = None
    longitude: float | None = None
    guardian_name: str = ""
    guardian_phone: str = ""


@one_transaction
async def keep_skills(entries: Sequence[SkillEntry]) -> Kept:
    """Add and change skills by key."""
    return await keep(Skill, {entry.key: {"name": entry.name, "name_en": entry.name_en} for entry in entries})


@one_transaction
async def keep_residents(entries: Sequence[ResidentEntry]) -> Kept:
    """Add and change residents, with their addresses, by key."""
    communities = await ids_of(Community, (entry.community for entry in entries))
    there = {row.key: row.address_id for row in await rows_where(Resident, "key", [entry.key for entry in entries])}
    addresses = await keep_addresses(
        {
            entry.key: AddressEntry(entry.community, entry.building, entry.detail, entry.latitude, entry.longitude)
            for entry in entries
        },
        there,
    )
    return await keep(
        Resident,
        {
            entry.key: {
                "name": entry.name,
                "phone": entry.phone,
                "birth_date": entry.birth_date,
                "gender": entry.gender,
                "languages": list(entry.languages),
                "mobility": entry.mobility,
                "community_id": communities[entry.community],
                "address_id": addresses.ids[entry.key],
                "guardian_name": entry.guardian_name,
                "guardian_phone": entry.guardian_phone,
            }
            for entry in entries
        },
        touched=addresses.changed,
    )
