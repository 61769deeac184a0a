"""Sheets of youth programmes, their sessions and the children's places."""

from __future__ import annotations

from datetime import date, datetime

from api.workbook.cells.bands import format_bands, parse_bands
from api.workbook.checks import ends_after_start
from api.workbook.choices import ENROLMENT_STATES, QUALIFICATIONS, SESSION_STATES
from api.workbook.kinds import Choice, Clock, Day, Moment, Phrase, SomeOf, Text, Whole
from api.workbook.references import Reference, References
from api.workbook.sheets.places import COMMUNITY, NAME_EN
from api.workbook.spec import Column, Sheet, key_column
from domain.wording import Words
from domain.youth.enrolments import EnrolmentEntry
from domain.youth.models import Enrolment, Session, YouthProgram
from domain.youth.operations import SessionEntry
from domain.youth.programs import BandEntry, ProgramEntry

PROGRAMS = Sheet(
    "programs",
    Words("青少年项目", "Youth programmes"),
    ProgramEntry,
    YouthProgram,
    (
        key_column("例-项目1"),
        Column("name", Words("名称", "Name"), Text(120), required=True, example="团团活力圈", width=20),
        NAME_EN,
        COMMUNITY,
        Column("planned_by", Words("统筹单位", "Planned by"), Reference("organizations"), example="例-卫健局"),
        Column("guides", Words("指导单位", "Guided by"), References("organizations"), width=20),
        Column("hosts", Words("落地社区", "Hosted by"), References("communities"), width=20),
        Column("executors", Words("执行单位", "Carried out by"), References("organizations"), width=20),
        Column("partners", Words("协同单位", "Partners"), References("organizations"), width=20),
        Column(
            "bands",
            Words("年龄组", "Age bands"),
            Phrase(parse_bands, format_bands),
            required=True,
            example=(BandEntry(7, 8, 6), BandEntry(9, 12, 8)),
            note=Words("7-8:6 表示 7 至 8 岁每名成人带 6 个孩子", "7-8:6 means an adult for 6 children aged 7 to 8"),
            width=20,
        ),
        Column(
            "qualifications",
            Words("辅导人员资质", "Tutors' qualifications"),
            SomeOf(QUALIFICATIONS),
            example=("clearance", "training"),
            width=36,
        ),
    ),
    named_by=("name", "name_en"),
)

SESSIONS = Sheet(
    "sessions",
    Words("活动场次", "Sessions"),
    SessionEntry,
    Session,
    (
        key_column("例-场次1"),
        Column("program", Words("项目", "Programme"), Reference("programs"), required=True, example="例-项目1"),
        Column("room", Words("活动室", "Room"), Reference("rooms"), required=True, example="例-活动室"),
        Column("title", Words("名称", "Title"), Text(120), required=True, example="周三辅导课堂", width=20),
        Column("title_en", Words("英文名", "English title"), Text(120), width=28),
        Column("theme", Words("主题", "Theme"), Text(64), example="学业辅导"),
        Column("skill", Words("技能", "Skill"), Reference("skills"), example="例-换药"),
        Column("level", Words("级别", "Level"), Whole(1, 9), example=1),
        Column("on_date", Words("日期", "Date"), Day(), required=True, example=date(2026, 12, 2)),
        Column("start_min", Words("开始", "From"), Clock(), required=True, example=960),
        Column("end_min", Words("结束", "To"), Clock(), required=True, example=1050),
        Column("state", Words("状态", "State"), Choice(SESSION_STATES), example="planned"),
    ),
    checks=(ends_after_start,),
)

ENROLMENTS = Sheet(
    "enrolments",
    Words("报名", "Enrolments"),
    EnrolmentEntry,
    Enrolment,
    (
        key_column("例-报名1"),
        Column("session", Words("场次", "Session"), Reference("sessions"), required=True, example="例-场次1"),
        Column("child", Words("孩子", "Child"), Reference("residents"), required=True, example="例-孩子1"),
        Column(
            "enrolled_at",
            Words("报名时间", "Enrolled at"),
            Moment(),
            required=True,
            example=datetime(2026, 11, 20, 9, 30),  # noqa: DTZ001  (a cell has no zone)
            width=18,
        ),
        Column("state", Words("状态", "State"), Choice(ENROLMENT_STATES), example="enrolled"),
    ),
    unique=("session", "child"),
)
