"""A room holds one session at a time: back to back is fine, and of many who want it one wins."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from domain.audit import AuditEvent
from domain.organizations.models import Organization
from domain.outcomes import Conflict, ValidationFailed
from domain.places.models import Address, Community, Room, RoomHours
from domain.youth.models import Session, YouthProgram
from domain.youth.operations import Scheduled, SessionEntry, schedule_session

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
SATURDAY = date(2026, 12, 5)
NINE = SessionEntry("nine", "circle", "hall", "秧歌传承", SATURDAY, 540, 600, "Yangge")


@pytest.fixture
async def hall(database) -> Room:
    unit = await Organization.create(key="health", name="卫健局", kind="bureau", is_planning_unit=True)
    community = await Community.create(key="nanxun", name="南熏社区", planned_by=unit)
    await YouthProgram.create(key="circle", name="团团活力圈", community=community, planned_by=unit)
    address = await Address.create(community=community)
    await Room.create(key="other", name="另一间", community=community, address=address, capacity=9)
    return await Room.create(key="hall", name="活动室", community=community, address=address, capacity=40)


async def book(entry: SessionEntry, **changes):
    return await schedule_session(replace(entry, **changes), now=NOW, actor="tester")


async def test_nine_to_ten_and_ten_to_eleven_are_both_accepted_and_half_past_nine_is_not(hall):
    nine = await book(NINE)
    ten = await book(NINE, key="ten", title="口才课堂", start_min=600, end_min=660)
    half_past = await book(NINE, key="half-past", start_min=570, end_min=630)

    assert isinstance(nine, Scheduled)
    assert isinstance(ten, Scheduled)
    assert isinstance(half_past, Conflict)
    assert half_past.other in ("nine", "ten")
    assert await Session.all().order_by("starts_at").values_list("key", flat=True) == ["nine", "ten"]


async def test_a_refusal_names_the_other_session_and_its_time(hall):
    await book(NINE)

    answer = await book(NINE, key="late", start_min=599, end_min=700)

    assert isinstance(answer, Conflict)
    assert answer.other == "nine"
    assert answer.mend.en == "The room is taken by Yangge (nine, 2026-12-05 09:00-10:00): choose another time or room."
    assert "秧歌传承" in answer.mend.zh


async def test_of_fifty_who_want_one_hour_exactly_one_gets_it(hall):
    answers = await asyncio.gather(*(book(NINE, key=f"s{i:02d}") for i in range(50)))

    winners = [answer for answer in answers if isinstance(answer, Scheduled)]
    conflicts = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(winners), len(conflicts)) == (1, 49)
    kept = await Session.get()
    assert kept.id == winners[0].session_id
    assert {conflict.other for conflict in conflicts} == {kept.key}


async def test_fifty_who_want_many_hours_never_meet(hall):
    starts = [480 + 15 * (11 * i % 48) for i in range(50)]

    answers = await asyncio.gather(
        *(book(NINE, key=f"s{i:02d}", start_min=start, end_min=start + 60) for i, start in enumerate(starts))
    )

    kept = await Session.all().order_by("starts_at")
    assert len(kept) == sum(isinstance(answer, Scheduled) for answer in answers)
    assert all(early.ends_at <= late.starts_at for early, late in pairwise(kept))


async def test_the_same_hour_in_another_room_or_on_another_day_is_free(hall):
    await book(NINE)

    assert isinstance(await book(NINE, key="room", room="other"), Scheduled)
    assert isinstance(await book(NINE, key="day", on_date=date(2026, 12, 6)), Scheduled)


async def test_a_session_may_move_over_its_own_old_time_but_not_over_anothers(hall):
    await book(NINE)
    await book(NINE, key="ten", start_min=600, end_min=660)

    earlier = await book(NINE, start_min=510, end_min=570)
    later = await book(NINE, start_min=570, end_min=630)

    assert isinstance(earlier, Scheduled)
    assert not earlier.is_new
    assert isinstance(later, Conflict)
    assert (await Session.get(key="nine")).starts_at == datetime(2026, 12, 5, 0, 30, tzinfo=UTC)


async def test_a_cancelled_session_leaves_its_hour_to_others(hall):
    await book(NINE)
    await book(NINE, state="cancelled")

    assert isinstance(await book(NINE, key="new"), Scheduled)


@pytest.mark.parametrize(("start_min", "end_min", "is_open"), [(540, 600, True), (480, 541, False), (690, 780, True)])
async def test_a_session_stays_within_the_rooms_hours(hall, start_min, end_min, is_open):
    for hours in ((540, 720), (720, 780)):
        await RoomHours.create(room=hall, rrule="FREQ=WEEKLY;BYDAY=SA,SU", start_min=hours[0], end_min=hours[1])

    answer = await book(NINE, start_min=start_min, end_min=end_min)

    assert isinstance(answer, Scheduled if is_open else ValidationFailed)


@pytest.mark.parametrize("field", ["program", "room", "skill"])
async def test_what_is_not_there_is_named(hall, field):
    answer = await book(NINE, **{field: "nothing"})

    assert isinstance(answer, ValidationFailed)
    assert [(one.field, one.value) for one in answer.problems] == [(field, "nothing")]


async def test_scheduling_the_same_session_twice_changes_nothing(hall):
    first = await book(NINE)

    again = await book(NINE)

    assert isinstance(first, Scheduled)
    assert again == Scheduled(first.session_id, is_new=False)
    assert (await Session.get()).version == 1
    assert await AuditEvent.all().count() == 1
