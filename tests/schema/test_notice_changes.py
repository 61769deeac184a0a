"""Cancelling what carers were told of, and the papers before a first visit, over GraphQL."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access.models import Consent
from domain.planning.models import Assignment
from domain.visits.models import RiskAssessment

CANCEL = """mutation Cancel($input: CancelHomeVisitRequestInput!) { cancelHomeVisitRequest(input: $input) {
  __typename
  ... on HomeVisitRequestCancelled { request { state cancelReason version } withdrawnAssignments }
  ... on ValidationFailed { message } } }"""
TERMS = {"reason": "住院", "expectedVersion": 1}


async def test_a_cancelled_request_withdraws_the_visits_that_people_were_told_of(published, change, someone, an_id):
    await published(3)
    request = await an_id("HomeVisitRequest", "R001")

    answer = await change(
        CANCEL, await someone("booking_desk"), now=datetime(2026, 12, 4, 3, tzinfo=UTC), request=request, **TERMS
    )

    assert answer["request"] == {"state": "cancelled", "cancelReason": "住院", "version": 2}
    assert answer["withdrawnAssignments"] == 1
    assert [one.state for one in await Assignment.filter(visit__request__key="R001")] == ["withdrawn"]


@pytest.mark.parametrize(("minutes", "name"), [(119, "ValidationFailed"), (121, "HomeVisitRequestCancelled")])
async def test_within_two_hours_of_a_visit_only_a_call_helps(published, change, someone, an_id, minutes, name):
    await published(3)
    starts_at = (await Assignment.get(visit__request__key="R001")).starts_at
    request = await an_id("HomeVisitRequest", "R001")

    answer = await change(
        CANCEL, await someone("booking_desk"), now=starts_at - timedelta(minutes=minutes), request=request, **TERMS
    )

    assert answer["__typename"] == name
    assert name == "HomeVisitRequestCancelled" or "please call" in answer["message"]


ASSESS = """mutation A($input: RecordAssessmentInput!) { recordAssessment(input: $input) {
  __typename ... on ValidationFailed { problems { field } } } }"""
CONSENT = """mutation C($input: RecordConsentInput!) { recordConsent(input: $input) {
  __typename ... on ValidationFailed { problems { field } } } }"""


@pytest.mark.parametrize(
    ("role", "given", "name"),
    [
        ("coordinator", {}, "AssessmentRecorded"),
        ("booking_desk", {}, "NotPermitted"),
        ("guardian", {}, "NotPermitted"),
        ("coordinator", {"assessedOn": "2026-12-05"}, "ValidationFailed"),
        ("coordinator", {"validUntil": "2026-11-01"}, "ValidationFailed"),
        ("coordinator", {"assessor": "x" * 81}, "ValidationFailed"),
        ("coordinator", {"service": "garbage"}, "NotPermitted"),
    ],
)
async def test_an_assessment_is_recorded_by_those_who_care(settled, ask, someone, an_id, role, given, name):
    await settled()
    facts = {"resident": await an_id("Resident", "E001"), "assessedOn": "2026-12-04", "idempotencyKey": "k"}

    answer = await ask(ASSESS, who=await someone(role), input=facts | given)

    assert answer["recordAssessment"]["__typename"] == name
    assert await RiskAssessment.all().count() == (name == "AssessmentRecorded")


@pytest.mark.parametrize(
    ("role", "facts", "name"),
    [
        ("booking_desk", {"kind": "SERVICE"}, "ConsentRecorded"),
        ("guardian", {"kind": "GUARDIAN"}, "ConsentRecorded"),
        ("guardian", {"kind": "SERVICE"}, "NotPermitted"),
        ("reader", {"kind": "SERVICE"}, "NotPermitted"),
        ("booking_desk", {"kind": "SERVICE", "givenOn": "2027-01-01"}, "ValidationFailed"),
    ],
)
async def test_a_consent_is_recorded_by_desks_and_by_guardians_for_their_children(
    settled, ask, someone, an_id, role, facts, name
):
    await settled()
    before = await Consent.all().count()
    given = {"resident": await an_id("Resident", "Y1"), "givenOn": "2026-12-04", "idempotencyKey": "k"}

    answer = await ask(CONSENT, who=await someone(role, children=("Y1",)), input=given | facts)

    assert answer["recordConsent"]["__typename"] == name
    assert await Consent.all().count() == before + (name == "ConsentRecorded")
