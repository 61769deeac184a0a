"""Fenyang's carers in the demo: eight of the medical staff, eight volunteers, each with a reason to be there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.demo.fenyang import CENTRES, UNIT
from api.demo.names import telephone
from api.workbook.cells.availability import parse_availability
from api.workbook.cells.skills import parse_skills
from domain.people.carers import CarerEntry, ExceptionEntry, QualificationEntry

BOTH_HALVES = "周一至周五 08:00-12:00,14:00-17:30"
TUTORING = "周三 16:00-18:30; 周六、周日 08:00-12:00,14:00-17:30"


@dataclass(frozen=True, slots=True)
class Person:
    """A carer in one line: what matters in the demo's week."""

    key: str
    name: str
    gender: str
    organization: str
    home: str
    mode: str
    skills: str
    hours: str
    grade: str = ""
    years: int = 0
    born: int = 1990
    contract_h: int = 30


NURSES = (
    Person(
        "N-01",
        "郭晓燕",
        "F",
        UNIT,
        "xifu",
        "car",
        "换药:3; 导尿:2; 血压血糖监测:2",
        BOTH_HALVES,
        "supervisor_nurse",
        12,
    ),
    Person(
        "N-02", "韩雅静", "F", "xiyuan-hospital", "ximen", "ebike", "换药:2; 导尿:2", BOTH_HALVES, "senior_nurse", 9
    ),
    Person(
        "N-03",
        "宋慧敏",
        "F",
        "xiyuan-hospital",
        "guzhuang",
        "ebike",
        "换药:2; 血压血糖监测",
        BOTH_HALVES,
        "senior_nurse",
        6,
    ),
    Person(
        "N-04", "梁丽娜", "F", "xihe-health-centre", "xingfujie", "ebike", "换药; 血压血糖监测", BOTH_HALVES, "nurse", 4
    ),
    Person(
        "N-05", "武建军", "M", "xihe-health-centre", "nanxun", "car", "康复:2; 移位搬抬", BOTH_HALVES, "senior_nurse", 8
    ),
    Person(
        "N-06",
        "任海霞",
        "F",
        "aier-eye-hospital",
        "dongfanghong",
        "car",
        "眼科检查:2; 血压血糖监测",
        "周二、周四 08:30-12:00,14:00-17:00",
        "senior_nurse",
        7,
        1988,
        12,
    ),
    Person(
        "N-07",
        "靳红梅",
        "F",
        "xihe-health-centre",
        "ximen",
        "ebike",
        "导尿; 鼻饲:2",
        BOTH_HALVES,
        "senior_nurse",
        10,
        1984,
    ),
    Person(
        "N-08",
        "侯春燕",
        "F",
        "xiyuan-hospital",
        "xifu",
        "ebike",
        "换药; 血压血糖监测",
        "周一、周三、周五 08:00-12:00",
        "senior_nurse",
        5,
        1992,
        12,
    ),
)
VOLUNTEERS = (
    Person(
        "V-01",
        "田志强",
        "M",
        "youth-volunteers",
        "xifu",
        "ebike",
        "移位搬抬; 陪伴",
        "周一至周五 09:00-12:00,14:00-17:00",
    ),
    Person(
        "V-02",
        "任雪峰",
        "M",
        "transport-bureau",
        "guzhuang",
        "car",
        "移位搬抬; 代办",
        "周一至周五 09:00-12:00,14:00-17:00",
    ),
    Person(
        "V-03",
        "贾秀娟",
        "F",
        "youth-volunteers",
        "nanxun",
        "foot",
        "秧歌; 陪伴; 课业辅导",
        f"周一至周五 09:00-11:30; {TUTORING}",
    ),
    Person(
        "V-04",
        "成俊杰",
        "M",
        "youth-league",
        "dongfanghong",
        "ebike",
        "口才; 课业辅导; 魔方; 代办",
        f"周二、周四 09:00-12:00; {TUTORING}",
    ),
    Person(
        "V-05",
        "阎艳芳",
        "F",
        "youth-volunteers",
        "xingfujie",
        "ebike",
        "魔方; 秧歌; 口才; 陪伴",
        f"周一、周五 09:00-12:00; {TUTORING}",
    ),
    Person("V-06", "赵瑞芳", "F", "youth-volunteers", "nanxun", "foot", "本草; 秧歌; 课业辅导", TUTORING),
    Person(
        "V-07",
        "胡伟东",
        "M",
        "youth-volunteers",
        "ximen",
        "ebike",
        "本草; 魔方; 陪伴; 代办",
        f"周二、周四 14:00-17:00; {TUTORING}",
    ),
    Person("V-08", "冀鹏飞", "M", "youth-volunteers", "nanxun", "foot", "课业辅导; 魔方", TUTORING, "", 0, 0),
)
TUTORS = ("V-03", "V-04", "V-05", "V-06", "V-07", "V-08")


def fenyang_carers(monday: date) -> dict[str, list[Any]]:
    """Sheets of carers, their qualifications and the days that differ.

    N-04 lacks a year and the grade; N-07's licence ends on Wednesday; N-01 is away on Friday; V-07's clearance ends
    before Saturday; V-08 is not of age.
    """
    carers = [entry_of(person, i, monday) for i, person in enumerate((*NURSES, *VOLUNTEERS), start=1)]
    return {
        "carers": carers,
        "qualifications": [*licences(monday), *clearances(monday)],
        "exceptions": [ExceptionEntry("X-01", "N-01", monday + timedelta(days=4), "absent", reason="外出培训")],
    }


def entry_of(person: Person, number: int, monday: date) -> CarerEntry:
    """One line as a row of the workbook."""
    is_nurse = person.key.startswith("N")
    latitude, longitude = CENTRES[person.home]
    born = date(person.born, 3, number) if person.born else date(monday.year - 17, 6, 1)
    return CarerEntry(
        person.key,
        person.name,
        "practitioner" if is_nurse else "volunteer",
        person.organization,
        units=(UNIT,),
        phone=telephone(number),
        gender=person.gender,
        birth_date=born,
        languages=("zh", "cjy") if number % 2 else ("zh",),
        grade=person.grade,
        years=person.years,
        skills=parse_skills(person.skills),
        availability=parse_availability(person.hours),
        preferred_communities=(person.home,),
        travel_mode=person.mode,
        detail="家 home",
        latitude=round(latitude + 0.0004 * (number % 5), 5),
        longitude=round(longitude - 0.0004 * (number % 3), 5),
        max_day_min=8 * 60 if is_nurse else 6 * 60,
        max_week_min=40 * 60 if is_nurse else 20 * 60,
        contract_min=person.contract_h * 60 if is_nurse else None,
        max_days=5 if is_nurse else 6,
        break_after_min=5 * 60 if is_nurse else None,
        break_min=30 if is_nurse else None,
    )


def licences(monday: date) -> list[QualificationEntry]:
    """Each nurse's licence; N-07's ends on Wednesday."""
    since, until, wednesday = monday - timedelta(days=900), monday + timedelta(days=700), monday + timedelta(days=2)
    return [
        QualificationEntry(f"Q-{nurse.key}", nurse.key, "licence", since, wednesday if nurse.key == "N-07" else until)
        for nurse in NURSES
    ]


def clearances(monday: date) -> list[QualificationEntry]:
    """Each tutor's clearance and training; V-07's clearance ends on Friday."""
    since, until, friday = monday - timedelta(days=300), monday + timedelta(days=300), monday + timedelta(days=4)
    return [
        entry
        for key in TUTORS
        for entry in (
            QualificationEntry(f"Q-{key}-C", key, "clearance", since, friday if key == "V-07" else until),
            QualificationEntry(f"Q-{key}-T", key, "training", since),
        )
    ]
