"""团团活力圈, Nanxun's youth programme: four levels of partners, four themes, six activities, thirty children."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from api.demo.fenyang import UNIT
from api.demo.names import CHILDREN, invented, telephone
from domain.access.operations import ConsentEntry
from domain.people.operations import ResidentEntry
from domain.places.operations import BuildingEntry
from domain.youth.enrolments import EnrolmentEntry
from domain.youth.operations import SessionEntry
from domain.youth.programs import BandEntry, ProgramEntry

PROGRAM = ProgramEntry(
    "vitality-circle",
    "团团活力圈",
    "nanxun",
    UNIT,
    (BandEntry(7, 8, 6), BandEntry(9, 12, 8)),
    "Circle of Vitality",
    guides=("youth-league",),
    hosts=("nanxun",),
    executors=("youth-volunteers",),
    partners=("xiyuan-hospital", "health-bureau"),
    qualifications=("clearance", "training"),
)


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the six activities: when and where in the week, and how many children of each age band come."""

    key: str
    title: str
    title_en: str
    theme: str
    skill: str
    room: str
    weekday: int
    start_min: int
    minutes: int
    young: int
    old: int


ACTIVITIES = (
    Activity(
        "S-01", "周三辅导课堂", "Wednesday homework class", "学业辅导", "homework", "nanxun-hall", 2, 990, 90, 6, 8
    ),
    Activity("S-02", "秧歌传承", "Yangge handed down", "思想引领", "yangge", "nanxun-hall", 5, 540, 60, 5, 12),
    Activity("S-03", "口才课堂", "Speaking class", "学业辅导", "speech", "nanxun-hall", 5, 600, 60, 4, 8),
    Activity("S-04", "亲子探本草研学", "Herbs for families", "身心健康", "herbs", "science-hall", 5, 870, 120, 6, 8),
    Activity("S-05", "玩转魔方", "Fun with cubes", "身心健康", "cube", "wisdom-space", 6, 540, 60, 4, 7),
    Activity("S-06", "爱老同行", "Walking with elders", "社会融入", "company", "nanxun-hall", 6, 870, 90, 3, 8),
)
CHILD_COUNT = 30


def youth_sheets(random: Random, monday: date, houses: list[BuildingEntry]) -> dict[str, list[Any]]:
    """Sheets of the programme, its sessions, the children, their guardians' consents and their places.

    Herbs calls for two tutors, of whom V-07 has no clearance by then, so that children wait. K-30, who would like to
    come to the homework class, has no consent.
    """
    children = [
        child(random, i, name, monday, houses)
        for i, name in zip(range(1, CHILD_COUNT + 1), invented(random, CHILDREN), strict=False)
    ]
    return {
        "residents": children,
        "programs": [PROGRAM],
        "sessions": [session_of(activity, monday) for activity in ACTIVITIES],
        "consents": [
            ConsentEntry(
                f"C-{one.key}", one.key, "guardian", monday - timedelta(days=60), one.guardian_name, "父母 parent"
            )
            for one in children[:-1]
        ],
        "enrolments": [place for activity in ACTIVITIES for place in places(random, activity, monday)],
    }


def child(random: Random, number: int, name: str, monday: date, houses: list[BuildingEntry]) -> ResidentEntry:
    """A child of Nanxun aged 7 to 12, with a guardian."""
    house = random.choice([one for one in houses if one.community == "nanxun"])
    return ResidentEntry(
        f"K-{number:02d}",
        name,
        "nanxun",
        birth_date=monday - timedelta(days=round(365.25 * age_of(number)) + 20 + 10 * number),
        gender="FM"[number % 2],
        languages=("zh",),
        building=house.key,
        detail=f"{random.randint(1, 4)}单元{random.randint(1, 6)}0{random.randint(1, 2)}",
        guardian_name=f"{name[0]}家长",
        guardian_phone=telephone(500 + number),
    )


def age_of(number: int) -> int:
    """Whole years of a child in the demo's week."""
    return 7 + number % 6


def session_of(activity: Activity, monday: date) -> SessionEntry:
    """An activity as a session of the week."""
    return SessionEntry(
        activity.key,
        PROGRAM.key,
        activity.room,
        activity.title,
        monday + timedelta(days=activity.weekday),
        activity.start_min,
        activity.start_min + activity.minutes,
        activity.title_en,
        activity.theme,
        activity.skill,
    )


def places(random: Random, activity: Activity, monday: date) -> list[EnrolmentEntry]:
    """The children of an activity, enrolled a few minutes after one another."""
    numbers = range(1, CHILD_COUNT)
    coming = random.sample([one for one in numbers if age_of(one) <= 8], activity.young)
    coming += random.sample([one for one in numbers if age_of(one) > 8], activity.old)
    random.shuffle(coming)
    if activity.key == "S-01":
        coming.append(CHILD_COUNT)
    opened = datetime.combine(monday - timedelta(days=10), time(9))
    return [
        EnrolmentEntry(f"{activity.key}-K{one:02d}", activity.key, f"K-{one:02d}", opened + timedelta(minutes=7 * i))
        for i, one in enumerate(coming)
    ]
