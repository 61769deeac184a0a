"""A long run that is cancelled in the middle keeps its best plan."""

import asyncio
import time
from datetime import UTC, datetime

from domain.organizations.models import Organization
from domain.planning.compile import Compiled
from domain.planning.models import Plan
from domain.planning.operations import engine_plan
from domain.planning.solving import prepare
from matching.check import judge
from schema.relay import row_id

STARTED = "... on MatchingRunStarted { run { id } }"


async def test_a_run_that_is_cancelled_after_three_of_sixty_seconds_stops_within_one_and_leaves_a_plan_that_holds(
    fenyang,
):
    city = await fenyang("city")
    asked = {"scope": city.scope, "isoWeek": city.iso_week, "seconds": 60.0}
    run = (await city.coordinator.change("startMatchingRun", STARTED, **asked))["run"]["id"]
    async with asyncio.timeout(120):  # on a fresh machine kernels are compiled first
        while (row := await city.run(run))["elapsedSeconds"] < 3 or not row["assigned"]:  # noqa: ASYNC110  (it is elsewhere)
            await asyncio.sleep(0.1)

    began = time.monotonic()
    answer = await city.coordinator.change("cancelMatchingRun", run=run)
    state, took_s = (await city.run(run))["state"], time.monotonic() - began

    assert (answer["__typename"], state) == ("MatchingRunCancelled", "cancelled")
    assert took_s < 1
    async with asyncio.timeout(60):
        while (week := await city.read())["plan"] is None:  # noqa: ASYNC110  (as above)
            await asyncio.sleep(0.2)
    assert week["plan"]["state"] == "draft"
    assert week["plan"]["assigned"] > 300
    assert (await verdict(city, week["plan"]["id"])).is_kept


async def verdict(city, plan: str):
    """What the checker says to a stored plan."""
    compiled = await prepare(await Organization.get(key=city.unit_key), city.iso_week, now=datetime.now(UTC))
    found = row_id(plan)
    assert isinstance(compiled, Compiled)
    assert found is not None
    return judge(compiled.problem, await engine_plan(await Plan.get(id=found[1]), compiled))
