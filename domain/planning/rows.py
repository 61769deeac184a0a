"""All rows that a unit's week is made of, read with one statement a table, however many visits there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from domain.access.models import Consent
from domain.calendar import WEEK_S, IsoWeek
from domain.organizations.models import Organization
from domain.people.models import (
    Availability,
    AvailabilityException,
    Carer,
    CarerSkill,
    PreferredCommunity,
    Qualification,
    Resident,
    Skill,
)
from domain.places.models import Address, Building, Community, Room
from domain.planning.models import Assignment, Pin, Plan, PlanBreak
from domain.visits.models import (
    ExcludedCarer,
    HomeVisitRequest,
    RequestWindow,
    RiskAssessment,
    ServiceCategory,
    Visit,
)
from domain.youth.models import AgeBand, Enrolment, Session, YouthProgram

RowT = TypeVar("RowT")
KeyT = TypeVar("KeyT")
PAST_WEEKS = 4  # whose load counts in what is a fair share now
WEEKS_BACK = timedelta(weeks=PAST_WEEKS)
NOT_DONE = ("declined", "withdrawn", "moving")
FAMILIAR_WEEKS = 4  # how far back a carer counts as known to the resident


@dataclass(frozen=True, slots=True)
class Places:
    """Where everybody and everything is."""

    communities: dict[UUID, Community]
    buildings: dict[UUID, Building]
    addresses: dict[UUID, Address]

    def point(self, address_id: UUID) -> tuple[float, float] | None:
        """Latitude and longitude in degrees: the address's own, or its building's; None if neither is known."""
        address = self.addresses[address_id]
        if address.latitude is not None and address.longitude is not None:
            return address.latitude, address.longitude
        building = self.buildings.get(address.building_id) if address.building_id else None
        if building is None or building.latitude is None or building.longitude is None:
            return None
        return building.latitude, building.longitude


@dataclass(frozen=True, slots=True)
class Carers:
    """The carers whom the unit may plan, and what is known of them."""

    carers: list[Carer]
    skills: dict[UUID, list[CarerSkill]]
    qualifications: dict[UUID, list[Qualification]]
    availability: dict[UUID, list[Availability]]
    exceptions: dict[UUID, list[AvailabilityException]]
    preferring: dict[UUID, list[UUID]]  # carers by the community that they ask for, by key
    elsewhere: dict[UUID, list[Assignment]]
    worked_s: dict[UUID, int]  # whole duties of published plans of the weeks before


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits that the week owes, with their requests and what these rest on."""

    visits: list[Visit]
    requests: dict[UUID, HomeVisitRequest]
    residents: dict[UUID, Resident]
    services: dict[UUID, ServiceCategory]
    windows: dict[UUID, list[RequestWindow]]
    excluded: dict[UUID, list[UUID]]
    assessments: dict[UUID, list[RiskAssessment]]
    consents: dict[UUID, list[Consent]]
    familiar: dict[UUID, list[UUID]]


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of the unit's programmes in the week, with their children in order of enrolment."""

    sessions: list[Session]
    programs: dict[UUID, YouthProgram]
    bands: dict[UUID, list[AgeBand]]
    rooms: dict[UUID, Room]
    enrolments: dict[UUID, list[Enrolment]]
    children: dict[UUID, Resident]
    consents: dict[UUID, list[Consent]]


@dataclass(frozen=True, slots=True)
class PublishedRows:
    """The plan that people were told, if any."""

    plan: Plan | None
    assignments: list[Assignment]
    breaks: list[PlanBreak]


@dataclass(frozen=True, slots=True)
class WeekRows:
    """A unit's whole week as rows."""

    unit: Organization
    week: IsoWeek
    skills: dict[UUID, Skill]
    places: Places
    carers: Carers
    visits: Visits
    sessions: Sessions
    pins: list[Pin]
    published: PublishedRows


async def read_week(unit: Organization, iso_week: str) -> WeekRows:
    """Everything that the unit's week rests on, as it stands now. Raises WeekTextError."""
    week = IsoWeek.parse(iso_week, ZoneInfo(unit.time_zone))
    return WeekRows(
        unit=unit,
        week=week,
        skills={row.id: row for row in await Skill.all()},
        places=await read_places(),
        carers=await read_carers(unit, week),
        visits=await read_visits(unit, week),
        sessions=await read_sessions(unit, week),
        pins=await Pin.filter(week__unit_id=unit.id, week__iso_week=week.text).order_by("key"),
        published=await read_published(unit, week),
    )


async def read_places() -> Places:
    """All communities, buildings and addresses: carers' bases may lie anywhere."""
    return Places(
        communities={row.id: row for row in await Community.all()},
        buildings={row.id: row for row in await Building.all()},
        addresses={row.id: row for row in await Address.all()},
    )


async def read_carers(unit: Organization, week: IsoWeek) -> Carers:
    """Active carers of the unit by key, and their time in other units' published plans."""
    mine = {"carer__units__unit_id": unit.id}
    start, end = week.at(0), week.at(WEEK_S)
    elsewhere = Assignment.filter(
        plan__state="published", starts_at__lt=end, ends_at__gt=start, carer__units__unit_id=unit.id
    ).exclude(plan__week__unit_id=unit.id)
    asked_for = PreferredCommunity.filter(carer__is_active=True, **mine).order_by("carer__key")
    preferring = grouped(await asked_for, lambda row: row.community_id)
    return Carers(
        carers=await Carer.filter(units__unit_id=unit.id, is_active=True).order_by("key"),
        skills=grouped(await CarerSkill.filter(**mine), lambda row: row.carer_id),
        qualifications=grouped(await Qualification.filter(**mine).order_by("key"), lambda row: row.carer_id),
        availability=grouped(await Availability.filter(**mine).order_by("start_min"), lambda row: row.carer_id),
        exceptions=grouped(
            await AvailabilityException.filter(on_date__gte=week.days[0], on_date__lte=week.days[6], **mine),
            lambda row: row.carer_id,
        ),
        preferring={community: [row.carer_id for row in some] for community, some in preferring.items()},
        elsewhere=grouped(await elsewhere, lambda row: row.carer_id),
        worked_s=await worked_before(unit, week),
    )


async def worked_before(unit: Organization, week: IsoWeek) -> dict[UUID, int]:
    """Seconds by carer of whole duties, as the score counts them, in the unit's published plans of the weeks before."""
    start = week.at(0)
    past = Assignment.filter(
        plan__state="published", plan__week__unit_id=unit.id, starts_at__gte=start - WEEKS_BACK, starts_at__lt=start
    ).exclude(state__in=NOT_DONE)
    worked_s: dict[UUID, int] = defaultdict(int)
    for one in await past:
        worked_s[one.carer_id] += one.worked_s
    return worked_s


async def read_visits(unit: Organization, week: IsoWeek) -> Visits:
    """Visits owed in the week in the unit's communities, by the request's key and number."""
    owed = {"iso_week": week.text, "request__resident__community__planned_by_id": unit.id}
    visits = await Visit.filter(state="planned", **owed).order_by("request__key", "number")
    ours = {"visits__iso_week": week.text, "resident__community__planned_by_id": unit.id}
    requests = await HomeVisitRequest.filter(**ours).distinct()
    at_home = {"resident__community__planned_by_id": unit.id}
    of_ours = {"request__visits__iso_week": week.text, "request__resident__community__planned_by_id": unit.id}
    excluded = grouped(await ExcludedCarer.filter(**of_ours).distinct(), lambda row: row.request_id)
    return Visits(
        visits=visits,
        requests={row.id: row for row in requests},
        residents={row.id: row for row in await Resident.filter(requests__visits__iso_week=week.text).distinct()},
        services={row.id: row for row in await ServiceCategory.all()},
        windows=grouped(await RequestWindow.filter(**of_ours).distinct(), lambda row: row.request_id),
        excluded={key: [row.carer_id for row in some] for key, some in excluded.items()},
        assessments=grouped(await RiskAssessment.filter(**at_home).order_by("key"), lambda row: row.resident_id),
        consents=grouped(await Consent.filter(kind="service", **at_home), lambda row: row.resident_id),
        familiar=await read_familiar(week, requests),
    )


async def read_familiar(week: IsoWeek, requests: list[HomeVisitRequest]) -> dict[UUID, list[UUID]]:
    """Carers whom recent published weeks sent to each request that wants to keep its carer, by request."""
    since = week.at(0) - timedelta(weeks=FAMILIAR_WEEKS)
    keeps = {row.id for row in requests if row.keeps_carer}
    recent = Assignment.filter(
        plan__state="published", starts_at__gte=since, starts_at__lt=week.at(0), visit_id__not_isnull=True
    )
    known: dict[UUID, list[UUID]] = {}
    for request_id, carer_id in await recent.order_by("carer_id").values_list("visit__request_id", "carer_id"):
        if request_id in keeps and carer_id not in known.setdefault(request_id, []):
            known[request_id].append(carer_id)
    return known


async def read_sessions(unit: Organization, week: IsoWeek) -> Sessions:
    """Sessions that start in the week, by start; cancelled sessions are left out, and children without a place."""
    start, end = week.at(0), week.at(WEEK_S)
    mine = Q(program__planned_by_id=unit.id, starts_at__gte=start, starts_at__lt=end) & ~Q(state="cancelled")
    enrolled = {
        "session__starts_at__gte": start,
        "session__starts_at__lt": end,
        "session__program__planned_by_id": unit.id,
    }
    enrolments = await Enrolment.filter(state="enrolled", **enrolled).order_by("enrolled_at", "key")
    children = await Resident.filter(
        enrolments__session__starts_at__gte=start, enrolments__session__starts_at__lt=end
    ).distinct()
    consents = await Consent.filter(
        kind="guardian",
        resident__enrolments__session__starts_at__gte=start,
        resident__enrolments__session__starts_at__lt=end,
    ).distinct()
    return Sessions(
        sessions=await Session.filter(mine).order_by("starts_at", "key"),
        programs={row.id: row for row in await YouthProgram.filter(planned_by_id=unit.id)},
        bands=grouped(
            await AgeBand.filter(program__planned_by_id=unit.id).order_by("min_age"), lambda row: row.program_id
        ),
        rooms={row.id: row for row in await Room.all()},
        enrolments=grouped(enrolments, lambda row: row.session_id),
        children={row.id: row for row in children},
        consents=grouped(consents, lambda row: row.resident_id),
    )


async def read_published(unit: Organization, week: IsoWeek) -> PublishedRows:
    """The unit's published plan of the week."""
    plan = await Plan.get_or_none(week__unit_id=unit.id, week__iso_week=week.text, state="published")
    if plan is None:
        return PublishedRows(None, [], [])
    return PublishedRows(
        plan,
        await Assignment.filter(plan_id=plan.id).order_by("starts_at", "visit_id", "session_id", "slot"),
        await PlanBreak.filter(plan_id=plan.id).order_by("starts_at"),
    )


def grouped(rows: Iterable[RowT], key: Callable[[RowT], KeyT]) -> dict[KeyT, list[RowT]]:
    """Rows by what `key` gives, in their order."""
    result: dict[KeyT, list[RowT]] = defaultdict(list)
    for row in rows:
        result[key(row)].append(row)
    return dict(result)
