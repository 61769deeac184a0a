"""Sheets of organisations, communities, skills, buildings and rooms."""

from __future__ import annotations

from api.workbook.cells.availability import format_availability, parse_availability
from api.workbook.checks import both_coordinates
from api.workbook.choices import ORGANIZATION_KINDS
from api.workbook.kinds import Choice, Number, Phrase, Text, Whole, YesNo, ZoneName
from api.workbook.references import Reference
from api.workbook.spec import Column, Sheet, key_column
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry
from domain.people.models import Skill
from domain.people.operations import SkillEntry
from domain.places.models import Building, Community, Room
from domain.places.operations import BuildingEntry, CommunityEntry, RoomEntry
from domain.weekly import WeeklyTime
from domain.wording import Words

NAME_EN = Column("name_en", Words("英文名", "English name"), Text(120), width=28)
PHONE = Column("phone", Words("电话", "Phone"), Text(32), example="0358-7220000")
COMMUNITY = Column("community", Words("社区", "Community"), Reference("communities"), required=True, example="例-西府")
ADDRESS = (
    Column("building", Words("楼栋", "Building"), Reference("buildings"), example="例-1号楼"),
    Column("detail", Words("门牌", "Address"), Text(200), example="2单元301", width=20),
)
COORDINATES = (
    Column(
        "latitude",
        Words("纬度", "Latitude"),
        Number(-90, 90),
        example=37.2655,
        note=Words(
            "WGS 84 度数;空着会列入准备清单。", "Degrees, WGS 84; a blank becomes an item to mend before planning."
        ),
    ),
    Column("longitude", Words("经度", "Longitude"), Number(-180, 180), example=111.7790),
)
WEEKLY_HOURS = Phrase(parse_availability, format_availability)
HOURS_NOTE = Words(
    "如 周一至周五 08:00-12:00; 周六 09:00-11:30", "Such as Mon-Fri 08:00-12:00; Sat 09:00-11:30, 14:00-16:00"
)
MORNINGS = (WeeklyTime((0, 1, 2, 3, 4), 480, 720), WeeklyTime((5,), 540, 690))

ORGANIZATIONS = Sheet(
    "organizations",
    Words("单位", "Organizations"),
    OrganizationEntry,
    Organization,
    (
        key_column("例-卫健局"),
        Column("name", Words("名称", "Name"), Text(120), required=True, example="示例市卫健局", width=28),
        NAME_EN,
        Column("kind", Words("类别", "Kind"), Choice(ORGANIZATION_KINDS), required=True, example="bureau"),
        PHONE,
        Column(
            "is_planning_unit",
            Words("统筹单位", "Plans weeks"),
            YesNo(),
            example=True,
            note=Words("是否安排一周的派岗。", "Whether it plans weeks for communities and programmes."),
        ),
        Column("time_zone", Words("时区", "Time zone"), ZoneName(), example="Asia/Shanghai", width=16),
        Column(
            "trip_overhead_min",
            Words("每程附加分钟", "Minutes added to each trip"),
            Whole(0, 120),
            example=5,
            note=Words("停车、上楼等。", "Parking, stairs and the like."),
        ),
        Column(
            "ordinary_hours",
            Words("常规工作时段", "Ordinary hours"),
            WEEKLY_HOURS,
            example=(WeeklyTime((0, 1, 2, 3, 4), 480, 1080),),
            note=Words(
                "其余时段不受欢迎,公平分担时另计;空着表示周一至周五 08:00-18:00。",
                "All other hours are unpopular and shared apart; blank means Mon-Fri 08:00-18:00.",
            ),
            width=28,
        ),
    ),
    named_by=("name", "name_en"),
)

COMMUNITIES = Sheet(
    "communities",
    Words("社区", "Communities"),
    CommunityEntry,
    Community,
    (
        key_column("例-西府"),
        Column("name", Words("名称", "Name"), Text(120), required=True, example="示例社区", width=20),
        NAME_EN,
        Column("street", Words("街道", "Street"), Text(120), example="文峰街道"),
        Column("planned_by", Words("统筹单位", "Planned by"), Reference("organizations"), example="例-卫健局"),
    ),
    named_by=("name", "name_en"),
)

SKILLS = Sheet(
    "skills",
    Words("技能", "Skills"),
    SkillEntry,
    Skill,
    (
        key_column("例-换药"),
        Column("name", Words("名称", "Name"), Text(80), required=True, example="换药"),
        Column("name_en", Words("英文名", "English name"), Text(80), example="Wound dressing", width=28),
    ),
    named_by=("name", "name_en"),
    unique=("name",),
)

BUILDINGS = Sheet(
    "buildings",
    Words("楼栋", "Buildings"),
    BuildingEntry,
    Building,
    (
        key_column("例-1号楼"),
        COMMUNITY,
        Column("name", Words("名称", "Name"), Text(120), required=True, example="1号楼", width=20),
        *COORDINATES,
    ),
    checks=(both_coordinates,),
)

ROOMS = Sheet(
    "rooms",
    Words("活动室", "Rooms"),
    RoomEntry,
    Room,
    (
        key_column("例-活动室"),
        COMMUNITY,
        Column("name", Words("名称", "Name"), Text(120), required=True, example="儿童活动室", width=20),
        NAME_EN,
        Column("capacity", Words("容纳人数", "Capacity"), Whole(1, 5000), required=True, example=40),
        *ADDRESS,
        *COORDINATES,
        Column(
            "hours",
            Words("开放时间", "Opening hours"),
            WEEKLY_HOURS,
            example=(WeeklyTime((0, 1, 2, 3, 4, 5, 6), 480, 1200),),
            note=Words(f"{HOURS_NOTE.zh};空着表示随时开放。", f"{HOURS_NOTE.en}; blank means always open."),
            width=36,
        ),
    ),
    named_by=("name", "name_en"),
    checks=(both_coordinates,),
)
