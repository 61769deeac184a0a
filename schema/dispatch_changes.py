"""Urgent visits asked for, and what carers say to their offers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain import outcomes
from domain.dispatch import answering
from domain.dispatch.answering import OfferAnswered
from domain.dispatch.offering import TRIES, advance
from domain.dispatch.requesting import Urgent, UrgentRequested
from domain.dispatch.requesting import request_urgent_visit as ask_for
from domain.outcomes import Refusal
from domain.planning.inserting import Stale
from schema.dispatch import Dispatch, Offer
from schema.doing import done_once, done_once_slowly, expected_version, forget, fresh, idempotency_key, named, principal
from schema.planning import Assignment
from schema.policy import exposed
from schema.refusals import Refused, not_permitted, refusal
from schema.relay import global_id

Anything = Info[Any, Any]


@strawberry.input(description="An urgent visit for today.")
class RequestUrgentVisitInput:
    """An urgent visit for today."""

    resident: strawberry.ID = strawberry.field(description="Who is to be visited.")
    service: strawberry.ID = strawberry.field(description="What is to be done; by one carer.")
    idempotency_key: str = idempotency_key()
    latest_start: datetime | None = strawberry.field(
        default=None, description="Latest start, today, with its offset from UTC; any time until midnight if left out."
    )
    priority: str = strawberry.field(default="urgent", description="urgent, asap or stat, as in HL7 FHIR.")
    sla_minutes: int = strawberry.field(default=60, description="Within so many minutes somebody should arrive.")
    offer_minutes: float = strawberry.field(
        default=5.0, description="So long each carer who is asked may take to answer: a second to 60 minutes."
    )
    excluded_carers: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Carers who are not to be asked; at most 50."
    )
    channel: str = strawberry.field(default="phone", description="online, phone, wechat or door.")
    booked_by: str = strawberry.field(default="", description="Who asks, 80 characters at most.")


@strawberry.input(description="An offer to whoever asks.")
class OfferInput:
    """An offer to whoever asks."""

    offer: strawberry.ID = strawberry.field(description="Global id of the offer.")
    expected_version: int = expected_version("offer")
    idempotency_key: str = idempotency_key()


@strawberry.input(description="An offer to whoever asks, and why not.")
class DeclineOfferInput:
    """An offer to whoever asks, and why not."""

    offer: strawberry.ID = strawberry.field(description="Global id of the offer.")
    reason: str = strawberry.field(description="Why, 1 to 200 characters; the coordinator reads it.")
    expected_version: int = expected_version("offer")
    idempotency_key: str = idempotency_key()


@strawberry.type(description="An urgent visit that seeks its carer.")
class UrgentVisitRequested:
    """An urgent visit that seeks its carer."""

    dispatch: Dispatch = exposed("The dispatch, with the carers as they are ranked.")
    offer: Offer | None = exposed("The first open offer; null if nobody is free to be asked.")


@strawberry.type(description="The carer comes: the visit is on their roster.")
class OfferAccepted:
    """The carer comes."""

    offer: Offer = exposed("The offer.")
    assignment: Assignment = exposed("The visit on the roster.")


@strawberry.type(description="The carer does not come: the next is asked.")
class OfferDeclined:
    """The carer does not come."""

    offer: Offer = exposed("The offer.")


RequestUrgentVisitResult = Annotated[
    UrgentVisitRequested | Refused,
    strawberry.union("RequestUrgentVisitResult", description="The dispatch, or why there is none."),
]
AcceptOfferResult = Annotated[
    OfferAccepted | Refused,
    strawberry.union("AcceptOfferResult", description="The offer, or what it has become meanwhile."),
]
DeclineOfferResult = Annotated[
    OfferDeclined | Refused,
    strawberry.union("DeclineOfferResult", description="The offer, or what it has become meanwhile."),
]


async def request_urgent_visit(info: Anything, input: RequestUrgentVisitInput) -> RequestUrgentVisitResult:  # noqa: A002  (the grammar's name)
    """Ask for an urgent visit, and ask the first carer."""
    resident_id, urgent = named(input.resident, "Resident"), urgent_of(input)
    if resident_id is None or urgent is None:
        return not_permitted(info)
    who, now = principal(info), info.context.clock()
    answer = await done_once(info, input, UrgentRequested, lambda: ask_for(resident_id, urgent, who, now=now))
    if isinstance(answer, Refusal):
        return refusal(with_dispatch(answer), info)
    await advance(answer.dispatch_id, now=now)
    forget(info.context.dispatch_offers, answer.dispatch_id)
    offers: list[Any] = await info.context.dispatch_offers.load(answer.dispatch_id)
    return UrgentVisitRequested(
        dispatch=await fresh(info.context.dispatches, answer.dispatch_id),
        offer=next((one for one in offers if one.state == "open"), None),
    )


def urgent_of(given: RequestUrgentVisitInput) -> Urgent | None:
    """The input as the operation takes it; None if an id in it names nothing of its kind."""
    service = named(given.service, "ServiceCategory")
    excluded = [named(one, "Practitioner", "Volunteer") for one in given.excluded_carers]
    if service is None or None in excluded:
        return None
    return Urgent(
        service_id=service,
        latest_start=given.latest_start,
        priority=given.priority,
        sla_min=given.sla_minutes,
        offer_min=given.offer_minutes,
        excluded_carer_ids=tuple(one for one in excluded if one is not None),
        channel=given.channel,
        booked_by=given.booked_by,
    )


def with_dispatch(answer: Refusal) -> Refusal:
    """A refusal with the dispatch that is under way by its global id, so that it can be followed."""
    if isinstance(answer, outcomes.Conflict) and answer.other:
        return replace(answer, other=global_id("Dispatch", UUID(answer.other)))
    return answer


async def accept_offer(info: Anything, input: OfferInput) -> AcceptOfferResult:  # noqa: A002  (as above)
    """Say yes."""
    who, offer_id = principal(info), named(input.offer, "Offer")
    if who.carer_id is None or offer_id is None:
        return not_permitted(info)
    carer_id, now, version = who.carer_id, info.context.clock(), input.expected_version
    answer: OfferAnswered | Refusal = outcomes.NotPermitted()
    for _ in range(TRIES):  # another urgent visit may join the same plan at this moment
        answer = await done_once_slowly(
            info,
            input,
            OfferAnswered,
            lambda: answering.acceptance(carer_id, offer_id, now=now),
            lambda found: answering.accept_offer(
                carer_id, offer_id, found, expected_version=version, now=now, actor=who.login
            ),
        )
        if not isinstance(answer, Stale):
            break
    if isinstance(answer, Refusal) or answer.assignment_id is None:
        await answering.go_on(carer_id, offer_id, answer, now=now)
        return refusal(answer, info) if isinstance(answer, Refusal) else not_permitted(info)
    return OfferAccepted(
        offer=await fresh(info.context.offers, offer_id),
        assignment=await fresh(info.context.assignments, answer.assignment_id),
    )


async def decline_offer(info: Anything, input: DeclineOfferInput) -> DeclineOfferResult:  # noqa: A002  (as above)
    """Say no."""
    who, offer_id = principal(info), named(input.offer, "Offer")
    if who.carer_id is None or offer_id is None:
        return not_permitted(info)
    carer_id, now, version = who.carer_id, info.context.clock(), input.expected_version
    answer = await done_once(
        info,
        input,
        OfferAnswered,
        lambda: answering.decline_offer(
            carer_id, offer_id, reason=input.reason, expected_version=version, now=now, actor=who.login
        ),
    )
    await answering.go_on(carer_id, offer_id, answer, now=now)
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return OfferDeclined(offer=await fresh(info.context.offers, offer_id))


@strawberry.type(description="What is done about urgent visits.")
class DispatchMutations:
    """What is done about urgent visits."""

    request_urgent_visit: RequestUrgentVisitResult = exposed(
        "A coordinator or a booking desk asks for a visit today: carers are ranked by arrival and asked one by one.",
        resolver=request_urgent_visit,
    )
    accept_offer: AcceptOfferResult = exposed(
        "A carer says yes: the visit joins the published plan, accepted.", resolver=accept_offer
    )
    decline_offer: DeclineOfferResult = exposed(
        "A carer says no, and why: the next is asked at once.", resolver=decline_offer
    )
