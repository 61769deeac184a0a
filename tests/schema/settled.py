"""A community with a few of everything."""

from datetime import date, datetime
from typing import Any

from domain.access.operations import ConsentEntry, keep_consents
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.carers import CarerEntry, QualificationEntry, SkillLevel, keep_carers, keep_qualifications
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, RoomEntry, keep_communities, keep_rooms
from domain.visits.requests import RequestEntry, RequestTime, ServiceEntry, keep_requests, keep_services
from domain.weekly import WeeklyTime
from domain.youth.enrolments import EnrolmentEntry, keep_enrolments
from domain.youth.operations import SessionEntry, keep_sessions
from domain.youth.programs import BandEntry, ProgramEntry, keep_programs

HERE: dict[str, Any] = {"latitude": 37.26, "longitude": 111.78}
WEEKDAYS = (0, 1, 2, 3, 4)


async def settle(visits: int) -> None:
    """西府 with so many visits owed to so many residents, a carer for every ten of them, and one youth session."""
    await keep_organizations([OrganizationEntry("WJJ", "汾阳市卫健局", "bureau", is_planning_unit=True)])
    await keep_communities([CommunityEntry("XF", "西府社区", name_en="Xifu", planned_by="WJJ")])
    await keep_skills([SkillEntry("dressing", "换药", "dressing"), SkillEntry("lifting", "搬抬", "lifting")])
    await keep_services(
        [
            ServiceEntry("DRESS", "伤口换药", 60, skill="dressing", assessment_needed=False),
            ServiceEntry("LIFT", "协助翻身", 30, skill="lifting", assessment_needed=False),
        ]
    )
    await keep_carers(
        [
            CarerEntry(
                f"C{i:03}",
                f"护士{i}",
                "practitioner" if i % 2 else "volunteer",
                "WJJ",
                skills=(SkillLevel("dressing", 1 + i % 2),),
                availability=(WeeklyTime(WEEKDAYS, 480, 1080),),
                birth_date=date(1990, 1, 1),
                phone="13812345678",
                **HERE,
            )
            for i in range(max(2, visits // 10))
        ]
    )
    await keep_qualifications([QualificationEntry("C000-L", "C000", "nurse", date(2020, 1, 1))])
    residents = [
        ResidentEntry(f"E{i:03}", f"老人{i}", "XF", phone="13900001234", birth_date=date(1945, 1, 1), **HERE)
        for i in range(visits)
    ]
    children = [ResidentEntry(f"Y{i}", f"孩子{i}", "XF", birth_date=date(2018, 6, 1), **HERE) for i in range(4)]
    await keep_residents([*residents, *children])
    consents = [ConsentEntry(f"{one.key}-K", one.key, "service", date(2026, 11, 1)) for one in residents[:-1]]
    consents += [ConsentEntry(f"{one.key}-K", one.key, "guardian", date(2026, 11, 1)) for one in children]
    await keep_consents(consents)
    await keep_requests(
        [
            RequestEntry(
                f"R{i:03}",
                one.key,
                "LIFT" if i % 10 == 0 else "DRESS",
                tuple(RequestTime(day, None, 480, 1080) for day in WEEKDAYS),
            )
            for i, one in enumerate(residents)
        ]
    )
    await keep_rooms([RoomEntry("ROOM", "XF", "活动室", 30, **HERE)])
    await keep_programs([ProgramEntry("TTHLQ", "团团活力圈", "XF", "WJJ", (BandEntry(7, 9, 6),), guides=("WJJ",))])
    await keep_sessions([SessionEntry("S1", "TTHLQ", "ROOM", "口才课堂", date(2026, 12, 9), 1080, 1140)])
    at = datetime(2026, 11, 20, 8, 0)  # noqa: DTZ001  (by the clock on the wall)
    await keep_enrolments([EnrolmentEntry(f"N{i}", "S1", one.key, at) for i, one in enumerate(children)])
