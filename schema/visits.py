"""Services, requests and visits in GraphQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from domain.visits.queries import RequestRow, ServiceCategoryRow, VisitRow
from schema.loading import related
from schema.people import Carer, Resident, Skill
from schema.policy import exposed, personal, public
from schema.relay import Node, id_of

skill = related("skills", "skill_id")


@strawberry.type(description="A kind of home visit 服务类别.")
class ServiceCategory(Node):
    """A kind of home visit."""

    id: strawberry.ID = public("Global id.", resolver=id_of("ServiceCategory"))
    key: str = public("Its key in workbooks.")
    name: str = public("Chinese name.")
    name_en: str = public("English name; may be empty.")
    duration_minutes: int = public("Minutes that it takes.", resolver=lambda root: root.duration_min)
    carers_needed: int = public("Carers who must come together.")
    skill: Skill | None = public("Skill of the first carer; null if none is needed.", resolver=skill)
    level: int = public("Lowest level of that skill.")
    carer_kind: str | None = public("practitioner or volunteer; null for either.")
    qualification: str = public("Qualification that must be valid on the day; may be empty.")
    min_years: int = public("Least years of practice.")
    min_grade: str = public("Least professional grade; may be empty.")
    assessment_needed: bool = public("Whether the resident must be assessed first.")
    is_prohibited: bool = public("Whether it may not be given at home.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a service."""
        return isinstance(row, ServiceCategoryRow)


@strawberry.type(description="A time that suits a request; minutes from midnight, half-open.")
class RequestWindow:
    """A time that suits a request."""

    weekday: int | None = exposed("Each week on this day, Monday is 0; null for a single date.")
    on_date: date | None = exposed("On this date only; null for each week.")
    start_minute: int = exposed("First minute after midnight.", resolver=lambda root: root.start_min)
    end_minute: int = exposed("Minute after midnight at which it ends.", resolver=lambda root: root.end_min)
    is_wish: bool = exposed("Whether it is only liked best, within the others.")


resident = related("residents", "resident_id")
service = related("services", "service_id")
windows = related("windows")
preferred_carer = related("carers", "preferred_carer_id")


@strawberry.type(description="A request for home visits 上门服务申请.")
class HomeVisitRequest(Node):
    """A request for home visits."""

    id: strawberry.ID = public("Global id.", resolver=id_of("HomeVisitRequest"))
    key: str = exposed("Key in workbooks.")
    resident: Resident = personal("Who is visited.", resolver=resident)
    service: ServiceCategory = personal("What is asked for.", resolver=service)
    channel: str = exposed("How it was booked: online, phone, wechat, proxy or door.")
    booked_by: str = personal("Who booked it; may be empty.")
    assisted_by: str = personal("Who helped to book it; may be empty.")
    priority: str = exposed("routine, urgent, asap or stat, as in HL7 FHIR.")
    visits_per_week: int = exposed("Visits each week.")
    days_apart: int = exposed("Least days between two of them.")
    starts_on: date | None = exposed("First day; null if it began long ago.")
    ends_on: date | None = exposed("Last day; null if it goes on.")
    windows: list[RequestWindow] = exposed("When it suits; a few.", resolver=windows)
    preferred_carer: Carer | None = personal("Whom the resident would like.", resolver=preferred_carer)
    keeps_carer: bool = exposed("Whether the same carer should come again.")
    state: str = exposed("active or cancelled.")
    cancel_reason: str | None = personal("Why it was cancelled; null if it was not.")
    version: int = exposed("Rises with each change: give it as `expectedVersion`.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a request."""
        return isinstance(row, RequestRow)


request = related("requests", "request_id")


@strawberry.type(description="A visit that a week owes 上门服务.")
class Visit(Node):
    """A visit that a week owes."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Visit"))
    request: HomeVisitRequest = exposed("The request that it answers.", resolver=request)
    iso_week: str = exposed("Its ISO week, as in 2026-W49.")
    number: int = exposed("Which of the week's visits for the request, from 1.")
    state: str = exposed("planned or withdrawn.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a visit."""
        return isinstance(row, VisitRow)


@strawberry.input(description="Which requests.")
class HomeVisitRequestFilter:
    """Which requests."""

    community: strawberry.ID | None = strawberry.field(default=None, description="Only of this community's residents.")
    service: strawberry.ID | None = strawberry.field(default=None, description="Only of this service.")
    state: str | None = strawberry.field(default=None, description="Only active or cancelled ones.")
    resident: strawberry.ID | None = strawberry.field(default=None, description="Only of this resident.")


@strawberry.input(description="Which visits.")
class VisitFilter:
    """Which visits."""

    iso_week: str | None = strawberry.field(default=None, description="Only of this week, as in 2026-W49.")
    community: strawberry.ID | None = strawberry.field(default=None, description="Only of this community's residents.")
    state: str | None = strawberry.field(default=None, description="Only in this state.")
