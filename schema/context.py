"""What every resolver of one request shares: loaders that read each table once for all rows of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader
from tortoise.models import Model

from domain.access.principal import Principal
from domain.access.seeing import seen
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.queries import DispatchRow, OfferRow, offers_of
from domain.organizations.models import Organization
from domain.organizations.queries import OrganizationRow
from domain.people.models import Carer, Resident, Skill
from domain.people.queries import CarerRow, ResidentRow, SkillRow, qualifications_of, skills_of
from domain.places.models import Address, Community, Room
from domain.places.queries import AddressRow, CommunityRow, RoomRow
from domain.planning.models import Assignment, MatchingRun, Plan
from domain.planning.queries import PlanRow
from domain.planning.rosters import RosterEntry, entries_by_id, read_roster, visit_entries
from domain.planning.runs import RunRow
from domain.reading import read_joined, rows_by_id
from domain.visits.models import HomeVisitRequest, ServiceCategory, Visit
from domain.visits.queries import RequestRow, ServiceCategoryRow, VisitRow, windows_of
from domain.wording import Language
from domain.youth.models import Enrolment, Session, YouthProgram
from domain.youth.queries import EnrolmentRow, ProgramRow, SessionRow, bands_of, enrolled_counts, partners_of
from schema.joining import NO_JOINS, Join
from schema.loading import RowLoader

RowT = TypeVar("RowT")


class Context:
    """One request: its language, who asks, and its loaders. `token` is the bearer token that it came with, if any;
    `forget` tells the door that a token was signed out; `enqueue_run` gives a matching run to the workers;
    `clock` tells the time; `base_url` is this server's address as the request has it, without a last slash."""

    def __init__(
        self,
        language: Language,
        principal: Principal | None = None,
        token: str | None = None,
        forget: Callable[[str], None] = lambda _: None,
        enqueue_run: Callable[[UUID], Awaitable[None]] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        base_url: str = "",
    ) -> None:
        self.language = language
        self.principal = principal
        self.token = token
        self.forget = forget
        self.enqueue_run = enqueue_run
        self.connection_params: dict[str, Any] | None = None  # what a socket's connection_init brought
        self.clock = clock
        self.base_url = base_url
        self.communities = by_id(CommunityRow, Community)
        self.addresses = by_id(AddressRow, Address)
        self.rooms = by_id(RoomRow, Room)
        self.organizations = by_id(OrganizationRow, Organization)
        self.skills = by_id(SkillRow, Skill)
        self.carers = by_id(CarerRow, Carer)
        self.residents = by_id(ResidentRow, Resident)
        self.services = by_id(ServiceCategoryRow, ServiceCategory)
        self.requests = by_id(RequestRow, HomeVisitRequest)
        self.visits = by_id(VisitRow, Visit)
        self.programs = by_id(ProgramRow, YouthProgram)
        self.sessions = by_id(SessionRow, Session)
        self.enrolments = by_id(EnrolmentRow, Enrolment)
        self.runs = by_id(RunRow, MatchingRun)
        self.plans = by_id(PlanRow, Plan)
        self.assignments = RowLoader(entries_by_id)
        self.dispatches = by_id(DispatchRow, Dispatch)
        self.offers = by_id(OfferRow, Offer)
        self.dispatch_offers = by_parent(offers_of, lambda row: row.dispatch_id)
        self.visit_assignments = RowLoader(visit_entries)
        self.carer_skills = by_parent(skills_of, lambda row: row.carer_id)
        self.qualifications = by_parent(qualifications_of, lambda row: row.carer_id)
        self.windows = by_parent(windows_of, lambda row: row.request_id)
        self.partners = by_parent(partners_of, lambda row: row.program_id)
        self.bands = by_parent(bands_of, lambda row: row.program_id)
        self.enrolled = counted(enrolled_counts)
        self.nodes: DataLoader[tuple[str, UUID], Any] = DataLoader(load_fn=self._load_nodes)
        self.along: defaultdict[str, dict[str, Join]] = defaultdict(dict)  # by type: what to read along with nodes

    async def by_type(self, type_name: str, row_id: UUID, joined: Mapping[str, Join] = NO_JOINS) -> Any:  # noqa: ANN401  (a row of any type, or None)
        """The row that a global id names, with `joined` relations read along; None if there is none, or not for whoever
        asks. All that are asked for at once are read in one statement for each type."""
        if type_name not in NODES:
            return None
        self.along[type_name] |= joined
        row = await self.nodes.load((type_name, row_id))
        # a volunteer's id under a practitioner's name is nobody's
        is_other = isinstance(row, CarerRow) and row.kind != type_name.lower()
        return None if is_other else row

    async def _load_nodes(self, keys: list[tuple[str, UUID]]) -> list[Any]:
        found: dict[tuple[str, UUID], Any] = {}
        for name in dict.fromkeys(one[0] for one in keys):
            for row in await self._seen(name, [one[1] for one in keys if one[0] == name]):
                found[name, row.id] = row
        return [found.get(one) for one in keys]

    async def _seen(self, type_name: str, ids: list[UUID]) -> list[Any]:
        """Those of some rows of a type that whoever asks may see; the loaders have them then."""
        row_type, model, loader = NODES[type_name]
        condition, joined = seen(model, self.principal), self.along.pop(type_name, {})
        around = {path: one.row_type for path, one in joined.items()}
        if row_type is RosterEntry:
            roster = await read_roster(around, condition.rest, *condition.of(ids))
            rows, read = roster.entries, roster.joined
        else:
            rows, read = await read_joined(row_type, model, around, condition.rest, *condition.of(ids))
        for path, one in joined.items():
            getattr(self, one.loader).keep(read[path])
        getattr(self, loader).keep({row.id: row for row in rows})
        return rows


NODES: dict[str, tuple[type[Any], type[Model], str]] = {
    "Community": (CommunityRow, Community, "communities"),
    "Room": (RoomRow, Room, "rooms"),
    "Organization": (OrganizationRow, Organization, "organizations"),
    "Volunteer": (CarerRow, Carer, "carers"),
    "Practitioner": (CarerRow, Carer, "carers"),
    "Resident": (ResidentRow, Resident, "residents"),
    "ServiceCategory": (ServiceCategoryRow, ServiceCategory, "services"),
    "HomeVisitRequest": (RequestRow, HomeVisitRequest, "requests"),
    "Visit": (VisitRow, Visit, "visits"),
    "YouthProgram": (ProgramRow, YouthProgram, "programs"),
    "Session": (SessionRow, Session, "sessions"),
    "Enrolment": (EnrolmentRow, Enrolment, "enrolments"),
    "MatchingRun": (RunRow, MatchingRun, "runs"),
    "Plan": (PlanRow, Plan, "plans"),
    "Assignment": (RosterEntry, Assignment, "assignments"),
    "Dispatch": (DispatchRow, Dispatch, "dispatches"),
    "Offer": (OfferRow, Offer, "offers"),
}


def by_id(row_type: type[RowT], model: type[Model]) -> RowLoader:
    """Rows by id, one statement for all."""

    async def load(ids: list[UUID]) -> list[RowT | None]:
        return await rows_by_id(row_type, model, ids)

    return RowLoader(load)


def by_parent(read: Callable[[list[UUID]], Awaitable[list[RowT]]], parent: Callable[[Any], UUID]) -> RowLoader:
    """Rows that belong to a row, one statement for all."""

    async def load(ids: list[UUID]) -> list[list[RowT]]:
        found: dict[UUID, list[RowT]] = defaultdict(list)
        for row in await read(ids):
            found[parent(row)].append(row)
        return [found[one] for one in ids]

    return RowLoader(load)


def counted(read: Callable[[list[UUID]], Awaitable[dict[UUID, int]]]) -> RowLoader:
    """Counts by id, one statement for all."""

    async def load(ids: list[UUID]) -> list[int]:
        found = await read(ids)
        return [found.get(one, 0) for one in ids]

    return RowLoader(load)
