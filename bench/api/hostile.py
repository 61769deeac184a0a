"""Documents that mean harm: each is answered quickly, and nobody beside it has to wait."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass

from bench.api.city import Facts
from bench.api.load import Question, read_answer
from bench.api.questions import GRAPHQL, visit_by_id

MOST_MS = 100.0  # for the answer to a hostile document
BYSTANDER_P99_MS = 250.0
PAUSE_S = 0.005  # of the bystander, between two requests
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """How long a hostile document took, at most, and what it was told."""

    document: str
    bytes: int
    worst_ms: float
    status: int
    told: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What a bystander saw meanwhile."""

    requests: int
    p50_ms: float
    p99_ms: float
    worst_ms: float


def doubling(levels: int) -> str:
    """Fragments that spread the next one twice."""
    parts = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(levels)]
    return " ".join(["{ ...F0 }", *parts, f"fragment F{levels} on Query {{ me {{ login }} }}"])


def nested(levels: int) -> str:
    """Visits of requests of visits, as deep as it goes."""
    return "{ me " + "{ me " * levels + "}" * levels + " }"


DOCUMENTS = {
    "10,000 aliases": "{ " + " ".join(f"a{i}: me {{ login }}" for i in range(10_000)) + " }",
    "1,000 aliases": "{ " + " ".join(f"a{i}: me {{ login }}" for i in range(1_000)) + " }",
    "90 aliases of lists": "{ "
    + " ".join(f"a{i}: communities(first: 200) {{ nodes {{ name }} }}" for i in range(90))
    + " }",
    "a circle of fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "a fragment of itself": "{ ...A } fragment A on Query { me { login } ...A }",
    "24 levels of doubling fragments": doubling(24),
    "90 levels of doubling fragments": doubling(90),
    "1,000 fragments": "{ ...F0 } " + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(1_000)),
    "5,000 directives": "{ me { login " + "@include(if: true) " * 5_000 + "} }",
    "5,000 unknown directives": "{ me { login " + "@x " * 5_000 + "} }",
    "50 levels": nested(50),
    "10,000 levels": nested(10_000),
    "5 MB": "{ me { login } } #" + "x" * 5_000_000,
    "900 kB of fields": "{ " + "me { login } " * 70_000 + "}",
    "3,000 times one field": "{ me { " + "login " * 1_900 + "} }",
    "1,000 overlapping fields": "{ " + "me { login name } " * 400 + "}",
    "10,000 brackets in a value": "{ nodes(ids: " + "[" * 10_000 + "]" * 10_000 + ") { id } }",
    "a huge number": "{ communities(first: " + "9" * 40_000 + ") { nodes { name } } }",
    "a long name": "{ " + "a" * 49_000 + " }",
    "unknown fields": "{ " + " ".join(f"communitie{i}" for i in range(29)) + " }",
    "no document": "}{" * 20_000,
    "introspection, deep": "{ __schema { types { fields { type { "
    + "ofType { " * 15
    + "name"
    + " }" * 15
    + " } } } } }",
}


async def face_hostile(port: int, facts: Facts) -> tuple[list[Answered], Beside]:
    """Send each document a few times while a bystander asks for a visit again and again."""
    bystander = asyncio.create_task(stand_by(port, visit_by_id(facts)))
    await asyncio.sleep(0.3)
    answers = [await send(port, facts.coordinator, name, text) for name, text in DOCUMENTS.items()]
    bystander.cancel()
    times_s = await bystander
    times_s.sort()
    return answers, Beside(
        requests=len(times_s),
        p50_ms=round(1_000 * times_s[len(times_s) // 2], 2),
        p99_ms=round(1_000 * times_s[len(times_s) * 99 // 100], 2),
        worst_ms=round(1_000 * times_s[-1], 2),
    )


async def send(port: int, token: str, name: str, text: str) -> Answered:
    """The worst of a few answers to a document."""
    question = Question(GRAPHQL, token, (json.dumps({"query": text}),))
    worst_s, status, body = 0.0, 0, b""
    for _ in range(ROUNDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        began_s = time.perf_counter()
        writer.write(next(question.requests()))
        status, body = await read_answer(reader)
        worst_s = max(worst_s, time.perf_counter() - began_s)
        writer.close()
    return Answered(name, len(text), round(1_000 * worst_s, 1), status, told(body))


def told(body: bytes) -> str:
    """The code, or the message, of the first error; empty if there is none."""
    errors = json.loads(body).get("errors")
    if not errors:
        return ""
    extensions = errors[0].get("extensions") or {}
    return str(extensions.get("limit") or extensions.get("code") or errors[0]["message"][:60])


async def stand_by(port: int, question: Question) -> list[float]:
    """Ask until cancelled; seconds that each answer took."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times_s: list[float] = []
    try:
        for request in question.requests():
            began_s = time.perf_counter()
            writer.write(request)
            await read_answer(reader)
            times_s.append(time.perf_counter() - began_s)
            await asyncio.sleep(PAUSE_S)
    except asyncio.CancelledError:
        writer.close()
    return times_s
