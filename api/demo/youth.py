"""团团活力圈, Nanxun's youth programme: four levels of partners, four themes, six activities, thirty children."""

from __future__ import annotations

from datetime import date, datetime, timedelta
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
ACTIVITIES = (  # key, title, English title, theme, skill, room, weekday, start, minutes, children
    ("S-01", "周三辅导课堂", "Wednesday homework class", "学业辅导", "homework", "nanxun-hall", 2, 990, 90, 14),
    ("S-02", "秧歌传承", "Yangge handed down", "思想引领", "yangge", "nanxun-hall", 5, 540, 60, 12),
    ("S-03", "口才课堂", "Speaking class", "学业辅导", "speech", "nanxun-hall", 5, 600, 60, 12),
    ("S-04", "亲子探本草研学", "Herbs for parents and children", "身心健康", "herbs", "science-hall", 5, 870, 120, 18),
    ("S-05", "玩转魔方", "Fun with cubes", "身心健康", "cube", "wisdom-space", 6, 540, 60, 10),
    ("S-06", "爱老同行", "Walking with elders", "社会融入", "company", "nanxun-hall", 6, 870, 90, 12),
)
CHILD_COUNT = 30


def youth_sheets(random: Random, monday: date, houses: list[BuildingEntry]) -> dict[str, list[Any]]:
    """Sheets of the programme, its sessions, the children, their guardians' consents and their places.

    Herbs has two tutors, of whom V-07 has no clearance by then, so that children wait. K-30 has no consent.
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
        "enrolments": [place for activity in ACTIVITIES for place in places(random, activity, children, monday)],
    }


def child(random: Random, number: int, name: str, monday: date, houses: list[BuildingEntry]) -> ResidentEntry:
    """A child of Nanxun aged 7 to 12, with a guardian."""
    house = random.choice([one for one in houses if one.community == "nanxun"])
    age = 7 + number % 6
    return ResidentEntry(
        f"K-{number:02d}",
        name,
        "nanxun",
        birth_date=date(monday.year - age, 1 + number % 9, 1 + number % 28),
        gender="FM"[number % 2],
        languages=("zh",),
        building=house.key,
        detail=f"{random.randint(1, 4)}单元{random.randint(1, 6)}0{random.randint(1, 2)}",
        guardian_name=f"{name[0]}家长",
        guardian_phone=telephone(500 + number),
    )


def session_of(activity: tuple[Any, ...], monday: date) -> SessionEntry:
    """An activity as a session of the week."""
    key, title, title_en, theme, skill, room, weekday, start_min, minutes, _ = activity
    return SessionEntry(
        key,
        PROGRAM.key,
        room,
        title,
        monday + timedelta(days=weekday),
        start_min,
        start_min + minutes,
        title_en,
        theme,
        skill,
    )


def places(
    random: Random, activity: tuple[Any, ...], children: list[ResidentEntry], monday: date
) -> list[EnrolmentEntry]:
    """So many children enrolled, a few minutes after one another."""
    key, count = activity[0], activity[-1]
    opened = datetime.combine(monday - timedelta(days=10), datetime.min.time()) + timedelta(hours=9)
    return [
        EnrolmentEntry(f"{key}-{one.key}", key, one.key, opened + timedelta(minutes=7 * i))
        for i, one in enumerate(random.sample(children, count))
    ]
