"""Urgent visits: who is asked, who is held, and what ends by itself."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from domain.access.principal import Principal
from domain.dispatch.answering import OfferAnswered, acceptance, decline_offer
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.offering import advance
from domain.dispatch.requesting import UrgentRequested
from domain.events import DomainEvent
from domain.outcomes import Conflict, NotPermitted, NotReady, ValidationFailed
from domain.people.carers import CarerEntry, keep_carers
from domain.people.models import Carer
from domain.people.operations import ResidentEntry, keep_residents
from domain.planning.deciding import finish_visit, start_visit
from domain.planning.models import Assignment
from domain.rows import new_id
from domain.visits.changing import cancel_request
from domain.visits.models import HomeVisitRequest, Visit

TEN = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # on Tuesday, by the clock of Fenyang
MINUTE = timedelta(minutes=1)
LAT, LON = 37.26, 111.78
DESK = Principal(new_id(), "desk", roles=frozenset({"administrator"}))


async def test_the_nearest_nurse_is_asked_first_and_the_others_are_ranked(settled, urgent):
    await settled()

    dispatch = await urgent.dispatched()

    offer = await urgent.open_offer(dispatch)
    assert (dispatch.state, offer.carer.key) == ("offered", "N1")
    assert offer.expires_at == TEN + 5 * MINUTE
    keys = {str(one.id): one.key for one in await Carer.all()}
    assert [keys[one["carer"]] for one in dispatch.candidates] == ["N1", "N2", "N3"]
    arrivals = [one["arrives_at"] for one in dispatch.candidates]
    assert arrivals == sorted(arrivals)


async def test_after_a_no_the_next_is_asked_at_once(settled, urgent):
    await settled()
    dispatch = await urgent.dispatched()

    await urgent.declined(await urgent.open_offer(dispatch), now=TEN + MINUTE)

    offer = await urgent.open_offer(dispatch)
    assert (offer.carer.key, offer.number) == ("N2", 2)
    assert (await Offer.get(number=1)).reason == "路上堵车"


async def test_what_nobody_answers_ends_by_itself_and_the_next_is_asked(settled, urgent):
    await settled()
    dispatch = await urgent.dispatched()

    early, due = await urgent.look(TEN + 4 * MINUTE), await urgent.look(TEN + 5 * MINUTE)

    assert (early, due) == (0, 1)
    assert (await Offer.get(number=1)).state == "expired"
    assert (await urgent.open_offer(dispatch)).carer.key == "N2"


async def test_a_late_yes_meets_a_conflict_though_nobody_has_looked_since(settled, urgent):
    await settled()
    offer = await urgent.open_offer(await urgent.dispatched())

    answer = await urgent.accepted(offer, now=TEN + 6 * MINUTE)

    assert isinstance(answer, Conflict)
    assert answer.other == "expired"
    assert not await Assignment.exists(carer_id=offer.carer_id, visit__request__priority="urgent")


async def test_an_open_offer_holds_its_nurse_and_one_who_accepted_is_held_until_she_is_done(settled, urgent):
    await settled(nurses=2, elders=4)
    first = await urgent.open_offer(await urgent.dispatched("E0"))

    second = await urgent.open_offer(await urgent.dispatched("E1"))
    answer = await urgent.accepted(first, now=TEN)
    third = await urgent.dispatched("E2")

    assert (first.carer.key, second.carer.key) == ("N1", "N2")
    assert third.state == "sla_at_risk"
    assert not await Offer.exists(dispatch_id=third.id)
    assert isinstance(answer, OfferAnswered)
    row = urgent.row_of(answer)
    await start_visit(first.carer_id, row, expected_version=1, now=TEN + 20 * MINUTE, actor="nurse")
    await finish_visit(first.carer_id, urgent.row_of(answer), expected_version=2, now=TEN + 40 * MINUTE, actor="nurse")
    await urgent.look(TEN + 41 * MINUTE)
    assert (await urgent.open_offer(third)).carer.key == "N1"


async def test_the_database_itself_refuses_a_second_offer_that_holds_a_carer(settled, urgent):
    await settled()
    offer = await urgent.open_offer(await urgent.dispatched())

    with pytest.raises(IntegrityError):
        await Offer.create(
            dispatch_id=offer.dispatch_id,
            carer_id=offer.carer_id,
            number=9,
            offered_at=TEN,
            expires_at=TEN,
            arrives_at=TEN,
            held_carer_id=offer.carer_id,
        )


async def test_twenty_urgent_requests_at_once_never_ask_the_same_nurse(settled, urgent):
    await settled(nurses=12, elders=20)

    await asyncio.gather(*(urgent.dispatched(f"E{i}") for i in range(20)))

    offers = await Offer.filter(state="open")
    assert len(offers) == len({one.carer_id for one in offers}) == 12
    states = sorted([one.state for one in await Dispatch.all()])
    assert states == ["offered"] * 12 + ["sla_at_risk"] * 8


async def test_when_nobody_comes_in_time_it_is_at_risk_and_when_nobody_is_left_it_is_escalated(settled, urgent):
    await settled(nurses=1)

    dispatch = await urgent.dispatched(sla_min=1)

    offer = await urgent.open_offer(dispatch)
    assert dispatch.state == "sla_at_risk"
    await urgent.declined(offer, now=TEN + MINUTE)
    assert (await Dispatch.get(id=dispatch.id)).state == "escalated"
    told = [one.body["state"] for one in await DomainEvent.filter(kind="dispatch.changed").order_by("id")]
    assert told == ["requested", "sla_at_risk", "declined", "escalated"]


async def test_why_others_can_not_come_is_kept_with_the_dispatch(settled, urgent):
    await settled(nurses=2)
    await keep_carers([CarerEntry("V", "志愿者", "volunteer", "U", latitude=LAT, longitude=LON)])

    dispatch = await urgent.dispatched()

    volunteer = await Carer.get(key="V")
    assert {one["carer"]: one["rule"] for one in dispatch.candidates}[str(volunteer.id)] == "SKILL"


async def test_an_urgent_visit_comes_beside_the_booked_ones_of_its_day_but_not_twice(settled, urgent):
    await settled()

    again = [await urgent.asked("E0", service="CHAT"), await urgent.asked("E0", service="CHAT")]

    assert isinstance(again[0], UrgentRequested)
    assert isinstance(again[1], Conflict)
    assert await HomeVisitRequest.filter(resident__key="E0").count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"priority": "routine"}, "priority"),
        ({"sla_min": 0}, "slaMinutes"),
        ({"offer_min": 0.0}, "offerMinutes"),
        ({"offer_min": float("nan")}, "offerMinutes"),
        ({"latest_start": TEN - MINUTE}, "latestStart"),
        ({"latest_start": TEN + timedelta(days=1)}, "latestStart"),
        ({"latest_start": TEN.replace(tzinfo=None)}, "latestStart"),
        ({"service": "LIFT"}, "service"),
    ],
)
async def test_requests_that_make_no_sense_are_refused_by_field_and_leave_nothing(settled, urgent, facts, field):
    await settled()

    answer = await urgent.asked(**facts)

    assert isinstance(answer, ValidationFailed)
    assert [one.field for one in answer.problems] == [field]
    assert not await HomeVisitRequest.exists(priority="urgent")


async def test_without_consent_or_a_published_plan_nobody_is_sent_and_nothing_is_booked(settled, urgent):
    await settled()
    await keep_residents([ResidentEntry("X", "无同意", "C", latitude=LAT, longitude=LON)])

    shut, unplanned = await urgent.asked("X"), await urgent.asked(now=TEN + timedelta(days=7))

    assert isinstance(shut, NotReady)
    assert isinstance(unplanned, NotReady)
    assert ([one.field for one in shut.problems], [one.field for one in unplanned.problems]) == (
        ["NO_CONSENT"],
        ["plan"],
    )
    assert not await HomeVisitRequest.exists(priority="urgent")


async def test_a_cancelled_request_is_withdrawn_and_lets_its_nurse_go(settled, urgent):
    await settled()
    dispatch = await urgent.dispatched()
    visit = await Visit.get(id=dispatch.visit_id)
    await cancel_request(visit.request_id, "好了", DESK, expected_version=1, now=TEN)

    await advance(dispatch.id, now=TEN + MINUTE)

    offer = await Offer.get(dispatch_id=dispatch.id)
    assert ((await Dispatch.get(id=dispatch.id)).state, offer.state) == ("withdrawn", "withdrawn")
    assert offer.held_carer_id is None


async def test_somebody_elses_offer_looks_the_same_as_none(settled, urgent):
    await settled()
    offer = await urgent.open_offer(await urgent.dispatched())
    stranger = await Carer.get(key="N3")

    answers = [
        await acceptance(stranger.id, offer.id, now=TEN),
        await decline_offer(stranger.id, offer.id, reason="x", expected_version=1, now=TEN, actor="x"),
        await acceptance(stranger.id, new_id(), now=TEN),
    ]

    assert [type(one) for one in answers] == [NotPermitted] * 3
    assert (await Offer.get(id=offer.id)).version == 1
