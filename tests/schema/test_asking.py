"""Questions about one visit: who else could make it, why this carer, why nobody."""

from datetime import date

import pytest

from domain.people.absences import report_absence
from domain.people.models import Carer
from domain.planning.models import Assignment, Plan, Week
from domain.visits.models import Visit
from domain.visits.operations import owe_visits
from schema.relay import global_id

CANDIDATES = """query C($visit: ID!) { candidates(visit: $visit) {
  __typename
  ... on Candidates { candidates { carer { key } isNow startsAt costDifference rule why } }
  ... on ValidationFailed { problems { field value mend } } } }"""
WHY = """query W($assignment: ID!) { explainAssignment(assignment: $assignment) {
  __typename
  ... on AssignmentExplained { assignment { carer { key } } reasons others {
    carer { key } startsAt costDifference terms { name difference } compared
    moved { visit { id } carersBefore { key } carersAfter { key } startsBefore startsAfter } } }
  ... on ValidationFailed { problems { field value mend } } ... on Conflict { message other } } }"""
NOBODY = """query N($visit: ID!) { explainUnassigned(visit: $visit) {
  __typename
  ... on UnassignedExplained { unassigned { key code summary excluded { carer { key } rule } remedies } }
  ... on ValidationFailed { problems { field value mend } } } }"""
MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) {
  __typename ... on VisitMoved { costDifference } } }"""


FEWEST = """query F($plan: ID!) { fewestChanges(plan: $plan) {
  __typename
  ... on ValidationFailed { problems { field value mend } } ... on Conflict { message other } } }"""


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
    assert (away["rule"], away["why"], away["costDifference"]) == ("AVAILABLE", "away on Mon, Tue, Wed, Thu, Fri", None)


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


async def test_a_closed_week_tells_why_they_came_but_not_who_else_could_or_what_would_help(published, ask, someone):
    await published(20)
    who, row, open_visit = await someone("coordinator"), await first(), await Visit.get(request__key="R000")
    await Week.all().update(state="closed")

    answers = [
        await ask(NOBODY, who=who, visit=global_id("Visit", open_visit.id)),
        await ask(CANDIDATES, who=who, visit=visit_id(row)),
        await ask(FEWEST, who=who, plan=global_id("Plan", row.plan_id)),
    ]
    why = await ask(WHY, who=who, assignment=global_id("Assignment", row.id))

    problems = [next(iter(one.values()))["problems"][0] for one in answers]
    assert [(one["field"], one["value"]) for one in problems] == [("isoWeek", "2026-W50")] * 3
    assert all("Reopen it first" in one["mend"] for one in problems)
    assert why["explainAssignment"]["__typename"] == "AssignmentExplained"


async def test_an_assignment_of_an_older_plan_is_explained_by_that_plan(matched, ask, someone, an_id):
    await matched(20)
    row, who = await first(), await someone("coordinator")
    moved = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000"), "idempotencyKey": "k"}
    await ask(MOVE, who=who, input=moved)

    answer = (await ask(WHY, who=who, assignment=global_id("Assignment", row.id)))["explainAssignment"]

    assert answer["assignment"] == {"carer": {"key": "C001"}}
    assert all(one["moved"][0]["carersBefore"] == [{"key": "C001"}] for one in answer["others"] if one["moved"])


async def test_what_would_help_is_asked_of_the_newest_plan_alone(matched, ask, someone, an_id):
    await matched(20)
    row, who = await first(), await someone("coordinator")
    moved = {"visit": visit_id(row), "carer": await an_id("Volunteer", "C000"), "idempotencyKey": "k"}
    await ask(MOVE, who=who, input=moved)

    answer = (await ask(FEWEST, who=who, plan=global_id("Plan", row.plan_id)))["fewestChanges"]

    newest = await Plan.all().order_by("-number").first()
    assert newest is not None
    assert (answer["__typename"], answer["other"]) == ("Conflict", str(newest.id))


async def test_a_visit_of_another_week_is_asked_of_its_own(matched, ask, someone):
    """Each visit belongs to one week, and that week has no plan yet."""
    unit = await matched(20)
    await owe_visits(unit, "2026-W51")
    later = await Visit.filter(iso_week="2026-W51").first()
    assert later is not None
    given = {"who": await someone("coordinator"), "visit": global_id("Visit", later.id)}

    answers = [await ask(NOBODY, **given), await ask(CANDIDATES, **given)]

    problems = [next(iter(one.values()))["problems"][0] for one in answers]
    assert [(one["field"], one["value"]) for one in problems] == [("plan", "2026-W51")] * 2
    assert all("match first" in one["mend"] for one in problems)


async def test_a_visit_of_another_unit_is_as_if_it_were_not_there(matched, ask, someone, another_unit):
    await matched(20)
    await another_unit()
    who, row = await someone("coordinator", "QT"), await first()

    answers = [
        await ask(NOBODY, who=who, visit=visit_id(row)),
        await ask(CANDIDATES, who=who, visit=visit_id(row)),
        await ask(WHY, who=who, assignment=global_id("Assignment", row.id)),
    ]

    assert {next(iter(one.values()))["__typename"] for one in answers} == {"NotPermitted"}
