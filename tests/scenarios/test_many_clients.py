"""Two hundred clients at once: what they compete for goes to one of them, and everybody gets an answer."""

import asyncio
from collections import Counter

import pytest

from domain.people.models import Resident
from domain.visits.models import HomeVisitRequest, ServiceCategory

ELDERS, DESKS = 25, 4  # each elder is booked by every desk at once
PHONES, READERS = 50, 50
OWN = "query Own($week: String!) { myRoster(isoWeek: $week) { id version state } }"
READ = """query Read($week: String!) {
  residents(first: 100) { nodes { name community { name } } }
  visits(first: 100, filter: { isoWeek: $week }) { nodes { state request { key } } }
}"""
BOOKED = "... on HomeVisitBooked { request { id } } ... on HomeVisitAlreadyBooked { request { id } }"
ACCEPTED = "... on AssignmentAccepted { assignment { version state } }"


@pytest.fixture
async def busy(city):
    """Elders who can be booked, and one published visit that a nurse may accept."""
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing")
    await city.service("CHAT", "陪伴", assessment_needed=False)
    await city.carer("A", "护士甲", "Tue 08-12", "dressing", years=6)
    for i in range(ELDERS):
        await city.elder(f"E{i}", f"老人{i}")
    await city.request("R1", "E0", "DRESS", "Tue 08-12")
    await city.publish(await city.match())
    return city


async def test_two_hundred_clients_at_once_lose_nothing_and_get_nothing_twice(busy):
    desk, nurse = await busy.caller("booking_desk"), await busy.caller("carer", carer="A")
    (mine,) = (await nurse.ask(OWN, week=busy.iso_week))["myRoster"]
    service = await busy.id("ServiceCategory", ServiceCategory, "CHAT")
    elders = [await busy.id("Resident", Resident, f"E{i}") for i in range(ELDERS)]
    window = {"onDate": str(busy.day("Wed")), "startMinute": 540, "endMinute": 660}
    terms = {"service": service, "channel": "PHONE", "windows": [window]}
    seen = {"assignment": mine["id"], "expectedVersion": mine["version"]}

    booked, accepted, read = await asyncio.gather(
        asyncio.gather(
            *(desk.change("bookHomeVisit", BOOKED, resident=one, **terms) for _ in range(DESKS) for one in elders)
        ),
        asyncio.gather(*(nurse.change("acceptAssignment", ACCEPTED, **seen) for _ in range(PHONES))),
        asyncio.gather(*(busy.coordinator.ask(READ, week=busy.iso_week) for _ in range(READERS))),
    )

    assert len(booked) + len(accepted) + len(read) == 200
    assert Counter(one["__typename"] for one in booked) == {
        "HomeVisitBooked": ELDERS,
        "HomeVisitAlreadyBooked": ELDERS * (DESKS - 1),
    }
    assert len({one["request"]["id"] for one in booked}) == ELDERS
    assert await HomeVisitRequest.filter(service__key=busy.key("CHAT")).count() == ELDERS
    assert Counter(one["__typename"] for one in accepted) == {"AssignmentAccepted": 1, "Conflict": PHONES - 1}
    assert {one["currentVersion"] for one in accepted if one["__typename"] == "Conflict"} == {mine["version"] + 1}
    assert all(len(one["residents"]["nodes"]) == ELDERS for one in read)
