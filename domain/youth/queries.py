"""Rows of programmes, sessions and their partners for readers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.reading import read
from domain.youth.models import AgeBand, Enrolment, ProgramPartner


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A youth programme."""

    id: UUID
    key: str
    name: str
    name_en: str
    community_id: UUID
    planned_by_id: UUID | None
    qualifications: list[str]
    version: int


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """An organisation's or community's part in a programme."""

    program_id: UUID
    level: str
    organization_id: UUID | None
    community_id: UUID | None


@dataclass(frozen=True, slots=True)
class BandRow:
    """How many children of an age share an adult."""

    program_id: UUID
    min_age: int
    max_age: int
    children_per_adult: int


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session."""

    id: UUID
    key: str
    program_id: UUID
    room_id: UUID
    title: str
    title_en: str
    theme: str
    skill_id: UUID | None
    starts_at: datetime
    ends_at: datetime
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A child's place in a session."""

    id: UUID
    session_id: UUID
    child_id: UUID
    enrolled_at: datetime
    state: str
    attended: bool | None
    version: int


async def partners_of(program_ids: list[UUID]) -> list[PartnerRow]:
    """Partners of these programmes."""
    return await read(PartnerRow, ProgramPartner, "WHERE {program_id} AMONG $1 ORDER BY {id}", program_ids)


async def bands_of(program_ids: list[UUID]) -> list[BandRow]:
    """Age bands of these programmes, youngest first."""
    return await read(BandRow, AgeBand, "WHERE {program_id} AMONG $1 ORDER BY {min_age}", program_ids)


async def enrolled_counts(session_ids: list[UUID]) -> dict[UUID, int]:
    """Children enrolled in each of these sessions."""
    rows = Enrolment.filter(session_id__in=session_ids, state="enrolled")
    return Counter([one[0] for one in await rows.values_list("session_id")])
