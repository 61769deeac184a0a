"""One server asked the four questions: requests a second, CPU and statements for each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from uuid import UUID

from bench.api.city import Facts
from bench.api.load import Heard, Question
from bench.api.process import Server, ask_once, run_load
from bench.api.questions import questions
from domain import store
from domain.planning.models import Assignment

WARM_UP_S = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One question to one server: milliseconds are of the server's CPU, or of waiting for an answer."""

    server: str
    question: str
    per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    statements: int
    answer_bytes: int
    refused: int
    first_refusal: str


def measure(kind: str, server: Server, facts: Facts, database_url: str, seconds: float) -> list[Measured]:
    """Ask each question from sixteen connections."""
    rows: list[Measured] = []
    asked = questions(kind, facts)
    for name, mine in asked.items():
        for seconds_long in (min(WARM_UP_S, seconds), seconds):
            if name == "Q4":
                asyncio.run(reset(database_url, facts))
            before_s = server.cpu_s()
            heard = run_load(mine, server.port, seconds_long)
        rows.append(_row(kind, name, heard, server.cpu_s() - before_s))
    server.statements()  # from here on they are counted
    asyncio.run(reset(database_url, facts))
    return [_counted(row, server, asked[row.question][0]) for row in rows]


def _row(kind: str, name: str, heard: Heard, cpu_s: float) -> Measured:
    return Measured(
        server=kind,
        question=name,
        per_second=round(heard.per_second, 1),
        cpu_ms=round(1_000 * cpu_s / heard.requests, 3),
        p50_ms=round(1_000 * heard.p50_s, 2),
        p99_ms=round(1_000 * heard.p99_s, 2),
        statements=0,
        answer_bytes=0,
        refused=heard.refused,
        first_refusal=heard.first_refusal,
    )


def _counted(row: Measured, server: Server, question: Question) -> Measured:
    """The row with what one more request took; the one before it signs in, which is remembered for seconds."""
    body = next((one for one in question.bodies), None)
    if body is not None:
        body = body.replace("$VERSION", "1").replace("$KEY", "statements")
    if row.question != "Q4":
        ask_once(server.port, question, body=body)
    elif question.token:
        ask_once(server.port, Question("/graphql", question.token, ('{"query": "{ me { login } }"}',)))
    server.statements()
    answer = ask_once(server.port, question, body=body)
    return replace(row, statements=server.statements(), answer_bytes=len(answer))


async def reset(database_url: str, facts: Facts) -> None:
    """Bring the carers' assignments back to where no one has said anything."""
    await store.connect(database_url)
    ids = [UUID(one) for one in facts.assignments]
    await Assignment.filter(id__in=ids).update(state="proposed", version=1, decided_by=None, decided_at=None)
    await store.close()
