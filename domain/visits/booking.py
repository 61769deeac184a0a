"""Booking home visits: one request for one elder, service and day, whoever asks for it and however."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import F

from domain import audit, events
from domain.access.models import Consent
from domain.access.principal import Principal
from domain.access.scope import visible
from domain.organizations.models import Organization
from domain.outcomes import NotPermitted, NotReady, ValidationFailed
from domain.people.models import Resident
from domain.rows import new_id
from domain.store import one_transaction
from domain.visits.booking_checks import Booking, problems_of
from domain.visits.models import ExcludedCarer, HomeVisitRequest, RequestWindow
from domain.visits.requests import RequestTime

HOME_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Booked:
    """The request that holds from now on. `is_new` is false if the elder had one for that service and day already."""

    request_id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class Span:
    """When a request asks to be visited: its windows, from its first day through its last."""

    windows: tuple[RequestTime, ...]
    starts_on: date | None
    ends_on: date | None


@one_transaction
async def book_visit(
    resident_id: UUID, booking: Booking, who: Principal, *, now: datetime, is_extra: bool = False
) -> Booked | ValidationFailed | NotReady | NotPermitted:
    """Ask for visits for a resident of the own unit; if they have a request for one of the days already, that one.

    What is extra comes beside the others of its day.
    """
    unit = await lock_resident(resident_id, who)
    if isinstance(unit, NotPermitted):
        return unit
    today = local_day(unit, now)
    wanted = Span(booking.windows, booking.starts_on or today, booking.ends_on)
    if refusal := await problems_of(booking, wanted.starts_on, today, unit):
        return refusal
    if not is_extra and (earlier := await same_day(resident_id, booking.service_id, wanted)):
        return Booked(earlier.id, is_new=False)
    request = await HomeVisitRequest.create(
        key=key_for("W"),
        resident_id=resident_id,
        service_id=booking.service_id,
        channel=booking.channel,
        booked_by=booking.booked_by,
        assisted_by=booking.assisted_by,
        **terms_of(booking, wanted.starts_on),
    )
    await write_times(request.id, booking)
    if booking.consented_on is not None:
        await write_consent(resident_id, "service", booking.consented_on, booking.booked_by, "proxy")
    await audit.record(
        "request.booked", "request", request.id, at=now, actor=who.login, detail={"channel": booking.channel}
    )
    await events.tell("request.booked", at=now, scope_id=unit and unit.id, body={"request": str(request.id)})
    return Booked(request.id, is_new=True)


async def lock_resident(resident_id: UUID, who: Principal) -> Organization | NotPermitted | None:
    """Take a resident's row, so that of many who book for them only one looks at a time; answers who plans their
    visits, or NotPermitted if the resident is not the principal's to book for."""
    await Resident.filter(id=resident_id).update(version=F("version"))
    mine = visible(Resident.filter(id=resident_id), who)
    resident = await mine.select_related("community__planned_by").first()
    if resident is None or not who.may_book(resident.community.planned_by_id):
        return NotPermitted()
    return resident.community.planned_by


def local_day(unit: Organization | None, now: datetime) -> date:
    """The date on the wall of whoever plans the visits."""
    return now.astimezone(ZoneInfo(unit.time_zone) if unit else HOME_ZONE).date()


def key_for(prefix: str) -> str:
    """A key for a row that was made online, such as `W-5f0c2a9be131`."""
    return f"{prefix}-{new_id().hex[-12:]}"


def terms_of(booking: Booking, starts_on: date | None) -> dict[str, Any]:
    """The columns of a request that may change later."""
    return {
        "visits_per_week": booking.visits_per_week,
        "days_apart": booking.days_apart,
        "priority": booking.priority,
        "preferred_carer_id": booking.preferred_carer_id,
        "starts_on": starts_on,
        "ends_on": booking.ends_on,
    }


async def write_times(request_id: UUID, booking: Booking) -> None:
    """Make a request's windows, wishes and excluded carers those of the booking."""
    await RequestWindow.filter(request_id=request_id).delete()
    await ExcludedCarer.filter(request_id=request_id).delete()
    await RequestWindow.bulk_create(
        [
            RequestWindow(
                request_id=request_id,
                weekday=time.weekday,
                on_date=time.on_date,
                start_min=time.start_min,
                end_min=time.end_min,
                is_wish=is_wish,
            )
            for is_wish, times in ((False, booking.windows), (True, booking.wishes))
            for time in times
        ]
    )
    await ExcludedCarer.bulk_create(
        [ExcludedCarer(request_id=request_id, carer_id=one) for one in booking.excluded_carer_ids]
    )


async def write_consent(resident_id: UUID, kind: str, given_on: date, given_by: str, relation: str) -> Consent:
    """A consent that somebody brought."""
    return await Consent.create(
        key=key_for("K"), resident_id=resident_id, kind=kind, given_on=given_on, given_by=given_by, relation=relation
    )


async def same_day(
    resident_id: UUID, service_id: UUID, wanted: Span, *, but: UUID | None = None
) -> HomeVisitRequest | None:
    """The resident's first request for the service that asks for one of the same days; cancelled ones don't count."""
    there = HomeVisitRequest.filter(resident_id=resident_id, service_id=service_id).exclude(state="cancelled")
    requests = await there.order_by("id")
    windows = await RequestWindow.filter(request_id__in=[one.id for one in requests]) if requests else []
    for request in requests:
        mine = [one for one in windows if one.request_id == request.id]
        if request.id != but and meet(wanted, span_of(request, mine)):
            return request
    return None


def span_of(request: HomeVisitRequest, windows: list[RequestWindow]) -> Span:
    """When a stored request asks to be visited."""
    return Span(
        tuple(RequestTime(one.weekday, one.on_date, one.start_min, one.end_min) for one in windows if not one.is_wish),
        request.starts_on,
        request.ends_on,
    )


def meet(one: Span, other: Span) -> bool:
    """Whether the two ask for a day in common."""
    first = max((day for day in (one.starts_on, other.starts_on) if day is not None), default=None)
    last = min((day for day in (one.ends_on, other.ends_on) if day is not None), default=None)
    return any(share_a_day(a, b, first, last) for a in one.windows for b in other.windows)


def share_a_day(one: RequestTime, other: RequestTime, first: date | None, last: date | None) -> bool:
    """Whether two windows fall on one day from `first` through `last`; None leaves an end open."""
    dated = one.on_date or other.on_date
    if dated is not None:
        within = (first is None or first <= dated) and (last is None or dated <= last)
        return within and all(time.on_date == dated or time.weekday == dated.weekday() for time in (one, other))
    if one.weekday != other.weekday or one.weekday is None:
        return False
    if first is None or last is None:
        return True
    return first + timedelta(days=(one.weekday - first.weekday()) % 7) <= last
