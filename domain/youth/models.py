"""Youth programmes: four levels of partners, age bands, sessions in rooms, and enrolments."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from domain.organizations.models import Organization
from domain.people.models import Resident, Skill
from domain.places.models import Community, Room
from domain.rows import KeyedRow, Row, json_field


class YouthProgram(KeyedRow):
    """A programme 青少年项目 of a community; `planned_by` plans its tutors' weeks."""

    name = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="programs", db_index=True, on_delete=fields.RESTRICT
    )
    community_id: UUID
    planned_by: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="planned_programs", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    planned_by_id: UUID | None
    qualifications: list[str] = json_field(default=list)

    class Meta(KeyedRow.Meta):
        table = "youth_program"


class ProgramPartner(Row):
    """An organisation's part in a programme: guide, host, execute or partner (四级联动)."""

    program: fields.ForeignKeyRelation[YouthProgram] = fields.ForeignKeyField(
        "linli.YouthProgram", related_name="partners", db_index=True, on_delete=fields.CASCADE
    )
    program_id: UUID
    level = fields.CharField(max_length=16)
    organization: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="programs", null=True, db_index=True, on_delete=fields.CASCADE
    )
    organization_id: UUID | None
    community: fields.ForeignKeyNullableRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="hosted_programs", null=True, db_index=True, on_delete=fields.CASCADE
    )
    community_id: UUID | None

    class Meta(Row.Meta):
        table = "program_partner"


class AgeBand(Row):
    """Children of `min_age` through `max_age` whole years share an adult by `children_per_adult`."""

    program: fields.ForeignKeyRelation[YouthProgram] = fields.ForeignKeyField(
        "linli.YouthProgram", related_name="bands", on_delete=fields.CASCADE
    )
    program_id: UUID
    min_age = fields.IntField()
    max_age = fields.IntField()
    children_per_adult = fields.IntField()

    class Meta(Row.Meta):
        table = "age_band"
        unique_together = (("program", "min_age"),)


class Session(KeyedRow):
    """One meeting of a programme in a room, `[starts_at, ends_at)`."""

    program: fields.ForeignKeyRelation[YouthProgram] = fields.ForeignKeyField(
        "linli.YouthProgram", related_name="sessions", db_index=True, on_delete=fields.RESTRICT
    )
    program_id: UUID
    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField(
        "linli.Room", related_name="sessions", on_delete=fields.RESTRICT
    )
    room_id: UUID
    title = fields.CharField(max_length=120)
    title_en = fields.CharField(max_length=120, default="")
    theme = fields.CharField(max_length=64, default="")
    skill: fields.ForeignKeyNullableRelation[Skill] = fields.ForeignKeyField(
        "linli.Skill", related_name="sessions", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    skill_id: UUID | None
    level = fields.IntField(default=1)
    starts_at = fields.DatetimeField(db_index=True)
    ends_at = fields.DatetimeField()
    state = fields.CharField(max_length=16, default="planned")

    class Meta(KeyedRow.Meta):
        table = "session"
        indexes = (("room_id", "starts_at"),)


class Enrolment(KeyedRow):
    """A child's place in a session 报名, by order of `enrolled_at`: enrolled, waiting or cancelled.

    `attended` is None until somebody has taken attendance.
    """

    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "linli.Session", related_name="enrolments", on_delete=fields.RESTRICT
    )
    session_id: UUID
    child: fields.ForeignKeyRelation[Resident] = fields.ForeignKeyField(
        "linli.Resident", related_name="enrolments", db_index=True, on_delete=fields.RESTRICT
    )
    child_id: UUID
    enrolled_at = fields.DatetimeField()
    state = fields.CharField(max_length=16, default="enrolled")
    attended = fields.BooleanField(null=True)

    class Meta(KeyedRow.Meta):
        table = "enrolment"
        unique_together = (("session", "child"),)
