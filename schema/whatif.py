"""What would become of a plan if: asked before a change is made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.planning import whatif
from domain.planning.stop_changes import StopChange
from domain.planning.whatif import MoreTime, Move, PlanChange, Swap, WithoutCarer, what_if
from schema.doing import named
from schema.people import Carer
from schema.planned import asked_plan_of, compiled_for
from schema.planning import session_of, visit_of
from schema.policy import exposed, personal, public
from schema.refusals import Refused, not_permitted, refusal
from schema.speaking import spoken
from schema.visits import Visit
from schema.youth import Session

Anything = Info[Any, Any]
CARERS = ("Practitioner", "Volunteer")


@strawberry.input(description="A visit or session made by another carer, at another time, or both.")
class MoveChange:
    """A visit or session made by another carer, at another time, or both."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    carer: strawberry.ID | None = strawberry.field(default=None, description="Who makes it.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it starts.")
    slot: int = strawberry.field(default=0, description="Which of its slots the carer gets, from 0.")


@strawberry.input(description="Two visits or sessions exchange a carer.")
class SwapChange:
    """Two visits or sessions exchange a carer."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    other: strawberry.ID = strawberry.field(description="Global id of another of the same week.")
    slot: int = strawberry.field(default=0, description="Which slot of the first, from 0.")
    other_slot: int = strawberry.field(default=0, description="Which slot of the other, from 0.")


@strawberry.input(description="A carer can't come; others take over what they can.")
class RemoveCarerChange:
    """A carer can't come."""

    carer: strawberry.ID = strawberry.field(description="Who.")
    on_date: date | None = strawberry.field(default=None, description="On which day; all week if left out.")


@strawberry.input(description="A visit may be made in one more window.")
class AddWindowChange:
    """A visit may be made in one more window."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    starts_at: datetime = strawberry.field(description="Start of the window.")
    ends_at: datetime = strawberry.field(description="End of the window.")


@strawberry.input(description="One change of a plan: exactly one of these.", one_of=True)
class PlanChangeInput:
    """One change of a plan."""

    pin: MoveChange | None = strawberry.field(default=strawberry.UNSET, description="As `pinVisit`, and made at once.")
    move: MoveChange | None = strawberry.field(default=strawberry.UNSET, description="As `moveVisit`.")
    swap: SwapChange | None = strawberry.field(default=strawberry.UNSET, description="As `swapVisits`.")
    remove_carer: RemoveCarerChange | None = strawberry.field(
        default=strawberry.UNSET, description="As `reportAbsence`, and others take over."
    )
    add_window: AddWindowChange | None = strawberry.field(
        default=strawberry.UNSET, description="As `changeHomeVisitRequest` with one more window."
    )


@strawberry.type(description="One term of the score before and after.")
class TermChange:
    """One term of the score before and after."""

    name: str = public("The term: unassigned, slot, delay, travel, waiting, duty, …")
    before: float = public("Its points before.")
    after: float = public("Its points after.")
    difference: float = public("Points more than before.", resolver=lambda root: float(root.after - root.before))


async def carers_before(root: StopChange, info: Anything) -> list[Carer]:
    """Who makes it now."""
    return await info.context.carers.load_many(list(root.carers_before))


async def carers_after(root: StopChange, info: Anything) -> list[Carer]:
    """Who would make it."""
    return await info.context.carers.load_many(list(root.carers_after))


@strawberry.type(description="A visit or session that somebody else would make, or at another time, or nobody.")
class MovedStop:
    """A visit or session that would move."""

    name: str = personal("Whom, what and when, in the request's language.", resolver=spoken("name"))
    visit: Visit | None = exposed("The visit; null for a session.", resolver=visit_of)
    session: Session | None = exposed("The session; null for a visit.", resolver=session_of)
    carers_before: list[Carer] = personal("Who makes it now; nobody if it is open.", resolver=carers_before)
    carers_after: list[Carer] = personal("Who would make it; nobody if it would be open.", resolver=carers_after)
    starts_before: datetime | None = exposed("When it starts now, in UTC.")
    starts_after: datetime | None = exposed("When it would start, in UTC.")


@strawberry.type(description="What changes would do to a plan. Nothing was stored.")
class WhatIf:
    """What changes would do to a plan."""

    cost_before: float = exposed("Whole points before, less is better.")
    cost_after: float = exposed("Whole points after.")
    assigned_before: int = exposed("Visits and sessions that somebody makes before.")
    assigned_after: int = exposed("Visits and sessions that somebody would make.")
    terms: list[TermChange] = exposed("The score term by term; fifteen.", rows=15)
    moved: list[MovedStop] = exposed(
        "Visits and sessions that would move, in the week's order; 5,000 at most, of which limits count 200.", rows=200
    )


WhatIfResult = Annotated[
    WhatIf | Refused,
    strawberry.union("WhatIfResult", description="What the changes would do, or why one can't be made."),
]


Changes = Annotated[list[PlanChangeInput], strawberry.argument(description="Tried one after another, 1 to 10 of them.")]


async def what_if_(info: Anything, plan: strawberry.ID, changes: Changes) -> WhatIfResult:
    """What changes would do to a plan."""
    asked = await asked_plan_of(plan, info)
    tried = [change_of(one) for one in changes]
    known = [one for one in tried if one is not None]
    if isinstance(asked, NotPermitted) or len(known) < len(tried):
        return not_permitted(info)
    compiled = await compiled_for(asked, info)
    if isinstance(compiled, Refusal):
        return refusal(compiled, info)
    answer = await what_if(UUID(asked.engine_id), known, compiled)
    return refusal(answer, info) if isinstance(answer, Refusal) else shown(answer)


def change_of(given: PlanChangeInput) -> PlanChange | None:
    """The change that an input stands for; None if an id in it names nothing."""
    if given.pin or given.move:
        return move_of(given.pin or given.move, is_pin=bool(given.pin))
    if given.swap:
        one, two = stop_of(given.swap.visit), stop_of(given.swap.other)
        return Swap(one, two, given.swap.slot, given.swap.other_slot) if one and two else None
    if given.remove_carer:
        who = named(given.remove_carer.carer, *CARERS)
        return WithoutCarer(str(who), given.remove_carer.on_date) if who else None
    if given.add_window:
        visit = stop_of(given.add_window.visit)
        return MoreTime(visit, given.add_window.starts_at, given.add_window.ends_at) if visit else None
    return None


def move_of(given: MoveChange | None, *, is_pin: bool) -> Move | None:
    """A move or pin; None if an id in it names nothing."""
    visit = None if given is None else stop_of(given.visit)
    if given is None or visit is None:
        return None
    carer = named(given.carer, *CARERS)
    if carer is None and given.carer is not None:
        return None
    return Move(visit, str(carer) if carer else None, given.starts_at, given.slot, is_pin)


def stop_of(given: str) -> str | None:
    """A visit's or session's id as the engine knows it; the week decides whether it is there."""
    found = named(given, "Visit", "Session")
    return str(found) if found else None


def shown(answer: whatif.WhatIf) -> WhatIf:
    """The answer with points as floats, since they outgrow 32 bits."""
    terms = [TermChange(name=one.name, before=float(one.before), after=float(one.after)) for one in answer.terms]
    moved: list[Any] = list(answer.moved)[:5000]
    return WhatIf(
        cost_before=float(answer.cost_before),
        cost_after=float(answer.cost_after),
        assigned_before=answer.assigned_before,
        assigned_after=answer.assigned_after,
        terms=terms,
        moved=moved,
    )


@strawberry.type(description="What can be asked about changes.")
class WhatIfQuery:
    """What can be asked about changes."""

    what_if: WhatIfResult = exposed(
        "What changes would do to a plan: the score's difference term by term, and who would move. Nothing is stored. "
        "Each change takes up to some seconds. For the coordinators of its week.",
        resolver=what_if_,
    )
