"""Fenyang's home visits in the demo: the ordinary ones, those that can't be planned, and those that find nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from api.demo.fenyang import CENTRES
from api.demo.names import ELDERS, invented, telephone
from api.workbook.cells.windows import parse_windows
from domain.access.operations import ConsentEntry
from domain.people.operations import ResidentEntry
from domain.places.operations import BuildingEntry
from domain.planning.pin_entries import PinEntry
from domain.visits.requests import AssessmentEntry, RequestEntry

ORDINARY = (  # service, how many, visits a week
    ("dressing-visit", 7, 1),
    ("dressing-visit", 2, 2),
    ("catheter-visit", 4, 1),
    ("vitals-visit", 9, 1),
    ("rehab-visit", 2, 2),
    ("rehab-visit", 2, 1),
    ("eye-visit", 3, 1),
    ("lifting-visit", 2, 1),
    ("company-visit", 5, 1),
    ("errands-visit", 3, 1),
)
WINDOWS = (
    "周一、周二 08:30-11:30; 周三 14:00-17:00",
    "周二、周四 08:30-12:00",
    "周一至周三 14:00-17:00",
    "周一、周三、周五 08:30-11:30",
    "周三至周五 09:00-12:00; 周四 14:00-17:00",
)
FRIDAY_EARLY, THURSDAY = "周五 08:10-09:30", "周四 09:00-11:00"


@dataclass(frozen=True, slots=True)
class Special:
    """A request with something the matter: papers that lack, or nobody who could come."""

    service: str
    windows: str = WINDOWS[1]
    has_consent: bool = True
    has_assessment: bool = True
    has_coordinates: bool = True


SPECIALS = (
    Special("dressing-visit", has_assessment=False),
    Special("catheter-visit", has_consent=False),
    Special("vitals-visit", has_coordinates=False),
    Special("infusion-visit"),
    Special("feeding-visit", THURSDAY),  # only N-07 can, and her licence ends the day before
    Special("catheter-visit", FRIDAY_EARLY),  # three at once, and N-02 alone is there and may
    Special("catheter-visit", FRIDAY_EARLY),
    Special("catheter-visit", FRIDAY_EARLY),
)


def fenyang_requests(random: Random, monday: date, houses: list[BuildingEntry]) -> dict[str, list[Any]]:
    """Sheets of elders, their requests, assessments, consents and pins."""
    ordinary = [(service, times) for service, count, times in ORDINARY for _ in range(count)]
    random.shuffle(ordinary)
    cases = [(Special(service, WINDOWS[i % len(WINDOWS)]), times) for i, (service, times) in enumerate(ordinary)]
    cases += [(special, 1) for special in SPECIALS]
    names = invented(random, ELDERS)
    sheets: dict[str, list[Any]] = {"residents": [], "requests": [], "assessments": [], "consents": []}
    for number, (case, times) in enumerate(cases, start=1):
        resident = elder(random, number, next(names), monday, houses, has_coordinates=case.has_coordinates)
        sheets["residents"].append(resident)
        sheets["requests"].append(request_of(number, resident, case, times, monday))
        sheets["assessments"] += assessments(number, resident, case, monday)
        sheets["consents"] += consents(number, resident, case, monday)
    return {**sheets, "pins": list(pins(sheets["requests"], monday))}


def elder(
    random: Random, number: int, name: str, monday: date, houses: list[BuildingEntry], *, has_coordinates: bool = True
) -> ResidentEntry:
    """An elder in some building of each community in turn."""
    community = list(CENTRES)[number % len(CENTRES)]
    house = random.choice([one for one in houses if one.community == community])
    return ResidentEntry(
        f"E-{number:03d}",
        name,
        community,
        phone=telephone(100 + number),
        birth_date=date(monday.year - random.randint(66, 92), random.randint(1, 12), random.randint(1, 28)),
        gender=random.choice("FFM"),
        languages=random.choice([("zh",), ("zh", "cjy"), ("cjy",)]),
        mobility=random.choice(["assisted", "wheelchair", "bedridden", "assisted"]),
        building=house.key if has_coordinates else None,
        detail=f"{random.randint(1, 4)}单元{random.randint(1, 6)}0{random.randint(1, 2)}",
    )


def request_of(number: int, resident: ResidentEntry, case: Special, times: int, monday: date) -> RequestEntry:
    """The elder's request; the first of some kinds wish for a time, a gender or a language."""
    entry = RequestEntry(
        f"R-{number:03d}",
        resident.key,
        case.service,
        parse_windows(case.windows),
        visits_per_week=times,
        days_apart=2 if times == 2 else 1,
        starts_on=monday - timedelta(days=28),
        channel=("phone", "wechat", "online", "proxy", "door")[number % 5],
        booked_by=resident.name if number % 5 in (1, 2) else "网格员 grid worker",
        assisted_by="党员志愿者 party volunteer" if number % 4 == 0 else "",
        priority="urgent" if number % 11 == 0 else "routine",
    )
    if number % 7 == 0:
        entry = replace(entry, wish=parse_windows("周一至周五 09:00-10:30"))
    if number % 9 == 0:
        entry = replace(entry, gender_wish=resident.gender)
    if resident.languages == ("cjy",):
        entry = replace(entry, language_wish="cjy")
    return entry


def assessments(number: int, resident: ResidentEntry, case: Special, monday: date) -> list[AssessmentEntry]:
    """An assessment of the elder, for every service."""
    if not case.has_assessment:
        return []
    return [AssessmentEntry(f"A-{number:03d}", resident.key, monday - timedelta(days=40), assessor="郭晓燕")]


def consents(number: int, resident: ResidentEntry, case: Special, monday: date) -> list[ConsentEntry]:
    """The elder's consent to home visits."""
    if not case.has_consent:
        return []
    given = monday - timedelta(days=40)
    return [ConsentEntry(f"C-{number:03d}", resident.key, "service", given, resident.name, "本人 self")]


def pins(requests: list[RequestEntry], monday: date) -> Iterator[PinEntry]:
    """The first lifting visit is V-01's, whoever goes with him."""
    year, week, _ = monday.isocalendar()
    lifting = next(entry for entry in requests if entry.service == "lifting-visit")
    yield PinEntry("P-01", f"{year}-W{week:02d}", request=lifting.key, slot=1, carer="V-01")
