"""GraphQL over HTTP as its specification has it, and what can't be read as a request."""

import json
import time

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import create_app

GRAPHQL, PLAIN, EVENTS = "application/graphql-response+json", "application/json", "text/event-stream"
HELLO = {"query": "{ hello }"}


@pytest.fixture
def client(small_client):
    return small_client()


def post(client, body, *, accept=GRAPHQL, content_type=PLAIN):
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    return client.post("/graphql", content=content, headers={"accept": accept, "content-type": content_type})


@pytest.mark.parametrize("accept", [GRAPHQL, PLAIN])
def test_an_answer_comes_in_the_type_that_was_asked_for(accept, client):
    answer = post(client, HELLO, accept=accept)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert answer.json() == {"data": {"hello": "hello you"}}


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing"},
        {"query": "query Q($name: String!) { hello(name: $name) }"},
        {"query": "query Q($name: String!) { hello(name: $name) }", "variables": {"name": 5}},
        {"query": "query A { hello } query B { hello }", "operationName": "C"},
        {"query": "query A { hello } query B { hello }"},
        {"query": "fragment F on Query { hello }"},
        {"query": ""},
    ],
)
def test_a_document_that_never_runs_is_a_400_without_data_in_graphqls_own_type(body, client):
    answer = post(client, body)

    assert answer.status_code == 400
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["message"]


def test_a_document_that_never_runs_is_a_200_where_only_plain_json_is_understood(client):
    answer = post(client, {"query": "{ nope }"}, accept=PLAIN)

    assert answer.status_code == 200
    assert "data" not in answer.json()


def test_an_answer_with_an_error_in_it_is_a_200_with_data(client):
    answer = post(client, {"query": "{ refused }"})

    assert (answer.status_code, answer.json()["data"]) == (200, None)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"null", PLAIN, 400),
        (b"[]", PLAIN, 400),
        (b'[{"query": "{ hello }"}]', PLAIN, 400),
        (b'"text"', PLAIN, 400),
        (b"5", PLAIN, 400),
        (b"", PLAIN, 400),
        (b"{", PLAIN, 400),
        (b"\xff\xfe{}", PLAIN, 400),
        ('{"query": "{ hello }"}'.encode("utf-16"), PLAIN, 400),
        (b"[" * 100_000, PLAIN, 400),
        (b'{"query": "{ hello }", "variables": {"name": ' + b"9" * 5_000 + b"}}", PLAIN, 400),
        (b'{"query": "{ hello }", "variables": {"name": "\\ud800"}}', PLAIN, 400),
        (b'{"query": "{ hello }", "variables": {"name": "\\u0000"}}', PLAIN, 400),
        (b'{"query": 5}', PLAIN, 400),
        (b'{"query": "{ hello }", "variables": []}', PLAIN, 400),
        (b'{"query": "{ hello }", "operationName": {}}', PLAIN, 400),
        (b'{"query": "{ hello }", "extensions": "x"}', PLAIN, 400),
        (b"{}", PLAIN, 400),
        (b"query=x", "application/x-www-form-urlencoded", 415),
        (b"{ hello }", "text/plain", 415),
        (b'{"query": "{ hello }"}', "application/json; charset=utf-16", 415),
        (b'{"query": "{ hello }"}', "application/json-patch+json", 415),
        (b'{"query": "{ hello }"}', "", 415),
    ],
)
def test_what_can_not_be_read_as_a_request_is_told_in_json(body, content_type, status, client):
    answer = post(client, body, content_type=content_type)

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(GRAPHQL)
    (error,) = answer.json()["errors"]
    assert error["message"]
    assert error["extensions"]["code"]


@pytest.mark.parametrize("body", [{"query": "{ hello }", "variables": None, "operationName": None}, HELLO])
def test_null_is_as_good_as_nothing(body, client):
    assert post(client, body).json() == {"data": {"hello": "hello you"}}


def test_signs_outside_of_the_basic_plane_come_back_as_they_were(client):
    body = (
        b'{"query": "query Q($name: String!) { hello(name: $name) }", "variables": {"name": "\\ud83d\\ude00 \\u90bb"}}'
    )

    assert post(client, body).json() == {"data": {"hello": "hello 😀 邻"}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_refused_with_those_that_there_are(method, client):
    answer = client.request(method, "/graphql")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


def test_a_type_that_we_do_not_speak_is_refused_with_those_that_we_do(client):
    answer = post(client, HELLO, accept="image/png")

    assert answer.status_code == 406
    assert GRAPHQL in answer.json()["errors"][0]["message"]


def test_a_query_by_get_is_answered_with_its_variables(client):
    document = "query Q($name: String!) { hello(name: $name) }"

    answer = client.get("/graphql", params={"query": document, "variables": '{"name": "Li"}', "operationName": "Q"})

    assert answer.json() == {"data": {"hello": "hello Li"}}


@pytest.mark.parametrize("variables", ["{", "[1]", "5", '"x"'])
def test_variables_by_get_that_are_no_object_are_a_400(variables, client):
    answer = client.get("/graphql", params={"query": "{ hello }", "variables": variables}, headers={"accept": GRAPHQL})

    assert answer.status_code == 400


def test_nothing_is_changed_by_a_get(client):
    answer = client.get("/graphql", params={"query": "mutation { change }"})

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_page_is_for_who_asks_for_one(client):
    page = client.get("/graphql", headers={"accept": "text/html,*/*;q=0.8"})
    anything = client.get("/graphql", headers={"accept": "*/*"})

    assert page.headers["content-type"].startswith("text/html")
    assert (anything.status_code, anything.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


def test_an_operation_ends_after_its_time_with_what_to_do(small_client):
    answer = post(small_client(operation_s=0.1), {"query": "{ slow }"})

    assert answer.status_code == 503
    (error,) = answer.json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["most"]) == ("TOO_SLOW", 0.1)
    assert "idempotencyKey" in error["extensions"]["mend"]


def test_a_subscription_is_a_stream_of_events_that_ends(client):
    answer = post(client, {"query": "subscription { count(to: 2) }"}, accept=EVENTS)

    assert answer.headers["content-type"].startswith(EVENTS)
    events = [part.split("\r\n") for part in answer.text.strip().split("\r\n\r\n")]
    assert [lines[0] for lines in events] == ["event: next", "event: next", "event: complete"]
    assert [json.loads(lines[1][6:]) for lines in events[:2]] == [{"data": {"count": 1}}, {"data": {"count": 2}}]


def test_a_client_that_takes_answers_and_streams_gets_each_where_it_belongs(client):
    both = f"{GRAPHQL}, {PLAIN}, {EVENTS}"

    query = post(client, HELLO, accept=both)
    subscription = post(client, {"query": "subscription { count(to: 1) }"}, accept=both)

    assert query.headers["content-type"].startswith(GRAPHQL)
    assert subscription.headers["content-type"].startswith(EVENTS)


def test_a_subscription_to_a_client_that_takes_no_stream_is_told_how(client):
    answer = post(client, {"query": "subscription { count }"})

    assert answer.status_code == 406
    assert EVENTS in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("query", ["{", "{ nope }", "query A { hello } query B { hello }"])
def test_a_document_that_never_runs_ends_its_stream_with_the_error(query, client):
    answer = post(client, {"query": query}, accept=EVENTS)

    assert '"errors":[{' in answer.text
    assert "INTERNAL" not in answer.text
    assert "event: complete" in answer.text


def test_a_silent_stream_says_now_and_then_that_it_lives(small_client):
    client = small_client(heartbeat_s=0.05)

    answer = post(client, {"query": "subscription { count(to: 2, everyS: 0.2) }"}, accept=EVENTS)

    assert ": ping" in answer.text


def test_a_body_over_the_limit_is_refused_with_or_without_its_length_told(small, serve):
    large = json.dumps({**HELLO, "padding": "x" * 5_000_000}).encode()

    def in_parts():
        yield from (large[start : start + 500_000] for start in range(0, len(large), 500_000))

    with serve(small()) as address:
        told = httpx2.post(f"http://{address}/graphql", content=large, headers={"content-type": PLAIN})
        untold = httpx2.post(f"http://{address}/graphql", content=in_parts(), headers={"content-type": PLAIN})
        fits = httpx2.post(f"http://{address}/graphql", json={**HELLO, "padding": "x" * 1_000_000})

    assert (told.status_code, untold.status_code, fits.status_code) == (413, 413, 200)
    assert told.json()["errors"][0]["extensions"]["most"] == 1024 * 1024


def test_a_body_that_does_not_come_is_given_up(small, serve):
    def slowly():
        yield b'{"query": '
        time.sleep(1)
        yield b'"{ hello }"}'

    with serve(small(body_s=0.2)) as address:
        answer = httpx2.post(f"http://{address}/graphql", content=slowly(), headers={"content-type": PLAIN})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (408, "TOO_SLOW")


def test_a_stream_that_its_reader_leaves_ends_its_subscription(small, serve, subscriptions_under_way):
    document = {"query": "subscription { count(to: 1000, everyS: 0.05) }"}

    with serve(small()) as address:
        with httpx2.stream("POST", f"http://{address}/graphql", json=document, headers={"accept": EVENTS}) as answer:
            lines = answer.iter_lines()
            next(lines)
            during = subscriptions_under_way()
        until = time.monotonic() + 30
        while subscriptions_under_way() and time.monotonic() < until:
            time.sleep(0.02)
        after = subscriptions_under_way()

    assert (during, after) == (1, 0)


def test_more_streams_than_the_server_holds_are_told_to_come_back(small, serve):
    document, events = {"query": "subscription { count(to: 1000, everyS: 0.05) }"}, {"accept": EVENTS}

    with serve(small(streams=1)) as address:
        url = f"http://{address}/graphql"
        with httpx2.stream("POST", url, json=document, headers=events) as first:
            lines = first.iter_lines()
            next(lines)
            second = httpx2.post(url, json=document, headers=events)
            query = httpx2.post(url, json=HELLO)

    assert (second.status_code, second.headers["retry-after"]) == (503, "5")
    assert query.status_code == 200


def test_a_token_that_is_none_is_a_401_and_not_a_visitor(database_url):
    with TestClient(create_app(database_url), base_url="http://127.0.0.1") as client:
        answer = client.post("/graphql", json=HELLO, headers={"authorization": "Bearer linli_nonsense"})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert "sign in again" in answer.json()["errors"][0]["message"]


def test_who_is_not_signed_in_is_told_so_by_the_status_too(database_url):
    with TestClient(create_app(database_url), base_url="http://127.0.0.1") as client:
        answer = post(client, {"query": "{ residents { nodes { name } } }"})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"
