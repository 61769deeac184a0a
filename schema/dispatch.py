"""Urgent visits in GraphQL: the request, the carers who could come, the offers that go round, and how soon it went."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry
from strawberry.types import Info
from tortoise.expressions import Q

from domain.access.principal import Principal
from domain.access.scope import visible
from domain.calendar import moment
from domain.dispatch import models
from domain.dispatch.offering import end_all_overdue
from domain.dispatch.queries import (
    CandidateRow,
    DispatchRow,
    OfferRow,
    OwnOffer,
    candidate_rows,
    displaced_rows,
    own_offers,
    response_times,
)
from domain.planning.wording_rules import rule_words
from domain.reading import Order
from schema.doing import named
from schema.listing import After, Before, First, Last, listed, only
from schema.loading import related
from schema.people import Carer
from schema.planning import Assignment, carer_of, visit_of
from schema.policy import Policy, exposed, personal, public
from schema.relay import Connection, Node, id_of
from schema.speaking import spoken
from schema.visits import Visit

Anything = Info[Any, Any]
NEWEST_FIRST = Order(("requested_at",), is_descending=True)
ScopeId = Annotated[strawberry.ID, strawberry.argument(description="Global id of the planning unit.")]


@strawberry.type(description="A visit that makes room for an urgent one.")
class DisplacedVisit:
    """A visit that makes room for an urgent one."""

    visit: Visit | None = exposed("The visit.", resolver=related("visits", "visit_id"))
    starts_before: datetime = exposed("When it was to start, in UTC.")
    starts_after: datetime | None = exposed("When it starts then; null if the same carer can't make it any more.")


def displaced_of(root: OfferRow) -> list[DisplacedVisit]:
    """The visits that would make room."""
    rows: list[Any] = displaced_rows(root.displaced)
    return rows


def why_not(root: CandidateRow, info: Anything) -> str | None:
    """The rule in words."""
    return rule_words(root.rule).say(info.context.language) if root.rule else None


@strawberry.type(description="A carer who could come to an urgent visit, or the first rule that keeps them from it.")
class DispatchCandidate:
    """A carer who could come, or why not."""

    carer: Carer | None = personal("The carer.", resolver=carer_of)
    arrives_at: datetime | None = exposed("Expected arrival, in UTC; null if they can't come.")
    cost_difference: float | None = exposed("Points by which the plan would change; less is better.")
    is_held: bool = exposed("Whether they were held by another offer when this was reckoned.")
    displaced: list[DisplacedVisit] = exposed("Visits that would make room; at most two.", rows=2)
    rule: str = exposed("The first rule that keeps them from it, as in SKILL or TRAVEL; empty if they can come.")
    why: str | None = exposed("The same in words, in the request's language; null if they can come.", resolver=why_not)


def candidates_of(root: DispatchRow) -> list[DispatchCandidate]:
    """The last ranking."""
    rows: list[Any] = candidate_rows(root.candidates)
    return rows


@strawberry.type(description="A carer is asked to go to an urgent visit.")
class Offer(Node):
    """A carer is asked to go."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Offer"))
    carer: Carer | None = personal("Who is asked.", resolver=carer_of)
    number: int = exposed("Which offer of its dispatch, from 1.")
    state: str = exposed("open, accepted, declined, expired or withdrawn.")
    offered_at: datetime = exposed("When they were asked, in UTC.")
    expires_at: datetime = exposed("Until when they may answer, in UTC; then the next is asked.")
    arrives_at: datetime = exposed("When they would arrive, in UTC.")
    displaced: list[DisplacedVisit] = exposed(
        "Their visits that would make room; at most two.", resolver=displaced_of, rows=2
    )
    answered_at: datetime | None = exposed("When they answered or their time was over, in UTC; null while it is open.")
    reason: str | None = personal("Why not, if they said so.")
    version: int = exposed("Rises with each change: give it as `expectedVersion`.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is an offer."""
        return isinstance(row, OfferRow)


@strawberry.type(description="An urgent visit that seeks its carer 应急派单.")
class Dispatch(Node):
    """An urgent visit that seeks its carer."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Dispatch"))
    visit: Visit | None = exposed("The visit.", resolver=visit_of)
    state: str = exposed(
        "requested, offered, sla_at_risk (nobody can arrive by `dueAt`), escalated (nobody is left to ask: a "
        "coordinator must act), accepted or withdrawn."
    )
    requested_at: datetime = exposed("When it was asked for, in UTC.")
    requested_by: str = exposed("Who asked for it.")
    due_at: datetime = exposed("When somebody should have arrived, at the latest, in UTC.")
    accepted_at: datetime | None = exposed("When a carer said yes, in UTC; null before.")
    candidates: list[DispatchCandidate] = exposed(
        "Carers as last ranked, in the order in which they are asked, then those who can't come; at most 50.",
        resolver=candidates_of,
        rows=50,
    )
    offers: list[Offer] = exposed("Who was asked, in order; a few.", resolver=related("dispatch_offers"))
    assignment: Assignment | None = exposed(
        "The visit on the roster, with when the carer departed, arrived and was done; null until one said yes.",
        resolver=related("visit_assignments", "visit_id"),
    )
    version: int = exposed("Rises with each change.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a dispatch."""
        return isinstance(row, DispatchRow)


@strawberry.type(description="An offer to whoever asks: what and where, but of whom only once it is accepted.")
class MyOffer:
    """An offer to whoever asks."""

    offer: Offer = exposed("The offer.")
    what: str = exposed("What is to be done, in the request's language.", resolver=spoken("what"))
    where: str = personal("Community, building and door.")


@strawberry.type(description="How soon urgent requests of a period were answered at the door.")
class ResponseTimes:
    """How soon urgent requests were answered at the door."""

    requests: int = exposed("Urgent requests.")
    arrived: int = exposed("Those whose carer has arrived.")
    within_hour: int = exposed("Those whose carer arrived less than 60 minutes after the request.")
    share_within_hour: float | None = exposed("Their share of those whose carer has arrived; null if none has.")
    median_minutes: float | None = exposed(
        "Median minutes from request to arrival; null if nobody has arrived.", resolver=lambda root: root.median_min
    )


def seen_unit(info: Anything, scope: str) -> UUID | None:
    """The unit that an id names, if whoever asks has a role in it."""
    who: Principal | None = info.context.principal
    unit_id = named(scope, "Organization")
    is_mine = who is not None and unit_id is not None and (who.is_everywhere or unit_id in who.unit_ids)
    return unit_id if is_mine else None


async def dispatches(
    info: Anything,
    scope: ScopeId,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    state: Annotated[str | None, strawberry.argument(description="Only in this state.")] = None,
) -> Connection[Dispatch]:
    """A unit's urgent requests."""
    unit_id = seen_unit(info, scope)
    if unit_id is not None:
        await end_all_overdue(Q(dispatch__unit_id=unit_id), now=info.context.clock())
    query = only(visible(models.Dispatch.all(), info.context.principal), "unit_id", ("Organization",), scope)
    if state is not None:
        query = query.filter(state=state)
    return await listed(info, DispatchRow, query, NEWEST_FIRST, first, after, last, before)


async def my_offers(info: Anything) -> list[MyOffer]:
    """What whoever asks was offered."""
    who: Principal | None = info.context.principal
    if who is None or who.carer_id is None:
        return []
    await end_all_overdue(Q(carer_id=who.carer_id), now=info.context.clock())
    rows: list[OwnOffer] = await own_offers(who.carer_id)
    shown: list[Any] = list(rows)
    return shown


async def response_times_(
    info: Anything,
    scope: ScopeId,
    since: Annotated[date, strawberry.argument(description="First day of the requests.")],
    until: Annotated[date, strawberry.argument(description="Last day of the requests.")],
) -> ResponseTimes | None:
    """How soon a unit's urgent requests were answered."""
    unit_id = seen_unit(info, scope)
    if unit_id is None:
        return None
    zone = ZoneInfo((await info.context.organizations.load(unit_id)).time_zone)
    shown: Any = await response_times(unit_id, moment(since, 0, zone), moment(until, 24 * 60, zone))
    return shown


@strawberry.type(description="What can be asked about urgent visits.")
class DispatchQuery:
    """What can be asked about urgent visits."""

    dispatches: Connection[Dispatch] = exposed(
        "A unit's urgent requests, the newest first.", policy=Policy.PLANNING, resolver=dispatches
    )
    my_offers: list[MyOffer] = exposed(
        "What whoever is signed in as a carer was offered, the newest first; at most 100, and empty for others.",
        resolver=my_offers,
        rows=100,
    )
    response_times: ResponseTimes | None = exposed(
        "How soon somebody came to a unit's urgent requests of a period; null for a unit that is not yours.",
        policy=Policy.PLANNING,
        resolver=response_times_,
    )
