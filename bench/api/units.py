"""Planning units beside the city, whose weeks can really be matched: a small one, and one as large as a city."""

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
SMALL = "SMALL"
VISITS_EACH = 7  # that a carer of five days makes with ease
LATITUDE, LONGITUDE = 37.26, 111.78


async def settle_unit(key: str, visits: int) -> Organization:
    """So many residents who ask for a dressing a week, and those who can do it; keys begin with the unit's."""
    await keep_organizations([OrganizationEntry(key, "西府社区医院", "bureau", is_planning_unit=True)])
    await keep_communities([CommunityEntry(f"{key}-XF", "西府社区", planned_by=key)])
    await keep_skills([SkillEntry("dressing", "换药", "dressing")])
    await keep_services([ServiceEntry("DRESS", "伤口换药", 45, skill="dressing", assessment_needed=False)])
    await keep_carers(
        [
            CarerEntry(
                f"{key}-N{i:03}",
                f"西府护士{i}",
                "practitioner",
                key,
                skills=(SkillLevel("dressing", 1),),
                availability=(WeeklyTime(WEEKDAYS, 480, 1080),),
                birth_date=date(1990, 1, 1),
                latitude=LATITUDE + i % 20 / 1000,
                longitude=LONGITUDE + i // 20 / 1000,
            )
            for i in range(max(2, visits // VISITS_EACH))
        ]
    )
    residents = [
        ResidentEntry(
            f"{key}-E{i:04}",
            f"西府老人{i}",
            f"{key}-XF",
            latitude=LATITUDE + i // 40 / 2000,
            longitude=LONGITUDE + i % 40 / 2000,
        )
        for i in range(visits)
    ]
    await keep_residents(residents)
    await keep_consents([ConsentEntry(f"{one.key}-K", one.key, "service", date(2026, 11, 1)) for one in residents])
    times = [tuple(RequestTime(day, None, 480, 1080) for day in (one, (one + 1) % 5)) for one in WEEKDAYS]
    await keep_requests(
        [RequestEntry(f"{key}-R{i:04}", one.key, "DRESS", times[i % 5]) for i, one in enumerate(residents)]
    )
    return await Organization.get(key=key)
