"""What-if over GraphQL: what a change would cost and move, while nothing is stored."""

from datetime import date, timedelta

from domain.people.carers import CarerEntry, SkillLevel, keep_carers
from domain.planning.models import Assignment
from domain.visits.models import Visit
from domain.weekly import WeeklyTime
from schema.relay import global_id
from tests.schema.planned import WHAT_IF, made_by, on_duty, rows, visit_id

MOVE = """mutation M($input: MoveVisitInput!) { moveVisit(input: $input) {
  __typename
  ... on VisitMoved { costDifference plan { id number state origin version } }
  ... on ValidationFailed { problems { field mend } } ... on Conflict { message currentVersion other } } }"""


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
    starts = [one["startsBefore"] for one in told["moved"]]
    assert len(starts) >= mine
    assert starts == sorted(starts)
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


async def add_lifter() -> str:
    """A carer who can lift, on Sundays only: nobody else can, and two visits are open for it."""
    sundays = (WeeklyTime((6,), 480, 1080),)
    at = {"birth_date": date(1990, 1, 1), "latitude": 37.26, "longitude": 111.78}
    lifter = CarerEntry("L", "志愿者", "volunteer", "WJJ", skills=(SkillLevel("lifting"),), availability=sundays, **at)
    await keep_carers([lifter])
    return "L"


async def test_what_if_a_carer_is_added_places_what_is_open_and_moves_nothing_else(matched, try_out, an_id):
    await matched(20)
    row = await made_by("C001")
    like = await an_id("Volunteer", await add_lifter())
    before = await rows()

    told = await try_out(row, {"addCarer": {"like": like, **on_duty(8, 12)}})

    lift = await Visit.get(request__key="R010")
    assert told["assignedAfter"] == told["assignedBefore"] + 2
    assert {one["isByAdded"] for one in told["moved"]} == {True}
    assert global_id("Visit", lift.id) in {one["visit"]["id"] for one in told["moved"]}
    assert all(one["carersBefore"] == one["carersAfter"] == [] for one in told["moved"])
    assert sum(one["difference"] for one in told["terms"]) == told["costAfter"] - told["costBefore"] < 0
    assert await rows() == before


async def test_a_carer_and_a_start_of_one_visit_may_come_as_two_changes(matched, try_out, an_id):
    await matched(20)
    row, other = await made_by("C001"), await an_id("Volunteer", "C000")
    move = {"move": {"visit": visit_id(row), "carer": other}}
    at_best = await try_out(row, move)
    start = at_best["moved"][0]["startsAfter"]

    told = await try_out(row, move, {"move": {"visit": visit_id(row), "startsAt": start}})

    assert told == at_best
    assert [one["startsAfter"] for one in told["moved"]] == [start]
