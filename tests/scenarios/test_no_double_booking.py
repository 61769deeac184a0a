"""Nobody and nothing is booked twice: hours that touch are fine, hours that overlap are refused by name."""

from datetime import UTC, date, datetime

import pytest

from domain.outcomes import Conflict, ValidationFailed
from domain.planning.pins import Pinned, pin_visit
from domain.youth.operations import Scheduled, SessionEntry, schedule_session
from domain.youth.programs import BandEntry, ProgramEntry, keep_programs

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
TUESDAY = date(2026, 12, 8)


def session(key: str, start: int, end: int) -> SessionEntry:
    return SessionEntry(key, "TTHLQ", "ROOM", f"活动{key}", TUESDAY, start, end)


async def test_a_room_takes_sessions_back_to_back_and_names_the_one_in_the_way_of_another(city):
    await city.room("ROOM")
    await keep_programs([ProgramEntry("TTHLQ", "团团活力圈", "XF", "WJJ", (BandEntry(7, 8, 6),))])

    first = await schedule_session(session("S1", 540, 600), now=NOW, actor="story")
    second = await schedule_session(session("S2", 600, 660), now=NOW, actor="story")
    between = await schedule_session(session("S3", 570, 630), now=NOW, actor="story")

    assert isinstance(first, Scheduled)
    assert isinstance(second, Scheduled)
    assert isinstance(between, Conflict)
    assert "活动S1" in between.mend.zh or "活动S2" in between.mend.zh


@pytest.fixture
async def two_visits_at_one_door(city):
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing")
    await city.carer("A", "护士甲", "Tue 08-12", "dressing", years=6)
    await city.elder("E1", "老人一")
    for key in ("R1", "R2", "R3"):
        await city.request(key, "E1", "DRESS", "Tue 08-12")
    return city


async def pin(city, visit: str, hour: int, minute: int = 0):
    at = datetime(2026, 12, 8, hour - 8, minute, tzinfo=UTC)
    return await pin_visit(visit, await city.compiled(), carer="A", starts_at=at, now=NOW, actor="story")


async def test_a_carer_takes_visits_at_one_address_back_to_back(two_visits_at_one_door):
    first = await pin(two_visits_at_one_door, "R1", 9)
    second = await pin(two_visits_at_one_door, "R2", 10)

    assert isinstance(first, Pinned)
    assert isinstance(second, Pinned)


async def test_a_pin_that_overlaps_another_of_the_same_carer_is_refused_and_names_it(two_visits_at_one_door):
    await pin(two_visits_at_one_door, "R1", 9)

    refused = await pin(two_visits_at_one_door, "R3", 9, 30)

    assert isinstance(refused, ValidationFailed)
    assert refused.problems[0].value == "TRAVEL"
    assert "老人一 伤口换药 周二 09:00" in refused.problems[0].mend.zh
