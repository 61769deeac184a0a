"""What a booking desk gives: times that suit, terms, and who asks."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from domain.visits.booking_checks import Booking
from domain.visits.requests import RequestTime
from schema.doing import expected_version, idempotency_key, named

CARERS = ("Practitioner", "Volunteer")


@strawberry.enum(description="How a request reached the desk.")
class BookingChannel(Enum):
    """How a request reached the desk."""

    ONLINE = strawberry.enum_value("online", description="Online, by the elder.")
    PHONE = strawberry.enum_value("phone", description="By phone.")
    WECHAT = strawberry.enum_value("wechat", description="By WeChat.")
    PROXY = strawberry.enum_value("proxy", description="By somebody else for the elder, with their consent.")
    DOOR = strawberry.enum_value("door", description="At the elder's door, by a grid worker.")


@strawberry.enum(description="How soon a visit is needed, as in HL7 FHIR.")
class RequestPriority(Enum):
    """How soon a visit is needed."""

    ROUTINE = strawberry.enum_value("routine", description="In its time.")
    URGENT = strawberry.enum_value("urgent", description="Before routine ones.")
    ASAP = strawberry.enum_value("asap", description="As soon as possible.")
    STAT = strawberry.enum_value("stat", description="At once.")


@strawberry.input(description="A time that suits: each week on a weekday, or on one date. Minutes, half-open.")
class TimeWindowInput:
    """A time that suits."""

    start_minute: int = strawberry.field(description="First minute after midnight.")
    end_minute: int = strawberry.field(description="Minute after midnight at which it ends, up to 1440.")
    weekday: int | None = strawberry.field(default=None, description="Each week on this day, Monday is 0.")
    on_date: date | None = strawberry.field(default=None, description="On this date only; today or later.")


@strawberry.input(description="Visits that an elder asks for.")
class BookHomeVisitInput:
    """Visits that an elder asks for."""

    resident: strawberry.ID = strawberry.field(description="Who is visited.")
    service: strawberry.ID = strawberry.field(description="Which service.")
    channel: BookingChannel = strawberry.field(description="How the request came.")
    windows: list[TimeWindowInput] = strawberry.field(description="When it suits: 1 to 50, with the wishes.")
    idempotency_key: str = idempotency_key()
    wishes: list[TimeWindowInput] = strawberry.field(
        default_factory=list[TimeWindowInput], description="Times liked best, within the windows."
    )
    booked_by: str = strawberry.field(default="", description="Who booked it, 80 characters at most.")
    assisted_by: str = strawberry.field(default="", description="Who helped; a proxy's booking must say so.")
    consented_on: date | None = strawberry.field(
        default=None, description="The day of the elder's consent; a proxy's booking must give it, and it is recorded."
    )
    visits_per_week: int = strawberry.field(default=1, description="Visits each week, 1 to 7.")
    days_apart: int = strawberry.field(default=1, description="Least days between two of them.")
    priority: RequestPriority = strawberry.field(default=RequestPriority.ROUTINE, description="How soon.")
    preferred_carer: strawberry.ID | None = strawberry.field(default=None, description="Whom the elder would like.")
    excluded_carers: list[strawberry.ID] = strawberry.field(
        default_factory=list[strawberry.ID], description="Who must not come."
    )
    starts_on: date | None = strawberry.field(default=None, description="First day; today if left out.")
    ends_on: date | None = strawberry.field(default=None, description="Last day; it goes on if left out.")


@strawberry.input(description="New terms of a request; what is left out stays as it is, null takes it away.")
class ChangeHomeVisitRequestInput:
    """New terms of a request."""

    request: strawberry.ID = strawberry.field(description="Which request.")
    expected_version: int = expected_version("request")
    idempotency_key: str = idempotency_key()
    windows: list[TimeWindowInput] | None = strawberry.field(default=UNSET, description="All windows, anew.")
    wishes: list[TimeWindowInput] | None = strawberry.field(default=UNSET, description="All wishes, anew.")
    visits_per_week: int | None = strawberry.field(default=UNSET, description="Visits each week, 1 to 7.")
    days_apart: int | None = strawberry.field(default=UNSET, description="Least days between two of them.")
    priority: RequestPriority | None = strawberry.field(default=UNSET, description="How soon.")
    preferred_carer: strawberry.ID | None = strawberry.field(default=UNSET, description="Whom the elder would like.")
    excluded_carers: list[strawberry.ID] | None = strawberry.field(default=UNSET, description="Who must not come.")
    starts_on: date | None = strawberry.field(default=UNSET, description="First day.")
    ends_on: date | None = strawberry.field(default=UNSET, description="Last day; null to go on.")


class UnknownIdError(ValueError):
    """An id that names nothing that the input asks for."""


def booking_of(given: BookHomeVisitInput) -> Booking:
    """The booking that the input stands for. Raises UnknownIdError."""
    return Booking(
        service_id=id_in(given.service, "ServiceCategory"),
        windows=times_of(given.windows),
        wishes=times_of(given.wishes),
        visits_per_week=given.visits_per_week,
        days_apart=given.days_apart,
        priority=str(given.priority.value),
        preferred_carer_id=None if given.preferred_carer is None else id_in(given.preferred_carer, *CARERS),
        excluded_carer_ids=tuple(id_in(one, *CARERS) for one in given.excluded_carers),
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        channel=str(given.channel.value),
        booked_by=given.booked_by,
        assisted_by=given.assisted_by,
        consented_on=given.consented_on,
    )


def changes_of(given: ChangeHomeVisitRequestInput) -> dict[str, Any]:
    """The fields of a booking that the input gives anew. Raises UnknownIdError."""
    plain: dict[str, Any] = {
        "visits_per_week": given.visits_per_week,
        "days_apart": given.days_apart,
        "starts_on": given.starts_on,
        "ends_on": given.ends_on,
        "priority": given.priority.value if given.priority else given.priority,
        "windows": times_of(given.windows) if given.windows else given.windows,
        "wishes": times_of(given.wishes) if given.wishes is not UNSET else UNSET,
        "preferred_carer_id": id_in(given.preferred_carer, *CARERS) if given.preferred_carer else given.preferred_carer,
        "excluded_carer_ids": tuple(id_in(one, *CARERS) for one in given.excluded_carers or ())
        if given.excluded_carers is not UNSET
        else UNSET,
    }
    empty = {"windows": (), "visits_per_week": 0, "days_apart": -1, "priority": ""}  # null where a value must stand
    return {name: empty.get(name) if value is None else value for name, value in plain.items() if value is not UNSET}


def times_of(given: list[TimeWindowInput] | None) -> tuple[RequestTime, ...]:
    """Times as the domain has them."""
    return tuple(RequestTime(one.weekday, one.on_date, one.start_minute, one.end_minute) for one in given or ())


def id_in(given: str | None, *type_names: str) -> UUID:
    """The row that an id names. Raises UnknownIdError."""
    found = named(given, *type_names)
    if found is None:
        raise UnknownIdError(given)
    return found
