"""Urgent visits: who is asked, who is held, what ends by itself, and what the published plan becomes."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from domain.access.operations import ConsentEntry, keep_consents
from domain.access.principal import Principal
from domain.dispatch.answering import OfferAnswered, accept_offer, acceptance, decline_offer, go_on
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.offering import advance, due_dispatches
from domain.dispatch.queries import response_times
from domain.dispatch.requesting import Urgent, UrgentRequested, request_urgent_visit
from domain.events import DomainEvent
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.outcomes import Conflict, NotPermitted, NotReady, Refusal, ValidationFailed
from domain.people.carers import CarerEntry, SkillLevel, keep_carers
from domain.people.models import Carer, Resident
from domain.people.operations import ResidentEntry, SkillEntry, keep_residents, keep_skills
from domain.places.operations import CommunityEntry, keep_communities
from domain.planning.changing import Change, Stored, store_change
from domain.planning.compile import Compiled
from domain.planning.deciding import arrive_at_visit, decline_assignment, depart_for_visit, finish_visit, start_visit
from domain.planning.explaining import Explained
from domain.planning.inserting import Insertion, Stale
from domain.planning.models import Assignment, Plan
from domain.planning.moving import move_visit, moved
from domain.planning.operations import Published, publish, publish_plan
from domain.planning.solving import Budget, Solved, prepare, published_plan, solve_week
from domain.planning.storing import Draft, store_plan
from domain.rows import new_id
from domain.visits.changing import cancel_request
from domain.visits.models import HomeVisitRequest, ServiceCategory, Visit
from domain.visits.requests import RequestEntry, RequestTime, ServiceEntry, keep_requests, keep_services
from domain.weekly import WeeklyTime

WEEK = "2026-W50"
MONDAY = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
TEN = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # on Tuesday, by the clock of Fenyang
DESK = Principal(new_id(), "desk", roles=frozenset({"administrator"}))
MINUTE = timedelta(minutes=1)
LAT, LON = 37.26, 111.78


@pytest.fixture
def settled(database):
    """Nurses at so many metres from the elders, each with a visit at eleven; the week is published on Monday."""

    async def run(nurses: int = 3, elders: int = 2, *, visits: int = 1) -> Organization:
        await keep_organizations([OrganizationEntry("U", "卫健局", "bureau", is_planning_unit=True)])
        await keep_communities([CommunityEntry("C", "西府社区", planned_by="U")])
        await keep_skills([SkillEntry("dressing", "换药")])
        services = [("DRESS", 30, 1), ("LIFT", 30, 2), ("CHAT", 30, 1)]
        await keep_services(
            [
                ServiceEntry(key, key, minutes, skill="dressing", assessment_needed=False, carers_needed=needed)
                for key, minutes, needed in services
            ]
        )
        await keep_carers(
            [
                CarerEntry(
                    f"N{i}",
                    f"护士{i}",
                    "practitioner",
                    "U",
                    skills=(SkillLevel("dressing"),),
                    availability=(WeeklyTime((1,), 480, 1080),),
                    latitude=LAT + i / 1000,
                    longitude=LON,
                )
                for i in range(1, nurses + 1)
            ]
        )
        homes: dict[str, Any] = {"latitude": LAT, "longitude": LON}
        entries = [
            ResidentEntry(f"E{i}", f"老人{i}", "C", detail=f"{i}号", **homes) for i in range(max(elders, visits))
        ]
        await keep_residents(entries)
        await keep_consents([ConsentEntry(f"{one.key}-K", one.key, "service", date(2026, 1, 1)) for one in entries])
        booked = [RequestEntry(f"R{i}", f"E{i}", "CHAT", (RequestTime(1, None, 660, 720),)) for i in range(visits)]
        await keep_requests(booked)
        unit = await Organization.get(key="U")
        solved = await solve_week(unit, WEEK, budget=Budget(None, 100), now=MONDAY, actor="test")
        assert isinstance(solved, Solved), solved
        week = await prepare(unit, WEEK, now=MONDAY)
        assert isinstance(week, Compiled)
        assert isinstance(await publish(solved.draft.plan_id, week, now=MONDAY, actor="test"), Published)
        return unit

    return run


async def asked(elder: str = "E0", *, now: datetime = TEN, **facts) -> UrgentRequested | Refusal:
    resident, service = await Resident.get(key=elder), await ServiceCategory.get(key=facts.pop("service", "DRESS"))
    answer = await request_urgent_visit(resident.id, Urgent(service.id, **facts), DESK, now=now)
    if isinstance(answer, UrgentRequested):
        await advance(answer.dispatch_id, now=now)
    return answer


async def dispatched(elder: str = "E0", **facts) -> Dispatch:
    answer = await asked(elder, **facts)
    assert isinstance(answer, UrgentRequested), answer
    return await Dispatch.get(id=answer.dispatch_id)


async def open_offer(dispatch: Dispatch) -> Offer:
    return await Offer.get(dispatch_id=dispatch.id, state="open").select_related("carer")


async def accepted(offer: Offer, *, now: datetime, expected_version: int = 1) -> OfferAnswered | Refusal:
    """The carer says yes; tried anew where another visit joined the plan at the same moment."""
    for _ in range(50):
        found = await acceptance(offer.carer_id, offer.id, now=now)
        if not isinstance(found, Insertion):
            return found
        answer = await accept_offer(
            offer.carer_id, offer.id, found, expected_version=expected_version, now=now, actor="nurse"
        )
        if not isinstance(answer, Stale):
            return answer
    raise AssertionError


async def declined(offer: Offer, *, now: datetime) -> None:
    answer = await decline_offer(
        offer.carer_id, offer.id, reason="路上堵车", expected_version=1, now=now, actor="nurse"
    )
    assert isinstance(answer, OfferAnswered), answer
    await go_on(offer.carer_id, offer.id, answer, now=now)


async def look(now: datetime) -> int:
    """Do what is due, as a server does; about how many dispatches that was."""
    ids = await due_dispatches(now)
    for one in ids:
        await advance(one, now=now)
    return len(ids)


async def test_the_nearest_nurse_is_asked_first_and_the_others_are_ranked(settled):
    await settled()

    dispatch = await dispatched()

    offer = await open_offer(dispatch)
    assert (dispatch.state, offer.carer.key) == ("offered", "N1")
    assert offer.expires_at == TEN + 5 * MINUTE
    keys = {str(one.id): one.key for one in await Carer.all()}
    assert [keys[one["carer"]] for one in dispatch.candidates] == ["N1", "N2", "N3"]
    arrivals = [one["arrives_at"] for one in dispatch.candidates]
    assert arrivals == sorted(arrivals)


async def test_who_accepts_has_the_visit_on_the_published_roster_and_no_other_assignment_changes(settled):
    await settled()
    before = {one.id: one.version for one in await Assignment.all()}
    dispatch = await dispatched()
    offer = await open_offer(dispatch)

    answer = await accepted(offer, now=TEN + MINUTE)

    assert isinstance(answer, OfferAnswered), answer
    row = await Assignment.get(id=answer.assignment_id).select_related("plan")
    assert (row.state, row.carer_id, row.visit_id) == ("accepted", offer.carer_id, dispatch.visit_id)
    assert row.plan.state == "published"
    assert row.starts_at >= TEN + MINUTE
    assert {one.id: one.version for one in await Assignment.exclude(id=row.id)} == before
    assert (await Dispatch.get(id=dispatch.id)).state == "accepted"


async def test_after_a_no_the_next_is_asked_at_once(settled):
    await settled()
    dispatch = await dispatched()

    await declined(await open_offer(dispatch), now=TEN + MINUTE)

    offer = await open_offer(dispatch)
    assert (offer.carer.key, offer.number) == ("N2", 2)
    assert (await Offer.get(number=1)).reason == "路上堵车"


async def test_what_nobody_answers_ends_by_itself_and_the_next_is_asked(settled):
    await settled()
    dispatch = await dispatched()

    early, due = await look(TEN + 4 * MINUTE), await look(TEN + 5 * MINUTE)

    assert (early, due) == (0, 1)
    assert (await Offer.get(number=1)).state == "expired"
    assert (await open_offer(dispatch)).carer.key == "N2"


async def test_a_late_yes_meets_a_conflict_though_nobody_has_looked_since(settled):
    await settled()
    offer = await open_offer(await dispatched())

    answer = await accepted(offer, now=TEN + 6 * MINUTE)

    assert isinstance(answer, Conflict)
    assert answer.other == "expired"
    assert not await Assignment.exists(carer_id=offer.carer_id, visit__request__priority="urgent")


async def test_an_open_offer_holds_its_nurse_and_one_who_accepted_is_held_until_she_is_done(settled):
    await settled(nurses=2, elders=4)
    first = await open_offer(await dispatched("E0"))

    second = await open_offer(await dispatched("E1"))
    answer = await accepted(first, now=TEN)
    third = await dispatched("E2")

    assert (first.carer.key, second.carer.key) == ("N1", "N2")
    assert third.state == "sla_at_risk"
    assert not await Offer.exists(dispatch_id=third.id)
    assert isinstance(answer, OfferAnswered)
    await start(first.carer_id, answer, now=TEN + 20 * MINUTE)
    await finish_visit(first.carer_id, assignment(answer), expected_version=2, now=TEN + 40 * MINUTE, actor="nurse")
    await look(TEN + 41 * MINUTE)
    assert (await open_offer(third)).carer.key == "N1"


async def start(carer_id, answer: OfferAnswered, *, now: datetime) -> None:
    await start_visit(carer_id, assignment(answer), expected_version=1, now=now, actor="nurse")


def assignment(answer: OfferAnswered | Refusal):
    assert isinstance(answer, OfferAnswered), answer
    assert answer.assignment_id is not None
    return answer.assignment_id


async def test_the_database_itself_refuses_a_second_offer_that_holds_a_carer(settled):
    await settled()
    offer = await open_offer(await dispatched())

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


async def test_twenty_urgent_requests_at_once_never_ask_the_same_nurse(settled):
    await settled(nurses=12, elders=20)

    await asyncio.gather(*(dispatched(f"E{i}") for i in range(20)))

    offers = await Offer.filter(state="open")
    assert len(offers) == len({one.carer_id for one in offers}) == 12
    states = sorted([one.state for one in await Dispatch.all()])
    assert states == ["offered"] * 12 + ["sla_at_risk"] * 8


async def test_of_many_who_accept_at_once_each_comes_to_a_visit_of_their_own(settled):
    await settled(nurses=8, elders=8)
    dispatches = [await dispatched(f"E{i}") for i in range(8)]
    offers = [await open_offer(one) for one in dispatches]

    answers = await asyncio.gather(*(accepted(one, now=TEN + MINUTE) for one in offers))

    assert all(isinstance(one, OfferAnswered) for one in answers), answers
    rows = await Assignment.filter(visit__request__priority="urgent", plan__state="published")
    assert len(rows) == len({one.carer_id for one in rows}) == len({one.visit_id for one in rows}) == 8


async def test_two_taps_on_yes_leave_one_visit(settled):
    await settled()
    offer = await open_offer(await dispatched())

    answers = await asyncio.gather(*(accepted(offer, now=TEN) for _ in range(2)))

    assert sorted(isinstance(one, OfferAnswered) for one in answers) == [False, True]
    assert await Assignment.filter(visit__request__priority="urgent").count() == 1


async def test_when_nobody_can_come_in_time_the_coordinator_is_told_and_when_nobody_is_left_it_is_escalated(settled):
    await settled(nurses=1)

    dispatch = await dispatched(sla_min=1)

    offer = await open_offer(dispatch)
    assert dispatch.state == "sla_at_risk"
    await declined(offer, now=TEN + MINUTE)
    assert (await Dispatch.get(id=dispatch.id)).state == "escalated"
    told = [one.body["state"] for one in await DomainEvent.filter(kind="dispatch.changed").order_by("id")]
    assert told == ["requested", "sla_at_risk", "declined", "escalated"]


async def test_why_others_can_not_come_is_kept_with_the_dispatch(settled):
    await settled(nurses=2)
    await keep_carers([CarerEntry("V", "志愿者", "volunteer", "U", latitude=LAT, longitude=LON)])

    dispatch = await dispatched()

    volunteer = await Carer.get(key="V")
    assert {one["carer"]: one["rule"] for one in dispatch.candidates}[str(volunteer.id)] == "SKILL"


async def test_an_urgent_visit_comes_beside_the_booked_ones_of_its_day_but_not_twice(settled):
    await settled()

    again = [await asked("E0", service="CHAT"), await asked("E0", service="CHAT")]

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
async def test_requests_that_make_no_sense_are_refused_by_field_and_leave_nothing(settled, facts, field):
    await settled()

    answer = await asked(**facts)

    assert isinstance(answer, ValidationFailed)
    assert [one.field for one in answer.problems] == [field]
    assert not await HomeVisitRequest.exists(priority="urgent")


async def test_without_consent_or_a_published_plan_nobody_is_sent_and_nothing_is_booked(settled):
    await settled()
    await keep_residents([ResidentEntry("X", "无同意", "C", latitude=LAT, longitude=LON)])

    shut, unplanned = await asked("X"), await asked(now=TEN + timedelta(days=7))

    assert isinstance(shut, NotReady)
    assert isinstance(unplanned, NotReady)
    assert ([one.field for one in shut.problems], [one.field for one in unplanned.problems]) == (
        ["NO_CONSENT"],
        ["plan"],
    )
    assert not await HomeVisitRequest.exists(priority="urgent")


async def test_a_cancelled_request_is_withdrawn_and_lets_its_nurse_go(settled):
    await settled()
    dispatch = await dispatched()
    visit = await Visit.get(id=dispatch.visit_id)
    await cancel_request(visit.request_id, "好了", DESK, expected_version=1, now=TEN)

    await advance(dispatch.id, now=TEN + MINUTE)

    offer = await Offer.get(dispatch_id=dispatch.id)
    assert ((await Dispatch.get(id=dispatch.id)).state, offer.state) == ("withdrawn", "withdrawn")
    assert offer.held_carer_id is None


async def test_a_routine_visit_makes_room_where_nobody_else_comes_in_time(settled):
    # the only nurse is to be at E0 at eleven; at ten to eleven E1 needs her within the quarter of an hour
    await settled(nurses=1)
    routine = await Assignment.get()
    now = routine.starts_at - 20 * MINUTE

    dispatch = await dispatched("E1", now=now, sla_min=19)
    offer = await open_offer(dispatch)
    answer = await accepted(offer, now=now)

    assert [one["visit"] for one in offer.displaced] == [str(routine.visit_id)]
    assert isinstance(answer, OfferAnswered), answer
    row, later = await Assignment.get(id=assignment(answer)), await Assignment.get(id=routine.id)
    assert routine.starts_at < row.ends_at <= later.starts_at
    assert later.version == routine.version + 1


async def test_a_draft_made_before_the_visit_joined_can_not_be_published(settled):
    unit = await settled()
    draft = await solve_week(unit, WEEK, budget=Budget(None, 50), now=TEN - MINUTE, actor="test")
    assert isinstance(draft, Solved)
    offer = await open_offer(await dispatched())
    await accepted(offer, now=TEN)

    week = await prepare(unit, WEEK, now=TEN)
    assert isinstance(week, Compiled)
    answer = await publish(draft.draft.plan_id, week, now=TEN, actor="test")

    assert isinstance(answer, Conflict), answer
    newest = await Plan.all().order_by("-number").first()
    assert newest is not None
    assert newest.state == "published"


async def test_a_move_reckoned_before_the_visit_joined_is_not_stored(settled):
    unit = await settled()
    offer = await open_offer(await dispatched())
    week = await prepare(unit, WEEK, now=TEN)
    assert isinstance(week, Compiled)
    routine = await Assignment.get()
    move = await moved(str(routine.visit_id), week, carer="N3", starts_at=None)
    assert isinstance(move, Change), move
    await accepted(offer, now=TEN)

    answer = await store_change(move, week, now=TEN, actor="test")

    assert isinstance(answer, Conflict)
    assert await Plan.all().count() == 1


async def test_a_plan_that_a_run_stored_later_without_the_visit_is_not_published(settled):
    unit = await settled()
    week = await prepare(unit, WEEK, now=TEN)
    await accepted(await open_offer(await dispatched()), now=TEN)
    assert isinstance(week, Compiled)
    told = published_plan(week)
    assert told is not None
    draft = await store_plan(week, told, Explained(), run=None, origin="replan", now=TEN, actor="test")
    assert isinstance(draft, Draft), draft

    answer = await publish_plan(draft.plan_id, unit, week.week, now=TEN + MINUTE, actor="test")

    assert isinstance(answer, Conflict)
    assert "match again" in answer.mend.en


async def test_when_who_accepted_declines_after_all_somebody_else_is_sought(settled):
    await settled()
    dispatch = await dispatched()
    offer = await open_offer(dispatch)
    row = assignment(await accepted(offer, now=TEN))
    await decline_assignment(offer.carer_id, row, reason="车坏了", expected_version=1, now=TEN + MINUTE, actor="nurse")

    await look(TEN + 2 * MINUTE)
    second = await open_offer(dispatch)
    answer = await accepted(second, now=TEN + 3 * MINUTE)

    assert (offer.carer.key, second.carer.key) == ("N1", "N2")
    assert (await Offer.get(id=offer.id)).state == "declined"
    assert isinstance(answer, OfferAnswered), answer
    (there,) = await Assignment.filter(visit_id=dispatch.visit_id, plan__state="published")
    assert (there.carer_id, there.state) == (second.carer_id, "accepted")


async def test_a_visit_that_a_coordinator_gives_to_somebody_is_offered_no_more(settled):
    unit = await settled()
    dispatch = await dispatched()
    week = await prepare(unit, WEEK, now=TEN)
    assert isinstance(week, Compiled)
    move = await move_visit(str(dispatch.visit_id), week, carer="N3", now=TEN, actor="test")
    assert isinstance(move, Stored), move
    assert isinstance(await publish(move.plan_id, week, now=TEN, actor="test"), Published)

    await advance(dispatch.id, now=TEN + MINUTE)

    offer = await Offer.get(dispatch_id=dispatch.id)
    assert ((await Dispatch.get(id=dispatch.id)).state, offer.state) == ("accepted", "withdrawn")


async def test_times_are_kept_and_the_share_within_the_hour_is_told(settled):
    unit = await settled(elders=3)
    quick, slow = await dispatched("E0"), await dispatched("E1")
    await dispatched("E2")
    for dispatch, minutes in ((quick, 30), (slow, 70)):
        offer = await open_offer(dispatch)
        answer = await accepted(offer, now=TEN + MINUTE)
        row, at = assignment(answer), TEN + minutes * MINUTE
        await depart_for_visit(offer.carer_id, row, expected_version=1, now=TEN + 2 * MINUTE, actor="nurse")
        await arrive_at_visit(offer.carer_id, row, expected_version=2, now=at, actor="nurse")
        await start_visit(offer.carer_id, row, expected_version=3, now=at, actor="nurse")

    figures = await response_times(unit.id, MONDAY, MONDAY + timedelta(days=7))

    assert (figures.requests, figures.arrived, figures.within_hour) == (3, 2, 1)
    assert (figures.share_within_hour, figures.median_min) == (0.5, 50.0)
    rows = await Assignment.filter(departed_at__not_isnull=True)
    assert {one.departed_at for one in rows} == {TEN + 2 * MINUTE}


async def test_somebody_elses_offer_looks_the_same_as_none(settled):
    await settled()
    offer = await open_offer(await dispatched())
    stranger = await Carer.get(key="N3")

    answers = [
        await acceptance(stranger.id, offer.id, now=TEN),
        await decline_offer(stranger.id, offer.id, reason="x", expected_version=1, now=TEN, actor="x"),
        await acceptance(stranger.id, new_id(), now=TEN),
    ]

    assert [type(one) for one in answers] == [NotPermitted] * 3
    assert (await Offer.get(id=offer.id)).version == 1
