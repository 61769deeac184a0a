"""Communities, their buildings and addresses, and the rooms that programmes meet in."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from domain.organizations.models import Organization
from domain.rows import KeyedRow, Row


class Community(KeyedRow):
    """A neighbourhood 社区. `planned_by` is the organisation whose coordinators plan its home visits."""

    name = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    street = fields.CharField(max_length=120, default="")
    planned_by: fields.ForeignKeyNullableRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="planned_communities", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    planned_by_id: UUID | None

    class Meta(KeyedRow.Meta):
        table = "community"


class Building(KeyedRow):
    """A building with its entrance's coordinates in degrees (WGS 84); None while nobody has looked them up."""

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="buildings", db_index=True, on_delete=fields.RESTRICT
    )
    community_id: UUID
    name = fields.CharField(max_length=120)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)

    class Meta(KeyedRow.Meta):
        table = "building"


class Address(Row):
    """Where somebody lives, starts from or meets. Own coordinates win over the building's."""

    community: fields.ForeignKeyNullableRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="addresses", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    community_id: UUID | None
    building: fields.ForeignKeyNullableRelation[Building] = fields.ForeignKeyField(
        "linli.Building", related_name="addresses", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    building_id: UUID | None
    detail = fields.CharField(max_length=200, default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)

    class Meta(Row.Meta):
        table = "address"


class Room(KeyedRow):
    """A room for sessions; `capacity` counts people. Without hours it is always open."""

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField(
        "linli.Community", related_name="rooms", db_index=True, on_delete=fields.RESTRICT
    )
    community_id: UUID
    address: fields.ForeignKeyRelation[Address] = fields.ForeignKeyField(
        "linli.Address", related_name="rooms", db_index=True, on_delete=fields.RESTRICT
    )
    address_id: UUID
    name = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    capacity = fields.IntField()

    class Meta(KeyedRow.Meta):
        table = "room"


class RoomHours(Row):
    """When a room may be used: an RFC 5545 rule of days, and minutes from midnight, half-open."""

    room: fields.ForeignKeyRelation[Room] = fields.ForeignKeyField(
        "linli.Room", related_name="hours", db_index=True, on_delete=fields.CASCADE
    )
    room_id: UUID
    rrule = fields.CharField(max_length=200)
    start_min = fields.IntField()
    end_min = fields.IntField()

    class Meta(Row.Meta):
        table = "room_hours"
