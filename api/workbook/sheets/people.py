"""Sheets of residents and carers, and what holds for them until when."""

from __future__ import annotations

from datetime import date

from api.workbook.checks import both_coordinates, ends_after_start, in_order, whole_break
from api.workbook.choices import (
    CARER_KINDS,
    GENDERS,
    GRADES,
    LANGUAGES,
    MOBILITY,
    TRAVEL_MODES,
)
from api.workbook.choices import (
    CONSENTS as CONSENT_KINDS,
)
from api.workbook.choices import (
    EXCEPTIONS as EXCEPTION_KINDS,
)
from api.workbook.choices import (
    QUALIFICATIONS as QUALIFICATION_KINDS,
)
from api.workbook.kinds import Choice, Clock, Day, Hours, SomeOf, Text, Whole, YesNo
from api.workbook.references import Reference, References, SkillList
from api.workbook.sheets.places import ADDRESS, COMMUNITY, COORDINATES, HOURS_NOTE, MORNINGS, PHONE, WEEKLY_HOURS
from api.workbook.spec import Column, Sheet, key_column
from domain.access.models import Consent
from domain.access.operations import ConsentEntry
from domain.people.carers import CarerEntry, ExceptionEntry, QualificationEntry, SkillLevel
from domain.people.models import AvailabilityException, Carer, Qualification, Resident
from domain.people.operations import ResidentEntry
from domain.wording import Words

NAME = Column("name", Words("姓名", "Name"), Text(80), required=True, example="王示例")
BIRTH_DATE = Column("birth_date", Words("出生日期", "Birth date"), Day(), example=date(1948, 5, 1))
GENDER = Column("gender", Words("性别", "Gender"), Choice(GENDERS), example="F")
SPOKEN = Column("languages", Words("语言", "Languages"), SomeOf(LANGUAGES), example=("zh", "cjy"), width=22)
CARER = Column("carer", Words("服务人员", "Carer"), Reference("carers"), required=True, example="例-护士1")
RESIDENT = Column("resident", Words("居民", "Resident"), Reference("residents"), required=True, example="例-居民1")
VALID_UNTIL = Column(
    "valid_until",
    Words("有效至", "Valid until"),
    Day(),
    example=date(2027, 12, 31),
    note=Words("含当天;空着表示长期。", "That day included; blank means without end."),
)

RESIDENTS = Sheet(
    "residents",
    Words("居民", "Residents"),
    ResidentEntry,
    Resident,
    (
        key_column("例-居民1"),
        NAME,
        PHONE,
        BIRTH_DATE,
        GENDER,
        SPOKEN,
        Column("mobility", Words("行动能力", "Mobility"), Choice(MOBILITY), example="assisted"),
        COMMUNITY,
        *ADDRESS,
        *COORDINATES,
        Column("guardian_name", Words("监护人", "Guardian"), Text(80)),
        Column("guardian_phone", Words("监护人电话", "Guardian's phone"), Text(32)),
    ),
    checks=(both_coordinates,),
    more_examples=(
        {
            "key": "例-孩子1",
            "name": "李示例",
            "birth_date": date(2018, 6, 1),
            "gender": "M",
            "community": "例-西府",
            "building": "例-1号楼",
            "guardian_name": "李家长",
            "guardian_phone": "0358-7220001",
        },
    ),
)

CARERS = Sheet(
    "carers",
    Words("服务人员", "Carers"),
    CarerEntry,
    Carer,
    (
        key_column("例-护士1"),
        NAME,
        Column("kind", Words("类别", "Kind"), Choice(CARER_KINDS), required=True, example="practitioner"),
        Column(
            "organization",
            Words("所属单位", "Organization"),
            Reference("organizations"),
            required=True,
            example="例-卫健局",
        ),
        Column(
            "units",
            Words("由谁统筹", "Planned by"),
            References("organizations"),
            note=Words("空着表示由所属单位统筹。", "Blank means the carer's own organisation."),
        ),
        PHONE,
        GENDER,
        BIRTH_DATE,
        SPOKEN,
        Column("grade", Words("职称", "Grade"), Choice(GRADES), example="senior_nurse"),
        Column("years", Words("从业年限", "Years of practice"), Whole(0, 70), example=6),
        Column(
            "skills",
            Words("技能", "Skills"),
            SkillList(),
            example=(SkillLevel("例-换药", 2),),
            note=Words("如 换药:2; 导尿(级别不写为 1)", "Such as dressing:2; catheter (without a level it is 1)"),
            width=28,
        ),
        Column(
            "availability",
            Words("可服务时间", "Availability"),
            WEEKLY_HOURS,
            example=MORNINGS,
            note=HOURS_NOTE,
            width=40,
        ),
        Column("preferred_communities", Words("意向社区", "Preferred communities"), References("communities")),
        Column("travel_mode", Words("出行方式", "Travels by"), Choice(TRAVEL_MODES), example="ebike"),
        *ADDRESS,
        *COORDINATES,
        Column("max_day_min", Words("每日上限小时", "Hours a day, at most"), Hours(0, 24), example=480),
        Column("max_week_min", Words("每周上限小时", "Hours a week, at most"), Hours(0, 168), example=2400),
        Column("contract_min", Words("合同小时", "Hours a week by contract"), Hours(0, 168), example=1800),
        Column("max_days", Words("每周最多天数", "Days a week, at most"), Whole(0, 7), example=5),
        Column("rest_min", Words("两天间休息小时", "Hours of rest between days"), Hours(0, 24), example=660),
        Column("break_after_min", Words("连续工作多久须休息", "Break owed after hours"), Hours(0.25, 24), example=300),
        Column("break_min", Words("休息分钟", "Break in minutes"), Whole(1, 240), example=30),
        Column("is_active", Words("在岗", "Active"), YesNo(), example=True),
    ),
    checks=(both_coordinates, whole_break),
)

QUALIFICATIONS = Sheet(
    "qualifications",
    Words("资质", "Qualifications"),
    QualificationEntry,
    Qualification,
    (
        key_column("例-资质1"),
        CARER,
        Column("kind", Words("类别", "Kind"), Choice(QUALIFICATION_KINDS), required=True, example="licence", width=30),
        Column("number", Words("证号", "Number"), Text(64), width=20),
        Column("valid_from", Words("生效日期", "Valid from"), Day(), required=True, example=date(2024, 1, 1)),
        VALID_UNTIL,
    ),
    checks=(in_order("valid_from", "valid_until"),),
)

EXCEPTIONS = Sheet(
    "exceptions",
    Words("请假与加班", "Absences and extra time"),
    ExceptionEntry,
    AvailabilityException,
    (
        key_column("例-请假1"),
        CARER,
        Column("on_date", Words("日期", "Date"), Day(), required=True, example=date(2026, 12, 3)),
        Column("kind", Words("类别", "Kind"), Choice(EXCEPTION_KINDS), required=True, example="absent"),
        Column(
            "start_min",
            Words("开始", "From"),
            Clock(),
            example=480,
            note=Words("两格都空表示全天。", "Both blank means the whole day."),
        ),
        Column("end_min", Words("结束", "To"), Clock(), example=720),
        Column("reason", Words("原因", "Reason"), Text(200), width=24),
    ),
    checks=(ends_after_start,),
)

CONSENTS = Sheet(
    "consents",
    Words("知情同意", "Consents"),
    ConsentEntry,
    Consent,
    (
        key_column("例-同意1"),
        RESIDENT,
        Column("kind", Words("类别", "Kind"), Choice(CONSENT_KINDS), required=True, example="service"),
        Column("given_by", Words("同意人", "Given by"), Text(80), example="王示例"),
        Column("relation", Words("与居民关系", "Relation"), Text(32), example="本人"),
        Column("given_on", Words("同意日期", "Given on"), Day(), required=True, example=date(2026, 10, 8)),
        VALID_UNTIL,
        Column("withdrawn_on", Words("撤回日期", "Withdrawn on"), Day()),
    ),
    checks=(in_order("given_on", "valid_until"), in_order("given_on", "withdrawn_on")),
)
