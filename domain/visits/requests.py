"""What changes services, requests for them and the assessments before them. Others are named by their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.keeping import Kept, also_changed, ids_of, keep, keep_owned
from domain.people.models import Carer, Resident, Skill
from domain.store import one_transaction
from domain.visits.models import ExcludedCarer, HomeVisitRequest, RequestWindow, RiskAssessment, ServiceCategory


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A kind of home visit as somebody entered it."""

    key: str
    name: str
    duration_min: int
    name_en: str = ""
    carers_needed: int = 1
    skill: str | None = None
    level: int = 1
    carer_kind: str | None = None
    qualification: str = ""
    min_years: int = 0
    min_grade: str = ""
    helper_skill: str | None = None
    helper_kind: str | None = None
    assessment_needed: bool = True
    is_prohibited: bool = False


@dataclass(frozen=True, slots=True)
class RequestTime:
    """A time that suits: each week on `weekday` (Monday is 0), or once on `on_date`. Minutes, half-open."""

    weekday: int | None
    on_date: date | None
    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """A request as somebody entered it."""

    key: str
    resident: str
    service: str
    windows: tuple[RequestTime, ...]
    wish: tuple[RequestTime, ...] = ()
    visits_per_week: int = 1
    days_apart: int = 1
    priority: str = "routine"
    starts_on: date | None = None
    ends_on: date | None = None
    preferred_carer: str | None = None
    excluded_carers: tuple[str, ...] = ()
    keeps_carer: bool = True
    gender_wish: str | None = None
    language_wish: str | None = None
    channel: str = "phone"
    booked_by: str = ""
    assisted_by: str = ""
    state: str = "active"


@dataclass(frozen=True, slots=True)
class AssessmentEntry:
    """A risk assessment as somebody entered it; without a service it is for all."""

    key: str
    resident: str
    assessed_on: date
    service: str | None = None
    valid_until: date | None = None
    assessor: str = ""
    is_fit: bool = True


@one_transaction
async def keep_services(entries: Sequence[ServiceEntry]) -> Kept:
    """Add and change kinds of home visits by key."""
    skills = await ids_of(Skill, (key for entry in entries for key in (entry.skill, entry.helper_skill)))
    return await keep(
        ServiceCategory,
        {
            entry.key: {
                "name": entry.name,
                "name_en": entry.name_en,
                "duration_min": entry.duration_min,
                "carers_needed": entry.carers_needed,
                "skill_id": skills[entry.skill],
                "level": entry.level,
                "carer_kind": entry.carer_kind,
                "qualification": entry.qualification,
                "min_years": entry.min_years,
                "min_grade": entry.min_grade,
                "helper_skill_id": skills[entry.helper_skill],
                "helper_kind": entry.helper_kind,
                "assessment_needed": entry.assessment_needed,
                "is_prohibited": entry.is_prohibited,
            }
            for entry in entries
        },
    )


@one_transaction
async def keep_requests(entries: Sequence[RequestEntry]) -> Kept:
    """Add and change requests, with their windows and excluded carers, by key."""
    residents = await ids_of(Resident, (entry.resident for entry in entries))
    services = await ids_of(ServiceCategory, (entry.service for entry in entries))
    named = (key for entry in entries for key in (entry.preferred_carer, *entry.excluded_carers))
    carers = await ids_of(Carer, named)
    kept = await keep(
        HomeVisitRequest,
        {
            entry.key: {
                "resident_id": residents[entry.resident],
                "service_id": services[entry.service],
                "channel": entry.channel,
                "booked_by": entry.booked_by,
                "assisted_by": entry.assisted_by,
                "priority": entry.priority,
                "visits_per_week": entry.visits_per_week,
                "days_apart": entry.days_apart,
                "starts_on": entry.starts_on,
                "ends_on": entry.ends_on,
                "preferred_carer_id": carers[entry.preferred_carer],
                "keeps_carer": entry.keeps_carer,
                "gender_wish": entry.gender_wish,
                "language_wish": entry.language_wish,
                "state": entry.state,
            }
            for entry in entries
        },
    )
    windows = {kept.ids[entry.key]: windows_of(entry) for entry in entries}
    excluded = {kept.ids[entry.key]: [{"carer_id": carers[key]} for key in entry.excluded_carers] for entry in entries}
    changed = await keep_owned(RequestWindow, "request_id", windows)
    changed |= await keep_owned(ExcludedCarer, "request_id", excluded)
    return await also_changed(HomeVisitRequest, kept, changed)


def windows_of(entry: RequestEntry) -> list[dict[str, object]]:
    """The rows of a request's windows and wishes."""
    return [
        {
            "weekday": time.weekday,
            "on_date": time.on_date,
            "start_min": time.start_min,
            "end_min": time.end_min,
            "is_wish": is_wish,
        }
        for is_wish, times in ((False, entry.windows), (True, entry.wish))
        for time in times
    ]


@one_transaction
async def keep_assessments(entries: Sequence[AssessmentEntry]) -> Kept:
    """Add and change risk assessments by key."""
    residents = await ids_of(Resident, (entry.resident for entry in entries))
    services = await ids_of(ServiceCategory, (entry.service for entry in entries))
    return await keep(
        RiskAssessment,
        {
            entry.key: {
                "resident_id": residents[entry.resident],
                "service_id": services[entry.service],
                "assessed_on": entry.assessed_on,
                "valid_until": entry.valid_until,
                "assessor": entry.assessor,
                "is_fit": entry.is_fit,
            }
            for entry in entries
        },
    )
