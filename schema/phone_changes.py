"""Seeing a whole phone number: for a reason, by those who need to call, and written to the audit trail."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.outcomes import Refusal
from domain.people import unmasking
from schema.doing import done_once, idempotency_key, named, principal
from schema.policy import exposed, personal
from schema.refusals import Refused, not_permitted, refusal
from schema.relay import row_id

Anything = Info[Any, Any]
CARERS = ("Practitioner", "Volunteer")


@strawberry.input(description="Whose number, and why.")
class UnmaskPhoneInput:
    """Whose number, and why."""

    person: strawberry.ID = strawberry.field(description="Global id of a resident, a practitioner or a volunteer.")
    reason: str = strawberry.field(description="Why, 3 to 200 characters; it is kept with who asked, and when.")
    idempotency_key: str = idempotency_key()


@strawberry.type(description="A whole phone number. That it was seen, by whom and why, is in the audit trail.")
class PhoneUnmasked:
    """A whole phone number."""

    phone: str = personal("The number; empty if none is known.")


UnmaskPhoneResult = Annotated[
    PhoneUnmasked | Refused, strawberry.union("UnmaskPhoneResult", description="The number, or why not.")
]


async def unmask_phone(info: Anything, input: UnmaskPhoneInput) -> UnmaskPhoneResult:  # noqa: A002  (the grammar's name)
    """Show a whole number."""
    who, person_id = principal(info), named(input.person, "Resident", *CARERS)
    if person_id is None:
        return not_permitted(info)
    subject: unmasking.Subject = "carer" if (row_id(input.person) or ("",))[0] in CARERS else "resident"
    answer = await done_once(
        info,
        input,
        unmasking.PhoneUnmasked,
        lambda: unmasking.unmask_phone(who, subject, person_id, input.reason, now=info.context.clock()),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    phone = await unmasking.phone_of(who, answer)
    return refusal(phone, info) if isinstance(phone, Refusal) else PhoneUnmasked(phone=phone)


@strawberry.type(description="What those do who call people.")
class PhoneMutations:
    """What those do who call people."""

    unmask_phone: UnmaskPhoneResult = exposed(
        "A coordinator or a booking desk sees the whole number of somebody of the own unit, and says why.",
        resolver=unmask_phone,
    )
