"""Urgent visits on the roster: what a yes makes of the published plan, and what nobody may forget."""

import asyncio
from datetime import UTC, datetime, timedelta

from domain.dispatch.answering import OfferAnswered
from domain.dispatch.models import Dispatch, Offer
from domain.dispatch.offering import advance
from domain.dispatch.queries import response_times
from domain.outcomes import Conflict
from domain.planning.changing import Change, Stored, store_change
from domain.planning.compile import Compiled
from domain.planning.deciding import arrive_at_visit, decline_assignment, depart_for_visit, start_visit
from domain.planning.explaining import Explained
from domain.planning.models import Assignment, Plan
from domain.planning.moving import move_visit, moved
from domain.planning.operations import Published, publish, publish_plan
from domain.planning.solving import Budget, Solved, prepare, published_plan, solve_week
from domain.planning.storing import Draft, store_plan

WEEK = "2026-W50"
MONDAY = datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
TEN = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # on Tuesday, by the clock of Fenyang
MINUTE = timedelta(minutes=1)


async def test_who_accepts_has_the_visit_on_the_published_roster_and_no_other_assignment_changes(settled, urgent):
    await settled()
    before = {one.id: one.version for one in await Assignment.all()}
    dispatch = await urgent.dispatched()
    offer = await urgent.open_offer(dispatch)

    answer = await urgent.accepted(offer, now=TEN + MINUTE)

    assert isinstance(answer, OfferAnswered), answer
    row = await Assignment.get(id=answer.assignment_id).select_related("plan")
    assert (row.state, row.carer_id, row.visit_id) == ("accepted", offer.carer_id, dispatch.visit_id)
    assert row.plan.state == "published"
    assert row.starts_at >= TEN + MINUTE
    assert {one.id: one.version for one in await Assignment.exclude(id=row.id)} == before
    assert (await Dispatch.get(id=dispatch.id)).state == "accepted"


async def test_ways_and_waits_of_the_visits_around_an_accepted_one_are_told_anew(settled, urgent):
    await settled(nurses=1)  # at eleven she is with E0
    offer = await urgent.open_offer(await urgent.dispatched("E1"))

    answer = await urgent.accepted(offer, now=TEN + MINUTE)

    first, second = await Assignment.all().order_by("starts_at")
    assert first.id == urgent.row_of(answer)
    between_s = (second.starts_at - first.ends_at).total_seconds()
    assert (first.waiting_s, first.home_s) == (0, 0)
    assert second.travel_s + second.waiting_s == between_s
    assert second.home_s > 0


async def test_of_many_who_accept_at_once_each_comes_to_a_visit_of_their_own(settled, urgent):
    await settled(nurses=8, elders=8)
    dispatches = [await urgent.dispatched(f"E{i}") for i in range(8)]
    offers = [await urgent.open_offer(one) for one in dispatches]

    answers = await asyncio.gather(*(urgent.accepted(one, now=TEN + MINUTE) for one in offers))

    assert all(isinstance(one, OfferAnswered) for one in answers), answers
    rows = await Assignment.filter(visit__request__priority="urgent", plan__state="published")
    assert len(rows) == len({one.carer_id for one in rows}) == len({one.visit_id for one in rows}) == 8


async def test_two_taps_on_yes_leave_one_visit(settled, urgent):
    await settled()
    offer = await urgent.open_offer(await urgent.dispatched())

    answers = await asyncio.gather(*(urgent.accepted(offer, now=TEN) for _ in range(2)))

    assert sorted(isinstance(one, OfferAnswered) for one in answers) == [False, True]
    assert await Assignment.filter(visit__request__priority="urgent").count() == 1


async def test_a_routine_visit_makes_room_where_nobody_else_comes_in_time(settled, urgent):
    # the only nurse is to be at E0 at eleven; at ten to eleven E1 needs her within the quarter of an hour
    await settled(nurses=1)
    routine = await Assignment.get()
    now = routine.starts_at - 20 * MINUTE

    dispatch = await urgent.dispatched("E1", now=now, sla_min=19)
    offer = await urgent.open_offer(dispatch)
    answer = await urgent.accepted(offer, now=now)

    assert [one["visit"] for one in offer.displaced] == [str(routine.visit_id)]
    assert isinstance(answer, OfferAnswered), answer
    row, later = await Assignment.get(id=urgent.row_of(answer)), await Assignment.get(id=routine.id)
    assert routine.starts_at < row.ends_at <= later.starts_at
    assert later.version == routine.version + 1


async def test_a_draft_made_before_the_visit_joined_can_not_be_published(settled, urgent):
    unit = await settled()
    draft = await solve_week(unit, WEEK, budget=Budget(None, 50), now=TEN - MINUTE, actor="test")
    assert isinstance(draft, Solved)
    offer = await urgent.open_offer(await urgent.dispatched())
    await urgent.accepted(offer, now=TEN)

    week = await prepare(unit, WEEK, now=TEN)
    assert isinstance(week, Compiled)
    answer = await publish(draft.draft.plan_id, week, now=TEN, actor="test")

    assert isinstance(answer, Conflict), answer
    newest = await Plan.all().order_by("-number").first()
    assert newest is not None
    assert newest.state == "published"


async def test_a_move_reckoned_before_the_visit_joined_is_not_stored(settled, urgent):
    unit = await settled()
    offer = await urgent.open_offer(await urgent.dispatched())
    week = await prepare(unit, WEEK, now=TEN)
    assert isinstance(week, Compiled)
    routine = await Assignment.get()
    move = await moved(str(routine.visit_id), week, carer="N3", starts_at=None)
    assert isinstance(move, Change), move
    await urgent.accepted(offer, now=TEN)

    answer = await store_change(move, week, now=TEN, actor="test")

    assert isinstance(answer, Conflict)
    assert await Plan.all().count() == 1


async def test_a_plan_that_a_run_stored_later_without_the_visit_is_not_published(settled, urgent):
    unit = await settled()
    week = await prepare(unit, WEEK, now=TEN)
    await urgent.accepted(await urgent.open_offer(await urgent.dispatched()), now=TEN)
    assert isinstance(week, Compiled)
    told = published_plan(week)
    assert told is not None
    draft = await store_plan(week, told, Explained(), run=None, origin="replan", now=TEN, actor="test")
    assert isinstance(draft, Draft), draft

    answer = await publish_plan(draft.plan_id, unit, week.week, now=TEN + MINUTE, actor="test")

    assert isinstance(answer, Conflict)
    assert "match again" in answer.mend.en


async def test_when_who_accepted_declines_after_all_somebody_else_is_sought(settled, urgent):
    await settled()
    dispatch = await urgent.dispatched()
    offer = await urgent.open_offer(dispatch)
    row = urgent.row_of(await urgent.accepted(offer, now=TEN))
    await decline_assignment(offer.carer_id, row, reason="车坏了", expected_version=1, now=TEN + MINUTE, actor="nurse")

    await urgent.look(TEN + 2 * MINUTE)
    second = await urgent.open_offer(dispatch)
    answer = await urgent.accepted(second, now=TEN + 3 * MINUTE)

    assert (offer.carer.key, second.carer.key) == ("N1", "N2")
    assert (await Offer.get(id=offer.id)).state == "declined"
    assert isinstance(answer, OfferAnswered), answer
    (there,) = await Assignment.filter(visit_id=dispatch.visit_id, plan__state="published")
    assert (there.carer_id, there.state) == (second.carer_id, "accepted")


async def test_a_visit_that_a_coordinator_gives_to_somebody_is_offered_no_more(settled, urgent):
    unit = await settled()
    dispatch = await urgent.dispatched()
    week = await prepare(unit, WEEK, now=TEN)
    assert isinstance(week, Compiled)
    move = await move_visit(str(dispatch.visit_id), week, carer="N3", now=TEN, actor="test")
    assert isinstance(move, Stored), move
    assert isinstance(await publish(move.plan_id, week, now=TEN, actor="test"), Published)

    await advance(dispatch.id, now=TEN + MINUTE)

    offer = await Offer.get(dispatch_id=dispatch.id)
    assert ((await Dispatch.get(id=dispatch.id)).state, offer.state) == ("accepted", "withdrawn")


async def test_times_are_kept_and_the_share_within_the_hour_is_told(settled, urgent):
    unit = await settled(elders=3)
    quick, slow = await urgent.dispatched("E0"), await urgent.dispatched("E1")
    await urgent.dispatched("E2")
    for dispatch, minutes in ((quick, 30), (slow, 70)):
        offer = await urgent.open_offer(dispatch)
        answer = await urgent.accepted(offer, now=TEN + MINUTE)
        row, at = urgent.row_of(answer), TEN + minutes * MINUTE
        await depart_for_visit(offer.carer_id, row, expected_version=1, now=TEN + 2 * MINUTE, actor="nurse")
        await arrive_at_visit(offer.carer_id, row, expected_version=2, now=at, actor="nurse")
        await start_visit(offer.carer_id, row, expected_version=3, now=at, actor="nurse")

    figures = await response_times(unit.id, MONDAY, MONDAY + timedelta(days=7))

    assert (figures.requests, figures.arrived, figures.within_hour) == (3, 2, 1)
    assert (figures.share_within_hour, figures.median_min) == (0.5, 50.0)
    rows = await Assignment.filter(departed_at__not_isnull=True)
    assert {one.departed_at for one in rows} == {TEN + 2 * MINUTE}
