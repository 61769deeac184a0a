"""The phone desk: one request for one elder, service and day, however it comes; two desks that change it at once."""

import asyncio
from datetime import timedelta

import pytest

from domain.people.models import Resident
from domain.visits.models import HomeVisitRequest, ServiceCategory

REQUEST = "request { id key version state windows { weekday onDate startMinute endMinute } }"
BOOKED = f"... on HomeVisitBooked {{ {REQUEST} }} ... on HomeVisitAlreadyBooked {{ {REQUEST} }}"
CHANGED = f"... on HomeVisitRequestChanged {{ {REQUEST} }}"


@pytest.fixture
async def desk(city):
    return await city.caller("booking_desk")


@pytest.fixture
async def book(city, desk):
    """Book company for an elder by phone, on Tuesday morning; anything may be given otherwise."""
    await city.service("CHAT", "陪伴", assessment_needed=False)
    await city.elder("E1", "老人一")
    facts = {
        "resident": await city.id("Resident", Resident, "E1"),
        "service": await city.id("ServiceCategory", ServiceCategory, "CHAT"),
        "channel": "PHONE",
        "windows": [on(city.day("Tue"))],
    }

    async def run(**given) -> dict:
        return await desk.change("bookHomeVisit", BOOKED, **(facts | given))

    return run


def on(day, start: int = 540, end: int = 660) -> dict:
    return {"onDate": str(day), "startMinute": start, "endMinute": end}


async def test_the_same_elder_and_service_booked_by_phone_and_again_by_proxy_is_one_request(city, book):
    proxy = {
        "channel": "PROXY",
        "assistedBy": "网格员",
        "bookedBy": "女儿",
        "consentedOn": str(city.day("Mon") - timedelta(days=20)),
    }

    first = await book()
    again = await book(**proxy, windows=[on(city.day("Thu")), on(city.day("Tue"), 840, 900)])

    assert (first["__typename"], again["__typename"]) == ("HomeVisitBooked", "HomeVisitAlreadyBooked")
    assert again["request"] == first["request"]
    assert await HomeVisitRequest.filter(resident__key=city.key("E1")).count() == 1


async def test_an_elder_is_found_by_what_the_masked_number_shows_and_so_are_the_requests_of_theirs(city, book, desk):
    await city.elder("E2", "老人二", phone="13912345678")
    await city.elder("E3", "老人三", phone="13912340000")
    booked = (await book())["request"]
    find = "query Find($ends: String!) { residents(filter: { phoneEnds: $ends }) { nodes { name phone } } }"
    theirs = """query Theirs($resident: ID!) {
      homeVisitRequests(filter: { resident: $resident }) { nodes { id } } }"""

    by_tail = (await desk.ask(find, ends="5678"))["residents"]["nodes"]
    by_a_wrong_head = (await desk.ask(find, ends="13812345678"))["residents"]["nodes"]
    requests = await desk.ask(theirs, resident=await city.id("Resident", Resident, "E1"))

    assert by_tail == by_a_wrong_head == [{"name": "老人二", "phone": "139****5678"}]
    assert requests["homeVisitRequests"]["nodes"] == [{"id": booked["id"]}]


async def test_another_date_is_a_new_request(city, book):
    first = await book()

    other = await book(windows=[on(city.day("Thu"))])

    assert other["__typename"] == "HomeVisitBooked"
    assert other["request"]["id"] != first["request"]["id"]


async def test_a_request_that_was_cancelled_is_in_nobodys_way(city, book, desk):
    first = (await book())["request"]
    cancelled = await desk.change(
        "cancelHomeVisitRequest", request=first["id"], reason="住院", expectedVersion=first["version"]
    )

    again = await book()

    assert cancelled["__typename"] == "HomeVisitRequestCancelled"
    assert again["__typename"] == "HomeVisitBooked"


async def test_two_coordinators_who_change_the_same_request_at_once_are_one_success_and_one_conflict(city, book):
    request = (await book())["request"]
    both = [city.coordinator, await city.caller("coordinator")]
    terms = {"request": request["id"], "expectedVersion": request["version"]}

    answers = await asyncio.gather(
        *(
            one.change("changeHomeVisitRequest", CHANGED, windows=[on(city.day(day))], **terms)
            for one, day in zip(both, ("Wed", "Fri"), strict=True)
        )
    )

    won, lost = sorted(answers, key=lambda one: one["__typename"] == "Conflict")
    assert (won["__typename"], lost["__typename"]) == ("HomeVisitRequestChanged", "Conflict")
    assert lost["currentVersion"] == won["request"]["version"] == request["version"] + 1
