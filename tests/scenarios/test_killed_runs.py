"""Whatever is killed, a run that was asked for ends once, with one plan."""

import asyncio
import random
from datetime import timedelta

from domain.calendar import IsoWeek

STARTED = "... on MatchingRunStarted { run { id } }"
KILLS = 5  # of two runs each, since a server computes two at a time
LATEST_S = 1.0  # until the second run is asked for, and from there to the kill: each searches for a second


async def test_ten_runs_whose_server_is_killed_at_a_random_moment_leave_one_plan_each(fenyang, served):
    city = await fenyang("demo")
    moments = random.Random(5)  # noqa: S311  (moments, no secrets)

    for number in range(KILLS):
        runs: dict[str, str] = {}
        for week in (2 * number, 2 * number + 1):
            iso_week = IsoWeek(city.week.monday + timedelta(weeks=week), city.week.zone).text
            asked = {"scope": city.scope, "isoWeek": iso_week, "seconds": 1.0}
            runs[iso_week] = (await city.coordinator.change("startMatchingRun", STARTED, **asked))["run"]["id"]
            await asyncio.sleep(moments.uniform(0, LATEST_S))
        served.kill()
        await served.start()

        for city.iso_week, run in runs.items():
            assert (await city.ended(run))["state"] == "finished"
            week = await city.read()
            assert [one["number"] for one in week["plans"]] == [1]
            assert [one["id"] for one in week["runs"]] == [run]
