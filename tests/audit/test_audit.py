"""Other people's judges and clients of our server. They need Node, so they run only where asked: `pytest -m node`."""

import asyncio
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import contextmanager
from pathlib import Path

import pytest
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from api.app import create_app
from api.http import LinliGraphQL

HERE = Path(__file__).parent
pytestmark = pytest.mark.node


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "hello"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, to: int) -> AsyncGenerator[int, None]:
        for number in range(1, to + 1):
            yield number
            await asyncio.sleep(0.01)


@contextmanager
def served(app: Starlette):
    """Serve on a free port of this machine; gives `host:port`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """Run a script of ours with its pinned packages; answers what it printed."""
    folder = tmp_path_factory.mktemp("node")
    for one in HERE.iterdir():
        if one.suffix in (".json", ".mjs"):
            shutil.copy(one, folder)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True, timeout=300)

    def run(script: str, argument: str) -> str:
        told = subprocess.run(
            ["node", script, argument], cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    return run


def test_every_must_and_should_of_graphql_over_http_is_kept(node, tmp_path):
    with served(create_app(f"sqlite://{tmp_path / 'audit.sqlite3'}")) as host:
        told = node("http.mjs", f"http://{host}/graphql")

    assert told.splitlines()[-1].endswith("0 failed")


@pytest.mark.parametrize("protocol", ["socket", "events"])
def test_the_reference_client_of_each_protocol_follows_leaves_asks_and_is_told_of_slips(node, protocol):
    view = LinliGraphQL(strawberry.Schema(Query, subscription=Subscription), "en")

    with served(Starlette(routes=[Route("/graphql", view), WebSocketRoute("/graphql", view)])) as host:
        told = json.loads(node("clients.mjs", host))[protocol]

    assert told["followed"] == [{"count": 1}, {"count": 2}, {"count": 3}]
    assert told["left"] == [{"count": 1}, {"count": 2}]
    assert told["asked"] == told["askedAgain"] == [{"hello": "hello"}]
    assert told["slipped"] == ["error"]
