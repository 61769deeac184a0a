"""Whole phone numbers: for those who need to call, for a reason, and each look in the audit trail."""

import pytest

from domain.audit import AuditEvent
from domain.kept_answers import KeptAnswer
from domain.people.models import Carer, Resident

UNMASK = """mutation U($input: UnmaskPhoneInput!) { unmaskPhone(input: $input) {
  __typename ... on PhoneUnmasked { phone } ... on ValidationFailed { problems { field } } } }"""
WHY = "门铃没人应,要打电话"


@pytest.mark.parametrize("role", ["coordinator", "booking_desk"])
@pytest.mark.parametrize(
    ("kind", "key", "phone"), [("Resident", "E000", "13900001234"), ("Volunteer", "C000", "13812345678")]
)
async def test_who_needs_to_call_sees_the_number_and_the_audit_trail_says_why(
    role, kind, key, phone, settled, change, someone, an_id
):
    await settled()

    answer = await change(UNMASK, await someone(role), person=await an_id(kind, key), reason=WHY)

    assert answer == {"__typename": "PhoneUnmasked", "phone": phone}
    event = await AuditEvent.get(action="phone.unmasked")
    person = await (Resident if kind == "Resident" else Carer).get(key=key)
    assert (event.actor, event.subject_id, event.detail) == (role, person.id, {"reason": WHY})


@pytest.mark.parametrize("role", ["reader", "league_coordinator", "carer", "guardian"])
async def test_other_roles_do_not_see_it(role, settled, change, someone, an_id):
    await settled()
    who = await someone(role, carer="C000" if role == "carer" else None)

    answer = await change(UNMASK, who, person=await an_id("Resident", "E000"), reason=WHY)

    assert answer["__typename"] == "NotPermitted"
    assert not await AuditEvent.filter(action="phone.unmasked").exists()


@pytest.mark.parametrize("person", [("Resident", "QT-1"), ("Practitioner", "QT-N"), None])
async def test_another_units_person_looks_the_same_as_none(person, settled, another_unit, change, someone, an_id):
    await settled()
    await another_unit()

    answer = await change(
        UNMASK, await someone("coordinator"), person=await an_id(*person) if person else "x", reason=WHY
    )

    assert answer == {"__typename": "NotPermitted"}
    assert not await AuditEvent.filter(action="phone.unmasked").exists()


@pytest.mark.parametrize("reason", ["", "  ok ", "x" * 201])
async def test_no_reason_no_number(reason, settled, change, someone, an_id):
    await settled()

    answer = await change(UNMASK, await someone("coordinator"), person=await an_id("Resident", "E000"), reason=reason)

    assert answer == {"__typename": "ValidationFailed", "problems": [{"field": "reason"}]}


async def test_a_call_sent_twice_is_one_look_and_the_number_is_kept_nowhere_else(settled, change, someone, an_id):
    await settled()
    who, person = await someone("coordinator"), await an_id("Resident", "E000")

    answers = [await change(UNMASK, who, person=person, reason=WHY, idempotencyKey="one") for _ in range(2)]

    assert answers[0] == answers[1] == {"__typename": "PhoneUnmasked", "phone": "13900001234"}
    assert await AuditEvent.filter(action="phone.unmasked").count() == 1
    assert "13900001234" not in str((await KeptAnswer.get()).answer)


async def test_an_answer_that_outlived_the_permission_is_not_given_again(settled, change, someone, an_id):
    await settled()
    who, person = await someone("booking_desk"), await an_id("Resident", "E000")
    await change(UNMASK, who, person=person, reason=WHY, idempotencyKey="one")
    who.units["booking_desk"] = frozenset()

    answer = await change(UNMASK, who, person=person, reason=WHY, idempotencyKey="one")

    assert answer == {"__typename": "NotPermitted"}
