"""What would become of a plan if: asked before a change is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.planning import whatif
from domain.planning.stop_changes import StopChange
from domain.planning.whatif import what_if
from schema.people import Carer
from schema.planned import asked_plan_of, compiled_for
from schema.planning import session_of, visit_of
from schema.policy import exposed, personal, public
from schema.refusals import Refused, not_permitted, refusal
from schema.speaking import spoken
from schema.visits import Visit
from schema.whatif_inputs import PlanChangeInput, changes_of, ids_in
from schema.youth import Session

Anything = Info[Any, Any]


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
    is_by_added: bool = exposed("Whether a carer would make it whom `addCarer` adds, and who so is in no list.")
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
    if isinstance(asked, NotPermitted):
        return not_permitted(info)
    tried = changes_of(changes)
    if isinstance(tried, Refusal):
        return refusal(tried, info)
    compiled = await compiled_for(asked, info)
    if isinstance(compiled, Refusal):
        return refusal(compiled, info)
    answer = await what_if(UUID(asked.engine_id), tried, compiled)
    return refusal(answer, info, *ids_in(changes)) if isinstance(answer, Refusal) else shown(answer)


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
        "Changes that contradict one another, a plan that is not the week's newest, and a closed week are refused. "
        "Each change takes up to some seconds. For the coordinators of its week.",
        resolver=what_if_,
    )
