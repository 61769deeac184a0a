"""What-if over GraphQL: what a change would cost and move, while nothing is stored."""

from datetime import timedelta

import pytest

from domain.audit import AuditEvent
from domain.kept_answers import KeptAnswer
from domain.planning.models import Assignment, Pin, Plan
from schema.relay import global_id

MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) {
  __typename
  ... on VisitMoved { costDifference plan { id number state origin version } }
  ... on ValidationFailed { problems { field mend } } ... on Conflict { message currentVersion other } } }"""
WHAT_IF = """query W($plan: ID!, $changes: [PlanChangeInput!]!) { whatIf(plan: $plan, changes: $changes) {
  __typename
  ... on WhatIf { costBefore costAfter assignedAfter terms { name before after difference }
    moved { name visit { id } carersBefore { key } carersAfter { key } startsBefore startsAfter } }
  ... on ValidationFailed { problems { field mend } } } }"""


@pytest.fixture
async def coordinator(someone):
    async def of(unit: str = "WJJ"):
        return await someone("coordinator", unit)

    return of


async def rows() -> tuple[int, ...]:
    tables = (Plan, Assignment, Pin, AuditEvent, KeptAnswer)
    return tuple([await table.all().count() for table in tables])


async def made_by(key: str) -> Assignment:
    """The newest plan's first assignment of a carer."""
    newest = await Plan.all().order_by("-number").first()
    assert newest is not None
    found = await Assignment.filter(plan_id=newest.id, carer__key=key, visit_id__not_isnull=True).order_by("starts_at")
    return found[0]


def visit_id(row: Assignment) -> str:
    assert row.visit_id is not None
    return global_id("Visit", row.visit_id)


async def test_what_if_tells_what_a_move_will_cost_and_stores_nothing(matched, ask, change, coordinator, an_id):
    await matched(20)
    who, row, carer = await coordinator(), await made_by("C001"), await an_id("Volunteer", "C000")
    plan = global_id("Plan", row.plan_id)
    before = await rows()

    asked = await ask(WHAT_IF, who=who, plan=plan, changes=[{"move": {"visit": visit_id(row), "carer": carer}}])
    after = await rows()
    moved = await change(MOVE, who, visit=visit_id(row), carer=carer)

    told = asked["whatIf"]
    assert after == before
    assert told["costAfter"] - told["costBefore"] == moved["costDifference"]
    assert sum(one["difference"] for one in told["terms"]) == moved["costDifference"]
    assert [(one["visit"]["id"], one["carersBefore"], one["carersAfter"]) for one in told["moved"]] == [
        (visit_id(row), [{"key": "C001"}], [{"key": "C000"}])
    ]


async def test_what_if_a_carer_is_away_names_everything_that_moves(matched, ask, coordinator, an_id):
    await matched(20)
    row = await made_by("C001")
    mine = await Assignment.filter(carer__key="C001", plan_id=row.plan_id, visit_id__not_isnull=True).count()

    answer = await ask(
        WHAT_IF,
        who=await coordinator(),
        plan=global_id("Plan", row.plan_id),
        changes=[{"removeCarer": {"carer": await an_id("Practitioner", "C001")}}],
    )

    told = answer["whatIf"]
    assert len(told["moved"]) >= mine
    assert all({"key": "C001"} not in one["carersAfter"] for one in told["moved"])
    assert told["costAfter"] > told["costBefore"]


async def test_what_if_a_window_is_added_places_the_visit_in_it_if_that_is_better(matched, ask, coordinator):
    await matched(20)
    row = await made_by("C001")
    saturday = row.starts_at.replace(day=12, hour=2, minute=0)
    window = {"startsAt": saturday.isoformat(), "endsAt": (saturday + timedelta(hours=4)).isoformat()}

    answer = await ask(
        WHAT_IF,
        who=await coordinator(),
        plan=global_id("Plan", row.plan_id),
        changes=[{"addWindow": {"visit": visit_id(row), **window}}],
    )

    assert answer["whatIf"]["__typename"] == "WhatIf"
    assert answer["whatIf"]["costAfter"] <= answer["whatIf"]["costBefore"]


@pytest.mark.parametrize("changes", [[], [{"move": {"visit": "V"}}] * 11])
async def test_what_if_is_asked_of_one_to_ten_changes(matched, ask, coordinator, changes):
    await matched(20)
    row = await made_by("C001")
    given = [{"move": {"visit": visit_id(row)}} for _ in changes]

    answer = await ask(WHAT_IF, who=await coordinator(), plan=global_id("Plan", row.plan_id), changes=given)

    assert [one["field"] for one in answer["whatIf"]["problems"]] == ["changes"]


async def test_what_if_names_the_change_that_cannot_be_made(matched, ask, coordinator):
    await matched(20)
    row = await made_by("C001")

    answer = await ask(
        WHAT_IF,
        who=await coordinator(),
        plan=global_id("Plan", row.plan_id),
        changes=[{"move": {"visit": visit_id(row)}}],
    )

    assert [one["field"] for one in answer["whatIf"]["problems"]] == ["changes[0].carer"]
