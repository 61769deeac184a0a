"""In production the schema is told to nobody, and only documents that were let in may run, if so set."""

import hashlib
import json

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import run as linli
from api.documents import DocumentsError, TrustedDocuments, read_documents
from api.settings import Settings

KEYS = "query Keys($first: Int) { communities(first: $first) { nodes { key } } }"
KEYS_HASH = hashlib.sha256(KEYS.encode()).hexdigest()
KNOWN = {"data": {"communities": {"nodes": []}}}
PROTOCOL = "graphql-transport-ws"


@pytest.fixture
def serving(database_url):
    """A client of the application in production, with its settings and documents."""
    clients = []

    def make(*, only=False, base_url="http://127.0.0.1", **settings):
        documents = TrustedDocuments({KEYS_HASH: KEYS}, only)
        given = Settings.model_validate({"mode": "production", **settings})
        client = TestClient(create_app(database_url, "en", settings=given, documents=documents), base_url=base_url)
        clients.append(client.__enter__())
        return client

    yield make
    for client in clients:
        client.__exit__(None, None, None)


def post(client, **body):
    return client.post("/graphql", json=body, headers={"accept": "application/graphql-response+json"})


def over_a_socket(client, **payload):
    with client.websocket_connect("/graphql", [PROTOCOL], headers={"host": "127.0.0.1"}) as ws:
        ws.send_json({"type": "connection_init"})
        ws.receive_json()
        ws.send_json({"type": "subscribe", "id": "1", "payload": payload})
        return ws.receive_json()


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "Resident") { name } }'])
def test_the_schema_is_not_told_but_type_names_of_an_answer_are(query, serving):
    client = serving()

    assert "introspection" in post(client, query=query).json()["errors"][0]["message"]
    assert post(client, query="{ __typename }").json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ comunities { nodes { key } } }", {}),
        ("{ communities(frist: 1) { nodes { key } } }", {}),
        ("query Q($f: CommunityFilterr) { communities { nodes { key } } }", {}),
        ("query Q($o: NamedOrder!) { communities(orderBy: $o) { nodes { key } } }", {"o": "NAMEE"}),
    ],
)
def test_a_slip_of_the_pen_is_not_answered_with_names_of_the_schema(query, variables, serving):
    client = serving()

    http, ws = post(client, query=query, variables=variables), over_a_socket(client, query=query, variables=variables)

    assert http.status_code == 400
    assert "Did you mean" not in http.text
    assert "Did you mean" not in json.dumps(ws)
    assert http.json()["errors"][0]["message"].endswith(".")


def test_there_is_no_page_for_trying_queries(serving):
    client = serving()

    assert client.get("/graphql", headers={"accept": "text/html"}).status_code == 404
    assert client.get("/static/graphiql.js").status_code == 404


def test_a_server_answers_by_the_names_that_it_was_given_and_no_others(serving):
    client = serving(hosts=["linli.example"], base_url="http://linli.example")

    answers = [client.get("/healthz", headers={"host": one}).status_code for one in ("linli.example", "evil.example")]

    assert answers == [200, 400]


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": f"sha256:{KEYS_HASH}"},
        {"documentId": KEYS_HASH},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": KEYS_HASH}}},
        {"documentId": f"sha256:{KEYS_HASH}", "query": KEYS},
    ],
)
@pytest.mark.parametrize("only", [True, False])
def test_a_trusted_document_runs_by_its_name_over_http_and_sockets(named, only, serving):
    client = serving(only=only)

    assert post(client, **named, variables={"first": 1}).json() == KNOWN
    assert over_a_socket(client, **named)["payload"] == KNOWN


def test_a_trusted_document_runs_by_get(serving):
    client = serving(only=True)

    answer = client.get("/graphql", params={"documentId": f"sha256:{KEYS_HASH}", "variables": '{"first":1}'})

    assert answer.json() == KNOWN


def test_where_only_trusted_documents_run_their_text_does_too_and_no_others(serving):
    client = serving(only=True)

    known, other = post(client, query=KEYS), post(client, query="{ __typename }")
    ws = over_a_socket(client, query="{ __typename }")

    assert known.json() == KNOWN
    assert (other.status_code, other.json()["errors"][0]["extensions"]["code"]) == (403, "UNTRUSTED_DOCUMENT")
    assert ws["type"] == "error"
    assert ws["payload"][0]["extensions"]["code"] == "UNTRUSTED_DOCUMENT"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"documentId": "sha256:0"}, "PERSISTED_QUERY_NOT_FOUND"),
        ({"documentId": 5}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"sha256Hash": []}}}, "BAD_REQUEST"),
        ({"documentId": KEYS_HASH, "query": "{ __typename }"}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": 5}}, "BAD_REQUEST"),
    ],
)
def test_a_document_that_is_not_there_is_one_error_without_data(given, code, serving):
    answer = post(serving(), **given)

    assert (answer.status_code, list(answer.json())) == (400, ["errors"])
    assert [one["extensions"]["code"] for one in answer.json()["errors"]] == [code]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "can't be read as JSON"),
        ("[]", "SHA-256 of the document"),
        ('{"abc": 5}', "SHA-256 of the document"),
        ('{"abc": "{ a }"}', f"abc: the document's SHA-256 is {hashlib.sha256(b'{ a }').hexdigest()}"),
    ],
)
def test_a_file_of_documents_that_can_not_be_taken_is_told_with_the_place(text, said, tmp_path):
    file = tmp_path / "documents.json"
    file.write_text(text)

    with pytest.raises(DocumentsError, match=said):
        read_documents(file)


def test_a_setting_that_can_not_be_taken_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setenv("LINLI_MODE", "prod")

    code = linli(["serve"])

    assert code == 2
    assert capsys.readouterr().err.startswith("linli: LINLI_MODE: ")
