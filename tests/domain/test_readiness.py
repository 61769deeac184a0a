"""A visit is ready if both its papers hold on a day on which it may take place."""

from datetime import date

import pytest

from domain.access.models import Consent
from domain.organizations.models import Organization
from domain.people.models import Resident
from domain.places.models import Address, Community
from domain.planning.compile import compile_week
from domain.planning.rows import read_week
from domain.visits.models import HomeVisitRequest, RequestWindow, RiskAssessment, ServiceCategory
from domain.visits.operations import owe_visits

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
DAY_S = 86_400


@pytest.fixture
async def unit(database) -> Organization:
    """One request with windows on Monday, Tuesday and Wednesday mornings; its resident has no papers yet."""
    unit = await Organization.create(key="health", name="卫健局", kind="bureau", is_planning_unit=True)
    community = await Community.create(key="xifu", name="西府社区", planned_by=unit)
    address = await Address.create(community=community, latitude=37.26, longitude=111.78)
    resident = await Resident.create(key="e1", name="李奶奶", community=community, address=address)
    service = await ServiceCategory.create(key="dressing", name="换药", duration_min=45)
    request = await HomeVisitRequest.create(key="r1", resident=resident, service=service)
    for weekday in range(3):
        await RequestWindow.create(request=request, weekday=weekday, start_min=480, end_min=720)
    return unit


async def give_papers(*, consent: tuple[date, date], assessment: tuple[date, date]) -> None:
    resident = await Resident.get(key="e1")
    await Consent.create(key="c1", resident=resident, kind="service", given_on=consent[0], valid_until=consent[1])
    await RiskAssessment.create(key="a1", resident=resident, assessed_on=assessment[0], valid_until=assessment[1])


async def compiled(unit: Organization):
    await owe_visits(unit, "2026-W49")
    return compile_week(await read_week(unit, "2026-W49"), frozen_until_s=0)


async def test_a_visit_may_take_place_on_the_days_on_which_both_papers_hold(unit):
    await give_papers(consent=(MONDAY, TUESDAY), assessment=(TUESDAY, WEDNESDAY))

    week = await compiled(unit)

    assert [one.start_s // DAY_S for visit in week.problem.visits for one in visit.windows] == [1]


async def test_a_visit_whose_papers_never_hold_on_one_day_is_not_ready(unit):
    await give_papers(consent=(MONDAY, MONDAY), assessment=(TUESDAY, WEDNESDAY))

    week = await compiled(unit)

    assert [item.code for item in week.readiness.items] == ["NO_ASSESSMENT"]
    assert week.problem.visits == ()


async def test_a_visit_stays_within_the_dates_of_its_request(unit):
    await give_papers(consent=(MONDAY, WEDNESDAY), assessment=(MONDAY, WEDNESDAY))
    await HomeVisitRequest.filter(key="r1").update(starts_on=WEDNESDAY)

    week = await compiled(unit)

    assert [one.start_s // DAY_S for visit in week.problem.visits for one in visit.windows] == [2]
