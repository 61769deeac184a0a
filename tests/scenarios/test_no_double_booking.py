"""Nobody and nothing is booked twice: hours that touch are fine, hours that overlap are refused by name."""

import pytest

from domain.people.models import Carer
from domain.places.models import Room
from domain.youth.models import YouthProgram
from domain.youth.programs import BandEntry, ProgramEntry, keep_programs


@pytest.fixture
async def schedule(city):
    """Put a session into the one room, on Tuesday, by minutes after midnight."""
    await city.room("ROOM")
    await keep_programs(
        [ProgramEntry(city.key("TTHLQ"), "团团活力圈", city.key("XF"), city.unit_key, (BandEntry(7, 8, 6),))]
    )
    league = await city.caller("league_coordinator")
    place = {
        "program": await city.id("YouthProgram", YouthProgram, "TTHLQ"),
        "room": await city.id("Room", Room, "ROOM"),
        "onDate": str(city.day("Tue")),
    }

    async def run(title: str, start: int, end: int) -> dict:
        shows = "... on SessionScheduled { session { title } }"
        return await league.change("scheduleSession", shows, title=title, startMinute=start, endMinute=end, **place)

    return run


async def test_a_room_takes_sessions_back_to_back_and_names_the_one_in_the_way_of_another(schedule):
    first = await schedule("活动一", 540, 600)
    second = await schedule("活动二", 600, 660)
    between = await schedule("活动三", 570, 630)

    assert (first["__typename"], second["__typename"]) == ("SessionScheduled", "SessionScheduled")
    assert between["__typename"] == "Conflict"
    assert "活动一" in between["message"] or "活动二" in between["message"]


@pytest.fixture
async def pin(city):
    """Pin one of three visits at one door to the one nurse, on Tuesday."""
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing")
    await city.carer("A", "护士甲", "Tue 08-12", "dressing", years=6)
    await city.elder("E1", "老人一")
    for key in ("R1", "R2", "R3"):
        await city.request(key, "E1", "DRESS", "Tue 08-12")
    await city.match()
    nurse = await city.id("Practitioner", Carer, "A")

    async def run(request: str, hour: int, minute: int = 0) -> dict:
        at = city.at("Tue", hour, minute)
        return await city.coordinator.change(
            "pinVisit", language="zh", visit=await city.visit_id(request), carer=nurse, startsAt=at
        )

    return run


async def test_a_carer_takes_visits_at_one_address_back_to_back(pin):
    answers = [await pin("R1", 9), await pin("R2", 10)]

    assert [one["__typename"] for one in answers] == ["VisitPinned", "VisitPinned"]


async def test_a_pin_that_overlaps_another_of_the_same_carer_is_refused_and_names_it(pin):
    await pin("R1", 9)

    refused = await pin("R3", 9, 30)

    assert refused["__typename"] == "ValidationFailed"
    assert refused["problems"][0]["value"] == "TRAVEL"
    assert "老人一 伤口换药 周二 09:00" in refused["problems"][0]["mend"]
