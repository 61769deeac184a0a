"""What every resolver of one request shares: loaders that read each table once for all rows of a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from tortoise.models import Model

from domain.access.principal import Principal
from domain.access.scope import visible
from domain.organizations.models import Organization
from domain.organizations.queries import OrganizationRow
from domain.people.models import Carer, Resident, Skill
from domain.people.queries import CarerRow, ResidentRow, SkillRow, qualifications_of, skills_of
from domain.places.models import Address, Community, Room
from domain.places.queries import AddressRow, CommunityRow, RoomRow
from domain.planning.models import Assignment, MatchingRun, Plan
from domain.planning.queries import PlanRow
from domain.planning.rosters import entries_by_id
from domain.planning.runs import RunRow
from domain.reading import rows_by_id
from domain.visits.models import HomeVisitRequest, ServiceCategory, Visit
from domain.visits.queries import RequestRow, ServiceCategoryRow, VisitRow, windows_of
from domain.wording import Language
from domain.youth.models import Enrolment, Session, YouthProgram
from domain.youth.queries import EnrolmentRow, ProgramRow, SessionRow, bands_of, enrolled_counts, partners_of
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
        self.carer_skills = by_parent(skills_of, lambda row: row.carer_id)
        self.qualifications = by_parent(qualifications_of, lambda row: row.carer_id)
        self.windows = by_parent(windows_of, lambda row: row.request_id)
        self.partners = by_parent(partners_of, lambda row: row.program_id)
        self.bands = by_parent(bands_of, lambda row: row.program_id)
        self.enrolled = counted(enrolled_counts)

    async def may_see(self, type_name: str, row_id: UUID) -> bool:
        """Whether the SQL's scope holds the row; tables of public facts have none."""
        model = SCOPED.get(type_name)
        return model is None or await visible(model.filter(id=row_id), self.principal).exists()

    async def by_type(self, type_name: str, row_id: UUID) -> Any:  # noqa: ANN401  (a row of any type, or None)
        """The row that a global id names; None if there is none."""
        loaders: dict[str, RowLoader] = {
            "Community": self.communities,
            "Room": self.rooms,
            "Organization": self.organizations,
            "Volunteer": self.carers,
            "Practitioner": self.carers,
            "Resident": self.residents,
            "ServiceCategory": self.services,
            "HomeVisitRequest": self.requests,
            "Visit": self.visits,
            "YouthProgram": self.programs,
            "Session": self.sessions,
            "Enrolment": self.enrolments,
            "MatchingRun": self.runs,
            "Plan": self.plans,
            "Assignment": self.assignments,
        }
        loader = loaders.get(type_name)
        if loader is None or not await self.may_see(type_name, row_id):
            return None
        row = await loader.load(row_id)
        # a volunteer's id under a practitioner's name is nobody's
        is_other = isinstance(row, CarerRow) and row.kind != type_name.lower()
        return None if is_other else row


SCOPED: dict[str, type[Model]] = {
    "Volunteer": Carer,
    "Practitioner": Carer,
    "Resident": Resident,
    "HomeVisitRequest": HomeVisitRequest,
    "Visit": Visit,
    "Enrolment": Enrolment,
    "MatchingRun": MatchingRun,
    "Plan": Plan,
    "Assignment": Assignment,
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
