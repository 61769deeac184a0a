"""Whatever is killed, a run that was asked for ends once, with one plan."""

import asyncio
import random
from datetime import timedelta

from domain.calendar import IsoWeek

STARTED = "... on MatchingRunStarted { run { id } }"
KILLS = 10
LATEST_KILL_S = 2.0  # after the run was asked for: it searches for a second of that


async def test_ten_runs_whose_server_is_killed_at_a_random_moment_leave_one_plan_each(fenyang, served):
    city = await fenyang("demo")
    moments = random.Random(5)  # noqa: S311  (moments, no secrets)

    for number in range(KILLS):
        city.iso_week = IsoWeek(city.week.monday + timedelta(weeks=number), city.week.zone).text
        asked = {"scope": city.scope, "isoWeek": city.iso_week, "seconds": 1.0}
        run = (await city.coordinator.change("startMatchingRun", STARTED, **asked))["run"]["id"]
        await asyncio.sleep(moments.uniform(0, LATEST_KILL_S))
        served.kill()
        await served.start()

        assert (await city.ended(run))["state"] == "finished"
        week = await city.read()
        assert [one["number"] for one in week["plans"]] == [1]
        assert [one["id"] for one in week["runs"]] == [run]
