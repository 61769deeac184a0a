"""How late a subscriber hears what happens to a matching run."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from uuid import UUID

from bench.api.city import Facts
from bench.api.load import Question
from bench.api.process import ask_once
from bench.api.questions import GRAPHQL, document
from domain import store
from domain.events import DomainEvent
from schema.relay import global_id

MOST_MS = 300.0
ISO_WEEK = "2026-W50"
FOLLOW_S = 60.0  # the most that a run of a few seconds may take
START = """mutation Start($input: StartMatchingRunInput!) { startMatchingRun(input: $input) { __typename
  ... on MatchingRunStarted { run { id } } ... on Refusal { message } } }"""
FOLLOW = (
    "subscription Follow($run: ID!, $last: ID) { matchingRunProgress(run: $run, lastEventId: $last) { eventId state } }"
)


@dataclass(frozen=True, slots=True)
class Followed:
    """How long after an event was written its subscriber heard of it."""

    events: int
    p50_ms: float
    worst_ms: float
    last_state: str


async def follow_run(port: int, facts: Facts, database_url: str, seconds: float) -> Followed:
    """Match the small unit's week and follow it."""
    scope = global_id("Organization", UUID(facts.small_unit_id))
    given = {"scope": scope, "isoWeek": ISO_WEEK, "seconds": seconds, "idempotencyKey": f"bench-{time.time_ns()}"}
    started = await asyncio.to_thread(
        ask_once, port, Question(GRAPHQL, facts.small_coordinator, (document(START, input=given),))
    )
    run_id = json.loads(started)["data"]["startMatchingRun"]["run"]["id"]
    async with asyncio.timeout(FOLLOW_S):
        heard = await listen(port, facts.small_coordinator, run_id)
    late_s = sorted(await lateness(database_url, heard))
    return Followed(
        events=len(late_s),
        p50_ms=round(1_000 * late_s[len(late_s) // 2], 1),
        worst_ms=round(1_000 * late_s[-1], 1),
        last_state=heard[-1][1],
    )


async def listen(port: int, token: str, run_id: str) -> list[tuple[int, str, float]]:
    """Events of a run's stream until it ends: id, state, and the second at which it was heard."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = document(FOLLOW, run=run_id, last=None)
    head = f"POST {GRAPHQL} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n"
    head += f"Accept: text/event-stream\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write((head + body).encode())
    heard: list[tuple[int, str, float]] = []
    async for line in reader:
        if line.startswith(b"data:") and b"matchingRunProgress" in line:
            news = json.loads(line[5:])["data"]["matchingRunProgress"]
            heard.append((int(news["eventId"]), news["state"], time.time()))
    writer.close()
    return heard


async def lateness(database_url: str, heard: list[tuple[int, str, float]]) -> list[float]:
    """Seconds from each event to its hearing; the first tells how the run stands, and is no event."""
    await store.connect(database_url)
    rows = await DomainEvent.filter(id__in=[one[0] for one in heard[1:]])
    await store.close()
    at_s = {row.id: row.at.timestamp() for row in rows}
    return [heard_s - at_s[event] for event, _, heard_s in heard[1:]]
