"""A carer's roster in a calendar programme: a secret address, iCalendar without anybody's name, revoked at once."""

import os
import shutil
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import run as linli
from domain import store
from domain.access.models import CalendarFeed
from domain.kept_answers import KeptAnswer
from domain.people.models import Resident

SIGN_IN = 'mutation { signIn(input: { login: "%s", password: "linli-demo" }) { ... on SignedIn { token } } }'
CREATE = """mutation C($key: String!) { createCalendarFeed(input: { idempotencyKey: $key }) {
  __typename ... on CalendarFeedCreated { url revoked } ... on Refusal { message } } }"""
REVOKE = """mutation R($key: String!) { revokeCalendarFeed(input: { idempotencyKey: $key }) {
  __typename ... on CalendarFeedRevoked { wasThere } } }"""
ROSTER = """query R($week: String!) { myRoster(isoWeek: $week) { id version startsAt endsAt visit { id isoWeek } } }"""
DECLINE = """mutation D($id: ID!, $version: Int!, $key: String!) {
  declineAssignment(input: { assignment: $id, expectedVersion: $version, reason: "sick", idempotencyKey: $key }) {
    __typename } }"""
OWN_WEEK = "{ visits(first: 1) { nodes { isoWeek } } }"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The demo's database with its week published."""
    folder, before = tmp_path_factory.mktemp("calendar"), os.getcwd()  # noqa: PTH109  (undone below)
    os.chdir(folder)
    try:
        assert linli(["demo", "--exit", "--seconds", "0.5", "--json"]) == 0
        assert linli(["week", "publish", "--json", "--database", "sqlite://linli-demo.sqlite3"]) == 0
    finally:
        os.chdir(before)
    return folder / "linli-demo.sqlite3"


@pytest.fixture
def url(published, tmp_path) -> str:
    shutil.copy(published, tmp_path)
    return f"sqlite://{tmp_path / published.name}"


@pytest.fixture
def client(url):
    with TestClient(create_app(url), base_url="http://127.0.0.1") as client:
        yield client


def ask(client, document, token=None, **variables):
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    answer = client.post("/graphql", json={"query": document, "variables": variables}, headers=headers).json()
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


def signed_in(client, login="carer") -> str:
    return ask(client, SIGN_IN % login)["token"]


def created(client, token, key=None) -> dict:
    return ask(client, CREATE, token, key=key or uuid4().hex)


def events(client, url) -> list:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.content).walk("VEVENT")


def own_week(client, token) -> list[dict]:
    """What the carer's own roster says, over GraphQL."""
    return ask(client, ROSTER, token, week=ask(client, OWN_WEEK, token)["nodes"][0]["isoWeek"])


def test_a_calendar_programme_reads_the_same_roster_as_the_carer(client):
    token = signed_in(client)
    feed = created(client, token)

    found = events(client, feed["url"])

    assert feed["url"].startswith("http://127.0.0.1/calendar/")
    mine = own_week(client, token)
    assert len(found) == len(mine) > 0
    assert {one.start.isoformat() for one in found} == {local(one["startsAt"]) for one in mine}
    assert {str(one.start.tzinfo) for one in found} == {"Asia/Shanghai"}
    assert {str(one["status"]) for one in found} == {"TENTATIVE"}
    assert len({str(one["uid"]) for one in found}) == len(found)
    assert all(one["dtstamp"].dt and int(one["sequence"]) > 0 for one in found)


def local(at: str) -> str:
    """A moment of GraphQL's as a calendar in Fenyang shows it."""
    return datetime.fromisoformat(at).astimezone(ZoneInfo("Asia/Shanghai")).isoformat()


async def test_nobodys_name_is_in_a_feed(url):
    with TestClient(create_app(url), base_url="http://127.0.0.1") as client:
        text = client.get(created(client, signed_in(client))["url"]).text
    await store.connect(url)
    names = [one.name for one in await Resident.all()]
    await store.close()

    assert names
    assert [name for name in names if name in text] == []


def test_a_declined_visit_is_told_as_cancelled_under_the_same_uid_and_a_later_sequence(client):
    token = signed_in(client)
    feed = created(client, token)["url"]
    before = {str(one["uid"]): one for one in events(client, feed)}
    mine = own_week(client, token)[0]

    ask(client, DECLINE, token, id=mine["id"], version=mine["version"], key=uuid4().hex)

    after = {str(one["uid"]): one for one in events(client, feed)}
    changed = [uid for uid, one in after.items() if one["status"] != before[uid]["status"]]
    assert after.keys() == before.keys()
    assert [str(after[uid]["status"]) for uid in changed] == ["CANCELLED"]
    assert [after[uid]["sequence"] - before[uid]["sequence"] for uid in changed] == [1]


def test_an_unchanged_feed_is_not_sent_again(client):
    feed = created(client, signed_in(client))["url"]
    first = client.get(feed)

    second = client.get(feed, headers={"if-none-match": first.headers["etag"]})

    assert first.headers["content-type"].startswith("text/calendar")
    assert first.headers["cache-control"] == "private, no-cache"
    assert (second.status_code, second.content) == (304, b"")


def test_a_new_feed_ends_the_old_one_and_a_revoked_one_leads_nowhere(client):
    token = signed_in(client)
    first, second = created(client, token), created(client, token)

    assert (first["revoked"], second["revoked"]) == (0, 1)
    assert (client.get(first["url"]).status_code, client.get(second["url"]).status_code) == (404, 200)
    assert ask(client, REVOKE, token, key="r1") == {"__typename": "CalendarFeedRevoked", "wasThere": True}
    assert ask(client, REVOKE, token, key="r2")["wasThere"] is False
    assert client.get(second["url"]).status_code == 404
    assert client.get("/calendar/nonsense.ics").status_code == 404
    assert client.get(f"/calendar/{'x' * 5_000}.ics").status_code == 404


def test_a_lost_answer_is_given_again_and_after_signing_in_anew_it_is_kept_nowhere(client):
    token = signed_in(client)
    first = created(client, token, key="same")

    again, later = created(client, token, key="same"), created(client, signed_in(client), key="same")

    assert again == first
    assert later["__typename"] == "ValidationFailed"
    assert client.get(first["url"]).status_code == 200


async def test_the_secret_is_kept_nowhere(url):
    with TestClient(create_app(url), base_url="http://127.0.0.1") as client:
        secret = created(client, signed_in(client))["url"].rpartition("/")[2].removesuffix(".ics")
    await store.connect(url)
    kept = [str(vars(one)) for model in (CalendarFeed, KeptAnswer) for one in await model.all()]
    await store.close()

    assert len(kept) == 2
    assert [one for one in kept if secret in one] == []


@pytest.mark.parametrize("login", ["coordinator", "desk", "guardian", "admin"])
def test_whoever_has_no_roster_has_no_feed(login, client):
    assert created(client, signed_in(client, login))["__typename"] == "NotPermitted"
