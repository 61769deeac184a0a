"""Rows of communities, addresses and rooms for readers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.reading import column


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """A community."""

    id: UUID
    key: str
    name: str
    name_en: str
    street: str
    planned_by_id: UUID | None
    version: int


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address, with its building's name and coordinates beside its own."""

    id: UUID
    detail: str
    latitude: float | None
    longitude: float | None
    building: str | None = column("building__name")
    building_latitude: float | None = column("building__latitude")
    building_longitude: float | None = column("building__longitude")

    @property
    def text(self) -> str:
        """Building and door in one line."""
        return f"{self.building or ''}{self.detail}"

    @property
    def has_coordinates(self) -> bool:
        """Whether the engine can plan a way there."""
        own = self.latitude is not None and self.longitude is not None
        return own or (self.building_latitude is not None and self.building_longitude is not None)


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room."""

    id: UUID
    key: str
    name: str
    name_en: str
    capacity: int
    community_id: UUID
    version: int
