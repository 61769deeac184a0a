"""GraphQL over HTTP as its specification has it; sockets; what can't be read as a request."""

import json

import pytest
from starlette.testclient import TestClient

from api.app import create_app

HOST = {"host": "127.0.0.1"}
OURS, PLAIN = "application/graphql-response+json", "application/json"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    database = f"sqlite://{tmp_path_factory.mktemp('http') / 'http.sqlite3'}"
    with TestClient(create_app(database), base_url="http://127.0.0.1") as client:
        yield client


def post(client, body, *, accept=OURS, content_type=PLAIN):
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post("/graphql", content=content, headers={"accept": accept, "content-type": content_type})


@pytest.mark.parametrize("accept", [OURS, PLAIN])
def test_an_answer_comes_in_the_type_that_was_asked_for(accept, client):
    answer = post(client, {"query": "{ __typename }"}, accept=accept)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("query", ["{", "{ nothing }", "query Q($id: ID!) { node(id: $id) { id } }"])
def test_a_document_that_never_runs_is_a_400_without_data_in_graphqls_own_type(query, client):
    answer = post(client, {"query": query})

    assert answer.status_code == 400
    assert "data" not in answer.json()
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"null", PLAIN, 400),
        (b"[]", PLAIN, 400),
        (b'"text"', PLAIN, 400),
        (b"{", PLAIN, 400),
        (b"\xff\xfe{}", PLAIN, 400),
        (b"[" * 100_000, PLAIN, 400),
        (b'{"query": 5}', PLAIN, 400),
        (b'{"query": "{ __typename }", "variables": []}', PLAIN, 400),
        (b"{}", PLAIN, 400),
        (b"query=x", "application/x-www-form-urlencoded", 415),
        (b"{ __typename }", "text/plain", 415),
    ],
)
def test_what_can_not_be_read_as_a_request_is_told_in_json(body, content_type, status, client):
    answer = post(client, body, content_type=content_type)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]


def test_other_methods_are_refused_with_those_that_there_are(client):
    answer = client.put("/graphql", content=b"{}")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_nothing_is_changed_by_a_get(client):
    answer = client.get("/graphql", params={"query": "mutation { signOut { wasValid } }"})

    assert answer.status_code in (400, 405)


def test_a_body_over_a_mebibyte_is_refused_with_or_without_its_length_told(client):
    large = json.dumps({"query": "{ __typename }", "padding": "x" * (1 << 20)}).encode()

    told = post(client, large)
    untold = client.post("/graphql", content=iter([large[:600_000], large[600_000:]]), headers={"content-type": PLAIN})

    assert (told.status_code, untold.status_code) == (413, 413)


def test_a_token_that_is_none_is_a_401_and_not_a_visitor(client):
    answer = client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"authorization": "Bearer linli_nonsense"}
    )

    assert answer.status_code == 401
    assert "sign in again" in answer.json()["errors"][0]["message"]


def test_a_socket_from_a_foreign_page_is_turned_away(client):
    from starlette.websockets import WebSocketDisconnect  # noqa: PLC0415  (only here)

    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(
            "/graphql", ["graphql-transport-ws"], headers={**HOST, "origin": "https://evil.example"}
        ),
    ):
        pass


def test_a_subscription_without_signing_in_tells_nothing(client):
    document = 'subscription { matchingRunProgress(run: "x") { state } }'

    with client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=HOST) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        socket.send_json({"type": "subscribe", "id": "1", "payload": {"query": document}})
        told = socket.receive_json()

    assert told["type"] in ("complete", "error")
