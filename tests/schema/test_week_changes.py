"""Absences, and weeks that are closed and opened again, over GraphQL."""

import pytest

from domain.audit import AuditEvent
from domain.people.models import AvailabilityException
from domain.planning.models import Week

REPORT = """mutation R($input: ReportAbsenceInput!) { reportAbsence(input: $input) {
  __typename ... on AbsenceReported { carer { key } onDate isNew } ... on ValidationFailed { problems { field } } } }"""
TAKE_BACK = """mutation T($input: TakeBackAbsenceInput!) { takeBackAbsence(input: $input) {
  __typename ... on AbsenceTakenBack { carer { key } } ... on ValidationFailed { problems { field } } } }"""
CLOSE = """mutation C($input: WeekInput!) { closeWeek(input: $input) {
  __typename ... on WeekClosed { week { status } } ... on ValidationFailed { problems { field } } } }"""
REOPEN = """mutation O($input: WeekInput!) { reopenWeek(input: $input) {
  __typename ... on WeekReopened { week { status } } ... on ValidationFailed { problems { field } } } }"""
TUESDAY = "2026-12-08"


async def test_a_coordinator_reports_an_absence_and_takes_it_back(settled, change, someone, an_id):
    await settled()
    who, carer = await someone("coordinator"), await an_id("Practitioner", "C001")

    first = await change(REPORT, who, carer=carer, onDate=TUESDAY)
    second = await change(REPORT, who, carer=carer, onDate=TUESDAY)
    there = await AvailabilityException.all().count()
    back = await change(TAKE_BACK, who, carer=carer, onDate=TUESDAY)

    assert first == {"__typename": "AbsenceReported", "carer": {"key": "C001"}, "onDate": TUESDAY, "isNew": True}
    assert (second["isNew"], there, back["carer"]) == (False, 1, {"key": "C001"})
    assert await AvailabilityException.all().count() == 0


async def test_a_carer_reports_the_own_absence_and_nobody_elses(settled, change, someone, an_id):
    await settled()
    who = await someone("carer", carer="C001")

    own = await change(REPORT, who, onDate=TUESDAY)
    others = await change(REPORT, who, carer=await an_id("Volunteer", "C000"), onDate=TUESDAY)

    assert own["carer"] == {"key": "C001"}
    assert others["__typename"] == "NotPermitted"
    assert await AvailabilityException.all().count() == 1


@pytest.mark.parametrize(
    "given", [{"startMinute": 600, "endMinute": 540}, {"endMinute": 1441}, {"startMinute": -1}, {"reason": "x" * 201}]
)
async def test_an_absence_that_is_no_time_of_a_day_is_refused(settled, change, someone, given):
    await settled()

    answer = await change(REPORT, await someone("carer", carer="C001"), onDate=TUESDAY, **given)

    assert answer["__typename"] == "ValidationFailed"
    assert await AvailabilityException.all().count() == 0


async def test_taking_back_what_was_never_reported_is_refused(settled, change, someone):
    await settled()

    answer = await change(TAKE_BACK, await someone("carer", carer="C001"), onDate=TUESDAY)

    assert [one["field"] for one in answer["problems"]] == ["day"]


async def test_another_units_coordinator_and_other_roles_report_nobody_absent(
    settled, change, someone, an_id, another_unit
):
    await settled()
    await another_unit()
    carer = await an_id("Practitioner", "C001")
    askers = [await someone("coordinator", "QT"), await someone("booking_desk"), await someone("reader")]

    answers = [await change(REPORT, who, carer=carer, onDate=TUESDAY) for who in askers]
    answers += [await change(TAKE_BACK, who, carer=carer, onDate=TUESDAY) for who in askers]
    answers.append(await change(REPORT, await someone("coordinator"), carer="garbage", onDate=TUESDAY))

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert (await AvailabilityException.all().count(), await AuditEvent.filter(action="carer.absent").count()) == (0, 0)


async def test_a_published_week_is_closed_and_opened_again(published, change, someone, an_id):
    await published(10)
    given = {"scope": await an_id("Organization", "WJJ"), "isoWeek": "2026-W50"}
    who = await someone("coordinator")

    answers = [await change(one, who, **given) for one in (CLOSE, CLOSE, REOPEN, REOPEN)]

    assert [one["__typename"] for one in answers] == [
        "WeekClosed",
        "ValidationFailed",
        "WeekReopened",
        "ValidationFailed",
    ]
    assert answers[0]["week"] == {"status": "CLOSED"}
    assert (await Week.get(iso_week="2026-W50")).state == "published"


@pytest.mark.parametrize("iso_week", ["2026-W51", "2026-W60", "next week", ""])
async def test_a_week_that_is_not_published_or_none_at_all_is_not_closed(published, change, someone, an_id, iso_week):
    await published(10)
    before = await Week.all().count()

    answer = await change(
        CLOSE, await someone("coordinator"), scope=await an_id("Organization", "WJJ"), isoWeek=iso_week
    )

    assert [one["field"] for one in answer["problems"]] == ["isoWeek"]
    assert await Week.all().count() == before


async def test_only_the_units_coordinators_close_its_week(published, change, someone, an_id, another_unit):
    await published(10)
    await another_unit()
    given = {"scope": await an_id("Organization", "WJJ"), "isoWeek": "2026-W50"}

    answers = [
        await change(document, who, **given)
        for who in (await someone("coordinator", "QT"), await someone("booking_desk"), await someone("carer"))
        for document in (CLOSE, REOPEN)
    ]

    assert {one["__typename"] for one in answers} == {"NotPermitted"}
    assert (await Week.get(iso_week="2026-W50")).state == "published"
