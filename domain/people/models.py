"""Residents and carers: who is visited, who visits, with what skills, permissions and time."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from domain.organizations.models import Organization
from domain.places.models import Address, Community
from domain.rows import KeyedRow, Row, json_field


class Skill(KeyedRow):
    """Something that a visit or session asks for: wound dressing, catheter care, lifting, a school subject."""

    name = fields.CharField(max_length=80, unique=True)
    name_en = fields.CharField(max_length=80, default="")

    class Meta(KeyedRow.Meta):
        table = "skill"


class Resident(KeyedRow):
    """Somebody who lives in a community, elder or child; a child has a guardian. Personal and sensitive data."""

    name = fields.CharField(max_length=80)
    phone = fields.CharField(max_length=32, default="")
    birth_date = fields.DateField(null=True)
    gender = fields.CharField(max_length=1, null=True)
    languages: list[str] = json_field(default=list)
    mobility = fields.CharField(max_length=32, default="")
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="residents", db_index=True, on_delete=fields.RESTRICT
    )
    community_id: UUID
    address: fields.ForeignKeyRelation[Address] = fields.ForeignKeyField(
        "linli.Address", related_name="residents", db_index=True, on_delete=fields.RESTRICT
    )
    address_id: UUID
    guardian_name = fields.CharField(max_length=80, default="")
    guardian_phone = fields.CharField(max_length=32, default="")

    class Meta(KeyedRow.Meta):
        table = "resident"


class Carer(KeyedRow):
    """Medical staff or a volunteer. Limits are whole minutes; `years` counts years of practice."""

    name = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=16)
    organization: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="carers", db_index=True, on_delete=fields.RESTRICT
    )
    organization_id: UUID
    phone = fields.CharField(max_length=32, default="")
    gender = fields.CharField(max_length=1, null=True)
    birth_date = fields.DateField(null=True)
    languages: list[str] = json_field(default=list)
    grade = fields.CharField(max_length=32, default="")
    years = fields.IntField(default=0)
    travel_mode = fields.CharField(max_length=16, default="ebike")
    base: fields.ForeignKeyRelation[Address] = fields.ForeignKeyField(
        "linli.Address", related_name="carers", db_index=True, on_delete=fields.RESTRICT
    )
    base_id: UUID
    max_day_min = fields.IntField(default=480)
    max_week_min = fields.IntField(default=2400)
    contract_min = fields.IntField(null=True)
    max_days = fields.IntField(default=6)
    rest_min = fields.IntField(default=660)
    break_after_min = fields.IntField(null=True)
    break_min = fields.IntField(null=True)
    is_active = fields.BooleanField(default=True)

    class Meta(KeyedRow.Meta):
        table = "carer"


class CarerUnit(Row):
    """A planning unit that may plan this carer's time."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="units", on_delete=fields.CASCADE
    )
    carer_id: UUID
    unit: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="planned_carers", db_index=True, on_delete=fields.CASCADE
    )
    unit_id: UUID

    class Meta(Row.Meta):
        table = "carer_unit"
        unique_together = (("carer", "unit"),)


class CarerSkill(Row):
    """A carer's skill with its level, 1 or more."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="skills", on_delete=fields.CASCADE
    )
    carer_id: UUID
    skill: fields.ForeignKeyRelation[Skill] = fields.ForeignKeyField(
        "linli.Skill", related_name="carers", db_index=True, on_delete=fields.RESTRICT
    )
    skill_id: UUID
    level = fields.IntField(default=1)

    class Meta(Row.Meta):
        table = "carer_skill"
        unique_together = (("carer", "skill"),)


class PreferredCommunity(Row):
    """A community that a carer asked to work in."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="preferred_communities", on_delete=fields.CASCADE
    )
    carer_id: UUID
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="preferred_by", db_index=True, on_delete=fields.CASCADE
    )
    community_id: UUID

    class Meta(Row.Meta):
        table = "preferred_community"
        unique_together = (("carer", "community"),)


class Qualification(KeyedRow):
    """A dated permission: nurse's licence, clearance to work with minors, training. Valid through `valid_until`."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="qualifications", db_index=True, on_delete=fields.CASCADE
    )
    carer_id: UUID
    kind = fields.CharField(max_length=32)
    number = fields.CharField(max_length=64, default="")
    valid_from = fields.DateField()
    valid_until = fields.DateField(null=True)

    class Meta(KeyedRow.Meta):
        table = "qualification"


class Availability(Row):
    """Recurring time that a carer offers: an RFC 5545 rule of days, minutes from midnight, half-open."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="availability", db_index=True, on_delete=fields.CASCADE
    )
    carer_id: UUID
    rrule = fields.CharField(max_length=200)
    start_min = fields.IntField()
    end_min = fields.IntField()
    valid_from = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)

    class Meta(Row.Meta):
        table = "availability"


class AvailabilityException(KeyedRow):
    """A day that differs: `absent` takes time away, `extra` adds it. Minutes from midnight, half-open."""

    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="exceptions", on_delete=fields.CASCADE
    )
    carer_id: UUID
    on_date = fields.DateField()
    kind = fields.CharField(max_length=16)
    start_min = fields.IntField(default=0)
    end_min = fields.IntField(default=1440)
    reason = fields.CharField(max_length=200, default="")

    class Meta(KeyedRow.Meta):
        table = "availability_exception"
        indexes = (("carer_id", "on_date"),)
