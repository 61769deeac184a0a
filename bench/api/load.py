"""Sixteen connections that ask and ask: `python -m bench.api.load` reads a load as JSON, and prints what it measured.

Sockets are written and read by hand: a client of HTTP in Python would be slower than the server that it measures.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

VERSION, KEY = b"$VERSION", b"$KEY"  # in a body: one more each time, and a text that is new each time
REFUSALS = (b'"errors"', b'"Conflict"', b'"ValidationFailed"', b'"NotPermitted"')


@dataclass(frozen=True, slots=True)
class Question:
    """A request: method and path, the token if any, and the bodies that are sent in turn."""

    path: str
    token: str | None = None
    bodies: tuple[str, ...] = ()

    def requests(self) -> Iterator[bytes]:
        """The bytes of one request after the other, without end."""
        sign = f"Authorization: Bearer {self.token}\r\n" if self.token else ""
        method = "POST" if self.bodies else "GET"
        head = f"{method} {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{sign}"
        templates = [one.encode() for one in self.bodies] or [b""]
        for i in count():
            body = templates[i % len(templates)].replace(VERSION, b"%d" % (i + 1))
            body = body.replace(KEY, b"%d-%d" % (time.time_ns(), i))
            yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@dataclass(frozen=True, slots=True)
class Heard:
    """What a load measured. Times are seconds; `refused` counts answers that are no success."""

    requests: int
    seconds: float
    p50_s: float
    p99_s: float
    refused: int
    first_refusal: str

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


class Asker:
    """One connection."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.times_s: list[float] = []
        self.refusals: list[bytes] = []

    async def ask(self, port: int, until_s: float) -> None:
        """Ask again and again, without a pause."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in self.question.requests():
            began_s = time.perf_counter()
            if began_s >= until_s:
                break
            writer.write(request)
            status, body = await read_answer(reader)
            self.times_s.append(time.perf_counter() - began_s)
            if status != 200 or any(one in body for one in REFUSALS):
                self.refusals.append(body)
        writer.close()


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer that says its length."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    return int(head[9:12]), await reader.readexactly(length)


async def ask_all(questions: list[Question], port: int, seconds: float) -> Heard:
    """Ask every question on a connection of its own, all at once."""
    began_s = time.perf_counter()
    askers = [Asker(one) for one in questions]
    await asyncio.gather(*(one.ask(port, began_s + seconds) for one in askers))
    taken_s = time.perf_counter() - began_s
    times_s = sorted(one for asker in askers for one in asker.times_s)
    refusals = [one for asker in askers for one in asker.refusals]
    return Heard(
        requests=len(times_s),
        seconds=taken_s,
        p50_s=times_s[len(times_s) // 2],
        p99_s=times_s[len(times_s) * 99 // 100],
        refused=len(refusals),
        first_refusal=refusals[0][:300].decode(errors="replace") if refusals else "",
    )


def main() -> None:
    """Read a load, run it, print what was heard."""
    load: dict[str, Any] = json.load(sys.stdin)
    questions = [Question(one["path"], one["token"], tuple(one["bodies"])) for one in load["questions"]]
    print(json.dumps(asdict(asyncio.run(ask_all(questions, load["port"], load["seconds"])))))


if __name__ == "__main__":
    main()
