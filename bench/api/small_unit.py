"""A small planning unit beside the city, whose week can really be matched."""

from __future__ import annotations

from datetime import date

from domain.access.operations import ConsentEntry, keep_consents
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.carers import CarerEntry, SkillLevel, keep_carers
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, keep_communities
from domain.visits.requests import RequestEntry, RequestTime, ServiceEntry, keep_requests, keep_services
from domain.weekly import WeeklyTime

WEEKDAYS = (0, 1, 2, 3, 4)
VISITS, CARERS = 40, 6
LATITUDE, LONGITUDE = 37.26, 111.78


async def settle_small_unit() -> Organization:
    """Forty residents who ask for a dressing a week, and six who can do it."""
    await keep_organizations([OrganizationEntry("SMALL", "西府社区医院", "bureau", is_planning_unit=True)])
    await keep_communities([CommunityEntry("XF", "西府社区", planned_by="SMALL")])
    await keep_skills([SkillEntry("dressing", "换药", "dressing")])
    await keep_services([ServiceEntry("DRESS", "伤口换药", 45, skill="dressing", assessment_needed=False)])
    await keep_carers(
        [
            CarerEntry(
                f"SN{i}",
                f"西府护士{i}",
                "practitioner",
                "SMALL",
                skills=(SkillLevel("dressing", 1),),
                availability=(WeeklyTime(WEEKDAYS, 480, 1080),),
                birth_date=date(1990, 1, 1),
                latitude=LATITUDE + i / 1000,
                longitude=LONGITUDE,
            )
            for i in range(CARERS)
        ]
    )
    residents = [
        ResidentEntry(f"SE{i:02}", f"西府老人{i}", "XF", latitude=LATITUDE, longitude=LONGITUDE + i / 2000)
        for i in range(VISITS)
    ]
    await keep_residents(residents)
    await keep_consents([ConsentEntry(f"{one.key}-K", one.key, "service", date(2026, 11, 1)) for one in residents])
    times = tuple(RequestTime(day, None, 480, 1080) for day in WEEKDAYS)
    await keep_requests([RequestEntry(f"SR{i:02}", one.key, "DRESS", times) for i, one in enumerate(residents)])
    return await Organization.get(key="SMALL")
