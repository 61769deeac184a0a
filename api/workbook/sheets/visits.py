"""Sheets of services, requests for them, and the assessments before them."""

from __future__ import annotations

from datetime import date

from api.workbook.cells.windows import format_windows, parse_windows
from api.workbook.checks import in_order, preferred_is_not_excluded, wants_no_more_days_than_there_are
from api.workbook.choices import CARER_KINDS, CHANNELS, GENDERS, GRADES, LANGUAGES, PRIORITIES, REQUEST_STATES
from api.workbook.choices import QUALIFICATIONS as QUALIFICATION_KINDS
from api.workbook.kinds import Choice, Day, Phrase, Text, Whole, YesNo
from api.workbook.references import Reference, References
from api.workbook.sheets.people import RESIDENT, VALID_UNTIL
from api.workbook.sheets.places import NAME_EN
from api.workbook.spec import Column, Sheet, key_column
from domain.visits.models import HomeVisitRequest, RiskAssessment, ServiceCategory
from domain.visits.requests import AssessmentEntry, RequestEntry, RequestTime, ServiceEntry
from domain.wording import Words

WINDOWS = Phrase(parse_windows, format_windows)
WINDOWS_NOTE = Words("如 周二 08:00-12:00; 2026-12-03 14:00-16:00", "Such as Tue 08:00-12:00; 2026-12-03 14:00-16:00")
TUESDAY_MORNING = (RequestTime(1, None, 480, 720),)

SERVICES = Sheet(
    "services",
    Words("服务类别", "Services"),
    ServiceEntry,
    ServiceCategory,
    (
        key_column("例-换药服务"),
        Column("name", Words("名称", "Name"), Text(120), required=True, example="伤口换药", width=20),
        NAME_EN,
        Column("duration_min", Words("时长分钟", "Minutes"), Whole(5, 720), required=True, example=45),
        Column("carers_needed", Words("需要人数", "Carers needed"), Whole(1, 6), example=1),
        Column("skill", Words("技能", "Skill"), Reference("skills"), example="例-换药"),
        Column("level", Words("级别", "Level"), Whole(1, 9), example=1),
        Column("carer_kind", Words("人员类别", "Kind of carer"), Choice(CARER_KINDS), example="practitioner"),
        Column(
            "qualification", Words("资质", "Qualification"), Choice(QUALIFICATION_KINDS), example="licence", width=24
        ),
        Column("min_years", Words("最少年限", "Years at least"), Whole(0, 70), example=5),
        Column("min_grade", Words("最低职称", "Grade at least"), Choice(GRADES), example="senior_nurse"),
        Column(
            "helper_skill",
            Words("同行人员技能", "Helpers' skill"),
            Reference("skills"),
            note=Words("第二人起;空着表示与第一人要求相同。", "From the second carer on; blank means as the first."),
        ),
        Column("helper_kind", Words("同行人员类别", "Kind of helper"), Choice(CARER_KINDS)),
        Column("assessment_needed", Words("须先评估", "Assessment first"), YesNo(), example=True),
        Column("is_prohibited", Words("禁止上门", "Prohibited at home"), YesNo(), example=False),
    ),
    named_by=("name", "name_en"),
)

REQUESTS = Sheet(
    "requests",
    Words("服务申请", "Requests"),
    RequestEntry,
    HomeVisitRequest,
    (
        key_column("例-申请1"),
        RESIDENT,
        Column("service", Words("服务类别", "Service"), Reference("services"), required=True, example="例-换药服务"),
        Column(
            "windows",
            Words("时间窗", "Windows"),
            WINDOWS,
            required=True,
            example=TUESDAY_MORNING,
            note=WINDOWS_NOTE,
            width=40,
        ),
        Column("wish", Words("最希望的时间", "Best time"), WINDOWS, note=WINDOWS_NOTE, width=24),
        Column("visits_per_week", Words("每周次数", "Visits a week"), Whole(1, 7), example=1),
        Column("days_apart", Words("至少间隔天数", "Days apart, at least"), Whole(0, 6), example=1),
        Column("priority", Words("优先级", "Priority"), Choice(PRIORITIES), example="routine"),
        Column("starts_on", Words("开始日期", "Starts on"), Day(), example=date(2026, 11, 30)),
        Column("ends_on", Words("结束日期", "Ends on"), Day()),
        Column("preferred_carer", Words("优先人员", "Preferred carer"), Reference("carers"), example="例-护士1"),
        Column("excluded_carers", Words("排除人员", "Excluded carers"), References("carers")),
        Column("keeps_carer", Words("尽量同一人", "Same carer if possible"), YesNo(), example=True),
        Column("gender_wish", Words("希望性别", "Wished gender"), Choice(GENDERS)),
        Column("language_wish", Words("希望语言", "Wished language"), Choice(LANGUAGES)),
        Column("channel", Words("渠道", "Channel"), Choice(CHANNELS), example="phone"),
        Column("booked_by", Words("预约人", "Booked by"), Text(80), example="本人"),
        Column("assisted_by", Words("协助人", "Assisted by"), Text(80), example="网格员"),
        Column("state", Words("状态", "State"), Choice(REQUEST_STATES), example="active"),
    ),
    checks=(in_order("starts_on", "ends_on"), preferred_is_not_excluded, wants_no_more_days_than_there_are),
)

ASSESSMENTS = Sheet(
    "assessments",
    Words("风险评估", "Assessments"),
    AssessmentEntry,
    RiskAssessment,
    (
        key_column("例-评估1"),
        RESIDENT,
        Column(
            "service",
            Words("服务类别", "Service"),
            Reference("services"),
            example="例-换药服务",
            note=Words("空着表示适用于全部服务。", "Blank means for every service."),
        ),
        Column("assessed_on", Words("评估日期", "Assessed on"), Day(), required=True, example=date(2026, 10, 8)),
        VALID_UNTIL,
        Column("assessor", Words("评估人", "Assessor"), Text(80), example="李示例"),
        Column("is_fit", Words("适合上门", "Fit for a home visit"), YesNo(), example=True),
    ),
    checks=(in_order("assessed_on", "valid_until"),),
)
