"""One server asked the four questions: requests a second, CPU and statements for each."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from uuid import UUID

from bench.api.city import Facts
from bench.api.load import Question
from bench.api.process import Server, ask_once, run_load
from bench.api.questions import NAMES, questions
from domain import store
from domain.planning.models import Assignment


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


def measure(servers: dict[str, Server], facts: Facts, database_url: str, seconds: float, rounds: int) -> list[Measured]:
    """Ask each question from sixteen connections, one server after the other, some rounds of them after one to warm up.

    The rounds share what else the machine does between the servers; each is told by its best round.
    """
    asked = {kind: questions(kind, facts) for kind in servers}
    rows: list[Measured] = []
    for name in NAMES:
        heard: dict[str, list[Measured]] = {kind: [] for kind in servers}
        for i in range(1 + rounds):
            for kind, server in servers.items():
                asyncio.run(reset(database_url, facts))
                row = _round(kind, server, name, asked[kind][name], seconds / max(1, rounds))
                heard[kind] += [row] if i or not rounds else []
        rows += [best(mine) for mine in heard.values()]
    for server in servers.values():
        server.statements()  # from here on they are counted
    counted: list[Measured] = []
    for row in rows:
        asyncio.run(reset(database_url, facts))
        counted.append(_counted(row, servers[row.server], asked[row.server][row.question][0]))
    return counted


def best(rounds: list[Measured]) -> Measured:
    """The round with most requests a second, and of all rounds the least CPU and every refusal."""
    quickest = max(rounds, key=lambda one: one.per_second)
    refused = next((one.first_refusal for one in rounds if one.refused), "")
    return replace(
        quickest,
        cpu_ms=min(one.cpu_ms for one in rounds),
        refused=sum(one.refused for one in rounds),
        first_refusal=refused,
    )


def _round(kind: str, server: Server, name: str, mine: list[Question], seconds: float) -> Measured:
    before_s = server.cpu_s()
    heard = run_load(mine, server.port, seconds)
    cpu_s = server.cpu_s() - before_s
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
        body = body.replace("$VERSION", "1").replace("$KEY", f"statements-{time.time_ns()}")
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
