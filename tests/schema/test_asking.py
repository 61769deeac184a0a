"""Questions about one visit: who else could make it, why this carer, why nobody."""

from datetime import date

import pytest

from domain.people.absences import report_absence
from domain.people.models import Carer
from domain.planning.models import Assignment, Plan
from domain.visits.models import Visit
from schema.relay import global_id

CANDIDATES = """query C($visit: ID!) { candidates(visit: $visit) {
  __typename
  ... on Candidates { candidates { carer { key } isNow startsAt costDifference rule why } }
  ... on ValidationFailed { problems { field } } } }"""
WHY = """query W($assignment: ID!) { explainAssignment(assignment: $assignment) {
  __typename
  ... on AssignmentExplained { assignment { carer { key } } reasons others {
    carer { key } startsAt costDifference terms { name difference } compared
    moved { visit { id } carersBefore { key } carersAfter { key } startsBefore startsAfter } } } } }"""
NOBODY = """query N($visit: ID!) { explainUnassigned(visit: $visit) {
  __typename
  ... on UnassignedExplained { unassigned { key code summary excluded { carer { key } rule } remedies } }
  ... on ValidationFailed { problems { field mend } } } }"""
MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) {
  __typename ... on VisitMoved { costDifference } } }"""


async def first() -> Assignment:
    mine = Assignment.filter(carer__key="C001", visit_id__not_isnull=True)
    return (await mine.order_by("starts_at"))[0]


def visit_id(row: Assignment) -> str:
    assert row.visit_id is not None
    return global_id("Visit", row.visit_id)


async def test_candidates_are_the_qualified_with_the_cost_of_each_and_the_cheapest_first(matched, ask, someone):
    await matched(30)
    row = await first()

    answer = (await ask(CANDIDATES, who=await someone("coordinator"), visit=visit_id(row)))["candidates"]

    able = [one for one in answer["candidates"] if one["costDifference"] is not None]
    assert {one["carer"]["key"] for one in answer["candidates"]} == {"C000", "C001", "C002"}
    assert [one["costDifference"] for one in able] == sorted(one["costDifference"] for one in able)
    assert [(one["carer"]["key"], one["costDifference"]) for one in able if one["isNow"]] == [("C001", 0)]
    assert all((one["startsAt"] is None) == bool(one["rule"]) for one in answer["candidates"])


async def test_a_move_costs_no_more_than_its_candidate_said(matched, ask, someone, an_id):
    await matched(30)
    row, who = await first(), await someone("coordinator")
    answer = (await ask(CANDIDATES, who=who, visit=visit_id(row)))["candidates"]["candidates"]
    other = next(one for one in answer if not one["isNow"] and one["costDifference"] is not None)
    given = {
        "visit": visit_id(row),
        "carer": global_id("Volunteer", (await Carer.get(key=other["carer"]["key"])).id),
        "idempotencyKey": "k",
    }

    moved = (await ask(MOVE, who=who, input=given))["moveVisit"]

    assert moved["costDifference"] <= other["costDifference"]


async def test_a_carer_who_is_away_is_a_candidate_with_a_reason(matched, ask, someone):
    unit = await matched(30)
    row = await first()
    for day in range(7, 12):
        await report_absence(unit, "C002", date(2026, 12, day), now=row.starts_at, actor="test")

    answer = (await ask(CANDIDATES, who=await someone("coordinator"), visit=visit_id(row)))["candidates"]

    away = next(one for one in answer["candidates"] if one["carer"]["key"] == "C002")
    assert (away["rule"], away["why"], away["costDifference"]) == ("AVAILABLE", "not available then", None)


async def test_an_assignment_is_explained_by_the_rules_and_by_the_others(matched, ask, someone):
    await matched(30)
    row = await first()

    answer = await ask(WHY, who=await someone("coordinator"), assignment=global_id("Assignment", row.id))

    told = answer["explainAssignment"]
    assert told["assignment"] == {"carer": {"key": "C001"}}
    assert told["reasons"][0] == "has dressing at level 2 (level 1 is needed)"
    assert "could come, none at a lower cost" in told["reasons"][-1]
    assert {one["carer"]["key"] for one in told["others"]} == {"C000", "C002"}


async def test_each_runner_up_is_compared_by_the_terms_of_the_score_and_by_what_would_move(matched, ask, someone):
    await matched(30)
    row = await first()

    answer = await ask(WHY, who=await someone("coordinator"), assignment=global_id("Assignment", row.id))

    others = answer["explainAssignment"]["others"]
    able = [one for one in others if one["costDifference"] is not None]
    assert able
    for one in able:
        assert sum(term["difference"] for term in one["terms"]) == one["costDifference"]
        assert all(term["difference"] for term in one["terms"])
        visit = one["moved"][0]
        assert (visit["visit"]["id"], visit["carersBefore"]) == (visit_id(row), [{"key": "C001"}])
        assert (visit["carersAfter"], visit["startsAfter"]) == ([one["carer"]], one["startsAt"])
        assert one["compared"].startswith("costs ")


async def test_a_visit_that_nobody_makes_is_explained_carer_by_carer(matched, ask, someone):
    await matched(20)
    visit = await Visit.get(request__key="R000")  # a lift, which nobody has learnt

    answer = await ask(NOBODY, who=await someone("coordinator"), visit=global_id("Visit", visit.id))

    told = answer["explainUnassigned"]["unassigned"]
    assert (told["key"], {one["rule"] for one in told["excluded"]}) == ("R000", {"SKILL"})


async def test_a_visit_that_somebody_makes_is_not_explained_as_open(matched, ask, someone):
    await matched(20)

    answer = await ask(NOBODY, who=await someone("coordinator"), visit=visit_id(await first()))

    assert [one["field"] for one in answer["explainUnassigned"]["problems"]] == ["visit"]


async def test_before_the_first_match_there_is_nothing_to_ask(matched, ask, someone):
    await matched(10)
    visit = visit_id(await first())
    await Plan.all().delete()

    answer = await ask(CANDIDATES, who=await someone("coordinator"), visit=visit)

    assert [one["field"] for one in answer["candidates"]["problems"]] == ["plan"]


@pytest.mark.parametrize("role", ["carer", "booking_desk", "reader", "guardian"])
async def test_only_coordinators_ask(matched, ask, someone, role):
    await matched(10)
    who, row = await someone(role), await first()

    answers = [
        await ask(CANDIDATES, who=who, visit=visit_id(row)),
        await ask(NOBODY, who=who, visit=visit_id(row)),
        await ask(WHY, who=who, assignment=global_id("Assignment", row.id)),
        await ask(CANDIDATES, visit="garbage"),
        await ask(WHY, assignment=visit_id(row)),
    ]

    assert {next(iter(one.values()))["__typename"] for one in answers} == {"NotPermitted"}
