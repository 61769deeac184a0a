"""Asking for an urgent visit: a request for today like any other, and a dispatch that seeks its carer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from domain import audit, events
from domain.access.models import Consent
from domain.access.principal import Principal
from domain.calendar import IsoWeek
from domain.dispatch.models import Dispatch
from domain.dispatch.queries import SEEKING
from domain.organizations.models import Organization
from domain.outcomes import Conflict, FieldProblem, NotPermitted, NotReady, ValidationFailed
from domain.places.models import Address
from domain.planning.models import Plan
from domain.planning.readiness import MENDS, GateCode, covers, is_consented
from domain.store import one_transaction
from domain.visits.booking import Booked, book_visit, lock_resident
from domain.visits.booking_checks import Booking
from domain.visits.models import HomeVisitRequest, RiskAssessment, ServiceCategory
from domain.visits.operations import owe_visit
from domain.visits.requests import RequestTime
from domain.wording import Words

PRESSING = ("urgent", "asap", "stat")
DAY_MIN = 24 * 60
MOST_OFFER_MIN = 60.0


@dataclass(frozen=True, slots=True)
class Urgent:
    """What is asked for today. Without `latest_start` any time until midnight will do.

    Somebody should arrive within `sla_min` minutes; each carer asked has `offer_min` minutes to answer.
    """

    service_id: UUID
    latest_start: datetime | None = None
    priority: str = "urgent"
    sla_min: int = 60
    offer_min: float = 5.0
    excluded_carer_ids: tuple[UUID, ...] = ()
    channel: str = "phone"
    booked_by: str = ""


@dataclass(frozen=True, slots=True)
class UrgentRequested:
    """A dispatch that seeks its carer from now on."""

    dispatch_id: UUID


@one_transaction
async def request_urgent_visit(
    resident_id: UUID, urgent: Urgent, who: Principal, *, now: datetime
) -> UrgentRequested | ValidationFailed | NotReady | Conflict | NotPermitted:
    """Book an urgent visit for a resident of the own unit, for today, and begin to seek a carer."""
    unit = await lock_resident(resident_id, who)
    if isinstance(unit, NotPermitted):
        return unit
    if unit is None:
        return ValidationFailed.of(
            "resident", resident_id, "没有单位统筹这个社区。", "No unit plans visits in this community."
        )
    service = await ServiceCategory.get_or_none(id=urgent.service_id)
    week = IsoWeek.holding(now.astimezone(ZoneInfo(unit.time_zone)).date(), ZoneInfo(unit.time_zone))
    if refusal := wrong_with(urgent, service, week, now):
        return refusal
    if refusal := await unready(unit, week) or await already_sought(resident_id, urgent.service_id):
        return refusal
    booked = await book_visit(resident_id, booking_of(urgent, service, week, now), who, now=now, is_extra=True)
    if not isinstance(booked, Booked):
        return booked
    if refusal := await shut_gates(booked.request_id):
        return refusal
    visit = await owe_visit(booked.request_id, week.text)
    dispatch = await Dispatch.create(
        unit_id=unit.id,
        visit_id=visit.id,
        requested_at=now,
        requested_by=who.login,
        due_at=now + timedelta(minutes=urgent.sla_min),
        offer_s=round(60 * urgent.offer_min),
        look_at=now,
    )
    body = {"dispatch": str(dispatch.id), "state": dispatch.state}
    await audit.record("dispatch.requested", "dispatch", dispatch.id, at=now, actor=who.login)
    await events.tell("dispatch.changed", at=now, scope_id=unit.id, iso_week=week.text, body=body)
    return UrgentRequested(dispatch.id)


def wrong_with(
    urgent: Urgent, service: ServiceCategory | None, week: IsoWeek, now: datetime
) -> ValidationFailed | None:
    """Every problem of the input."""
    found: list[FieldProblem] = []
    if urgent.priority not in PRESSING:
        mend = Words(f"可选:{'、'.join(PRESSING)}。", f"Choose of {', '.join(PRESSING)}.")
        found.append(FieldProblem("priority", urgent.priority, mend))
    if not 1 <= urgent.sla_min <= DAY_MIN:
        mend = Words(f"请给 1 到 {DAY_MIN} 分钟。", f"Give 1 to {DAY_MIN} minutes.")
        found.append(FieldProblem("slaMinutes", str(urgent.sla_min), mend))
    if not 1 / 60 <= urgent.offer_min <= MOST_OFFER_MIN:
        mend = Words("请给 1 秒到 60 分钟。", "Give a second to 60 minutes.")
        found.append(FieldProblem("offerMinutes", str(urgent.offer_min), mend))
    if urgent.latest_start is not None and not is_later_today(urgent.latest_start, week, now):
        mend = Words("请给今天稍后的时间,并写明时区。", "Give a later time of today, with its offset from UTC.")
        found.append(FieldProblem("latestStart", urgent.latest_start.isoformat(), mend))
    if service is not None and service.carers_needed > 1:
        mend = Words(
            "这项服务需要多人同去:请预约后由协调员安排。",
            "Several carers make this service together: book it, and let a coordinator plan it.",
        )
        found.append(FieldProblem("service", service.key, mend))
    return ValidationFailed(tuple(found)) if found else None


def is_later_today(moment: datetime, week: IsoWeek, now: datetime) -> bool:
    """Whether a moment with an offset lies later on the same day by the unit's clock."""
    return moment.tzinfo is not None and moment >= now and week.local(moment).date() == week.local(now).date()


def booking_of(urgent: Urgent, service: ServiceCategory | None, week: IsoWeek, now: datetime) -> Booking:
    """The request: one visit in one window, from now to the latest end of today."""
    local = week.local(now)
    end_min = DAY_MIN
    if urgent.latest_start is not None and service is not None:
        latest = week.local(urgent.latest_start)
        end_min = min(DAY_MIN, latest.hour * 60 + latest.minute + service.duration_min)
    return Booking(
        service_id=urgent.service_id,
        windows=(RequestTime(None, local.date(), local.hour * 60 + local.minute, end_min),),
        priority=urgent.priority,
        excluded_carer_ids=urgent.excluded_carer_ids,
        starts_on=local.date(),
        ends_on=local.date(),
        channel=urgent.channel,
        booked_by=urgent.booked_by,
    )


async def unready(unit: Organization, week: IsoWeek) -> NotReady | None:
    """Why nobody can be sent out this week: no plan is published, or the week is closed."""
    running = Plan.filter(week__unit_id=unit.id, week__iso_week=week.text, state="published", week__state="published")
    if await running.exists():
        return None
    mend = Words(
        "本周没有进行中的已发布方案:请先发布,再派急单。",
        "No published plan is running this week: publish one, then send carers out from it.",
    )
    return NotReady((FieldProblem("plan", week.text, mend),))


async def already_sought(resident_id: UUID, service_id: UUID) -> Conflict | None:
    """A Conflict if a carer is being sought for the same resident and service."""
    mine = {"visit__request__resident_id": resident_id, "visit__request__service_id": service_id}
    earlier = await Dispatch.filter(state__in=SEEKING, **mine).first()
    if earlier is None:
        return None
    mend = Words("这项急单已在派单中。", "A carer is being sought for this already.")
    return Conflict(mend, current_version=earlier.version, other=str(earlier.id))


async def shut_gates(request_id: UUID) -> NotReady | None:
    """The gates that keep the visit from being made today: consent, assessment, a place on the map."""
    request = await HomeVisitRequest.get(id=request_id).select_related("service", "resident")
    codes: list[GateCode] = []
    day = request.starts_on
    if day is None or not is_consented(await Consent.filter(kind="service", resident_id=request.resident_id), day):
        codes.append("NO_CONSENT")
    papers = await RiskAssessment.filter(resident_id=request.resident_id)
    valid = [one for one in papers if day is not None and covers(one, request, day)]
    newest = max(valid, key=lambda one: (one.assessed_on, one.key), default=None)
    if request.service.assessment_needed and (newest is None or not newest.is_fit):
        codes.append("NO_ASSESSMENT")
    address = await Address.get(id=request.resident.address_id).select_related("building")
    points = [address, *([address.building] if address.building else [])]
    if not any(one.latitude is not None and one.longitude is not None for one in points):
        codes.append("NO_COORDINATES")
    return NotReady(tuple(FieldProblem(code, request.key, MENDS[code]) for code in codes)) if codes else None
