"""The sheet of pins."""

from __future__ import annotations

from datetime import datetime

from api.workbook.checks import pins_one_thing, pins_something
from api.workbook.kinds import Moment, WeekText, Whole
from api.workbook.references import Reference
from api.workbook.spec import Column, Sheet, key_column
from domain.planning.models import Pin
from domain.planning.pin_entries import PinEntry
from domain.wording import Words

PINS = Sheet(
    "pins",
    Words("固定安排", "Pins"),
    PinEntry,
    Pin,
    (
        key_column("例-固定1"),
        Column("iso_week", Words("周次", "Week"), WeekText(), required=True, example="2026-W49"),
        Column("request", Words("申请", "Request"), Reference("requests"), example="例-申请1"),
        Column("session", Words("场次", "Session"), Reference("sessions")),
        Column("number", Words("第几次", "Which visit"), Whole(1, 7), example=1),
        Column("slot", Words("第几人", "Which carer"), Whole(1, 40), example=1),
        Column("carer", Words("服务人员", "Carer"), Reference("carers"), example="例-护士1"),
        Column(
            "starts_at",
            Words("开始时间", "Starts at"),
            Moment(),
            example=datetime(2026, 12, 1, 9, 0),  # noqa: DTZ001  (a cell has no zone)
            width=18,
        ),
    ),
    unique=("iso_week", "request", "session", "number", "slot"),
    checks=(pins_one_thing, pins_something),
)
