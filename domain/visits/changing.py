"""Changing and cancelling requests for home visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import F

from domain import audit, events
from domain.access.principal import Principal
from domain.access.scope import visible
from domain.organizations.models import Organization
from domain.outcomes import Conflict, NotPermitted, NotReady, ValidationFailed
from domain.planning.models import Assignment
from domain.store import one_transaction
from domain.visits.booking import HOME_ZONE, Span, local_day, lock_resident, same_day, span_of, terms_of, write_times
from domain.visits.booking_checks import Booking, problems_of
from domain.visits.models import ExcludedCarer, HomeVisitRequest, RequestWindow
from domain.visits.requests import RequestTime
from domain.wording import Words

NOTICE = timedelta(hours=2)  # a carer may be on the way by then: somebody must speak to them
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class RequestChanged:
    """A request with its new terms."""

    request_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class RequestCancelled:
    """A request that no week owes anything for any more, and how many published visits were withdrawn with it."""

    request_id: UUID
    version: int
    withdrawn: int


@one_transaction
async def change_request(
    request_id: UUID, changes: Mapping[str, Any], who: Principal, *, expected_version: int, now: datetime
) -> RequestChanged | ValidationFailed | Conflict | NotReady | NotPermitted:
    """Give a request other terms: `changes` are fields of `Booking`. Whoever saw an older version is told so."""
    found = await locked_request(request_id, who)
    if isinstance(found, NotPermitted):
        return found
    request, unit = found
    if request.version != expected_version or request.state == "cancelled":
        return await overtaken(request)
    before = await booking_of(request)
    booking = replace(before, **changes)
    wanted = Span(booking.windows, booking.starts_on, booking.ends_on)
    today = local_day(unit, now)
    known = {*before.windows, *before.wishes}
    if refusal := await problems_of(booking, booking.starts_on, today, unit, known):
        return refusal
    if other := await same_day(request.resident_id, request.service_id, wanted, but=request.id):
        return Conflict(
            Words(
                f"这一天已有申请 {other.key}:请改那一份。", f"Request {other.key} asks for one of these days already."
            ),
            current_version=request.version,
            other=other.key,
        )
    changed = await HomeVisitRequest.filter(id=request.id, version=expected_version, state="active").update(
        **terms_of(booking, booking.starts_on), version=F("version") + 1
    )
    if not changed:
        return await overtaken(request)
    await write_times(request.id, booking)
    await audit.record(
        "request.changed", "request", request.id, at=now, actor=who.login, detail={"fields": sorted(changes)}
    )
    await events.tell("request.changed", at=now, scope_id=unit and unit.id, body={"request": str(request.id)})
    return RequestChanged(request.id, expected_version + 1)


@one_transaction
async def cancel_request(
    request_id: UUID, reason: str, who: Principal, *, expected_version: int, now: datetime
) -> RequestCancelled | ValidationFailed | Conflict | NotPermitted:
    """Take a request back, and the visits for it that people were told of; not those of the next two hours."""
    found = await locked_request(request_id, who)
    if isinstance(found, NotPermitted):
        return found
    request, unit = found
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        return ValidationFailed.of(
            "reason", reason[:20], f"请写明原因,最多 {LONGEST_REASON} 字。", f"Say why, in {LONGEST_REASON} characters."
        )
    if refusal := await too_late(request.id, now):
        return refusal
    changed = await HomeVisitRequest.filter(id=request.id, version=expected_version, state="active").update(
        state="cancelled", cancel_reason=reason.strip(), version=F("version") + 1
    )
    if not changed:
        return await overtaken(request)
    withdrawn = await Assignment.filter(
        id__in=await told_of(request.id).filter(starts_at__gt=now).values_list("id", flat=True)
    ).update(state="withdrawn", decided_by=who.login, decided_at=now, version=F("version") + 1)
    await audit.record(
        "request.cancelled", "request", request.id, at=now, actor=who.login, detail={"withdrawn": withdrawn}
    )
    await events.tell("request.cancelled", at=now, scope_id=unit and unit.id, body={"request": str(request.id)})
    return RequestCancelled(request.id, expected_version + 1, withdrawn)


async def locked_request(
    request_id: UUID, who: Principal
) -> tuple[HomeVisitRequest, Organization | None] | NotPermitted:
    """A request that the principal may change, with its resident's row taken, and who plans its visits."""
    request = await visible(HomeVisitRequest.filter(id=request_id), who).first()
    if request is None:
        return NotPermitted()
    unit = await lock_resident(request.resident_id, who)
    if isinstance(unit, NotPermitted):
        return unit
    await request.refresh_from_db()
    return request, unit


async def overtaken(request: HomeVisitRequest) -> Conflict:
    """Who changed the request last, when, and how it stands."""
    now_it = await HomeVisitRequest.get(id=request.id)
    last = await audit.last_of(request.id)
    by = Words("他人", "by somebody else")
    if last is not None:
        at = f"{last.at.astimezone(HOME_ZONE):%m-%d %H:%M}"
        by = Words(f"{last.actor} 于 {at} ", f"by {last.actor} at {at}")
    done = Words("取消", "cancelled") if now_it.state == "cancelled" else Words("修改", "changed")
    return Conflict(
        Words(
            f"申请已由 {by.zh} {done.zh}:请重新读取后再改。", f"The request was {done.en} {by.en}: read it again first."
        ),
        current_version=now_it.version,
        other=now_it.state,
    )


async def too_late(request_id: UUID, now: datetime) -> ValidationFailed | None:
    """Refuse if a visit that a carer was told of is under way or begins within the notice."""
    soon = told_of(request_id).filter(starts_at__lt=now + NOTICE, ends_at__gt=now)
    if not await soon.exclude(state__in=("declined", "withdrawn", "finished")).exists():
        return None
    return ValidationFailed.of(
        "request",
        request_id,
        "上门服务将在两小时内开始或正在进行:不能在线取消,请致电社区。",
        "A visit is under way or begins within two hours: it can't be cancelled online, please call.",
    )


def told_of(request_id: UUID) -> Any:  # noqa: ANN401  (tortoise's query of assignments)
    """Assignments of published plans for a request's visits."""
    return Assignment.filter(visit__request_id=request_id, plan__state="published")


async def booking_of(request: HomeVisitRequest) -> Booking:
    """A stored request as it would be booked."""
    windows = await RequestWindow.filter(request_id=request.id)
    wishes = [one for one in windows if one.is_wish]
    excluded = await ExcludedCarer.filter(request_id=request.id).order_by("carer_id")
    return Booking(
        service_id=request.service_id,
        windows=span_of(request, windows).windows,
        wishes=tuple(RequestTime(one.weekday, one.on_date, one.start_min, one.end_min) for one in wishes),
        visits_per_week=request.visits_per_week,
        days_apart=request.days_apart,
        priority=request.priority,
        preferred_carer_id=request.preferred_carer_id,
        excluded_carer_ids=tuple(one.carer_id for one in excluded),
        starts_on=request.starts_on,
        ends_on=request.ends_on,
    )
