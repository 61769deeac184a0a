"""Urgent visits through GraphQL: who may ask, what each role sees, and that a call sent twice is done once."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.dispatch.models import Dispatch, Offer
from domain.people.models import Resident
from domain.places.models import Address
from domain.rows import new_id
from schema.context import Context
from schema.relay import global_id, row_id

TEN = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)  # on Tuesday, by the clock of Fenyang
MINUTE = timedelta(minutes=1)
REQUEST = """mutation Ask($input: RequestUrgentVisitInput!) { requestUrgentVisit(input: $input) { __typename
  ... on Refusal { message } ... on Conflict { other } ... on ValidationFailed { problems { field mend } }
  ... on NotReady { problems { field value mend } }
  ... on UrgentVisitRequested {
    offer { id state version carer { key } arrivesAt expiresAt }
    dispatch { id state version dueAt visit { request { priority resident { key } } }
      candidates { carer { key } arrivesAt costDifference isHeld rule why displaced { startsBefore } }
      offers { number state } assignment { id } } } } }"""
ACCEPT = """mutation Yes($input: OfferInput!) { acceptOffer(input: $input) { __typename
  ... on Refusal { message } ... on Conflict { other currentVersion }
  ... on OfferAccepted { offer { state } assignment { id state version carer { key } } } } }"""
DECLINE = """mutation No($input: DeclineOfferInput!) { declineOffer(input: $input) { __typename
  ... on Refusal { message } ... on OfferDeclined { offer { state reason } } } }"""
DEPART = """mutation Go($input: AssignmentInput!) { departForVisit(input: $input) { __typename
  ... on Conflict { other } ... on CarerDeparted { assignment { version departedAt arrivedAt state } } } }"""
ARRIVE = """mutation There($input: AssignmentInput!) { arriveAtVisit(input: $input) { __typename
  ... on Conflict { other } ... on CarerArrived { assignment { version departedAt arrivedAt state } } } }"""
DISPATCHES = """query All($scope: ID!, $state: String) { dispatches(scope: $scope, state: $state) { totalCount nodes {
  id state offers { number state carer { key } } assignment { state arrivedAt } visit { request { resident { name } } }
} } }"""
MINE = "query Mine { myOffers { what where offer { id state version number arrivesAt displaced { startsBefore } } } }"
TIMES = """query Times($scope: ID!) { responseTimes(scope: $scope, since: "2026-12-07", until: "2026-12-13") {
  requests arrived withinHour shareWithinHour medianMinutes } }"""
CHANGED = """subscription Changed($scope: ID!, $last: ID) { dispatchChanged(scope: $scope, lastEventId: $last) {
  eventId state dispatch { id state } } }"""


@pytest.fixture
async def unit(published):
    """西府 with three visits of a published week and two nurses."""
    return await published(3)


@pytest.fixture
def request_visit(change, an_id, someone):
    """Ask for an urgent dressing, as a coordinator at ten unless told otherwise."""

    async def run(elder: str = "E000", *, who=None, now=TEN, **facts):
        given = {"resident": await an_id("Resident", elder), "service": await an_id("ServiceCategory", "DRESS")}
        return await change(REQUEST, who or await someone("coordinator"), now=now, **{**given, **facts})

    return run


async def moved_to(elder: str, **place) -> None:
    """The resident's home is elsewhere, or nobody knows where."""
    resident = await Resident.get(key=elder)
    await Address.filter(id=resident.address_id).update(**place)


async def nurse_of(offer, someone):
    row = await Offer.get(id=row_of(offer["id"])).select_related("carer")
    return await someone("carer", carer=row.carer.key)


def row_of(text: str):
    found = row_id(text)
    assert found is not None
    return found[1]


async def test_a_coordinator_is_told_who_is_asked_and_who_could_come_in_order(unit, request_visit):
    answer = await request_visit()

    dispatch, offer = answer["dispatch"], answer["offer"]
    assert (answer["__typename"], dispatch["state"], offer["state"]) == ("UrgentVisitRequested", "offered", "open")
    assert dispatch["visit"]["request"] == {"priority": "urgent", "resident": {"key": "E000"}}
    assert dispatch["offers"] == [{"number": 1, "state": "open"}]
    first, *_ = dispatch["candidates"]
    assert (first["carer"], first["arrivesAt"], first["why"]) == (offer["carer"], offer["arrivesAt"], None)
    assert datetime.fromisoformat(offer["expiresAt"]) == TEN + 5 * MINUTE


async def test_a_request_sent_twice_is_one_and_another_for_the_same_is_told_of_it(unit, request_visit, someone):
    key, who = str(new_id()), await someone("coordinator")

    first, again = [await request_visit(who=who, idempotencyKey=key) for _ in range(2)]
    other = await request_visit(who=who)

    assert first == again
    assert (other["__typename"], other["other"]) == ("Conflict", first["dispatch"]["id"])
    assert await Dispatch.all().count() == 1


async def test_booking_desks_may_ask_and_carers_readers_and_other_units_may_not(
    unit, another_unit, request_visit, someone
):
    await another_unit()
    others = [await someone("carer", carer="C000"), await someone("reader"), await someone("coordinator", "QT")]

    refused = [await request_visit(who=one) for one in others]
    taken = await request_visit(who=await someone("booking_desk"))

    assert {one["__typename"] for one in refused} == {"NotPermitted"}
    assert taken["__typename"] == "UrgentVisitRequested"


async def test_wrong_fields_are_named_in_the_language_of_the_request(unit, request_visit):
    answer = await request_visit(slaMinutes=0, latestStart="2026-12-01T10:00:00+08:00")

    assert [one["field"] for one in answer["problems"]] == ["slaMinutes", "latestStart"]
    assert answer["problems"][0]["mend"] == "Give 1 to 1440 minutes."


async def test_where_nobody_can_get_to_in_time_is_told_with_the_rule_that_keeps_each_away(unit, request_visit):
    await moved_to("E000", latitude=47.0, longitude=120.0)

    answer = await request_visit()

    assert answer["__typename"] == "UrgentVisitRequested", answer
    assert (answer["offer"], answer["dispatch"]["state"]) == (None, "escalated")
    assert all(one["rule"] and one["why"] for one in answer["dispatch"]["candidates"])


async def test_where_nobody_knows_the_way_to_is_a_gate_that_says_what_to_fill_in(unit, request_visit):
    await moved_to("E000", latitude=None, longitude=None)

    answer = await request_visit()

    assert answer["__typename"] == "NotReady"
    assert [(one["field"], bool(one["mend"])) for one in answer["problems"]] == [("NO_COORDINATES", True)]
    assert await Dispatch.all().count() == 0


async def test_a_nurse_reads_what_and_where_and_only_after_her_yes_whom(unit, request_visit, ask, change, someone):
    offer = (await request_visit())["offer"]
    nurse = await nurse_of(offer, someone)

    (seen,) = (await ask(MINE, who=nurse, now=TEN))["myOffers"]
    resident = "query Whom($id: ID!) { node(id: $id) { ... on Visit { request { resident { name } } } } }"
    visit = global_id("Visit", (await Dispatch.get()).visit_id)
    before = (await ask(resident, who=nurse, id=visit))["node"]
    yes = await change(ACCEPT, nurse, now=TEN + MINUTE, offer=offer["id"], expectedVersion=1)
    after = (await ask(resident, who=nurse, id=visit))["node"]

    assert (seen["what"], seen["where"]) == ("伤口换药", "西府社区")
    assert (seen["offer"]["id"], seen["offer"]["state"]) == (offer["id"], "open")
    assert yes["assignment"]["state"] == "accepted"
    assert (before, after) == (None, {"request": {"resident": {"name": "老人0"}}})


async def test_a_yes_sent_twice_is_one_and_a_second_yes_is_a_conflict(unit, request_visit, change, someone):
    offer = (await request_visit())["offer"]
    nurse, key = await nurse_of(offer, someone), str(new_id())
    given = {"offer": offer["id"], "expectedVersion": 1}

    first, again = [await change(ACCEPT, nurse, now=TEN, idempotencyKey=key, **given) for _ in range(2)]
    other = await change(ACCEPT, nurse, now=TEN, **given)

    assert first == again
    assert (other["__typename"], other["other"], other["currentVersion"]) == ("Conflict", "accepted", 2)


async def test_a_no_needs_a_reason_and_lets_the_other_nurse_be_asked(unit, request_visit, ask, change, someone):
    answer = await request_visit()
    nurse, scope = await nurse_of(answer["offer"], someone), global_id("Organization", unit.id)
    given = {"offer": answer["offer"]["id"], "expectedVersion": 1}

    silent = await change(DECLINE, nurse, now=TEN, reason=" ", **given)
    told = await change(DECLINE, nurse, now=TEN, reason="孩子生病", **given)

    assert silent["__typename"] == "ValidationFailed"
    assert told["offer"] == {"state": "declined", "reason": "孩子生病"}
    page = await ask(DISPATCHES, who=await someone("reader"), now=TEN, scope=scope, state=None)
    (dispatch,) = page["dispatches"]["nodes"]
    assert [one["state"] for one in dispatch["offers"]] == ["declined", "open"]
    assert len({one["carer"]["key"] for one in dispatch["offers"]}) == 2


async def test_whoever_reads_an_offer_late_sees_that_it_is_over(unit, request_visit, ask, change, someone):
    offer = (await request_visit())["offer"]
    nurse = await nurse_of(offer, someone)

    (seen,) = (await ask(MINE, who=nurse, now=TEN + 6 * MINUTE))["myOffers"]
    late = await change(ACCEPT, nurse, now=TEN + 6 * MINUTE, offer=offer["id"], expectedVersion=1)

    assert seen["offer"]["state"] == "expired"
    assert (late["__typename"], late["other"]) == ("Conflict", "expired")
    assert late["message"] == "This offer is over: nobody answered in time. Read it again."


async def test_another_units_dispatches_and_another_nurses_offers_look_missing(
    unit, another_unit, request_visit, ask, change, someone
):
    await another_unit()
    answer, scope = await request_visit(), global_id("Organization", unit.id)
    stranger, desk = await someone("carer", carer="QT-N"), await someone("coordinator", "QT")
    nodes = "query N($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [answer["dispatch"]["id"], answer["offer"]["id"]]

    refused = await change(ACCEPT, stranger, now=TEN, offer=answer["offer"]["id"], expectedVersion=1)

    assert refused["__typename"] == "NotPermitted"
    assert (await ask(DISPATCHES, who=desk, now=TEN, scope=scope, state=None))["dispatches"]["nodes"] == []
    assert (await ask(TIMES, who=desk, now=TEN, scope=scope))["responseTimes"] is None
    assert (await ask(MINE, who=stranger, now=TEN))["myOffers"] == []
    assert [(await ask(nodes, who=one, ids=ids))["nodes"] for one in (desk, stranger)] == [[None, None]] * 2


async def test_setting_out_and_arriving_are_kept_and_counted(unit, request_visit, ask, change, someone):
    offer = (await request_visit())["offer"]
    nurse = await nurse_of(offer, someone)
    yes = await change(ACCEPT, nurse, now=TEN, offer=offer["id"], expectedVersion=1)
    row = yes["assignment"]["id"]

    gone = await change(DEPART, nurse, now=TEN + 2 * MINUTE, assignment=row, expectedVersion=1)
    stale = await change(ARRIVE, nurse, now=TEN + 9 * MINUTE, assignment=row, expectedVersion=1)
    there = await change(ARRIVE, nurse, now=TEN + 20 * MINUTE, assignment=row, expectedVersion=2)

    assert datetime.fromisoformat(gone["assignment"]["departedAt"]) == TEN + 2 * MINUTE
    assert (stale["__typename"], stale["other"]) == ("Conflict", "accepted")
    assert datetime.fromisoformat(there["assignment"]["arrivedAt"]) == TEN + 20 * MINUTE
    times = await ask(TIMES, who=await someone("reader"), scope=global_id("Organization", unit.id))
    assert times["responseTimes"] == {
        "requests": 1, "arrived": 1, "withinHour": 1, "shareWithinHour": 1.0, "medianMinutes": 20.0,
    }  # fmt: skip


async def test_who_follows_a_units_dispatches_misses_nothing_and_another_unit_hears_nothing(
    unit, another_unit, request_visit, schema, someone
):
    other = await another_unit()
    await request_visit()
    scope, who = global_id("Organization", unit.id), await someone("coordinator")

    async def heard(principal, count: int) -> list[str]:
        context = Context("en", principal, clock=lambda: TEN)
        stream = await schema.subscribe(CHANGED, {"scope": scope, "last": "0"}, context_value=context)
        told = []
        async for one in stream:
            assert one.errors is None, one.errors
            told.append(one.data["dispatchChanged"]["state"])
            if len(told) == count:
                break
        await stream.aclose()
        return told

    assert other.id != unit.id
    assert await heard(who, 2) == ["requested", "offered"]
    assert await heard(await someone("coordinator", "QT"), 1) == []


async def test_a_page_of_dispatches_takes_as_many_statements_however_long_it_is(
    published, request_visit, ask, someone, statements
):
    unit = await published(30)
    coordinator, scope = await someone("coordinator"), global_id("Organization", unit.id)
    counts = []

    for elders in (("E000",), ("E001", "E002")):
        for elder in elders:
            await request_visit(elder)
        with statements() as seen:
            page = (await ask(DISPATCHES, who=coordinator, now=TEN, scope=scope, state=None))["dispatches"]
        counts.append((page["totalCount"], len(seen)))

    assert counts == [(1, counts[0][1]), (3, counts[0][1])]
