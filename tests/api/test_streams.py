"""Event streams end soon after their token does, and everything open takes leave before the server stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from api.app import create_app
from api.limits import TransportLimits
from domain import store
from domain.access.accounts import SignedIn, add_account, give_token, sign_in
from domain.access.models import Account

FOLLOW = (
    "subscription { rosterChanged("
    'scope: "T3JnYW5pemF0aW9uOjAxOTNmM2EwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMA==", isoWeek: "2026-W50") { kind } }'
)
PASSWORD = "a long password"  # noqa: S105  (a test's)


@pytest.fixture
async def token(database_url) -> str:
    """An administrator's bearer token."""
    now = datetime.now(UTC)
    await store.connect(database_url)
    await add_account("wang", PASSWORD, ["administrator"], now=now, actor="test")
    answer = await sign_in("wang", PASSWORD, now=now)
    await store.close()
    assert isinstance(answer, SignedIn)
    return answer.token


@pytest.fixture
async def short_token(database_url, token) -> str:
    """A bearer token that ends in a moment."""
    now = datetime.now(UTC)
    await store.connect(database_url)
    account = await Account.get(login="wang")
    ends_at = now + timedelta(seconds=3)
    made = await give_token(account.id, "session", "", [], ends_at, now=now, actor="test")
    await store.close()
    return made


def following(address: str, token: str):
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token}"}
    return httpx2.stream("POST", f"http://{address}/graphql", json={"query": FOLLOW}, headers=headers, timeout=60)


def last_words(stream) -> list[str]:
    """What a stream says, but for heartbeats, until the server ends it."""
    return [line for line in stream.iter_lines() if line and not line.startswith(":")]


def test_an_event_stream_ends_when_its_token_is_signed_out(database_url, token, serve):
    app = create_app(database_url, limits=TransportLimits(token_check_s=0.1, heartbeat_s=0.1))

    with serve(app) as address, following(address, token) as stream:
        httpx2.post(
            f"http://{address}/graphql",
            json={"query": "mutation { signOut { wasValid } }"},
            headers={"authorization": f"Bearer {token}"},
        )
        said = last_words(stream)

    assert said[0] == "event: next"
    assert json.loads(said[1].removeprefix("data: "))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert said[2] == "event: complete"


def test_an_event_stream_ends_when_its_token_expires(database_url, short_token, serve):
    app = create_app(database_url, limits=TransportLimits(token_check_s=0.1, heartbeat_s=0.1))

    with serve(app) as address, following(address, short_token) as stream:
        said = last_words(stream)

    assert "UNAUTHENTICATED" in said[1]


@pytest.fixture
def server(database_url):
    """`linli serve` over a database; gives its process and its port."""
    if not database_url.startswith("sqlite"):
        pytest.skip("how it stops has nothing to do with the database")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen([*command, "--database", database_url], stdout=subprocess.DEVNULL)
    try:
        with httpx2.Client() as client:  # one for all: each takes 50 ms to make
            wait_for(lambda: is_up(client, port))
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def is_up(client: httpx2.Client, port: int) -> bool:
    try:
        return client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx2.TransportError:
        return False


def wait_for(is_so) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def test_a_stop_answers_what_is_under_way_and_takes_leave_of_sockets_and_streams(server, token):
    process, port = server
    body = json.dumps({"query": "{ __typename }"}).encode()
    head = f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    url = f"ws://127.0.0.1:{port}/graphql"
    with (
        socket.create_connection(("127.0.0.1", port)) as under_way,
        connect(url, subprotocols=["graphql-transport-ws"]) as ws,  # type: ignore[list-item]  # its own kind of str
        following(f"127.0.0.1:{port}", token) as stream,
    ):
        ws.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(ws.recv())["type"] == "connection_ack"
        under_way.sendall(f"{head}\r\n\r\n".encode() + body[:5])

        os.kill(process.pid, signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            ws.recv(timeout=30)
        said = last_words(stream)
        under_way.sendall(body[5:])
        answer = under_way.makefile("rb").read()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001
    assert said == []
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"__typename":"Query"' in answer.replace(b" ", b"")
    assert process.wait(timeout=30) in (0, -signal.SIGTERM)
