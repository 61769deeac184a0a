"""What changes communities, buildings, addresses and rooms. Everything else is named by its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.keeping import PART, Kept, Values, also_changed, differs, ids_of, keep, keep_owned, rows_where
from domain.organizations.models import Organization
from domain.places.models import Address, Building, Community, Room, RoomHours
from domain.store import one_transaction
from domain.weekly import WeeklyTime


@dataclass(frozen=True, slots=True)
class CommunityEntry:
    """A community as somebody entered it; `planned_by` is an organisation's key."""

    key: str
    name: str
    name_en: str = ""
    street: str = ""
    planned_by: str | None = None


@dataclass(frozen=True, slots=True)
class BuildingEntry:
    """A building as somebody entered it. Degrees, WGS 84."""

    key: str
    community: str
    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """Where somebody or something is: a building, coordinates of its own, or both. Degrees, WGS 84."""

    community: str | None = None
    building: str | None = None
    detail: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room as somebody entered it; `capacity` counts people, no hours means always open."""

    key: str
    community: str
    name: str
    capacity: int
    name_en: str = ""
    building: str | None = None
    detail: str = ""
    latitude: float | None = None
    longitude: float | None = None
    hours: tuple[WeeklyTime, ...] = ()


@one_transaction
async def keep_communities(entries: Sequence[CommunityEntry]) -> Kept:
    """Add and change communities by key."""
    units = await ids_of(Organization, (entry.planned_by for entry in entries))
    return await keep(
        Community,
        {
            entry.key: {
                "name": entry.name,
                "name_en": entry.name_en,
                "street": entry.street,
                "planned_by_id": units[entry.planned_by],
            }
            for entry in entries
        },
    )


@one_transaction
async def keep_buildings(entries: Sequence[BuildingEntry]) -> Kept:
    """Add and change buildings by key."""
    communities = await ids_of(Community, (entry.community for entry in entries))
    return await keep(
        Building,
        {
            entry.key: {
                "community_id": communities[entry.community],
                "name": entry.name,
                "latitude": entry.latitude,
                "longitude": entry.longitude,
            }
            for entry in entries
        },
    )


@one_transaction
async def keep_rooms(entries: Sequence[RoomEntry]) -> Kept:
    """Add and change rooms, with their addresses and hours, by key."""
    communities = await ids_of(Community, (entry.community for entry in entries))
    there = {row.key: row.address_id for row in await rows_where(Room, "key", [entry.key for entry in entries])}
    addresses = await keep_addresses(
        {
            entry.key: AddressEntry(entry.community, entry.building, entry.detail, entry.latitude, entry.longitude)
            for entry in entries
        },
        there,
    )
    kept = await keep(
        Room,
        {
            entry.key: {
                "community_id": communities[entry.community],
                "address_id": addresses.ids[entry.key],
                "name": entry.name,
                "name_en": entry.name_en,
                "capacity": entry.capacity,
            }
            for entry in entries
        },
        touched=addresses.changed,
    )
    hours = {kept.ids[entry.key]: [time.as_values() for time in entry.hours] for entry in entries}
    return await also_changed(Room, kept, await keep_owned(RoomHours, "room_id", hours))


@dataclass(frozen=True, slots=True)
class KeptAddresses:
    """Address ids by their owner's key, and the owners whose address changed."""

    ids: dict[str, UUID]
    changed: frozenset[str]


@one_transaction
async def keep_addresses(entries: Mapping[str, AddressEntry], there: Mapping[str, UUID]) -> KeptAddresses:
    """Give each owner its address; `there` has the addresses of owners that have one. An address has one owner."""
    entered = await values_of(entries)
    rows = {row.id: row for row in await rows_where(Address, "id", list(there.values()))}
    new = {owner: Address(**entered[owner]) for owner in entries if owner not in there}
    await Address.bulk_create(new.values(), batch_size=PART)
    changed = {owner for owner, row_id in there.items() if differs(rows[row_id], entered[owner])}
    for owner in sorted(changed):
        await Address.filter(id=there[owner]).update(**entered[owner], version=rows[there[owner]].version + 1)
    return KeptAddresses({**there, **{owner: row.id for owner, row in new.items()}}, frozenset(changed))


async def values_of(entries: Mapping[str, AddressEntry]) -> dict[str, Values]:
    """The columns of each address."""
    communities = await ids_of(Community, (entry.community for entry in entries.values()))
    buildings = await ids_of(Building, (entry.building for entry in entries.values()))
    return {
        owner: {
            "community_id": communities[entry.community],
            "building_id": buildings[entry.building],
            "detail": entry.detail,
            "latitude": entry.latitude,
            "longitude": entry.longitude,
        }
        for owner, entry in entries.items()
    }
