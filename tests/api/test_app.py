"""The web server: GraphQL and its page for this machine, and nothing for a stranger's page."""

import re
import socket

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import run as linli
from api.negotiation import spoken


@pytest.fixture
def client(database_url):
    with TestClient(create_app(database_url), base_url="http://127.0.0.1") as client:
        yield client


def test_the_page_for_trying_queries_fetches_nothing_from_elsewhere(client):
    page = client.get("/graphql", headers={"accept": "text/html"})

    sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert sources == ["/static/graphiql.css", "/static/graphiql.js"]
    assert all(client.get(source).status_code == 200 for source in sources)
    assert "default-src 'self'" in page.headers["content-security-policy"]


def test_a_query_over_http_is_answered(client):
    answer = client.post("/graphql", json={"query": "{ communities { nodes { key } totalCount } }"})

    assert answer.json() == {"data": {"communities": {"nodes": [], "totalCount": 0}}}


def test_a_document_with_a_mistake_is_told_what_is_wrong(client):
    answer = client.post("/graphql", json={"query": "{ nothing }"})

    assert "Cannot query field 'nothing'" in answer.json()["errors"][0]["message"]


def test_a_name_that_only_resolves_to_this_machine_is_refused(client):
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers={"host": "evil.example"})

    assert answer.status_code == 400


def test_the_root_leads_to_graphql_and_the_server_says_that_it_is_alive(client):
    assert client.get("/", follow_redirects=False).headers["location"] == "/graphql"
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB", "en"), ("fr, en;q=0.5", "en"), ("fr", "zh"), ("", "zh")],
)
def test_the_first_language_that_we_speak_is_taken(header, language):
    assert spoken(header, "zh") == language


def test_a_busy_port_is_named_with_what_to_do(database_url, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code = linli(["serve", "--port", str(port), "--lang", "en", "--database", database_url])

    assert code == 2
    assert f"port {port} can't be used" in capsys.readouterr().err


def test_serving_other_machines_in_development_is_refused_with_what_to_set(database_url, capsys):
    code = linli(["serve", "--host", "0.0.0.0", "--lang", "en", "--database", database_url])  # noqa: S104  (refused)

    assert code == 2
    assert "LINLI_MODE=production" in capsys.readouterr().err
