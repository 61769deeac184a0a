"""Asking for a matching run over GraphQL: once, by its coordinators, one at a time."""

import asyncio
from datetime import UTC, datetime

import pytest

from domain.people.models import CarerSkill
from domain.planning.models import MatchingRun
from domain.planning.runs import note_progress, run_of
from domain.planning.solving import Budget, Solved, solve_week
from matching.plan import Progress
from schema.relay import global_id

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
RUNS = """query R($scope: ID!) { week(scope: $scope, isoWeek: "2026-W50") { runs { unavoidable atLeastOpen } } }"""

START = """mutation S($input: StartMatchingRunInput!) { startMatchingRun(input: $input) {
  __typename ... on MatchingRunStarted { run { id state } } ... on ValidationFailed { problems { field } }
  ... on Conflict { other } } }"""
CANCEL = """mutation C($input: CancelMatchingRunInput!) { cancelMatchingRun(input: $input) {
  __typename ... on MatchingRunCancelled { run { id isCancelRequested } } } }"""


@pytest.fixture
async def scope(settled, an_id):
    await settled()
    return await an_id("Organization", "WJJ")


async def test_a_run_asked_for_twice_under_one_key_is_one(scope, change, someone):
    given = {"scope": scope, "isoWeek": "2026-W50", "idempotencyKey": "once"}
    who = await someone("coordinator")

    answers = await asyncio.gather(*(change(START, who, **given) for _ in range(5)))

    assert {one["__typename"] for one in answers} == {"MatchingRunStarted"}
    assert len({one["run"]["id"] for one in answers}) == 1
    assert await MatchingRun.all().count() == 1


async def test_of_two_who_ask_for_a_run_of_one_week_one_has_it_and_the_other_is_told_which_to_follow(
    scope, change, someone
):
    who = await someone("coordinator")

    answers = await asyncio.gather(*(change(START, who, scope=scope, isoWeek="2026-W50") for _ in range(2)))

    lost, won = sorted(answers, key=lambda one: one["__typename"])
    assert (lost["__typename"], won["__typename"]) == ("Conflict", "MatchingRunStarted")
    assert lost["other"] == won["run"]["id"]


async def test_a_cancellation_sent_twice_is_answered_as_the_first_time(scope, change, someone):
    who = await someone("coordinator")
    run = (await change(START, who, scope=scope, isoWeek="2026-W50"))["run"]["id"]

    answers = [await change(CANCEL, who, run=run, idempotencyKey="once") for _ in range(2)]

    assert answers == [{"__typename": "MatchingRunCancelled", "run": {"id": run, "isCancelRequested": True}}] * 2


@pytest.mark.parametrize("given", [{"isoWeek": "soon"}, {"seconds": 0.0}, {"seconds": 1e9}, {"idempotencyKey": ""}])
async def test_a_run_that_cannot_be_is_refused_and_makes_none(scope, change, someone, given):
    answer = await change(START, await someone("coordinator"), **({"scope": scope, "isoWeek": "2026-W50"} | given))

    assert [one["field"] for one in answer["problems"]] == list(given)
    assert await MatchingRun.all().count() == 0


async def test_nobody_matches_or_cancels_another_units_week(scope, change, someone, another_unit):
    await another_unit()
    run = (await change(START, await someone("coordinator"), scope=scope, isoWeek="2026-W50"))["run"]["id"]
    askers = [await someone("coordinator", "QT"), await someone("booking_desk"), await someone("carer")]

    answers = [await change(START, who, scope=scope, isoWeek="2026-W51") for who in askers]
    answers += [await change(CANCEL, who, run=run) for who in askers]
    answers += [await change(CANCEL, await someone("coordinator"), run=one) for one in ("garbage", scope)]
    answers.append(
        await change(CANCEL, await someone("coordinator"), run=global_id("MatchingRun", askers[0].account_id))
    )

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert await MatchingRun.filter(is_cancel_requested=True).count() == 0


async def test_a_run_tells_how_much_stays_open_in_every_plan(settled, ask, an_id):
    unit = await settled(10)
    await CarerSkill.filter(skill__key="lifting").delete()
    solved = await solve_week(unit, "2026-W50", budget=Budget(None, 100), now=NOW, actor="test")

    answer = await ask(RUNS, scope=await an_id("Organization", "WJJ"))

    assert isinstance(solved, Solved)
    (run,) = answer["week"]["runs"]
    verdict = solved.solution.verdict
    assert run["atLeastOpen"] == verdict.visits - verdict.assigned > 0
    assert 0 < run["unavoidable"] <= verdict.score.terms["unassigned"] + verdict.score.terms["slot"]


async def test_a_run_that_has_not_begun_tells_nothing_of_it(scope, ask, change, someone):
    await change(START, await someone("coordinator"), scope=scope, isoWeek="2026-W50")

    answer = await ask(RUNS, scope=scope)

    assert answer["week"]["runs"] == [{"unavoidable": None, "atLeastOpen": None}]


async def test_progress_tells_what_is_proven_so_far(scope, ask, change, someone):
    await change(START, await someone("coordinator"), scope=scope, isoWeek="2026-W50")
    run = await run_of((await MatchingRun.get()).id)
    assert run is not None
    await note_progress(run, Progress("search", 1.0, 10, 9, 1, 3, unavoidable=4_000_000_000), now=NOW)

    answer = await ask(RUNS, scope=scope)

    assert answer["week"]["runs"] == [{"unavoidable": 4_000_000_000.0, "atLeastOpen": None}]
