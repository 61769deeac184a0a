"""The booking desk's mutations: book, change and cancel home visits, and record the papers before them."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.outcomes import Refusal
from domain.visits import papers
from domain.visits.booking import Booked, book_visit
from domain.visits.changing import RequestCancelled, RequestChanged, cancel_request, change_request
from domain.visits.papers import Paper
from schema.booking_inputs import (
    BookHomeVisitInput,
    ChangeHomeVisitRequestInput,
    UnknownIdError,
    booking_of,
    changes_of,
)
from schema.doing import done_once, expected_version, forget, fresh, idempotency_key, named, principal
from schema.people import Resident
from schema.policy import exposed, personal, sensitive
from schema.refusals import Refused, not_permitted, refusal
from schema.visits import HomeVisitRequest

Anything = Info[Any, Any]


@strawberry.enum(description="What a consent allows.")
class ConsentKind(Enum):
    """What a consent allows."""

    SERVICE = strawberry.enum_value("service", description="Home visits to the resident.")
    GUARDIAN = strawberry.enum_value("guardian", description="A child's part in youth sessions.")


@strawberry.input(description="Which request to take back, and why.")
class CancelHomeVisitRequestInput:
    """Which request to take back."""

    request: strawberry.ID = strawberry.field(description="Which request.")
    reason: str = strawberry.field(description="Why, 1 to 200 characters.")
    expected_version: int = expected_version("request")
    idempotency_key: str = idempotency_key()


@strawberry.input(description="An assessment before the first visit 风险评估.")
class RecordAssessmentInput:
    """An assessment before the first visit."""

    resident: strawberry.ID = strawberry.field(description="Who was assessed.")
    assessed_on: date = strawberry.field(description="On which day; not later than today.")
    idempotency_key: str = idempotency_key()
    service: strawberry.ID | None = strawberry.field(default=None, description="For which service; all if left out.")
    valid_until: date | None = strawberry.field(
        default=None, description="Last valid day; it does not end if left out."
    )
    assessor: str = strawberry.field(default="", description="Who assessed, 80 characters at most.")
    is_fit: bool = strawberry.field(default=True, description="Whether the service may be given at home.")


@strawberry.input(description="A consent 知情同意.")
class RecordConsentInput:
    """A consent."""

    resident: strawberry.ID = strawberry.field(description="Whom it is about.")
    kind: ConsentKind = strawberry.field(description="What it allows.")
    given_on: date = strawberry.field(description="On which day; not later than today.")
    idempotency_key: str = idempotency_key()
    given_by: str = strawberry.field(default="", description="Who gave it, 80 characters at most.")
    relation: str = strawberry.field(default="", description="Who they are to the resident; themselves if empty.")
    valid_until: date | None = strawberry.field(
        default=None, description="Last valid day; it does not end if left out."
    )


@strawberry.type(description="A new request for home visits.")
class HomeVisitBooked:
    """A new request for home visits."""

    request: HomeVisitRequest = exposed("The request.")


@strawberry.type(
    description="The elder has a request for this service on one of these days already; nothing was added."
)
class HomeVisitAlreadyBooked:
    """The elder has such a request already."""

    request: HomeVisitRequest = exposed("The first request, as it stands.")


@strawberry.type(description="A request with its new terms; the next match plans by them.")
class HomeVisitRequestChanged:
    """A request with its new terms."""

    request: HomeVisitRequest = exposed("The request.")


@strawberry.type(description="A request that is owed nothing any more.")
class HomeVisitRequestCancelled:
    """A request that is owed nothing any more."""

    request: HomeVisitRequest = exposed("The request.")
    withdrawn_assignments: int = exposed("Assignments that carers were told of and need not make.")


@strawberry.type(description="An assessment that counts from its day on.")
class AssessmentRecorded:
    """An assessment that counts from its day on."""

    resident: Resident = personal("Who was assessed.")
    is_fit: bool = sensitive("Whether the service may be given at home.")


@strawberry.type(description="A consent that counts from its day on.")
class ConsentRecorded:
    """A consent that counts from its day on."""

    resident: Resident = personal("Whom it is about.")


BookHomeVisitResult = Annotated[
    HomeVisitBooked | HomeVisitAlreadyBooked | Refused,
    strawberry.union("BookHomeVisitResult", description="The request, a new or an earlier one, or why there is none."),
]
ChangeHomeVisitRequestResult = Annotated[
    HomeVisitRequestChanged | Refused,
    strawberry.union("ChangeHomeVisitRequestResult", description="The request, or why it stays as it was."),
]
CancelHomeVisitRequestResult = Annotated[
    HomeVisitRequestCancelled | Refused,
    strawberry.union("CancelHomeVisitRequestResult", description="The request, or why it stays."),
]
RecordAssessmentResult = Annotated[
    AssessmentRecorded | Refused,
    strawberry.union("RecordAssessmentResult", description="The assessment, or why it was not recorded."),
]
RecordConsentResult = Annotated[
    ConsentRecorded | Refused,
    strawberry.union("RecordConsentResult", description="The consent, or why it was not recorded."),
]


async def book_home_visit(info: Anything, input: BookHomeVisitInput) -> BookHomeVisitResult:  # noqa: A002  (the grammar's name)
    """Ask for visits."""
    resident = named(input.resident, "Resident")
    try:
        booking = booking_of(input)
    except UnknownIdError:
        resident = booking = None
    if resident is None or booking is None:
        return not_permitted(info)
    who, now = principal(info), info.context.clock()
    answer = await done_once(info, input, Booked, lambda: book_visit(resident, booking, who, now=now))
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    request = await fresh(info.context.requests, answer.request_id)
    return HomeVisitBooked(request=request) if answer.is_new else HomeVisitAlreadyBooked(request=request)


async def change_home_visit_request(
    info: Anything,
    input: ChangeHomeVisitRequestInput,  # noqa: A002  (as above)
) -> ChangeHomeVisitRequestResult:
    """Give a request other terms."""
    request = named(input.request, "HomeVisitRequest")
    try:
        changes = changes_of(input)
    except UnknownIdError:
        request, changes = None, {}
    if request is None:
        return not_permitted(info)
    who, now, version = principal(info), info.context.clock(), input.expected_version
    answer = await done_once(
        info,
        input,
        RequestChanged,
        lambda: change_request(request, changes, who, expected_version=version, now=now),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    forget(info.context.windows, answer.request_id)
    return HomeVisitRequestChanged(request=await fresh(info.context.requests, answer.request_id))


async def cancel_home_visit_request(
    info: Anything,
    input: CancelHomeVisitRequestInput,  # noqa: A002  (as above)
) -> CancelHomeVisitRequestResult:
    """Take a request back."""
    request = named(input.request, "HomeVisitRequest")
    if request is None:
        return not_permitted(info)
    who, now = principal(info), info.context.clock()
    answer = await done_once(
        info,
        input,
        RequestCancelled,
        lambda: cancel_request(request, input.reason, who, expected_version=input.expected_version, now=now),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    row = await fresh(info.context.requests, answer.request_id)
    return HomeVisitRequestCancelled(request=row, withdrawn_assignments=answer.withdrawn)


async def record_assessment(info: Anything, input: RecordAssessmentInput) -> RecordAssessmentResult:  # noqa: A002  (as above)
    """Record an assessment."""
    resident, service = named(input.resident, "Resident"), named(input.service, "ServiceCategory")
    if resident is None or (service is None and input.service is not None):
        return not_permitted(info)
    who, now = principal(info), info.context.clock()
    paper = Paper(input.assessed_on, input.valid_until, input.assessor)
    answer = await done_once(
        info,
        input,
        papers.AssessmentRecorded,
        lambda: papers.record_assessment(resident, service, paper, who, is_fit=input.is_fit, now=now),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return AssessmentRecorded(resident=await fresh(info.context.residents, resident), is_fit=input.is_fit)


async def record_consent(info: Anything, input: RecordConsentInput) -> RecordConsentResult:  # noqa: A002  (as above)
    """Record a consent."""
    resident = named(input.resident, "Resident")
    if resident is None:
        return not_permitted(info)
    who, now = principal(info), info.context.clock()
    paper = Paper(input.given_on, input.valid_until, input.given_by)
    answer = await done_once(
        info,
        input,
        papers.ConsentRecorded,
        lambda: papers.record_consent(resident, str(input.kind.value), paper, who, relation=input.relation, now=now),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return ConsentRecorded(resident=await fresh(info.context.residents, resident))


@strawberry.type(description="What a booking desk changes.")
class BookingMutations:
    """What a booking desk changes."""

    book_home_visit: BookHomeVisitResult = exposed(
        "Book home visits for an elder, by any channel. The same elder, service and day booked again gives the first "
        "request back. For booking desks and coordinators.",
        resolver=book_home_visit,
    )
    change_home_visit_request: ChangeHomeVisitRequestResult = exposed(
        "Give a request other times or terms. For booking desks and coordinators.", resolver=change_home_visit_request
    )
    cancel_home_visit_request: CancelHomeVisitRequestResult = exposed(
        "Take a request back; not within two hours of a visit that a carer was told of. For booking desks and "
        "coordinators.",
        resolver=cancel_home_visit_request,
    )
    record_assessment: RecordAssessmentResult = exposed(
        "Record an assessment before the first visit. For coordinators, and for carers of those they visit.",
        resolver=record_assessment,
    )
    record_consent: RecordConsentResult = exposed(
        "Record a consent. For booking desks and coordinators, and for guardians of their own children.",
        resolver=record_consent,
    )
