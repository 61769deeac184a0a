"""A coordinator's changes over GraphQL: pins, moves, swaps, what-if, publishing; refusals change nothing."""

import asyncio

import pytest

from domain.audit import AuditEvent
from domain.planning.models import Assignment, Pin, Plan, Week
from schema.relay import global_id
from tests.schema.planned import made_by, rows, visit_id

PIN = """mutation P($input: PinVisitInput!) { pinVisit(input: $input) {
  __typename ... on VisitPinned { visit } ... on ValidationFailed { problems { field } } } }"""
UNPIN = """mutation U($input: UnpinVisitInput!) { unpinVisit(input: $input) {
  __typename ... on VisitUnpinned { removed } ... on ValidationFailed { problems { field } } } }"""
MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) {
  __typename
  ... on VisitMoved { costDifference plan { id number state origin version } }
  ... on ValidationFailed { problems { field mend } } ... on Conflict { message currentVersion other } } }"""
SWAP = """mutation S($input: SwapVisitsInput!) { swapVisits(input: $input) {
  __typename ... on VisitsSwapped { plan { number } } ... on ValidationFailed { problems { field } } } }"""
PUBLISH = """mutation P($input: PublishPlanInput!) { publishPlan(input: $input) {
  __typename ... on PlanPublished { assignments plan { state version } }
  ... on Conflict { message currentVersion } ... on NotReady { problems { field } } } }"""


async def test_a_pin_holds_until_it_is_taken_off(matched, change, coordinator, an_id):
    await matched(20)
    who, row = await coordinator(), await made_by("C001")
    carer = await an_id("Practitioner", "C001")

    pinned = await change(PIN, who, visit=visit_id(row), carer=carer, startsAt=row.starts_at.isoformat())
    there = await Pin.all().count()
    unpinned = await change(UNPIN, who, visit=visit_id(row))
    again = await change(UNPIN, who, visit=visit_id(row))

    assert pinned == {"__typename": "VisitPinned", "visit": visit_id(row)}
    assert (there, unpinned["removed"], await Pin.all().count()) == (1, 1, 0)
    assert again["__typename"] == "ValidationFailed"


async def test_a_pin_against_a_rule_is_refused_by_its_code(matched, change, coordinator, an_id):
    await matched(20)
    row, before = await made_by("C001"), await rows()
    at_night = (row.starts_at.replace(hour=18)).isoformat()

    answer = await change(PIN, await coordinator(), visit=visit_id(row), startsAt=at_night)

    assert answer["__typename"] == "ValidationFailed"
    assert await rows() == before


async def test_a_moved_visit_is_a_new_draft_in_which_all_else_stays(matched, change, coordinator, an_id):
    await matched(20)
    row = await made_by("C001")
    before = {(one.visit_id, one.carer_id, one.starts_at) for one in await Assignment.filter(plan_id=row.plan_id)}

    answer = await change(MOVE, await coordinator(), visit=visit_id(row), carer=await an_id("Volunteer", "C000"))

    assert answer["__typename"] == "VisitMoved", answer
    assert {**answer["plan"], "id": ""} == {"id": "", "number": 2, "state": "draft", "origin": "move", "version": 1}
    drafted = await Plan.get(number=2)
    after = {(one.visit_id, one.carer_id, one.starts_at) for one in await Assignment.filter(plan_id=drafted.id)}
    assert {one[0] for one in before - after} == {row.visit_id}


async def test_a_move_sent_twice_makes_one_draft(matched, change, coordinator, an_id):
    await matched(20)
    row, who = await made_by("C001"), await coordinator()
    given = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000"), "idempotencyKey": "one"}

    answers = await asyncio.gather(*(change(MOVE, who, **given) for _ in range(2)))

    assert answers[0] == answers[1]
    assert await Plan.all().count() == 2


async def test_of_two_moves_of_one_plan_the_second_is_told_of_the_first(matched, change, coordinator, an_id):
    await matched(20)
    who, carer = await coordinator(), await an_id("Volunteer", "C000")
    rows_of = await Assignment.filter(carer__key="C001", visit_id__not_isnull=True).order_by("starts_at").limit(2)

    answers = await asyncio.gather(*(change(MOVE, who, visit=visit_id(row), carer=carer) for row in rows_of))

    names = sorted(one["__typename"] for one in answers)
    assert names == ["Conflict", "VisitMoved"]
    assert await Plan.all().count() == 2


async def test_a_move_that_breaks_a_rule_says_which(matched, change, coordinator, an_id):
    await matched(20)
    row, before = await made_by("C001"), await rows()
    at_night = row.starts_at.replace(hour=18).isoformat()

    answer = await change(MOVE, await coordinator(), visit=visit_id(row), startsAt=at_night)

    assert answer["__typename"] == "ValidationFailed"
    assert await rows() == before


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-12-08T09:00:00", "2026-12-21T09:00:00Z"]
)
async def test_a_time_of_another_week_or_without_an_offset_is_refused(matched, change, coordinator, moment):
    await matched(10)
    row, who, before = await made_by("C001"), await coordinator(), await rows()

    answers = [await change(one, who, visit=visit_id(row), startsAt=moment) for one in (MOVE, PIN)]

    assert [one["problems"][0]["field"] for one in answers] == ["startsAt"] * 2
    assert await rows() == before


async def test_two_visits_exchange_their_carers_and_nothing_else_changes(matched, change, coordinator):
    await matched(20)
    one, two = await made_by("C000"), await made_by("C001")

    answer = await change(SWAP, await coordinator(), visit=visit_id(one), other=visit_id(two))

    assert answer["__typename"] == "VisitsSwapped", answer
    drafted = await Plan.get(number=2)
    new = {row.visit_id: row for row in await Assignment.filter(plan_id=drafted.id)}
    old = {row.visit_id: row for row in await Assignment.filter(plan_id=one.plan_id)}
    assert (new[one.visit_id].carer_id, new[two.visit_id].carer_id) == (two.carer_id, one.carer_id)
    assert {key: row.starts_at for key, row in new.items()} == {key: row.starts_at for key, row in old.items()}


async def test_a_change_of_a_plan_that_a_later_pin_contradicts_says_so(matched, change, coordinator, an_id):
    await matched(20)
    who, one, two = await coordinator(), await made_by("C000"), await made_by("C001")
    pinned = await Assignment.filter(carer__key="C001", visit_id__not_isnull=True).order_by("-starts_at").first()
    assert pinned is not None
    await change(PIN, who, visit=visit_id(pinned), carer=await an_id("Volunteer", "C000"))
    before = await rows()

    answer = await change(SWAP, who, visit=visit_id(one), other=visit_id(two))

    assert [problem["field"] for problem in answer["problems"]] == ["PIN"]
    assert await rows() == before


async def test_visits_of_one_carer_have_nothing_to_exchange(matched, change, coordinator):
    await matched(20)
    mine = await Assignment.filter(carer__key="C001", visit_id__not_isnull=True).limit(2)
    before = await rows()

    answer = await change(SWAP, await coordinator(), visit=visit_id(mine[0]), other=visit_id(mine[1]))

    assert [one["field"] for one in answer["problems"]] == ["other"]
    assert await rows() == before


async def test_the_newest_plan_is_published_once(matched, change, coordinator):
    await matched(20)
    plan, who = await Plan.get(number=1), await coordinator()
    given = {"plan": global_id("Plan", plan.id), "expectedVersion": 1}

    first = await change(PUBLISH, who, **given)
    second = await change(PUBLISH, who, **given)

    assert first["__typename"] == "PlanPublished", first
    assert first["plan"] == {"state": "published", "version": 2}
    assert (second["__typename"], second["currentVersion"]) == ("Conflict", 2)
    assert (await Week.get(iso_week="2026-W50")).state == "published"
    assert await AuditEvent.filter(action="plan.published", actor="coordinator").count() == 1


async def test_a_stale_plan_is_not_published(matched, change, coordinator, an_id):
    await matched(20)
    who, row = await coordinator(), await made_by("C001")
    await change(MOVE, who, visit=visit_id(row), carer=await an_id("Volunteer", "C000"))
    before = await rows()

    answer = await change(PUBLISH, who, plan=global_id("Plan", row.plan_id), expectedVersion=1)

    assert answer["__typename"] == "Conflict"
    assert "number 2" in answer["message"]
    assert await rows() == before


async def test_what_a_carer_accepted_stays_accepted_in_the_next_plan(published, change, coordinator, an_id):
    await published(20)
    row, who = await made_by("C001"), await coordinator()
    other = (await Assignment.filter(plan_id=row.plan_id, carer__key="C001").order_by("starts_at"))[1]
    await Assignment.filter(id=other.id).update(state="accepted", decided_by="C001")
    moved = await change(MOVE, who, visit=visit_id(row), carer=await an_id("Volunteer", "C000"))

    await change(PUBLISH, who, plan=moved["plan"]["id"], expectedVersion=1)

    newest = await Plan.get(number=2)
    states = {one.visit_id: one.state for one in await Assignment.filter(plan_id=newest.id, visit_id__not_isnull=True)}
    assert (states[other.visit_id], states[row.visit_id]) == ("accepted", "proposed")


async def test_in_a_closed_week_nothing_changes(published, change, coordinator, an_id):
    await published(20)
    row, who = await made_by("C001"), await coordinator()
    await Week.all().update(state="closed")
    carer, before = await an_id("Volunteer", "C000"), await rows()

    answers = [
        await change(PIN, who, visit=visit_id(row), carer=await an_id("Practitioner", "C001")),
        await change(MOVE, who, visit=visit_id(row), carer=carer),
        await change(SWAP, who, visit=visit_id(row), other=visit_id(await made_by("C000"))),
    ]

    assert [one["problems"][0]["field"] for one in answers] == ["isoWeek"] * 3
    assert await rows() == before


@pytest.mark.parametrize("role", ["booking_desk", "reader", "carer", "guardian"])
async def test_only_coordinators_change_a_plan(matched, change, someone, role):
    await matched(10)
    row, who, before = await made_by("C001"), await someone(role), await rows()

    answers = [
        await change(PIN, who, visit=visit_id(row), startsAt=row.starts_at.isoformat()),
        await change(UNPIN, who, visit=visit_id(row)),
        await change(MOVE, who, visit=visit_id(row), startsAt=row.starts_at.isoformat()),
        await change(SWAP, who, visit=visit_id(row), other=visit_id(row)),
        await change(PUBLISH, who, plan=global_id("Plan", row.plan_id), expectedVersion=1),
    ]

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert await rows() == before


async def test_another_units_and_other_types_ids_change_nothing(matched, change, coordinator, another_unit, an_id):
    await matched(10)
    await another_unit()
    row, theirs, mine = await made_by("C001"), await coordinator("QT"), await coordinator()
    before = await rows()
    resident, foreign = await an_id("Resident", "E001"), await an_id("Practitioner", "QT-N")

    answers = [
        await change(MOVE, theirs, visit=visit_id(row), startsAt=row.starts_at.isoformat()),
        await change(PUBLISH, theirs, plan=global_id("Plan", row.plan_id), expectedVersion=1),
        await change(MOVE, mine, visit=resident, startsAt=row.starts_at.isoformat()),
        await change(MOVE, mine, visit="%%%", startsAt=row.starts_at.isoformat()),
        await change(MOVE, mine, visit=visit_id(row), carer=resident),
        await change(PUBLISH, mine, plan=visit_id(row), expectedVersion=1),
    ]
    foreign_carer = await change(MOVE, mine, visit=visit_id(row), carer=foreign)

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert [one["field"] for one in foreign_carer["problems"]] == ["carer"]
    assert await rows() == before
