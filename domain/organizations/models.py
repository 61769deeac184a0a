"""Organisations that build the city together 共建单位; some of them plan weeks."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from domain.rows import KeyedRow, json_field


class Organization(KeyedRow):
    """A bureau, hospital, association or league. A planning unit plans weeks for the communities and programmes
    that name it; its settings are whole minutes, modes of travel and weights that differ from the defaults, and the
    ordinary hours of its carers (as `WeeklyTime.as_values`), None for Monday to Friday, 8 to 18."""

    name = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    kind = fields.CharField(max_length=32)
    phone = fields.CharField(max_length=32, default="")
    is_planning_unit = fields.BooleanField(default=False)
    time_zone = fields.CharField(max_length=64, default="Asia/Shanghai")
    trip_overhead_min = fields.IntField(default=5)
    modes: dict[str, Any] | None = json_field(null=True)
    weights: dict[str, Any] | None = json_field(null=True)
    ordinary_hours: list[dict[str, Any]] | None = json_field(null=True)

    class Meta(KeyedRow.Meta):
        table = "organization"
