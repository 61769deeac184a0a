"""Whatever is sent gets a typed no or a 4xx that names what is wrong, and changes nothing."""

import json
from uuid import uuid4

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from domain.people.models import Resident
from domain.visits.models import ServiceCategory

JSON = {"content-type": "application/json"}
ALIASES = "{ " + " ".join(f"a{i}: __typename" for i in range(10_000)) + " }"
CYCLE = "{ me { ...A } } fragment A on Me { ...B } fragment B on Me { ...A }"


@pytest.fixture
async def week(city):
    """One visit, matched and published, and a newer draft: the city, its plan, and the plan before."""
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing")
    await city.carer("A", "护士甲", "Tue 08-12", "dressing", years=6)
    await city.elder("E1", "老人一")
    await city.request("R1", "E1", "DRESS", "Tue 08-12")
    older = await city.match()
    await city.publish(await city.match())
    return city, older


@pytest.mark.parametrize(
    ("body", "status", "names"),
    [
        (b"null", 400, "BAD_REQUEST"),
        (b"[]", 400, "BAD_REQUEST"),
        (b"{", 400, "BAD_REQUEST"),
        (b'{"query": "{ me { login } }\xff"}', 400, "BAD_REQUEST"),
        (json.dumps({"query": "{ " + "x" * 5_000_000}).encode(), 413, "TOO_LARGE"),
        (json.dumps({"query": CYCLE}).encode(), 400, "fragment"),
        (json.dumps({"query": ALIASES}).encode(), 400, "TOO_COMPLEX"),
        (json.dumps({"query": "{ me { login " + "@skip(if: false) " * 1_000 + "} }"}).encode(), 400, "TOO_COMPLEX"),
        (
            json.dumps({"query": "{ serviceCategories(first: 99999999999999999999) { nodes { id } } }"}).encode(),
            400,
            "TOO_COMPLEX",
        ),
        (
            json.dumps({"query": "query Q($id: ID!) { node(id: $id) { id } }", "variables": {"id": None}}).encode(),
            400,
            "id",
        ),
        (json.dumps({"query": "{ communities(first: -1) { nodes { id } } }"}).encode(), 200, "BAD_PAGE"),
        (json.dumps({"query": "{ communities(first: 10000) { nodes { id } } }"}).encode(), 200, "BAD_PAGE"),
        (json.dumps({"query": "{ residents { nodes { id } } }"}).encode(), 401, "UNAUTHENTICATED"),
    ],
    ids=lambda one: one[:40].decode(errors="replace") if isinstance(one, bytes) else str(one),
)
async def test_a_request_that_can_not_be_taken_is_told_why(served, body, status, names):
    headers = JSON | {"accept": "application/graphql-response+json"}

    answer = await served.client.post(served.url, content=body, headers=headers)

    assert answer.status_code == status, answer.text[:300]
    assert names in answer.text


async def test_a_cursor_of_another_list_is_told_so(city):
    document = "{ communities(first: 1) { pageInfo { endCursor } } }"
    cursor = (await city.coordinator.ask(document))["communities"]["pageInfo"]["endCursor"]

    answer = await city.served.send(
        "query Q($after: String) { residents(after: $after) { nodes { id } } }",
        {"after": cursor},
        token=city.coordinator.token,
    )

    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_PAGE"


async def test_a_token_that_is_signed_out_is_worth_nothing(city):
    await city.coordinator.ask("mutation { signOut { wasValid } }")

    answer = await city.served.send("{ residents { nodes { id } } }", token=city.coordinator.token)

    assert answer.status_code == 401


async def test_what_a_coordinator_may_not_do_is_a_typed_no_and_changes_nothing(week, snapshot):
    city, older = week
    me, newest = city.coordinator, await city.read()
    visit, nurse = newest["roster"][0]["visit"]["id"], newest["roster"][0]["carer"]["id"]
    publish = {"plan": older["plan"]["id"], "expectedVersion": older["plan"]["version"]}
    before = await snapshot()

    answers = {
        "an unknown visit": await me.change("pinVisit", visit="VmlzaXQ6bm9uZQ==", carer=nurse),
        "an id of another type": await me.change("pinVisit", visit=nurse, carer=nurse),
        "a pin that breaks a rule": await me.change("pinVisit", visit=visit, carer=nurse, startsAt=city.at("Wed", 9)),
        "a plan that is not the newest": await me.change("publishPlan", **publish),
        "a week that is none": await me.change("startMatchingRun", scope=city.scope, isoWeek="2026-W99"),
        "a run without time": await me.change(
            "startMatchingRun", scope=city.scope, isoWeek=city.iso_week, seconds=-1.0
        ),
    }

    assert {what: one["__typename"] for what, one in answers.items()} == {
        "an unknown visit": "NotPermitted",
        "an id of another type": "NotPermitted",
        "a pin that breaks a rule": "ValidationFailed",
        "a plan that is not the newest": "Conflict",
        "a week that is none": "ValidationFailed",
        "a run without time": "ValidationFailed",
    }
    assert all(one["message"] for one in answers.values())
    assert await snapshot() == before


async def test_a_closed_week_changes_no_more_and_says_so(week, snapshot):
    city, _ = week
    newest = await city.read()
    visit = newest["roster"][0]["visit"]["id"]
    await city.coordinator.change("closeWeek", scope=city.scope, isoWeek=city.iso_week)
    before = await snapshot()

    pinned = await city.coordinator.change("pinVisit", visit=visit, startsAt=city.at("Tue", 9))
    matched = await city.coordinator.change("startMatchingRun", scope=city.scope, isoWeek=city.iso_week)

    assert [one["problems"][0]["field"] for one in (pinned, matched)] == ["isoWeek", "isoWeek"]
    assert await snapshot() == before


async def test_a_key_that_was_used_for_another_input_is_refused(city, snapshot):
    await city.service("CHAT", "陪伴", assessment_needed=False)
    await city.elder("E1", "老人一")
    terms = {
        "resident": await city.id("Resident", Resident, "E1"),
        "service": await city.id("ServiceCategory", ServiceCategory, "CHAT"),
        "channel": "PHONE",
        "idempotencyKey": uuid4().hex,
    }
    window = {"onDate": str(city.day("Tue")), "startMinute": 540, "endMinute": 660}
    await city.coordinator.change("bookHomeVisit", windows=[window], **terms)
    before = await snapshot()

    other = await city.coordinator.change("bookHomeVisit", windows=[window | {"endMinute": 720}], **terms)

    assert other["problems"][0]["field"] == "idempotencyKey"
    assert await snapshot() == before


async def test_a_subscription_without_sign_in_is_refused(city):
    body = {"query": f'subscription {{ rosterChanged(scope: "{city.scope}", isoWeek: "{city.iso_week}") {{ kind }} }}'}

    answer = await city.served.client.post(city.served.url, json=body, headers={"accept": "text/event-stream"})

    assert "UNAUTHENTICATED" in answer.text


async def test_a_page_from_elsewhere_gets_no_socket(served):
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            f"ws://{served.host}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            origin=Origin("https://evil.example"),
        ):
            pass

    assert refused.value.response.status_code == 403
