"""The carer over GraphQL: the own roster, yes, no, begun and done; and who was first when two decide at once."""

import asyncio
from datetime import timedelta

import pytest

from domain.audit import AuditEvent
from domain.kept_answers import KeptAnswer
from domain.planning.compile import compile_week
from domain.planning.models import Assignment, Plan, Week
from domain.planning.rows import read_week
from schema.relay import global_id

MINE = """{ myRoster(isoWeek: "2026-W50") { id version state startsAt whom where visit { id } carer { key } } }"""
DECIDE = """mutation D($input: %s!) { %s(input: $input) {
  __typename
  ... on %s { assignment { state version decidedBy decidedAt reason startedAt finishedAt } }
  ... on Conflict { message currentVersion other }
  ... on ValidationFailed { problems { field } } } }"""
ACCEPT = DECIDE % ("AssignmentInput", "acceptAssignment", "AssignmentAccepted")
DECLINE = DECIDE % ("DeclineAssignmentInput", "declineAssignment", "AssignmentDeclined")
START = DECIDE % ("AssignmentInput", "startVisit", "VisitStarted")
FINISH = DECIDE % ("AssignmentInput", "finishVisit", "VisitFinished")
MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) {
  __typename ... on VisitMoved { plan { id } } ... on Conflict { message currentVersion other } } }"""
PUBLISH = """mutation P($input: PublishPlanInput!) { publishPlan(input: $input) {
  __typename ... on NotReady { problems { field } } } }"""


def visit_id(row: Assignment) -> str:
    """Global id of the visit that somebody is assigned to."""
    assert row.visit_id is not None
    return global_id("Visit", row.visit_id)


@pytest.fixture
async def nurse(published, someone):
    """A published week; answers its nurse."""
    await published(20)
    return await someone("carer", carer="C001")


async def first(key: str = "C001") -> Assignment:
    mine = Assignment.filter(carer__key=key, plan__state="published", visit_id__not_isnull=True)
    return (await mine.order_by("starts_at"))[0]


async def rows() -> tuple[object, ...]:
    states = [(row.state, row.version) for row in await Assignment.all().order_by("id")]
    return (states, await AuditEvent.all().count(), await KeptAnswer.all().count())


def given(row: Assignment, version: int = 1) -> dict:
    return {"assignment": global_id("Assignment", row.id), "expectedVersion": version}


async def test_a_carer_reads_the_own_published_roster_and_no_other(nurse, ask, someone):
    mine = (await ask(MINE, who=nurse))["myRoster"]
    nobodys = (await ask(MINE, who=await someone("coordinator")))["myRoster"]

    assert {one["carer"]["key"] for one in mine} == {"C001"}
    assert {one["state"] for one in mine} == {"proposed"}
    assert [one["startsAt"] for one in mine] == sorted(one["startsAt"] for one in mine)
    assert nobodys == []


async def test_nothing_is_on_a_roster_before_it_is_published(matched, ask, someone):
    await matched(10)

    answer = await ask(MINE, who=await someone("carer", carer="C001"))

    assert answer["myRoster"] == []


async def test_an_assignment_is_found_by_its_id_by_its_carer_and_coordinator_only(nurse, ask, someone, another_unit):
    await another_unit()
    row = await first()
    askers = [
        nurse,
        await someone("coordinator"),
        await someone("carer", carer="C000"),
        await someone("coordinator", "QT"),
    ]

    found = [
        (await ask("query N($id: ID!) { node(id: $id) { id } }", who=who, id=global_id("Assignment", row.id)))["node"]
        for who in askers
    ]

    assert [one is not None for one in found] == [True, True, False, False]


async def test_a_carer_accepts_once(nurse, change):
    row = await first()

    accepted = await change(ACCEPT, nurse, **given(row))
    again = await change(ACCEPT, nurse, **given(row))

    assert accepted["assignment"]["state"] == "accepted"
    assert (accepted["assignment"]["version"], accepted["assignment"]["decidedBy"]) == (2, "C001")
    assert (again["__typename"], again["currentVersion"], again["other"]) == ("Conflict", 2, "accepted")
    assert await AuditEvent.filter(action="assignment.accepted").count() == 1


async def test_of_fifty_taps_at_once_one_is_an_acceptance(nurse, change):
    row = await first()

    answers = await asyncio.gather(*(change(ACCEPT, nurse, **given(row)) for _ in range(50)))

    names = [one["__typename"] for one in answers]
    assert (names.count("AssignmentAccepted"), names.count("Conflict")) == (1, 49)
    assert (await Assignment.get(id=row.id)).version == 2


async def test_a_carer_declines_with_a_reason_and_may_change_their_mind(nurse, change):
    row = await first()

    declined = await change(DECLINE, nurse, reason="家里有事", **given(row))
    accepted = await change(ACCEPT, nurse, **given(row, 2))

    assert (declined["assignment"]["state"], declined["assignment"]["reason"]) == ("declined", "家里有事")
    assert (accepted["assignment"]["state"], accepted["assignment"]["reason"]) == ("accepted", None)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
async def test_a_no_says_why(nurse, change, reason):
    row, before = await first(), await rows()

    answer = await change(DECLINE, nurse, reason=reason, **given(row))

    assert [one["field"] for one in answer["problems"]] == ["reason"]
    assert await rows() == before


async def test_whoever_declined_is_not_sent_again(nurse, change):
    row = await first()
    await change(DECLINE, nurse, reason="家里有事", **given(row))
    week = await Week.get(iso_week="2026-W50").select_related("unit")

    compiled = compile_week(await read_week(week.unit, week.iso_week), frozen_until_s=0)

    visit = next(one for one in compiled.problem.visits if one.id == str(row.visit_id))
    assert str(row.carer_id) in visit.excluded


async def test_a_visit_is_begun_on_its_day_and_then_done(nurse, change):
    row = await first()
    on_time = row.starts_at + timedelta(minutes=5)

    too_soon = await change(START, nurse, now=row.starts_at - timedelta(days=1), **given(row))
    not_begun = await change(FINISH, nurse, now=on_time, **given(row))
    started = await change(START, nurse, now=on_time, **given(row))
    finished = await change(FINISH, nurse, now=on_time + timedelta(hours=1), **given(row, 2))
    accepted = await change(ACCEPT, nurse, now=on_time + timedelta(hours=1), **given(row, 3))

    assert too_soon["__typename"] == "ValidationFailed"
    assert not_begun["__typename"] == accepted["__typename"] == "Conflict"
    assert started["assignment"]["startedAt"] == on_time.isoformat()
    assert (finished["assignment"]["state"], finished["assignment"]["version"]) == ("finished", 3)


async def test_nobody_decides_for_another_and_garbage_is_nobodys(nurse, change, someone):
    row, before = await first(), await rows()
    askers = [await someone("carer", carer="C000"), await someone("coordinator"), await someone("guardian")]

    answers = [
        await change(document, who, **given(row), **({"reason": "x"} if document is DECLINE else {}))
        for who in askers
        for document in (ACCEPT, DECLINE, START, FINISH)
    ]
    answers += [
        await change(ACCEPT, nurse, assignment=one, expectedVersion=1)
        for one in ("garbage", "", global_id("Visit", row.id), global_id("Assignment", row.plan_id))
    ]

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert await rows() == before


async def test_a_draft_is_nobodys_to_accept(matched, change, someone):
    await matched(10)
    row = (await Assignment.filter(carer__key="C001"))[0]

    answer = await change(ACCEPT, await someone("carer", carer="C001"), **given(row))

    assert answer["__typename"] == "NotPermitted"


async def test_in_a_closed_week_nobody_decides(nurse, change):
    row = await first()
    await Week.all().update(state="closed")

    answer = await change(ACCEPT, nurse, **given(row))

    assert answer["__typename"] == "ValidationFailed"
    assert (await Assignment.get(id=row.id)).state == "proposed"


async def test_of_a_nurses_no_and_a_coordinators_move_at_once_one_wins_and_the_other_reads_who_and_when(
    nurse, change, someone, an_id
):
    row, coordinator = await first(), await someone("coordinator")
    move = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000"), "expectedVersion": 1}

    declined, moved = await asyncio.gather(
        change(DECLINE, nurse, reason="家里有事", **given(row)), change(MOVE, coordinator, **move)
    )

    won, lost = (declined, moved) if declined["__typename"] == "AssignmentDeclined" else (moved, declined)
    by = "C001" if won is declined else "coordinator"
    assert won["__typename"] in ("AssignmentDeclined", "VisitMoved")
    assert (lost["__typename"], lost["currentVersion"]) == ("Conflict", 2)
    assert f"by {by} at 12-04 10:00" in lost["message"]
    assert await Plan.all().count() == 1 + (won is moved)


async def test_a_nurse_who_declines_after_a_move_reads_that_it_moves(nurse, change, someone, an_id):
    row = await first()
    move = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000")}
    await change(MOVE, await someone("coordinator"), **move)

    answer = await change(DECLINE, nurse, reason="家里有事", **given(row))

    assert (answer["__typename"], answer["currentVersion"], answer["other"]) == ("Conflict", 2, "moving")
    assert "by coordinator at 12-04 10:00" in answer["message"]


async def test_a_coordinator_who_moves_after_a_no_that_they_have_not_seen_reads_why(nurse, change, someone, an_id):
    row, before = await first(), await Plan.all().count()
    await change(DECLINE, nurse, reason="家里有事", **given(row))
    move = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000")}

    unseen = await change(MOVE, await someone("coordinator"), expectedVersion=1, **move)
    seen = await change(MOVE, await someone("coordinator"), expectedVersion=2, **move)

    assert (unseen["__typename"], unseen["other"]) == ("Conflict", "declined")
    assert "家里有事" in unseen["message"]
    assert seen["__typename"] == "VisitMoved"
    assert await Plan.all().count() == before + 1


async def test_an_id_of_a_roster_that_is_no_more_tells_what_became_of_the_visit(nurse, change, someone, an_id):
    row, coordinator = await first(), await someone("coordinator")
    move = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000")}
    moved = await change(MOVE, coordinator, **move)
    await change(PUBLISH, coordinator, plan=moved["plan"]["id"], expectedVersion=1)

    answer = await change(ACCEPT, nurse, **given(row, 2))

    assert answer["__typename"] == "Conflict"
    assert "护士0" in answer["message"]


async def test_a_plan_that_gives_a_visit_to_whoever_declined_it_is_not_published(nurse, change, someone, an_id):
    row, coordinator = await first(), await someone("coordinator")
    mine = Assignment.filter(carer__key="C001", plan_id=row.plan_id, visit_id__not_isnull=True)
    other = (await mine.exclude(id=row.id).order_by("id"))[0]
    move = {"visit": visit_id(other), "carer": await an_id("Volunteer", "C000")}
    moved = await change(MOVE, coordinator, **move)
    await change(DECLINE, nurse, reason="家里有事", **given(row))

    answer = await change(PUBLISH, coordinator, plan=moved["plan"]["id"], expectedVersion=1)

    assert answer["__typename"] == "NotReady"
    assert {one["field"] for one in answer["problems"]} == {"EXCLUDED"}
