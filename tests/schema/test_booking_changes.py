"""The booking desk over GraphQL: one request for one elder, service and day; changes by version; notice; papers."""

import asyncio
from datetime import date

import pytest

from domain.access.models import Consent
from domain.audit import AuditEvent
from domain.kept_answers import KeptAnswer
from domain.visits.models import ExcludedCarer, HomeVisitRequest, RequestWindow

BOOK = """mutation Book($input: BookHomeVisitInput!) { bookHomeVisit(input: $input) {
  __typename
  ... on HomeVisitBooked { request { id key channel version windows { weekday onDate startMinute endMinute isWish } } }
  ... on HomeVisitAlreadyBooked { request { id key channel version } }
  ... on ValidationFailed { problems { field value mend } }
  ... on NotReady { problems { field } }
  ... on Refusal { message }
} }"""
CHANGE = """mutation Change($input: ChangeHomeVisitRequestInput!) { changeHomeVisitRequest(input: $input) {
  __typename
  ... on HomeVisitRequestChanged { request { version visitsPerWeek windows { weekday } } }
  ... on Conflict { message currentVersion other }
  ... on ValidationFailed { problems { field } }
} }"""
CANCEL = """mutation Cancel($input: CancelHomeVisitRequestInput!) { cancelHomeVisitRequest(input: $input) {
  __typename
  ... on HomeVisitRequestCancelled { request { state cancelReason version } withdrawnAssignments }
  ... on Conflict { message currentVersion }
  ... on ValidationFailed { message problems { field } }
} }"""
TERMS = {"reason": "住院", "expectedVersion": 1}
TUESDAY, WEDNESDAY = "2026-12-15", "2026-12-16"


def at(day: str, start: int = 540, end: int = 660) -> dict:
    return {"onDate": day, "startMinute": start, "endMinute": end}


def weekly(weekday: int) -> dict:
    return {"weekday": weekday, "startMinute": 540, "endMinute": 660}


@pytest.fixture
async def book(settled, change, someone, an_id):
    """Book for the last elder, who has no request for a lift; anything may be given otherwise."""
    await settled()
    desk = await someone("booking_desk")
    facts = {
        "resident": await an_id("Resident", "E001"),
        "service": await an_id("ServiceCategory", "LIFT"),
        "channel": "PHONE",
        "windows": [at(TUESDAY)],
    }

    async def run(who=desk, **given) -> dict:
        return await change(BOOK, who, **(facts | given))

    return run


async def rows() -> tuple[int, ...]:
    """How many rows there are of all that a booking writes."""
    tables = (HomeVisitRequest, RequestWindow, ExcludedCarer, Consent, AuditEvent, KeptAnswer)
    return tuple([await table.all().count() for table in tables])


async def test_a_booking_keeps_its_windows_and_wishes(book):
    answer = await book(windows=[at(TUESDAY), weekly(3)], wishes=[at(TUESDAY, 540, 600)])

    assert answer["__typename"] == "HomeVisitBooked"
    assert answer["request"]["key"].startswith("W-")
    assert len(answer["request"]["windows"]) == 3
    assert await AuditEvent.filter(action="request.booked", actor="booking_desk").count() == 1


async def test_the_same_elder_service_and_day_booked_by_phone_and_by_proxy_is_one_request(book):
    first = await book()

    second = await book(
        channel="PROXY", assistedBy="网格员", consentedOn="2026-12-01", windows=[at(WEDNESDAY), at(TUESDAY, 800, 900)]
    )

    assert second["__typename"] == "HomeVisitAlreadyBooked"
    assert second["request"] == {one: first["request"][one] for one in ("id", "key", "channel", "version")}


async def test_another_day_is_a_new_request(book):
    first = await book()

    second = await book(windows=[at(WEDNESDAY)])

    assert second["__typename"] == "HomeVisitBooked"
    assert second["request"]["id"] != first["request"]["id"]


@pytest.mark.parametrize(
    ("first", "second", "meets"),
    [
        ({"windows": [weekly(1)]}, {"windows": [at(TUESDAY)]}, True),
        ({"windows": [weekly(1)], "endsOn": "2026-12-14"}, {"windows": [at(TUESDAY)]}, False),
        ({"windows": [weekly(1)]}, {"windows": [weekly(1)], "startsOn": "2027-03-01"}, True),
        ({"windows": [weekly(1)], "endsOn": "2027-01-31"}, {"windows": [weekly(1)], "startsOn": "2027-03-01"}, False),
        ({"windows": [weekly(1)]}, {"windows": [weekly(2)]}, False),
        ({"windows": [at(TUESDAY)]}, {"windows": [weekly(1)]}, True),
    ],
)
async def test_recurring_and_dated_requests_meet_only_on_a_day_that_both_ask_for(book, first, second, meets):
    await book(**first)

    answer = await book(**second)

    assert answer["__typename"] == ("HomeVisitAlreadyBooked" if meets else "HomeVisitBooked")


async def test_a_cancelled_request_is_no_booking(book, change, someone):
    first = await book()
    await change(CANCEL, await someone("booking_desk"), request=first["request"]["id"], **TERMS)

    answer = await book()

    assert answer["__typename"] == "HomeVisitBooked"


async def test_of_fifty_bookings_at_once_one_is_new_and_all_name_it(book):
    answers = await asyncio.gather(*(book() for _ in range(50)))

    names = [one["__typename"] for one in answers]
    assert (names.count("HomeVisitBooked"), names.count("HomeVisitAlreadyBooked")) == (1, 49)
    assert len({one["request"]["id"] for one in answers}) == 1


async def test_a_booking_sent_twice_is_answered_as_the_first_time(book):
    first = await book(idempotencyKey="same")
    before = await rows()

    second = await book(idempotencyKey="same")

    assert second == first
    assert await rows() == before


async def test_a_key_with_another_input_is_refused(book):
    await book(idempotencyKey="same")
    before = await rows()

    answer = await book(idempotencyKey="same", windows=[at(WEDNESDAY)])

    assert [one["field"] for one in answer["problems"]] == ["idempotencyKey"]
    assert await rows() == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"windows": []}, "windows"),
        ({"windows": [at("2026-12-03")]}, "windows[0]"),
        ({"windows": [at(TUESDAY, 600, 540)]}, "windows[0]"),
        ({"windows": [at(TUESDAY, 540, 550)]}, "windows[0]"),
        ({"windows": [at(TUESDAY), at(TUESDAY, 540, 2000)]}, "windows[1]"),
        ({"windows": [{"startMinute": 540, "endMinute": 660}]}, "windows[0]"),
        ({"windows": [weekly(7)]}, "windows[0]"),
        ({"windows": [at("9999-12-31")]}, "windows[0]"),
        ({"startsOn": "9999-12-31", "windows": [weekly(1)]}, "startsOn"),
        ({"bookedBy": "\x00"}, "input"),
        ({"visitsPerWeek": 8}, "visitsPerWeek"),
        ({"visitsPerWeek": 4, "daysApart": 3}, "daysApart"),
        ({"endsOn": "2026-01-01"}, "endsOn"),
        ({"channel": "PROXY", "consentedOn": "2026-12-01"}, "assistedBy"),
        ({"channel": "PROXY", "assistedBy": "网格员"}, "consentedOn"),
        ({"channel": "PROXY", "assistedBy": "网格员", "consentedOn": "2026-12-05"}, "consentedOn"),
        ({"bookedBy": "名" * 81}, "bookedBy"),
        ({"idempotencyKey": ""}, "idempotencyKey"),
    ],
)
async def test_a_booking_that_cannot_be_kept_names_the_field_and_writes_nothing(book, given, field):
    before = await rows()

    answer = await book(**given)

    assert [one["field"] for one in answer["problems"]] == [field]
    assert await rows() == before


async def test_a_proxys_consent_is_recorded_with_the_booking(book):
    await book(channel="PROXY", bookedBy="女儿", assistedBy="网格员", consentedOn="2026-12-01")

    consent = await Consent.get(relation="proxy")

    assert (consent.kind, consent.given_by, consent.given_on) == ("service", "女儿", date(2026, 12, 1))


async def test_a_carer_whom_the_unit_does_not_plan_is_named(book, another_unit, an_id):
    await another_unit()

    answer = await book(preferredCarer=await an_id("Practitioner", "QT-N"))

    assert [one["field"] for one in answer["problems"]] == ["preferredCarer"]


@pytest.mark.parametrize("role", ["carer", "reader", "league_coordinator", "guardian"])
async def test_only_desks_and_coordinators_book(book, someone, role):
    await book()
    before = await rows()

    answer = await book(who=await someone(role), windows=[at(WEDNESDAY)])

    assert answer["__typename"] == "NotPermitted"
    assert await rows() == before


async def test_another_units_elder_and_what_is_no_elder_look_the_same(book, another_unit, an_id):
    await another_unit()
    before = await rows()

    answers = [
        await book(resident=one)
        for one in (await an_id("Resident", "QT-1"), await an_id("ServiceCategory", "LIFT"), "garbage", "")
    ]

    assert [one["__typename"] for one in answers] == ["NotPermitted"] * 4
    assert len({one["message"] for one in answers}) == 1
    assert await rows() == before


async def test_a_change_keeps_what_it_does_not_name(book, change, someone):
    request = (await book(windows=[weekly(1), weekly(3)]))["request"]["id"]

    answer = await change(CHANGE, await someone("booking_desk"), request=request, expectedVersion=1, visitsPerWeek=2)

    assert answer["request"] == {"version": 2, "visitsPerWeek": 2, "windows": [{"weekday": 1}, {"weekday": 3}]}


async def test_of_two_coordinators_who_change_one_version_one_wins_and_the_other_reads_who_was_first(
    book, change, someone
):
    request = (await book(windows=[weekly(1), weekly(3)]))["request"]["id"]
    coordinator = await someone("coordinator")

    answers = await asyncio.gather(
        *(change(CHANGE, coordinator, request=request, expectedVersion=1, daysApart=one) for one in (2, 3))
    )

    won, lost = sorted(answers, key=lambda one: one["__typename"], reverse=True)
    assert won["__typename"] == "HomeVisitRequestChanged"
    assert (lost["__typename"], lost["currentVersion"]) == ("Conflict", 2)
    assert "by coordinator at 12-04 10:00" in lost["message"]


async def test_a_change_onto_a_day_of_another_request_names_it(book, change, someone):
    first = (await book())["request"]
    second = (await book(windows=[at(WEDNESDAY)]))["request"]
    before = await rows()

    answer = await change(
        CHANGE, await someone("coordinator"), request=second["id"], expectedVersion=1, windows=[at(TUESDAY)]
    )

    assert (answer["__typename"], answer["other"]) == ("Conflict", first["key"])
    assert await rows() == before


@pytest.mark.parametrize("given", [{"windows": None}, {"visitsPerWeek": None}, {"priority": None}, {"windows": []}])
async def test_what_a_request_must_have_is_not_taken_away(book, change, someone, given):
    request = (await book())["request"]["id"]

    answer = await change(CHANGE, await someone("coordinator"), request=request, expectedVersion=1, **given)

    assert [one["field"] for one in answer["problems"]] == list(given)


async def test_another_units_request_is_neither_changed_nor_cancelled(book, change, someone, another_unit):
    request = (await book())["request"]["id"]
    await another_unit()
    other, before = await someone("coordinator", "QT"), await rows()

    changed = await change(CHANGE, other, request=request, expectedVersion=1, daysApart=2)
    cancelled = await change(CANCEL, other, request=request, **TERMS)

    assert changed["__typename"] == cancelled["__typename"] == "NotPermitted"
    assert await rows() == before


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"reason": " "}, "ValidationFailed"),
        ({"reason": "x" * 201}, "ValidationFailed"),
        ({"expectedVersion": 7}, "Conflict"),
    ],
)
async def test_a_cancellation_without_reason_or_of_an_old_version_changes_nothing(book, change, given, name, someone):
    request = (await book())["request"]["id"]
    before = await rows()

    answer = await change(CANCEL, await someone("booking_desk"), request=request, **(TERMS | given))

    assert answer["__typename"] == name
    assert await rows() == before
