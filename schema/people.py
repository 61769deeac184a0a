"""Residents, carers and skills in GraphQL. Phone numbers are masked."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from domain.people.queries import CarerRow, ResidentRow
from schema.loading import related
from schema.organizations import Organization
from schema.places import Address, Community, community
from schema.policy import exposed, personal, public, sensitive
from schema.relay import Node, id_of

SHOWN_HEAD, SHOWN_TAIL = 3, 4


def masked_phone(root: Any) -> str:  # noqa: ANN401  (a row)
    """A phone number with its middle hidden; empty if there is none."""
    phone = root.phone
    if len(phone) <= SHOWN_HEAD + SHOWN_TAIL:
        return "*" * len(phone)
    return phone[:SHOWN_HEAD] + "*" * (len(phone) - SHOWN_HEAD - SHOWN_TAIL) + phone[-SHOWN_TAIL:]


organization = related("organizations", "organization_id")


@strawberry.type(description="Something that a visit or session asks for 技能.")
class Skill:
    """A skill."""

    key: str = public("Its key in workbooks.")
    name: str = public("Chinese name.")
    name_en: str = public("English name; may be empty.")


@strawberry.type(description="A carer's skill with its level.")
class CarerSkill:
    """A carer's skill."""

    skill: Skill = public("The skill.", resolver=lambda root: root)
    level: int = public("Level, 1 and up.")


@strawberry.type(description="A dated permission: licence, clearance, training 资质.")
class Qualification:
    """A dated permission."""

    kind: str = exposed("What it permits.")
    valid_from: date = exposed("First valid day.")
    valid_until: date | None = exposed("Last valid day; null if it does not end.")


carer_skills = related("carer_skills")
carer_qualifications = related("qualifications")


@strawberry.interface(description="Who visits 服务人员: medical staff or a volunteer.")
class Carer(Node):
    """Who visits."""

    key: str = exposed("Key in workbooks.")
    name: str = personal("Name.")
    phone: str = personal("Phone number, masked.", resolver=masked_phone)
    gender: str | None = personal("F or M; null if not told.")
    languages: list[str] = exposed("Languages, as ISO 639 codes; a few.")
    years: int = exposed("Years of practice.")
    travel_mode: str = exposed("foot, ebike or car.")
    organization: Organization = exposed("Whom they come from.", resolver=organization)
    skills: list[CarerSkill] = exposed("Skills with levels; a few dozen at most.", resolver=carer_skills)
    qualifications: list[Qualification] = exposed(
        "Dated permissions; a few dozen at most.", resolver=carer_qualifications
    )
    max_day_minutes: int = exposed("Most minutes of work a day.", resolver=lambda root: root.max_day_min)
    max_week_minutes: int = exposed("Most minutes of work a week.", resolver=lambda root: root.max_week_min)
    is_active: bool = exposed("Whether they can be planned.")


@strawberry.type(description="Medical staff 医护人员.")
class Practitioner(Carer):
    """Medical staff."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Practitioner"))
    grade: str = exposed("Professional grade 职称; may be empty.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is medical staff."""
        return isinstance(row, CarerRow) and row.kind == "practitioner"


@strawberry.type(description="A volunteer 志愿者.")
class Volunteer(Carer):
    """A volunteer."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Volunteer"))

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a volunteer."""
        return isinstance(row, CarerRow) and row.kind == "volunteer"


address = related("addresses", "address_id")


@strawberry.type(description="Somebody who lives in a community: an elder, or a child with a guardian.")
class Resident(Node):
    """A resident."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Resident"))
    key: str = exposed("Key in workbooks.")
    name: str = personal("Name.")
    phone: str = personal("Phone number, masked.", resolver=masked_phone)
    birth_date: date | None = personal("Date of birth; null if not told.")
    gender: str | None = personal("F or M; null if not told.")
    languages: list[str] = exposed("Languages, as ISO 639 codes; a few.")
    mobility: str = sensitive("How they get about.")
    community: Community = exposed("Where they live.", resolver=community)
    address: Address = personal("Their address.", resolver=address)

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a resident."""
        return isinstance(row, ResidentRow)


@strawberry.input(description="Which residents.")
class ResidentFilter:
    """Which residents."""

    community: strawberry.ID | None = strawberry.field(default=None, description="Only this community's.")
    name_contains: str | None = strawberry.field(default=None, description="Only names that contain this.")
    phone_ends: str | None = strawberry.field(
        default=None, description="Only whose number ends so; of what is given the last 4 digits count, which all see."
    )


@strawberry.input(description="Which carers.")
class CarerFilter:
    """Which carers."""

    organization: strawberry.ID | None = strawberry.field(default=None, description="Only this organisation's.")
    skill: str | None = strawberry.field(default=None, description="Only those with the skill of this key.")
    is_active: bool | None = strawberry.field(default=None, description="Only those who can be planned, or not.")
