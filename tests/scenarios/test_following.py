"""Whoever follows a run over server-sent events hears all of it once, however often the connection breaks."""

import asyncio
import json

import httpx2
import pytest

STARTED = "... on MatchingRunStarted { run { id } }"
FOLLOW = """subscription Follow($run: ID!, $last: ID) {
  matchingRunProgress(run: $run, lastEventId: $last) { eventId state }
}"""


@pytest.fixture
async def follow(fenyang, served):
    """Start a run of so many seconds; then follow it from an event, to its end or for a number of events."""
    city = await fenyang("demo")

    async def start(seconds: float) -> str:
        asked = {"scope": city.scope, "isoWeek": city.iso_week, "seconds": seconds}
        return (await city.coordinator.change("startMatchingRun", STARTED, **asked))["run"]["id"]

    async def run(run: str, last: str | None = None, most: int = 1000) -> list[dict]:
        body = {"query": FOLLOW, "variables": {"run": run, "last": last}}
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {city.coordinator.token}"}
        told: list[dict] = []
        async with served.client.stream("POST", served.url, json=body, headers=headers) as answer:
            async for line in answer.aiter_lines():
                if line.startswith("data: {"):
                    told.append(json.loads(line.removeprefix("data: "))["data"]["matchingRunProgress"])
                if len(told) == most:
                    break
        return told

    return start, run


async def test_a_reconnection_hears_what_it_missed_and_nothing_twice(follow):
    start, followed = follow
    run = await start(2.0)

    first = await followed(run, most=2)
    await asyncio.sleep(1)
    rest = await followed(run, first[-1]["eventId"])
    whole = await followed(run, "0")
    after_the_end = await followed(run, rest[-1]["eventId"])

    heard = [int(one["eventId"]) for one in (*first[1:], *rest)]
    assert heard == sorted(set(heard))
    assert heard == [int(one["eventId"]) for one in whole if int(one["eventId"]) >= heard[0]]
    assert rest[-1]["state"] == "finished"
    assert after_the_end == []


async def test_a_follower_whose_server_is_killed_hears_the_end_from_the_next(follow, served):
    start, followed = follow
    run = await start(3.0)
    heard = await followed(run, most=3)

    served.kill()
    with pytest.raises(httpx2.TransportError):
        await followed(run, heard[-1]["eventId"])
    await served.start()
    heard += await followed(run, heard[-1]["eventId"])

    ids = [int(one["eventId"]) for one in heard]
    assert ids == sorted(set(ids))
    assert heard[-1]["state"] == "finished"
