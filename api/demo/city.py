"""A city ten times the demo's size, made up by the same rules: 80 carers and 500 visits in six communities."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from api.demo.carers import BOTH_HALVES, fenyang_carers
from api.demo.fenyang import CENTRES, UNIT
from api.demo.names import ADULTS, ELDERS, invented, telephone
from api.demo.visits import Special, assessments, consents, elder, request_of
from api.workbook.cells.availability import parse_availability
from api.workbook.cells.skills import parse_skills
from domain.people.carers import CarerEntry, QualificationEntry
from domain.places.operations import BuildingEntry

NURSES, VOLUNTEERS = 40, 24  # besides the demo's sixteen
MORE_NURSES = (
    ("换药:2; 导尿:2; 血压血糖监测", "supervisor_nurse", 12),
    ("换药:2; 血压血糖监测", "senior_nurse", 7),
    ("换药; 导尿; 鼻饲:2", "senior_nurse", 9),
    ("康复:2; 移位搬抬", "senior_nurse", 8),
    ("眼科检查; 血压血糖监测", "senior_nurse", 6),
    ("血压血糖监测", "nurse", 3),
)
MORE_VOLUNTEERS = ("陪伴; 代办", "移位搬抬; 陪伴", "移位搬抬; 代办", "陪伴; 代办; 移位搬抬")
HOURS = (BOTH_HALVES, "周一至周五 08:00-12:00", "周一、周三、周五 08:00-12:00,14:00-17:30", "周二至周六 13:00-18:00")
DEMAND = (  # service and its share
    ("dressing-visit", 26),
    ("catheter-visit", 12),
    ("feeding-visit", 5),
    ("vitals-visit", 22),
    ("rehab-visit", 9),
    ("eye-visit", 6),
    ("lifting-visit", 6),
    ("company-visit", 9),
    ("errands-visit", 5),
)
TIMES = (*[1] * 300, *[2] * 70, *[3] * 20)  # visits a week of each request: 500 in all
SPANS = ("08:00-10:00", "08:30-11:30", "09:00-12:00", "14:00-16:00", "14:00-17:00", "15:00-17:30")
DAYS = {
    1: ("周一", "周二", "周三", "周四", "周五"),
    2: ("周一、周三", "周二、周四", "周一、周五"),
    3: ("周一、周三、周五",),
}


def city_carers(random: Random, monday: date) -> dict[str, list[Any]]:
    """The demo's carers and 64 more, licensed for the whole week."""
    sheets = fenyang_carers(monday)
    names = invented(random, ADULTS)
    for number in range(17, 17 + NURSES + VOLUNTEERS):
        is_nurse = number < 17 + NURSES
        carer = city_carer(random, number, next(names), is_nurse=is_nurse)
        sheets["carers"].append(carer)
        if is_nurse:
            since, until = monday - timedelta(days=900), monday + timedelta(days=400)
            sheets["qualifications"].append(QualificationEntry(f"Q-{carer.key}", carer.key, "licence", since, until))
    return sheets


def city_carer(random: Random, number: int, name: str, *, is_nurse: bool) -> CarerEntry:
    """A nurse or a volunteer somewhere in town."""
    skills, grade, years = random.choice(MORE_NURSES) if is_nurse else (random.choice(MORE_VOLUNTEERS), "", 0)
    home = random.choice(list(CENTRES))
    return CarerEntry(
        f"{'N' if is_nurse else 'V'}-{number:02d}",
        name,
        "practitioner" if is_nurse else "volunteer",
        random.choice(["xiyuan-hospital", "xihe-health-centre"]) if is_nurse else "youth-volunteers",
        units=(UNIT,),
        phone=telephone(1000 + number),
        gender=random.choice("FFM"),
        birth_date=date(random.randint(1970, 2000), random.randint(1, 12), random.randint(1, 28)),
        languages=random.choice([("zh",), ("zh", "cjy")]),
        grade=grade,
        years=years,
        skills=parse_skills(skills),
        availability=parse_availability(random.choice(HOURS)),
        preferred_communities=(home,),
        travel_mode=random.choice(["ebike", "ebike", "car", "foot"]),
        detail="家 home",
        latitude=round(CENTRES[home][0] + random.uniform(-0.004, 0.004), 5),
        longitude=round(CENTRES[home][1] + random.uniform(-0.004, 0.004), 5),
        contract_min=30 * 60 if is_nurse else None,
        max_days=5,
        break_after_min=5 * 60 if is_nurse else None,
        break_min=30 if is_nurse else None,
    )


def city_requests(random: Random, monday: date, houses: list[BuildingEntry]) -> dict[str, list[Any]]:
    """Elders, their requests, assessments and consents; one request in forty lacks a paper."""
    names = invented(random, ELDERS)
    services, shares = zip(*DEMAND, strict=True)
    times = list(TIMES)
    random.shuffle(times)
    sheets: dict[str, list[Any]] = {"residents": [], "requests": [], "assessments": [], "consents": []}
    for number, often in enumerate(times, start=1):
        case = Special(
            random.choices(services, shares)[0],
            f"{random.choice(DAYS[often])} {random.choice(SPANS)}",
            has_consent=number % 40 != 20,
            has_assessment=number % 40 != 0,
        )
        resident = elder(random, number, next(names), monday, houses)
        sheets["residents"].append(resident)
        sheets["requests"].append(request_of(number, resident, case, often, monday))
        sheets["assessments"] += assessments(number, resident, case, monday)
        sheets["consents"] += consents(number, resident, case, monday)
    return sheets
