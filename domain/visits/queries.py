"""Rows of services, requests and visits for readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.reading import column, read
from domain.visits.models import RequestWindow


@dataclass(frozen=True, slots=True)
class ServiceCategoryRow:
    """A kind of home visit."""

    id: UUID
    key: str
    name: str
    name_en: str
    duration_min: int
    carers_needed: int
    skill_id: UUID | None
    level: int
    carer_kind: str | None
    qualification: str
    min_years: int
    min_grade: str
    assessment_needed: bool
    is_prohibited: bool
    version: int


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request for home visits."""

    id: UUID
    key: str
    resident_id: UUID
    service_id: UUID
    channel: str
    booked_by: str
    assisted_by: str
    priority: str
    visits_per_week: int
    days_apart: int
    starts_on: date | None
    ends_on: date | None
    preferred_carer_id: UUID | None
    keeps_carer: bool
    state: str
    cancel_reason: str | None
    version: int


@dataclass(frozen=True, slots=True)
class WindowRow:
    """A time that suits a request."""

    request_id: UUID
    weekday: int | None
    on_date: date | None
    start_min: int
    end_min: int
    is_wish: bool


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit that a week owes."""

    id: UUID
    request_id: UUID
    iso_week: str
    number: int
    state: str
    version: int
    key: str = column("request__key")


async def windows_of(request_ids: list[UUID]) -> list[WindowRow]:
    """Windows of these requests, by day and start."""
    by_time = "WHERE {request_id} AMONG $1 ORDER BY {weekday}, {on_date}, {start_min}"
    return await read(WindowRow, RequestWindow, by_time, request_ids)
