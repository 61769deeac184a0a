"""Youth programmes, sessions and children's places in GraphQL. Sessions count children; only places name them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from domain.youth.queries import EnrolmentRow, ProgramRow, SessionRow
from schema.loading import related
from schema.organizations import Organization
from schema.people import Resident, Skill
from schema.places import Community, Room, community, planned_by
from schema.policy import exposed, personal, public
from schema.relay import Node, id_of
from schema.visits import skill

partner_organization = related("organizations", "organization_id")
partner_community = related("communities", "community_id")


@strawberry.type(description="A part in a programme's four levels 四级联动.")
class ProgramPartner:
    """A part in a programme."""

    level: str = public("guide, host, execute or partner.")
    organization: Organization | None = public("The organisation; null for a community.", resolver=partner_organization)
    community: Community | None = public("The community; null for an organisation.", resolver=partner_community)


@strawberry.type(description="How many children of an age share an adult.")
class AgeBand:
    """How many children of an age share an adult."""

    min_age: int = public("Youngest, in whole years.")
    max_age: int = public("Oldest, in whole years.")
    children_per_adult: int = public("Children for each adult.")


partners = related("partners")
bands = related("bands")


@strawberry.type(description="A youth programme 青少年项目.")
class YouthProgram(Node):
    """A youth programme."""

    id: strawberry.ID = public("Global id.", resolver=id_of("YouthProgram"))
    key: str = public("Its key in workbooks.")
    name: str = public("Chinese name.")
    name_en: str = public("English name; may be empty.")
    community: Community = public("Where it takes place.", resolver=community)
    planned_by: Organization | None = public("Who plans its tutors.", resolver=planned_by)
    partners: list[ProgramPartner] = public("Who takes part, at which level; a few.", resolver=partners)
    bands: list[AgeBand] = public("Ratios by age; a few.", resolver=bands)
    qualifications: list[str] = public("Qualifications that every tutor needs on the day; a few.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a programme."""
        return isinstance(row, ProgramRow)


program = related("programs", "program_id")
room = related("rooms", "room_id")
enrolled = related("enrolled")


@strawberry.type(description="One meeting of a programme in a room.")
class Session(Node):
    """One meeting of a programme."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Session"))
    key: str = public("Its key in workbooks.")
    program: YouthProgram = public("Its programme.", resolver=program)
    room: Room = public("Where.", resolver=room)
    title: str = public("Chinese title.")
    title_en: str = public("English title; may be empty.")
    theme: str = public("Its theme.")
    skill: Skill | None = public("Subject that its tutors must know; null for any.", resolver=skill)
    starts_at: datetime = public("Start, in UTC.")
    ends_at: datetime = public("End, in UTC; the room is free from then.")
    enrolled: int = exposed("Children enrolled.", resolver=enrolled)
    state: str = public("planned or cancelled.")
    version: int = public("Rises with each change: give it as `expectedVersion`.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a session."""
        return isinstance(row, SessionRow)


child = related("residents", "child_id")
session = related("sessions", "session_id")


@strawberry.type(description="A child's place in a session 报名.")
class Enrolment(Node):
    """A child's place in a session."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Enrolment"))
    session: Session = exposed("The session.", resolver=session)
    child: Resident = personal("The child.", resolver=child)
    enrolled_at: datetime = exposed("When they were enrolled, in UTC: places and the waiting list go by it.")
    state: str = exposed("enrolled, waiting or cancelled.")
    attended: bool | None = personal("Whether they came; null before attendance was taken.")
    version: int = exposed("Rises with each change: give it as `expectedVersion`.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a place."""
        return isinstance(row, EnrolmentRow)


@strawberry.input(description="Which programmes.")
class YouthProgramFilter:
    """Which programmes."""

    community: strawberry.ID | None = strawberry.field(default=None, description="Only this community's.")


@strawberry.input(description="Which sessions.")
class SessionFilter:
    """Which sessions."""

    program: strawberry.ID | None = strawberry.field(default=None, description="Only this programme's.")
    room: strawberry.ID | None = strawberry.field(default=None, description="Only in this room.")
    starts_from: datetime | None = strawberry.field(default=None, description="Only those that start then or later.")
    starts_before: datetime | None = strawberry.field(default=None, description="Only those that start earlier.")
