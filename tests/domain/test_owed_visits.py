"""The visits that a week owes: made once, in the weeks and on the days that the request asks for."""

import asyncio
from datetime import date
from typing import Any

import pytest

from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.people.models import Resident
from domain.places.models import Address, Community
from domain.planning.models import Week
from domain.visits.models import HomeVisitRequest, RequestWindow, ServiceCategory, Visit
from domain.visits.operations import owe_visits

WEEK = "2026-W49"  # Monday 30 November to Sunday 6 December


@pytest.fixture
async def unit(database) -> Organization:
    return await Organization.create(key="health", name="卫健局", kind="bureau", is_planning_unit=True)


@pytest.fixture
async def resident(unit) -> Resident:
    community = await Community.create(key="xifu", name="西府社区", planned_by=unit)
    address = await Address.create(community=community)
    return await Resident.create(key="e1", name="李奶奶", community=community, address=address)


async def ask(resident: Resident, *, window=None, **values) -> HomeVisitRequest:
    service, _ = await ServiceCategory.get_or_create(key="dressing", defaults={"name": "换药", "duration_min": 45})
    key = f"r{await HomeVisitRequest.all().count() + 1}"
    request = await HomeVisitRequest.create(key=key, resident=resident, service=service, **values)
    when: dict[str, Any] = window or {"weekday": 1}
    await RequestWindow.create(request=request, start_min=480, end_min=720, **when)
    return request


async def numbers(unit: Organization, week: str = WEEK) -> list[int]:
    visits = await owe_visits(unit, week)
    assert isinstance(visits, list)
    return [visit.number for visit in visits]


async def test_a_request_is_owed_so_many_visits_a_week_numbered_from_one(unit, resident):
    await ask(resident, visits_per_week=3)

    assert await numbers(unit) == [1, 2, 3]


async def test_asking_again_gives_the_same_visits(unit, resident):
    await ask(resident, visits_per_week=2)

    first = await owe_visits(unit, WEEK)
    again = await owe_visits(unit, WEEK)

    assert first == again
    assert await Visit.all().count() == 2


async def test_two_coordinators_at_once_make_each_visit_once(unit, resident):
    for _ in range(5):
        await ask(resident, visits_per_week=2)

    await asyncio.gather(*(owe_visits(unit, WEEK) for _ in range(8)))

    assert await Visit.all().count() == 10


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"starts_on": date(2026, 12, 1)}, 1),
        ({"starts_on": date(2026, 12, 2)}, 0),
        ({"ends_on": date(2026, 12, 1)}, 1),
        ({"ends_on": date(2026, 11, 30)}, 0),
        ({"starts_on": date(2026, 1, 1), "ends_on": date(2026, 11, 29)}, 0),
        ({"state": "paused"}, 0),
        ({"window": {"on_date": date(2026, 12, 6)}}, 1),
        ({"window": {"on_date": date(2026, 12, 7)}}, 0),
        ({"window": {"weekday": 1, "is_wish": True}}, 0),
    ],
)
async def test_a_week_owes_a_visit_only_on_a_day_that_the_request_asks_for(unit, resident, asked, count):
    await ask(resident, **asked)

    assert len(await numbers(unit)) == count


async def test_another_units_communities_are_left_alone(unit, resident):
    other = await Organization.create(key="league", name="团市委", kind="league", is_planning_unit=True)
    await ask(resident)

    assert await numbers(other) == []


async def test_a_visit_that_is_no_longer_asked_for_is_withdrawn_until_it_is_asked_for_again(unit, resident):
    request = await ask(resident, visits_per_week=2)
    await owe_visits(unit, WEEK)

    await HomeVisitRequest.filter(id=request.id).update(visits_per_week=1)
    fewer = await numbers(unit)
    await HomeVisitRequest.filter(id=request.id).update(visits_per_week=2)
    again = await numbers(unit)

    assert (fewer, again) == ([1], [1, 2])
    assert await Visit.all().count() == 2


async def test_a_cancelled_visit_stays_cancelled(unit, resident):
    await ask(resident, visits_per_week=2)
    await owe_visits(unit, WEEK)
    await Visit.filter(number=1).update(state="cancelled")

    assert await numbers(unit) == [2]


async def test_a_closed_week_stays_as_it_was(unit, resident):
    await ask(resident)
    await owe_visits(unit, WEEK)
    await Week.create(unit=unit, iso_week=WEEK, state="closed")
    await ask(resident)
    await HomeVisitRequest.filter(key="r1").update(state="cancelled")

    assert await numbers(unit) == [1]


@pytest.mark.parametrize("week", ["2026-W60", "2025-W53", "next", ""])
async def test_text_that_is_no_week_is_refused(unit, week):
    answer = await owe_visits(unit, week)

    assert isinstance(answer, ValidationFailed)
    assert answer.problems[0].field == "isoWeek"
