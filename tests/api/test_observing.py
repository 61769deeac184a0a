"""What monitors and the log are told: whether the server is ready, figures, and each request without personal data."""

import asyncio
import io
import json
import logging
import sqlite3
import time
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.app import create_app
from api.jobs.runs import stop_jobs
from api.masking import log_bug
from api.observing.log import set_up_logging
from api.settings import Settings
from domain import store
from domain.access.accounts import SignedIn, add_account, sign_in
from domain.access.models import Account
from domain.kept_answers import KeptAnswer

PASSWORD = "a long password"  # noqa: S105  (a test's)
HERE = ("127.0.0.1", 50_000)
NAME, PHONE, SECRET = "王桂兰", "13812345678", "linli_not_a_token_of_anyones"


@pytest.fixture
async def token(database_url) -> str:
    """An administrator's bearer token."""
    now = datetime.now(UTC)
    await store.connect(database_url)
    await add_account(NAME, PASSWORD, ["administrator"], now=now, actor="test")
    answer = await sign_in(NAME, PASSWORD, now=now)
    await store.close()
    assert isinstance(answer, SignedIn)
    return answer.token


@pytest.fixture
def lines():
    """All that is logged meanwhile, as a server that writes no terminal logs it."""
    before = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    stream = io.StringIO()
    set_up_logging(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    before[0].handlers[:] = before[1]
    before[0].setLevel(before[2])
    logging.getLogger("linli").setLevel(logging.NOTSET)


@pytest.fixture
def client(database_url):
    with TestClient(create_app(database_url, "en"), base_url="http://127.0.0.1", client=HERE) as client:
        yield client


def ask(client, query, token=None, **variables):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


def requests_of(lines) -> list[dict]:
    return [one for one in lines() if one["event"] == "request"]


def figures(client, **headers) -> dict:
    """Each figure by its name and labels."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_server_is_ready_when_each_part_is_up(client):
    answer = client.get("/readyz")

    parts = {name: {"status": "ok"} for name in ("database", "migrations", "jobs")}
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "parts": parts})


def test_a_server_whose_tables_are_older_is_not_ready_and_says_what_to_do(client, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("the file is opened beside the server")
    with sqlite3.connect(database_url.removeprefix("sqlite://")) as file:
        (table,) = file.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migrations%'").fetchone()
        file.execute(f"DELETE FROM {table} WHERE name = (SELECT max(name) FROM {table})")  # noqa: S608  (of the line above)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert "linli migrate" in answer.json()["parts"]["migrations"]["mend"]
    assert answer.json()["parts"]["database"] == {"status": "ok"}


def test_a_server_whose_database_is_gone_is_alive_but_not_ready(client, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("the file is spoilt behind the server's back")
    with sqlite3.connect(database_url.removeprefix("sqlite://")) as file:
        file.execute("ALTER TABLE audit_event RENAME TO gone")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "DATABASE_URL" in answer.json()["parts"]["database"]["mend"]
    assert client.get("/healthz").status_code == 200


def test_a_server_that_takes_up_no_runs_is_not_ready(client):
    client.portal.call(stop_jobs)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "start the server again" in answer.json()["parts"]["jobs"]["mend"]


def test_operations_are_counted_by_kind_and_outcome(token, client):
    before = figures(client)

    ask(client, "{ __typename }")
    ask(client, "{ nope }")
    ask(client, "{ residents { nodes { key } } }")
    ask(client, "mutation { signOut { wasValid } }", token)
    ask(client, "{" + "a{" * 300)

    after = figures(client)
    grown = {
        key[1:]: after[key] - before.get(key, 0)
        for key in after
        if key[0] == "linli_operations_total" and after[key] != before.get(key, 0)
    }
    assert grown == {
        ("ok", "query"): 1,
        ("invalid", "query"): 1,
        ("query", "unauthenticated"): 1,
        ("mutation", "ok"): 1,
        ("none", "too_complex"): 1,
    }
    assert (
        after["linli_operation_seconds_count", "query"] - before.get(("linli_operation_seconds_count", "query"), 0) == 3
    )


def test_no_label_holds_what_a_caller_chose(client):
    ask(client, f"query Of{PHONE} {{ a{PHONE}: __typename }}")
    client.request(f"M{PHONE}", "/graphql")
    client.get(f"/calendar/{SECRET}.ics")
    client.get(f"/{PHONE}")

    text = client.get("/metrics").text

    assert [one for one in (PHONE, SECRET) if one in text] == []
    assert 'path="/calendar/{secret}.ics",status="404"' in text


def test_the_figures_are_for_this_machine_alone_and_not_for_a_proxy_on_it(database_url):
    app = create_app(database_url)
    with TestClient(app, base_url="http://127.0.0.1", client=("10.0.0.5", 1)) as elsewhere:
        assert elsewhere.get("/metrics").status_code == 403
    with TestClient(app, base_url="http://127.0.0.1", client=HERE) as proxy:
        assert proxy.get("/metrics", headers={"x-forwarded-for": "10.0.0.5"}).status_code == 403


def test_with_a_token_the_figures_are_for_whoever_has_it(database_url):
    settings = Settings.model_validate({"metrics_token": "a monitor's"})
    with TestClient(create_app(database_url, settings=settings), base_url="http://127.0.0.1", client=HERE) as client:
        refused = [client.get("/metrics", headers=one).status_code for one in ({}, {"authorization": "Bearer other"})]
        known = figures(client, authorization="Bearer a monitor's")

    assert refused == [401, 401]
    assert known["linli_matching_queue",] == 0
    assert known["linli_matching_runs", "finished"] == 0


def test_each_request_is_one_line_with_the_id_that_its_caller_was_told(token, client, lines):
    answer = ask(client, "{ me { login } }", token)

    (line,) = requests_of(lines)
    facts = {name: line[name] for name in ("method", "path", "status", "kind", "outcome", "request_id", "level")}
    assert facts == {
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "kind": "query",
        "outcome": "ok",
        "request_id": answer.headers["x-request-id"],
        "level": "info",
    }
    assert 0 <= line["duration_ms"] < 10_000
    assert datetime.fromisoformat(line["timestamp"]).tzinfo


async def test_whose_request_it_was_is_told_by_the_accounts_id_alone(database_url, token, lines):
    with TestClient(create_app(database_url), base_url="http://127.0.0.1") as client:
        ask(client, "{ me { login } }", token)
    await store.connect(database_url)
    account = await Account.get(login=NAME)
    await store.close()

    (line,) = requests_of(lines)
    assert line["account"] == str(account.id)


def refusing(client, database_url) -> None:
    """Let every resolver of residents fail with the statement and its values in its error."""
    with sqlite3.connect(database_url.removeprefix("sqlite://")) as file:
        file.execute("ALTER TABLE resident RENAME TO gone")


def raise_from(error: Exception, cause: Exception) -> None:
    raise error from cause


def test_nothing_personal_is_in_the_log_whatever_goes_wrong(token, client, lines, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("a table is taken away behind the server's back")
    refusing(client, database_url)
    headers = {"authorization": f"Bearer {SECRET}", "user-agent": NAME.encode(), "x-name": NAME.encode()}
    asked = f"r{PHONE}: residents(filter: {{ nameContains: $name }}) {{ nodes {{ key }} }}"
    document = f"query Of{PHONE}($name: String) {{ {asked} }}"

    failed = ask(client, document, token, name=NAME).json()["errors"][0]["extensions"]
    ask(client, f"{{ {NAME}{PHONE} }}", token)
    ask(client, f'{{ nope{PHONE}(phone: "{PHONE}") }}')
    ask(client, "query Q($name: Int) { residents(first: $name) { nodes { key } } }", token, name=NAME)
    client.post("/graphql", json={"query": document, "variables": {"name": NAME}}, headers=headers)
    client.post("/graphql", content=f"{{{NAME}".encode(), headers={"content-type": "application/json"})
    client.get(f"/calendar/{SECRET}.ics", params={"name": NAME})
    client.get(f"/{PHONE}/{NAME}", headers={"host": f"{PHONE}.example"})
    client.request(f"M{PHONE}", "/graphql")
    origin = {"host": "127.0.0.1", "origin": f"http://{PHONE}.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=origin),
    ):
        pass
    logging.getLogger("a.library").error("can't take %s", PHONE)
    logging.getLogger("a.library").error("Task exception was never retrieved\nfuture: %s", RuntimeError(PHONE))
    logging.getLogger("a.library").error(ValueError(NAME))
    try:
        raise_from(ValueError(PHONE), KeyError(NAME))
    except ValueError as error:
        logging.getLogger("a.library").exception("it broke")
        log_bug(error, "here")

    told = lines()
    text = json.dumps(told, ensure_ascii=False)
    assert [one for one in (NAME, PHONE, SECRET, token, PASSWORD) if one in text] == []
    assert len(requests_of(lines)) == 10
    bugs = {one["id"]: one["trace"] for one in told if one["event"] == "bug"}
    assert any("OperationalError" in line for line in bugs[failed["id"]])
    assert any("builtins.KeyError" in trace for trace in bugs.values())
    assert {"can't take %s", "ValueError", "Task exception was never retrieved"} <= {one["event"] for one in told}


async def test_a_server_forgets_answers_that_are_older_than_its_setting_when_it_starts(database_url, token, lines):
    await store.connect(database_url)
    account = await Account.get(login=NAME)
    for key, days in (("old", 8), ("young", 6)):
        given = {"account_id": account.id, "operation": "x", "input_hash": "x", "answer": {}}
        await KeptAnswer.create(**given, key=key, at=datetime.now(UTC) - timedelta(days=days))
    await store.close()

    app = create_app(database_url, settings=Settings.model_validate({"answers_days": 7}))
    with TestClient(app, base_url="http://127.0.0.1"):
        until = time.monotonic() + 30
        while not (cleaned := [one for one in lines() if one["event"] == "cleaned"]):
            assert time.monotonic() < until, "it did not clean up"
            await asyncio.sleep(0.02)

    await store.connect(database_url)
    kept = [row.key for row in await KeptAnswer.all()]
    await store.close()
    assert (kept, cleaned[0]["answers"]) == (["young"], 1)
