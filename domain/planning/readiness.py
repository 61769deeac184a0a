"""The readiness board: what can't be planned as it stands, and what to do about it.

A gate is decided before the engine sees the week: a prohibited service, a missing assessment or consent, an address
without coordinates. Everything else that keeps a visit open is the engine's to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from domain.access.models import Consent
from domain.people.models import Carer
from domain.planning.rows import WeekRows, grouped
from domain.visits.models import HomeVisitRequest, RiskAssessment, Visit
from domain.visits.operations import days_asked, touches
from domain.wording import Words

GateCode = Literal["PROHIBITED", "NO_CONSENT", "NO_ASSESSMENT", "NO_COORDINATES"]
SubjectKind = Literal["visit", "session", "carer", "enrolment"]

MENDS: dict[GateCode, Words] = {
    "PROHIBITED": Words(
        "该服务在禁止上门目录内:请改约机构就诊。", "The service may not be given at home: book it at a clinic instead."
    ),
    "NO_CONSENT": Words(
        "没有有效的知情同意:请登记同意书的日期。", "No valid consent: record the date of the consent form."
    ),
    "NO_ASSESSMENT": Words(
        "首次上门前没有有效的风险评估:请安排评估并登记日期。",
        "No valid risk assessment before the visit: have one done and record its date.",
    ),
    "NO_COORDINATES": Words(
        "地址没有坐标:请填写纬度和经度(本人地址或所在楼栋)。",
        "The address has no coordinates: fill in latitude and longitude, its own or its building's.",
    ),
}


@dataclass(frozen=True, slots=True)
class ReadinessItem:
    """One thing that stands in the way: whom or what it concerns, the gate's code, and the mend."""

    subject: SubjectKind
    subject_id: UUID
    key: str
    label: Words
    code: GateCode

    @property
    def mend(self) -> Words:
        """What to do about it."""
        return MENDS[self.code]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What can be planned (ids of rows), and the items that keep the rest back.

    `days` are the week's dates on which a request's papers are in order, by request.
    """

    visits: frozenset[UUID]
    sessions: frozenset[UUID]
    carers: frozenset[UUID]
    enrolments: frozenset[UUID]
    items: tuple[ReadinessItem, ...]
    days: dict[UUID, frozenset[date]]


def readiness(rows: WeekRows) -> Readiness:
    """Judge every visit, session, child and carer of the week."""
    carers = [carer for carer in rows.carers.carers if rows.places.point(carer.base_id) is not None]
    ready = frozenset(carer.id for carer in carers)
    items = [carer_item(carer) for carer in rows.carers.carers if carer.id not in ready]
    days = {request.id: permitted_days(request, rows) for request in rows.visits.requests.values()}
    pinned = grouped(rows.pins, lambda pin: pin.visit_id)
    held = {
        visit.id: visit_gates(
            rows.visits.requests[visit.request_id],
            days[visit.request_id],
            rows,
            is_ready=ready.issuperset(pin.carer_id for pin in pinned.get(visit.id, ()) if pin.carer_id),
        )
        for visit in rows.visits.visits
    }
    items += [visit_item(visit, code, rows) for visit in rows.visits.visits for code in held[visit.id]]
    session_items = session_gates(rows)
    closed = {item.subject_id for item in session_items}
    return Readiness(
        visits=frozenset(visit_id for visit_id, codes in held.items() if not codes),
        sessions=frozenset(session.id for session in rows.sessions.sessions) - closed,
        carers=ready,
        enrolments=frozenset(row.id for some in rows.sessions.enrolments.values() for row in some) - closed,
        items=(*items, *session_items),
        days=days,
    )


def visit_gates(request: HomeVisitRequest, days: frozenset[date], rows: WeekRows, *, is_ready: bool) -> list[GateCode]:
    """Every gate that is shut for a request's visit, in the order in which people would mend them.

    `days` are those on which its papers are in order; `is_ready` tells that whoever is pinned to it has a base.
    """
    service, resident = rows.visits.services[request.service_id], rows.visits.residents[request.resident_id]
    asked = window_days(request, rows)
    codes: list[GateCode] = []
    if service.is_prohibited:
        codes.append("PROHIBITED")
    if not any(is_consented(rows.visits.consents.get(resident.id, []), day) for day in asked):
        codes.append("NO_CONSENT")
    if service.assessment_needed and not any(is_assessed(request, day, rows) for day in asked):
        codes.append("NO_ASSESSMENT")
    if not codes and not days.intersection(asked):
        codes.append("NO_ASSESSMENT")  # each paper holds on some day that has a window, but never both on one
    if rows.places.point(resident.address_id) is None or not is_ready:
        codes.append("NO_COORDINATES")
    return codes


def permitted_days(request: HomeVisitRequest, rows: WeekRows) -> frozenset[date]:
    """The week's dates on which consent and, where the service needs one, an assessment hold."""
    service = rows.visits.services[request.service_id]
    consents = rows.visits.consents.get(request.resident_id, [])
    return frozenset(
        day
        for day in days_asked(request, rows.week)
        if is_consented(consents, day) and (not service.assessment_needed or is_assessed(request, day, rows))
    )


def window_days(request: HomeVisitRequest, rows: WeekRows) -> list[date]:
    """The week's dates on which a request has a window."""
    windows = rows.visits.windows.get(request.id, [])
    return [day for day in days_asked(request, rows.week) if any(touches(window, [day]) for window in windows)]


def is_consented(consents: list[Consent], day: date) -> bool:
    """Whether a consent holds on `day`."""
    return any(
        one.given_on <= day
        and (one.valid_until is None or day <= one.valid_until)
        and (one.withdrawn_on is None or day < one.withdrawn_on)
        for one in consents
    )


def is_assessed(request: HomeVisitRequest, day: date, rows: WeekRows) -> bool:
    """Whether the newest assessment for the service that holds on `day` says that it may be given at home."""
    valid = [one for one in rows.visits.assessments.get(request.resident_id, []) if covers(one, request, day)]
    return bool(valid) and max(valid, key=lambda one: (one.assessed_on, one.key)).is_fit


def covers(one: RiskAssessment, request: HomeVisitRequest, day: date) -> bool:
    """Whether an assessment speaks for the request on `day`."""
    return (
        one.service_id in (None, request.service_id)
        and one.assessed_on <= day
        and (one.valid_until is None or day <= one.valid_until)
    )


def session_gates(rows: WeekRows) -> list[ReadinessItem]:
    """Rooms without coordinates, and children whose guardian has not consented."""
    items: list[ReadinessItem] = []
    for session in rows.sessions.sessions:
        label = Words(session.title, session.title_en or session.title)
        if rows.places.point(rows.sessions.rooms[session.room_id].address_id) is None:
            items.append(ReadinessItem("session", session.id, session.key, label, "NO_COORDINATES"))
        day = rows.week.local(session.starts_at).date()
        for enrolment in rows.sessions.enrolments.get(session.id, []):
            if not is_consented(rows.sessions.consents.get(enrolment.child_id, []), day):
                child = rows.sessions.children[enrolment.child_id].name
                named = Words(f"{child}({label.zh})", f"{child} ({label.en})")
                items.append(ReadinessItem("enrolment", enrolment.id, enrolment.key, named, "NO_CONSENT"))
    return items


def carer_item(carer: Carer) -> ReadinessItem:
    """A carer whose base nobody can find on a map."""
    return ReadinessItem("carer", carer.id, carer.key, Words(carer.name, carer.name), "NO_COORDINATES")


def visit_item(visit: Visit, code: GateCode, rows: WeekRows) -> ReadinessItem:
    """A visit that a gate keeps out of the week."""
    request = rows.visits.requests[visit.request_id]
    resident, service = rows.visits.residents[request.resident_id], rows.visits.services[request.service_id]
    label = Words(f"{resident.name} {service.name}", f"{resident.name}, {service.name_en or service.name}")
    return ReadinessItem("visit", visit.id, request.key, label, code)
