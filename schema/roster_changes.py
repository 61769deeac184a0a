"""The carer's own roster, and what they say to it: yes, no, begun, done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry.types import Info

from domain.access.principal import Principal
from domain.outcomes import Refusal
from domain.planning import deciding
from domain.planning.deciding import Answer, Decided
from domain.planning.rosters import own_roster
from schema.doing import done_once, expected_version, fresh, idempotency_key, named, principal
from schema.planning import Assignment
from schema.policy import exposed
from schema.refusals import Refused, not_permitted, refusal

Anything = Info[Any, Any]
T = TypeVar("T")


@strawberry.input(description="An assignment of the own roster.")
class AssignmentInput:
    """An assignment of the own roster."""

    assignment: strawberry.ID = strawberry.field(description="Global id of the assignment.")
    expected_version: int = expected_version("assignment")
    idempotency_key: str = idempotency_key()


@strawberry.input(description="An assignment of the own roster, and why not.")
class DeclineAssignmentInput:
    """An assignment of the own roster, and why not."""

    assignment: strawberry.ID = strawberry.field(description="Global id of the assignment.")
    reason: str = strawberry.field(description="Why, 1 to 200 characters; the coordinator reads it.")
    expected_version: int = expected_version("assignment")
    idempotency_key: str = idempotency_key()


@strawberry.type(description="The carer comes.")
class AssignmentAccepted:
    """The carer comes."""

    assignment: Assignment = exposed("The assignment.")


@strawberry.type(description="The carer does not come: a replan finds somebody else.")
class AssignmentDeclined:
    """The carer does not come."""

    assignment: Assignment = exposed("The assignment.")


@strawberry.type(description="The carer is on the way.")
class CarerDeparted:
    """The carer is on the way."""

    assignment: Assignment = exposed("The assignment.")


@strawberry.type(description="The carer is at the door.")
class CarerArrived:
    """The carer is at the door."""

    assignment: Assignment = exposed("The assignment.")


@strawberry.type(description="The carer is there and has begun.")
class VisitStarted:
    """The carer is there and has begun."""

    assignment: Assignment = exposed("The assignment.")


@strawberry.type(description="The carer is done.")
class VisitFinished:
    """The carer is done."""

    assignment: Assignment = exposed("The assignment.")


AcceptAssignmentResult = Annotated[
    AssignmentAccepted | Refused,
    strawberry.union("AcceptAssignmentResult", description="The assignment, or what it has become meanwhile."),
]
DeclineAssignmentResult = Annotated[
    AssignmentDeclined | Refused,
    strawberry.union("DeclineAssignmentResult", description="The assignment, or what it has become meanwhile."),
]
DepartForVisitResult = Annotated[
    CarerDeparted | Refused,
    strawberry.union("DepartForVisitResult", description="The assignment, or why nobody sets out for it."),
]
ArriveAtVisitResult = Annotated[
    CarerArrived | Refused,
    strawberry.union("ArriveAtVisitResult", description="The assignment, or why nobody arrives."),
]
StartVisitResult = Annotated[
    VisitStarted | Refused,
    strawberry.union("StartVisitResult", description="The assignment, or why it can't begin."),
]
FinishVisitResult = Annotated[
    VisitFinished | Refused,
    strawberry.union("FinishVisitResult", description="The assignment, or why it can't end."),
]

IsoWeekText = Annotated[str, strawberry.argument(description="The week, as in 2026-W49.")]


async def my_roster(info: Anything, iso_week: IsoWeekText) -> list[Assignment]:
    """What published plans give whoever asks."""
    who: Principal | None = info.context.principal
    rows: list[Any] = [] if who is None or who.carer_id is None else await own_roster(who.carer_id, iso_week)
    return rows


async def accept_assignment(info: Anything, input: AssignmentInput) -> AcceptAssignmentResult:  # noqa: A002  (the grammar's name)
    """Say yes."""
    return await decided(info, input, AssignmentAccepted, deciding.accept_assignment)


async def decline_assignment(info: Anything, input: DeclineAssignmentInput) -> DeclineAssignmentResult:  # noqa: A002  (as above)
    """Say no."""
    decline = partial(deciding.decline_assignment, reason=input.reason)
    return await decided(info, input, AssignmentDeclined, decline)


async def depart_for_visit(info: Anything, input: AssignmentInput) -> DepartForVisitResult:  # noqa: A002  (as above)
    """Set out."""
    return await decided(info, input, CarerDeparted, deciding.depart_for_visit)


async def arrive_at_visit(info: Anything, input: AssignmentInput) -> ArriveAtVisitResult:  # noqa: A002  (as above)
    """Arrive."""
    return await decided(info, input, CarerArrived, deciding.arrive_at_visit)


async def start_visit(info: Anything, input: AssignmentInput) -> StartVisitResult:  # noqa: A002  (as above)
    """Begin."""
    return await decided(info, input, VisitStarted, deciding.start_visit)


async def finish_visit(info: Anything, input: AssignmentInput) -> FinishVisitResult:  # noqa: A002  (as above)
    """Be done."""
    return await decided(info, input, VisitFinished, deciding.finish_visit)


async def decided(
    info: Anything,
    input: AssignmentInput | DeclineAssignmentInput,  # noqa: A002  (as above)
    success: Callable[..., T],
    operation: Callable[..., Awaitable[Answer]],
) -> T | Refused:
    """What became of an assignment of whoever asks; somebody else's looks the same as none."""
    who, assignment_id = principal(info), named(input.assignment, "Assignment")
    if who.carer_id is None or assignment_id is None:
        return not_permitted(info)
    now, version, carer_id = info.context.clock(), input.expected_version, who.carer_id
    answer = await done_once(
        info,
        input,
        Decided,
        lambda: operation(carer_id, assignment_id, expected_version=version, now=now, actor=who.login),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return success(assignment=await fresh(info.context.assignments, assignment_id))


@strawberry.type(description="What carers ask about themselves.")
class RosterQuery:
    """What carers ask about themselves."""

    my_roster: list[Assignment] = exposed(
        "What published plans give whoever is signed in as a carer, by start; at most 500, and empty for others.",
        resolver=my_roster,
        rows=500,
    )


@strawberry.type(description="What carers say to their roster.")
class RosterMutations:
    """What carers say to their roster."""

    accept_assignment: AcceptAssignmentResult = exposed("A carer says yes.", resolver=accept_assignment)
    decline_assignment: DeclineAssignmentResult = exposed(
        "A carer says no, and why; no later match gives it to them again.", resolver=decline_assignment
    )
    depart_for_visit: DepartForVisitResult = exposed(
        "A carer sets out for a visit, on its day; that accepts it too.", resolver=depart_for_visit
    )
    arrive_at_visit: ArriveAtVisitResult = exposed("A carer is at the door, on its day.", resolver=arrive_at_visit)
    start_visit: StartVisitResult = exposed("A carer begins a visit, on its day.", resolver=start_visit)
    finish_visit: FinishVisitResult = exposed("A carer is done with a visit.", resolver=finish_visit)
