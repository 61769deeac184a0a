"""Two plans of a week over GraphQL: what differs, by name and by term."""

import pytest

from domain.planning.models import Assignment, Plan
from schema.relay import global_id

MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) { __typename
  ... on VisitMoved { costDifference plan { id } } } }"""
COMPARE = """query C($a: ID!, $b: ID!) { comparePlans(a: $a, b: $b) { __typename
  ... on PlanComparison { before { number cost } after { number cost } terms { name difference }
    moved { name visit { id } carersBefore { key } carersAfter { key } startsBefore startsAfter } }
  ... on ValidationFailed { problems { field mend } } ... on NotPermitted { message } } }"""
PLANS = """query P($scope: ID!) { week(scope: $scope, isoWeek: "2026-W50") { plans { id number state } } }"""


@pytest.fixture
async def two_plans(matched, change, someone, an_id):
    """A matched week, and the same with its first visit of one carer moved to another; answers both and the move."""
    await matched(20)
    who = await someone("coordinator")
    old = await Plan.all().order_by("-number").first()
    assert old is not None
    mine = Assignment.filter(plan_id=old.id, carer__key="C001", visit_id__not_isnull=True)
    row = (await mine.order_by("starts_at"))[0]
    assert row.visit_id is not None
    moved = await change(MOVE, who, visit=global_id("Visit", row.visit_id), carer=await an_id("Volunteer", "C000"))
    return who, row, global_id("Plan", old.id), moved


async def test_a_moved_visit_is_the_only_difference_and_its_terms_add_up(two_plans, ask):
    who, row, old, moved = two_plans

    answer = (await ask(COMPARE, who=who, a=old, b=moved["plan"]["id"]))["comparePlans"]

    assert sum(one["difference"] for one in answer["terms"]) == moved["costDifference"]
    assert answer["after"]["cost"] - answer["before"]["cost"] == moved["costDifference"]
    assert [(one["visit"]["id"], one["carersBefore"], one["carersAfter"]) for one in answer["moved"]] == [
        (global_id("Visit", row.visit_id), [{"key": "C001"}], [{"key": "C000"}])
    ]
    assert answer["moved"][0]["name"].startswith("老人")


async def test_a_plan_differs_in_nothing_from_itself(two_plans, ask):
    who, _, old, _ = two_plans

    answer = (await ask(COMPARE, who=who, a=old, b=old))["comparePlans"]

    assert answer["moved"] == []
    assert {one["difference"] for one in answer["terms"]} == {0}


async def test_another_units_coordinator_may_not_compare_what_is_not_theirs(two_plans, ask, someone):
    _, _, old, moved = two_plans

    answer = await ask(COMPARE, who=await someone("carer", carer="C001"), a=old, b=moved["plan"]["id"])

    assert answer["comparePlans"]["__typename"] == "NotPermitted"


async def test_plans_of_two_weeks_are_not_compared(two_plans, ask):
    who, _, old, _ = two_plans
    first = await Plan.get(number=1)
    week = await first.week
    other = type(week)(unit_id=week.unit_id, iso_week="2026-W51")
    await other.save()
    plan = Plan(week_id=other.id, number=1, problem_id=first.problem_id, cost=0, terms={}, assigned=0, visits=0)
    plan.created_at = first.created_at
    await plan.save()

    answer = (await ask(COMPARE, who=who, a=old, b=global_id("Plan", plan.id)))["comparePlans"]

    assert answer["problems"][0]["field"] == "b"


async def test_a_week_lists_its_plans_the_newest_first(two_plans, ask, an_id):
    who, _, old, moved = two_plans

    week = (await ask(PLANS, who=who, scope=await an_id("Organization", "WJJ")))["week"]

    assert [one["id"] for one in week["plans"]] == [moved["plan"]["id"], old]
