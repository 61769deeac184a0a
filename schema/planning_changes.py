"""The coordinator's mutations on a plan: pin, unpin, move, swap and publish."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.planning import models
from domain.planning.changing import Change, Stored, store_change
from domain.planning.compile import Compiled
from domain.planning.moving import moved, outside
from domain.planning.operations import Published, publish_plan, publishable
from domain.planning.pins import Pinned, PinWish, Unpinned, checked_pin, store_pin, unpin_visit
from domain.planning.swapping import swapped
from schema.doing import done_once_slowly, expected_version, fresh, idempotency_key, named, principal
from schema.planned import asked_plan_of, asked_stop, compiled_for
from schema.planning import Plan
from schema.policy import exposed
from schema.refusals import Refused, not_permitted, refusal

Anything = Info[Any, Any]


@strawberry.input(description="A visit or session with a carer, a start, or both.")
class PinVisitInput:
    """A visit or session with a carer, a start, or both."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    idempotency_key: str = idempotency_key()
    carer: strawberry.ID | None = strawberry.field(default=None, description="Who makes it.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it starts.")
    slot: int = strawberry.field(default=0, description="Which of its slots the carer has, from 0.")


@strawberry.input(description="A visit or session.")
class UnpinVisitInput:
    """A visit or session."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    idempotency_key: str = idempotency_key()


@strawberry.input(description="A visit or session that another carer makes, or at another time.")
class MoveVisitInput:
    """A visit or session that another carer makes, or at another time."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    idempotency_key: str = idempotency_key()
    carer: strawberry.ID | None = strawberry.field(default=None, description="Who makes it from now on.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it starts from now on.")
    slot: int = strawberry.field(default=0, description="Which of its slots the carer gets, from 0.")
    expected_version: int | None = strawberry.field(
        default=None,
        description="Version of the slot's assignment as you saw it on the roster; if its carer has decided since: "
        "Conflict. Leave it out where nobody makes the visit yet.",
    )


@strawberry.input(description="Two visits or sessions that exchange a carer.")
class SwapVisitsInput:
    """Two visits or sessions that exchange a carer."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    other: strawberry.ID = strawberry.field(description="Global id of another of the same week.")
    idempotency_key: str = idempotency_key()
    slot: int = strawberry.field(default=0, description="Which slot of the first, from 0.")
    other_slot: int = strawberry.field(default=0, description="Which slot of the other, from 0.")


@strawberry.input(description="The plan to tell people of.")
class PublishPlanInput:
    """The plan to tell people of."""

    plan: strawberry.ID = strawberry.field(description="Global id of the week's newest plan.")
    expected_version: int = expected_version("plan")
    idempotency_key: str = idempotency_key()


@strawberry.type(description="A pin that every match of the week obeys from now on.")
class VisitPinned:
    """A pin that every match of the week obeys."""

    visit: strawberry.ID = exposed("Global id of the visit or session.")


@strawberry.type(description="A visit or session that the engine may plan freely again.")
class VisitUnpinned:
    """A visit or session that the engine may plan freely again."""

    visit: strawberry.ID = exposed("Global id of the visit or session.")
    removed: int = exposed("Pins that were taken off.")


@strawberry.type(
    description="A new draft in which one visit has moved and all else has stayed; publish it to tell people."
)
class VisitMoved:
    """A new draft in which one visit has moved."""

    plan: Plan = exposed("The draft.")
    cost_difference: float = exposed("Points that it costs more than the plan before; less is better.")


@strawberry.type(description="A new draft in which two visits have exchanged a carer; publish it to tell people.")
class VisitsSwapped:
    """A new draft in which two visits have exchanged a carer."""

    plan: Plan = exposed("The draft.")
    cost_difference: float = exposed("Points that it costs more than the plan before; less is better.")


@strawberry.type(description="A plan that people are told of; what was published before is superseded.")
class PlanPublished:
    """A plan that people are told of."""

    plan: Plan = exposed("The plan.")
    assignments: int = exposed("Assignments that carers are told of. Unchanged ones keep their answers.")


PinVisitResult = Annotated[
    VisitPinned | Refused,
    strawberry.union("PinVisitResult", description="The pin, or the rules that stand against it."),
]
UnpinVisitResult = Annotated[
    VisitUnpinned | Refused,
    strawberry.union("UnpinVisitResult", description="The visit without pins, or why it stays as it was."),
]
MoveVisitResult = Annotated[
    VisitMoved | Refused,
    strawberry.union("MoveVisitResult", description="The new draft, or the rules that stand against it."),
]
SwapVisitsResult = Annotated[
    VisitsSwapped | Refused,
    strawberry.union("SwapVisitsResult", description="The new draft, or the rules that stand against it."),
]
PublishPlanResult = Annotated[
    PlanPublished | Refused,
    strawberry.union("PublishPlanResult", description="The published plan, or why it was not."),
]
CARERS = ("Practitioner", "Volunteer")


async def pin_visit_(info: Anything, input: PinVisitInput) -> PinVisitResult:  # noqa: A002  (the grammar's name)
    """Settle who makes a visit, when, or both."""
    asked, carer = await asked_stop(input.visit, info), named(input.carer, *CARERS)
    if isinstance(asked, NotPermitted) or (carer is None and input.carer is not None):
        return not_permitted(info)

    async def work() -> tuple[PinWish, Compiled] | Refusal:
        compiled = await compiled_for(asked, info)
        if isinstance(compiled, Refusal):
            return compiled
        if input.starts_at is not None and (refused := outside(input.starts_at, compiled, "startsAt")):
            return refused
        wish = await checked_pin(
            asked.engine_id, compiled, carer=text_of(carer), starts_at=input.starts_at, slot=input.slot
        )
        return wish if isinstance(wish, Refusal) else (wish, compiled)

    async def write(found: tuple[PinWish, Compiled]) -> Pinned | Refusal:
        return await store_pin(*found, now=info.context.clock(), actor=principal(info).login)

    answer = await done_once_slowly(info, input, Pinned, work, write)
    return (
        refusal(answer, info, input.visit, input.carer)
        if isinstance(answer, Refusal)
        else VisitPinned(visit=input.visit)
    )


async def unpin_visit_(info: Anything, input: UnpinVisitInput) -> UnpinVisitResult:  # noqa: A002  (as above)
    """Take every pin off a visit."""
    asked = await asked_stop(input.visit, info)
    if isinstance(asked, NotPermitted):
        return not_permitted(info)

    async def write(compiled: Compiled) -> Unpinned | Refusal:
        return await unpin_visit(asked.engine_id, compiled, now=info.context.clock(), actor=principal(info).login)

    answer = await done_once_slowly(info, input, Unpinned, lambda: compiled_for(asked, info), write)
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return VisitUnpinned(visit=input.visit, removed=answer.removed)


async def move_visit_(info: Anything, input: MoveVisitInput) -> MoveVisitResult:  # noqa: A002  (as above)
    """Move one visit and nothing else."""
    asked, carer = await asked_stop(input.visit, info), named(input.carer, *CARERS)
    if isinstance(asked, NotPermitted) or (carer is None and input.carer is not None):
        return not_permitted(info)

    async def work() -> tuple[Change, Compiled] | Refusal:
        compiled = await compiled_for(asked, info)
        if isinstance(compiled, Refusal):
            return compiled
        change = await moved(
            asked.engine_id,
            compiled,
            carer=text_of(carer),
            starts_at=input.starts_at,
            slot=input.slot,
            expected_version=input.expected_version,
        )
        return change if isinstance(change, Refusal) else (change, compiled)

    answer = await done_once_slowly(info, input, Stored, work, lambda found: stored(found, info))
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return VisitMoved(plan=await fresh(info.context.plans, answer.plan_id), cost_difference=difference(answer))


async def swap_visits(info: Anything, input: SwapVisitsInput) -> SwapVisitsResult:  # noqa: A002  (as above)
    """Let two visits exchange a carer."""
    asked, other = await asked_stop(input.visit, info), await asked_stop(input.other, info)
    if isinstance(asked, NotPermitted) or isinstance(other, NotPermitted):
        return not_permitted(info)

    async def work() -> tuple[Change, Compiled] | Refusal:
        compiled = await compiled_for(asked, info)
        if isinstance(compiled, Refusal):
            return compiled
        change = await swapped(asked.engine_id, other.engine_id, compiled, slot=input.slot, other_slot=input.other_slot)
        return change if isinstance(change, Refusal) else (change, compiled)

    answer = await done_once_slowly(info, input, Stored, work, lambda found: stored(found, info))
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return VisitsSwapped(plan=await fresh(info.context.plans, answer.plan_id), cost_difference=difference(answer))


async def publish_plan_(info: Anything, input: PublishPlanInput) -> PublishPlanResult:  # noqa: A002  (as above)
    """Tell people of a plan."""
    asked = await asked_plan_of(input.plan, info)
    if isinstance(asked, NotPermitted):
        return not_permitted(info)
    plan_id = UUID(asked.engine_id)

    async def work() -> Compiled | Refusal:
        compiled = await compiled_for(asked, info)
        if isinstance(compiled, Refusal):
            return compiled
        return await publishable(await models.Plan.get(id=plan_id), compiled) or compiled

    async def write(compiled: Compiled) -> Published | Refusal:
        return await publish_plan(
            plan_id,
            compiled.rows.unit,
            compiled.week,
            now=info.context.clock(),
            actor=principal(info).login,
            expected_version=input.expected_version,
        )

    answer = await done_once_slowly(info, input, Published, work, write)
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return PlanPublished(plan=await fresh(info.context.plans, plan_id), assignments=answer.assignments)


async def stored(found: tuple[Change, Compiled], info: Anything) -> Stored | Refusal:
    """The change as the week's newest draft."""
    return await store_change(*found, now=info.context.clock(), actor=principal(info).login)


def difference(answer: Stored) -> float:
    """Points more than before; a float, since points outgrow 32 bits."""
    return float(answer.cost - answer.cost_before)


def text_of(row_id: UUID | None) -> str | None:
    """An id as subjects are named."""
    return None if row_id is None else str(row_id)


@strawberry.type(description="What a coordinator changes in a plan.")
class PlanningMutations:
    """What a coordinator changes in a plan."""

    pin_visit: PinVisitResult = exposed(
        "Settle who makes a visit, when, or both, for every match of its week. For its coordinators.",
        resolver=pin_visit_,
    )
    unpin_visit: UnpinVisitResult = exposed("Take every pin off a visit. For its coordinators.", resolver=unpin_visit_)
    move_visit: MoveVisitResult = exposed(
        "Move one visit of the newest plan, or place one that is open, while all else stays: a new draft. Takes up to "
        "some seconds. Ask `whatIf` before. For its coordinators.",
        resolver=move_visit_,
    )
    swap_visits: SwapVisitsResult = exposed(
        "Let two visits of the newest plan exchange a carer while all else stays: a new draft. For their coordinators.",
        resolver=swap_visits,
    )
    publish_plan: PublishPlanResult = exposed(
        "Tell people of a week's newest plan. For its coordinators.", resolver=publish_plan_
    )
