"""A city for the stories, built through the operations that a coordinator's import uses, one fact at a time."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count

import pytest

from domain.access.operations import ConsentEntry, keep_consents
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.carers import CarerEntry, QualificationEntry, SkillLevel, keep_carers, keep_qualifications
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, RoomEntry, keep_communities, keep_rooms
from domain.planning import rosters
from domain.planning.compile import Compiled
from domain.planning.operations import publish
from domain.planning.solving import Budget, Solved, prepare, solve_week
from domain.planning.tray import read_tray
from domain.visits.requests import (
    AssessmentEntry,
    RequestEntry,
    RequestTime,
    ServiceEntry,
    keep_assessments,
    keep_requests,
    keep_services,
)
from domain.weekly import WeeklyTime

WEEK = "2026-W50"
MONDAY = date(2026, 12, 7)
BEFORE = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
DAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
LAT, LON = 37.261, 111.781


@dataclass
class City:
    """西府 and its health bureau; every other fact is added by the story that needs it."""

    unit_key: str = "WJJ"
    numbers: count = field(default_factory=lambda: count(1))

    async def found(self) -> "City":
        await keep_organizations(
            [OrganizationEntry(self.unit_key, "汾阳市卫健局", "bureau", is_planning_unit=True, trip_overhead_min=10)]
        )
        await keep_communities([CommunityEntry("XF", "西府社区", planned_by=self.unit_key)])
        return self

    @property
    async def unit(self) -> Organization:
        return await Organization.get(key=self.unit_key)

    async def skill(self, key: str, name: str) -> None:
        await keep_skills([SkillEntry(key, name)])

    async def service(self, key: str, name: str, **facts) -> None:
        await keep_services([ServiceEntry(key, name, facts.pop("minutes", 60), **facts)])

    async def carer(self, key: str, name: str, hours: str, skills: str, *, licence=True, **facts) -> None:
        """`hours` such as `Tue,Thu 08-12; Fri 14-17`, `skills` such as `dressing catheter`."""
        entry = CarerEntry(
            key,
            name,
            facts.pop("kind", "practitioner"),
            self.unit_key,
            skills=tuple(SkillLevel(skill) for skill in skills.split()),
            availability=tuple(weekly(part) for part in hours.split(";")),
            latitude=LAT,
            longitude=LON,
            travel_mode="foot",
            birth_date=facts.pop("birth_date", date(1990, 5, 1)),
            **facts,
        )
        await keep_carers([entry])
        if licence:
            await self.qualified(key, "nurse")

    async def qualified(self, carer: str, kind: str, until: date | None = None) -> None:
        await keep_qualifications([QualificationEntry(f"{carer}-{kind}", carer, kind, date(2020, 1, 1), until)])

    async def elder(self, key: str, name: str, *, consent=True, assessed=True, **facts) -> None:
        """Somebody of 西府 at a door of their own, some metres from the last."""
        place = {"latitude": LAT + next(self.numbers) / 1_000_000, "longitude": LON}
        await keep_residents([ResidentEntry(key, name, "XF", **{**place, **facts})])
        if consent:
            await keep_consents([ConsentEntry(f"{key}-consent", key, "service", date(2026, 11, 1))])
        if assessed:
            await keep_assessments([AssessmentEntry(f"{key}-assessment", key, date(2026, 11, 2))])

    async def request(self, key: str, elder: str, service: str, windows: str, **facts) -> None:
        """`windows` such as `Tue 08-12; Thu 08-12`."""
        await keep_requests([RequestEntry(key, elder, service, times(windows), **facts)])

    async def room(self, key: str, **facts) -> None:
        await keep_rooms([RoomEntry(key, "XF", "活动室", facts.pop("capacity", 50), latitude=LAT, longitude=LON)])

    async def compiled(self, now: datetime = BEFORE) -> Compiled:
        compiled = await prepare(await self.unit, WEEK, now=now)
        assert isinstance(compiled, Compiled), compiled
        return compiled

    async def solve(self, now: datetime = BEFORE, seconds: float = 10.0) -> Solved:
        solved = await solve_week(await self.unit, WEEK, budget=Budget(seconds), now=now, actor="story")
        assert isinstance(solved, Solved), solved
        return solved

    async def publish(self, solved: Solved, now: datetime = BEFORE):
        return await publish(solved.draft.plan_id, await self.compiled(now), now=now, actor="story")

    async def roster(self, solved: Solved) -> dict[str, list[tuple[str, str]]]:
        """Carer's key and local weekday and time, by the request's or session's key."""
        entries = await rosters.roster_of(solved.draft.plan_id)
        week = solved.compiled.week
        found: dict[str, list[tuple[str, str]]] = {}
        for one in entries:
            found.setdefault(one.request_key, []).append((one.carer_key, f"{week.local(one.starts_at):%a %H:%M}"))
        return found

    async def tray(self, solved: Solved):
        return {line.request_key: line for line in await read_tray(solved.draft.plan_id)}


def weekly(text: str) -> WeeklyTime:
    days, hours = text.split()
    start, end = hours.split("-")
    return WeeklyTime(tuple(DAYS[day] for day in days.split(",")), minutes(start), minutes(end))


def times(text: str) -> tuple[RequestTime, ...]:
    found = []
    for part in text.split(";"):
        day, hours = part.split()
        start, end = hours.split("-")
        found.append(RequestTime(DAYS[day], None, minutes(start), minutes(end)))
    return tuple(found)


def minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute or 0)


@pytest.fixture
async def city(database) -> City:
    return await City().found()
