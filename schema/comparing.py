"""Two plans of a week side by side."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.planning.comparing import Comparison, compare_plans
from schema.planned import asked_plan_of
from schema.planning import Plan
from schema.policy import exposed
from schema.refusals import Refused, not_permitted, refusal
from schema.whatif import MovedStop, TermChange

Anything = Info[Any, Any]
MOST_STOPS = 5_000
PlanId = Annotated[strawberry.ID, strawberry.argument(description="Global id of a plan.")]


@strawberry.type(description="Two plans of one week: `a` is before, `b` after.")
class PlanComparison:
    """Two plans of one week."""

    before: Plan = exposed("The plan `a`.")
    after: Plan = exposed("The plan `b`.")
    terms: list[TermChange] = exposed("The score term by term; fifteen.", rows=15)
    moved: list[MovedStop] = exposed(
        "What somebody else makes, or at another time, or nobody in one of the two; by start, 5,000 at most, of which "
        "limits count 200.",
        rows=200,
    )


ComparePlansResult = Annotated[
    PlanComparison | Refused,
    strawberry.union("ComparePlansResult", description="What differs, or why they can't be compared."),
]


async def compare_plans_(info: Anything, a: PlanId, b: PlanId) -> ComparePlansResult:
    """Two plans side by side."""
    first, second = await asked_plan_of(a, info), await asked_plan_of(b, info)
    if isinstance(first, NotPermitted) or isinstance(second, NotPermitted):
        return not_permitted(info)
    answer = await compare_plans(UUID(first.engine_id), UUID(second.engine_id))
    return refusal(answer, info) if isinstance(answer, Refusal) else shown(answer)


def shown(answer: Comparison) -> PlanComparison:
    """The answer with points as floats, since they outgrow 32 bits."""
    before: Any = answer.first
    after: Any = answer.second
    terms = [TermChange(name=one.name, before=float(one.before), after=float(one.after)) for one in answer.terms]
    moved: list[Any] = list(answer.changed)[:MOST_STOPS]
    return PlanComparison(before=before, after=after, terms=terms, moved=moved)


@strawberry.type(description="What can be asked about two plans.")
class ComparingQuery:
    """What can be asked about two plans."""

    compare_plans: ComparePlansResult = exposed(
        "What is different between two plans of one week: the score's terms, and who makes what when. For its "
        "coordinators.",
        resolver=compare_plans_,
    )
