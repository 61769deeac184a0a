"""Operations over a WebSocket: graphql-transport-ws, from our own pages, read with care."""

import time
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.app import create_app
from api.limits import TransportLimits
from domain import store
from domain.access.accounts import add_account

PROTOCOL = "graphql-transport-ws"
HERE = {"host": "127.0.0.1"}


@pytest.fixture
def connect(small):
    """Open a socket to the small schema within given limits."""

    def make(protocol=PROTOCOL, headers=None, **options):
        client = TestClient(small(**options), base_url="http://127.0.0.1")
        return client.websocket_connect("/graphql", [protocol], headers={**HERE, **(headers or {})})

    return make


def begin(socket, **payload) -> None:
    socket.send_json({"type": "connection_init", "payload": payload})
    assert socket.receive_json() == {"type": "connection_ack"}


def subscribe(socket, query, name="1", **payload) -> None:
    socket.send_json({"type": "subscribe", "id": name, "payload": {"query": query, **payload}})


def closed(socket) -> tuple[int, str]:
    """Code and reason with which the server closes, whatever it says before."""
    try:
        for _ in range(10):
            socket.receive_json()
    except WebSocketDisconnect as told:
        return told.code, told.reason
    raise AssertionError("the server did not close")


def test_a_subscription_sends_each_value_and_then_ends(connect):
    with connect() as socket:
        begin(socket)
        subscribe(socket, "subscription S($to: Int!) { count(to: $to) }", variables={"to": 2})
        told = [socket.receive_json() for _ in range(3)]

    assert [one.get("payload") for one in told] == [{"data": {"count": 1}}, {"data": {"count": 2}}, None]
    assert [one["type"] for one in told] == ["next", "next", "complete"]


def test_queries_and_mutations_are_answered_too(connect):
    with connect() as socket:
        begin(socket)
        subscribe(socket, "mutation { change }")
        told = socket.receive_json()

    assert told["payload"] == {"data": {"change": True}}


def test_each_answer_of_a_socket_reads_its_rows_anew(connect):
    told = []

    with connect() as socket:
        begin(socket)
        for name in ("1", "2"):
            subscribe(socket, "{ row again: row }", name)
            told.append(socket.receive_json()["payload"]["data"])
            socket.receive_json()

    assert told[0]["row"] == told[0]["again"]
    assert told[1]["row"] == told[0]["row"] + 1


@pytest.mark.parametrize("protocol", ["graphql-ws", "soap"])
def test_other_protocols_are_not_spoken(protocol, connect):
    with connect(protocol) as socket:
        assert closed(socket)[0] == 4406


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:666", "null"])
def test_a_page_from_elsewhere_is_turned_away_before_the_handshake(origin, connect):
    with pytest.raises(WebSocketDisconnect), connect(headers={"origin": origin}):
        pass


@pytest.mark.parametrize(
    ("origin", "origins"), [("http://127.0.0.1", ()), ("https://console.example", ("https://console.example",))]
)
def test_our_own_page_and_pages_that_are_named_may_connect(origin, origins, connect):
    with connect(headers={"origin": origin}, origins=origins) as socket:
        begin(socket)


def test_a_socket_that_does_not_begin_is_closed(connect):
    with connect(sign_in_s=0.05) as socket:
        assert closed(socket)[0] == 4408


def test_a_socket_that_begins_twice_or_too_late_is_closed(connect):
    with connect() as twice, connect() as late:
        begin(twice)
        twice.send_json({"type": "connection_init"})
        subscribe(late, "{ hello }")

        assert (closed(twice)[0], closed(late)[0]) == (4429, 4401)


def test_an_idle_socket_is_closed_and_a_busy_one_is_not(connect):
    with connect(idle_s=0.2) as idle, connect(idle_s=0.2) as busy:
        begin(idle)
        begin(busy)
        subscribe(busy, "subscription { count(to: 3, everyS: 0.4) }")

        assert closed(idle)[0] == 1000
        assert [busy.receive_json()["type"] for _ in range(4)] == ["next", "next", "next", "complete"]


def test_a_socket_carries_so_many_operations_and_says_so(connect):
    endless = "subscription { count(to: 1000, everyS: 10) }"

    with connect(subscriptions=2) as socket:
        begin(socket)
        for name in ("1", "2", "3"):
            subscribe(socket, endless, name)
        errors = [one for one in (socket.receive_json() for _ in range(3)) if one["type"] == "error"]

    assert [one["id"] for one in errors] == ["3"]
    assert errors[0]["payload"][0]["extensions"]["limit"] == "subscriptions"


def test_leaving_ends_the_subscription(connect, subscriptions_under_way):
    with connect() as socket:
        begin(socket)
        subscribe(socket, "subscription { count(to: 1000, everyS: 10) }")
        socket.receive_json()
        during = subscriptions_under_way()

    until = time.monotonic() + 30
    while subscriptions_under_way() and time.monotonic() < until:
        time.sleep(0.01)
    assert (during, subscriptions_under_way()) == (1, 0)


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nope }",
        "query A { hello } query B { hello }",
        "{ " + "a " * 5_000 + "}",
        "{" + "a{" * 300,
        "",
        "{ bug }",
    ],
)
def test_a_bad_document_ends_its_operation_and_no_other(query, connect):
    with connect() as socket:
        begin(socket)
        subscribe(socket, query, "bad")
        bad = socket.receive_json()
        last = bad if bad["type"] == "error" else socket.receive_json()
        subscribe(socket, "{ hello }", "good")
        good = socket.receive_json()

    assert (bad["payload"] if bad["type"] == "error" else bad["payload"]["errors"])[0]["message"]
    assert last["type"] in ("error", "complete")
    assert (good["id"], good["payload"]) == ("good", {"data": {"hello": "hello you"}})


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        "[]",
        "5",
        "[" * 100_000,
        '{"type": 5}',
        '{"type": "shout"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": [], "payload": {"query": "{ hello }"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 5}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "variables": [1]}}',
        '{"type": "complete"}',
        '{"type": "connection_init", "payload": []}',
        '{"type": "ping", "n": ' + "9" * 5_000 + "}",
    ],
)
def test_what_is_no_message_ends_the_socket_in_an_orderly_way(text, connect):
    with connect() as socket:
        begin(socket)
        socket.send_text(text)

        assert closed(socket)[0] == 4400


def test_bytes_and_very_large_messages_end_the_socket(connect):
    with connect() as bytewise, connect(body_bytes=1_000) as large:
        bytewise.send_bytes(b"{}")
        large.send_text('{"type": "ping", "payload": {"x": "' + "x" * 1_000 + '"}}')

        assert (closed(bytewise)[0], closed(large)[0]) == (4400, 1009)


def test_more_sockets_than_the_server_holds_are_turned_away(small):
    client = TestClient(small(streams=1), base_url="http://127.0.0.1")

    with client.websocket_connect("/graphql", [PROTOCOL], headers=HERE) as first:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/graphql", [PROTOCOL], headers=HERE):
            pass
        begin(first)


def test_a_token_that_is_none_is_turned_away_in_the_handshake_and_after(database_url):
    with TestClient(create_app(database_url), base_url="http://127.0.0.1") as client:
        headers = {**HERE, "authorization": "Bearer linli_nonsense"}
        with client.websocket_connect("/graphql", [PROTOCOL], headers=headers) as early:
            assert closed(early)[0] == 4403
        with client.websocket_connect("/graphql", [PROTOCOL], headers=HERE) as late:
            late.send_json({"type": "connection_init", "payload": {"authorization": "Bearer linli_nonsense"}})
            assert closed(late)[0] == 4403


async def test_a_socket_ends_when_its_token_is_signed_out(database_url):
    await store.connect(database_url)
    await add_account("wang", "a long password", ["administrator"], now=datetime.now(UTC), actor="test")
    await store.close()

    with TestClient(
        create_app(database_url, limits=TransportLimits(token_check_s=0.1)), base_url="http://127.0.0.1"
    ) as client:
        sign_in = (
            'mutation { signIn(input: { login: "wang", password: "a long password" }) { ... on SignedIn { token } } }'
        )
        token = client.post("/graphql", json={"query": sign_in}).json()["data"]["signIn"]["token"]
        authorization = {"authorization": f"Bearer {token}"}
        with client.websocket_connect("/graphql", [PROTOCOL], headers=HERE) as socket:
            begin(socket, **authorization)
            client.post("/graphql", json={"query": "mutation { signOut { __typename } }"}, headers=authorization)

            assert closed(socket) == (4403, "signed out")


@pytest.mark.parametrize("query", ["{ slow }", "{ hello slow }"])
def test_a_query_over_a_socket_ends_after_its_time(query, connect):
    with connect(operation_s=0.1) as socket:
        begin(socket)
        subscribe(socket, query)
        told = socket.receive_json()

    errors = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert errors[0]["extensions"]["code"] == "TOO_SLOW"


def test_a_subscription_without_signing_in_is_refused(database_url):
    with (
        TestClient(create_app(database_url), base_url="http://127.0.0.1") as client,
        client.websocket_connect("/graphql", [PROTOCOL], headers=HERE) as socket,
    ):
        begin(socket)
        subscribe(socket, 'subscription { matchingRunProgress(run: "x") { state } }')
        told = socket.receive_json()

    assert told["type"] in ("error", "next")
    (error,) = told["payload"] if told["type"] == "error" else told["payload"]["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
