"""Questions about one visit of a plan: who else could make it, why this carer, why nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.planning import candidates as others
from domain.planning import models
from domain.planning.asked import asked_plan
from domain.planning.asking import explain_one
from domain.planning.why import explain_assignment
from schema.doing import named
from schema.people import Carer
from schema.planned import asked_stop, compiled_for
from schema.planning import Assignment, Unassigned, carer_of
from schema.policy import exposed, personal, public
from schema.refusals import Refused, not_permitted, refusal
from schema.whatif import MovedStop

Anything = Info[Any, Any]
EXPLAIN_SECONDS = 5.0  # for the search for remedies of one visit
StopId = Annotated[strawberry.ID, strawberry.argument(description="Global id of a visit or session.")]
AssignmentId = Annotated[strawberry.ID, strawberry.argument(description="Global id of an assignment.")]


def cost_difference(root: others.Candidate) -> float | None:
    """Points as a float, since they outgrow 32 bits."""
    return None if root.cost_difference is None else float(root.cost_difference)


def displaces(root: others.Candidate, info: Anything) -> list[str]:
    """The visits by name."""
    return [one.say(info.context.language) for one in root.displaces]


def why_not(root: others.Candidate, info: Anything) -> str | None:
    """The rule in words."""
    return None if root.why is None else root.why.say(info.context.language)


@strawberry.type(description="A term of the score that differs.")
class TermDifference:
    """A term of the score that differs."""

    name: str = public("The term: unassigned, slot, delay, travel, waiting, duty, …")
    difference: float = public("Points that the plan would cost more in this term.")


def terms_of(root: others.Candidate) -> list[TermDifference]:
    """Terms with their points as floats."""
    return [TermDifference(name=name, difference=float(points)) for name, points in root.terms]


def moved_of(root: others.Candidate) -> list[MovedStop]:
    """The stops that would move."""
    rows: list[Any] = list(root.moved)
    return rows


def compared_of(root: others.Candidate, info: Anything) -> str | None:
    """The sentence in the request's language."""
    return None if root.compared is None else root.compared.say(info.context.language)


@strawberry.type(description="A carer whom no gate keeps from a visit.")
class Candidate:
    """A carer whom no gate keeps from a visit."""

    carer: Carer = personal("Who.", resolver=carer_of)
    is_now: bool = exposed("Whether they make it in the plan.")
    starts_at: datetime | None = exposed("When they could start, in UTC; null if they can't make it.")
    cost_difference: float | None = exposed(
        "Points that the plan would cost more with them, all others keeping carer, day and order; null if they can't.",
        resolver=cost_difference,
    )
    displaces: list[str] = personal(
        "Other visits of the same people that would start at another time; a few.", resolver=displaces
    )
    terms: list[TermDifference] = exposed(
        "The terms of the score that differ, the largest first; a few.", resolver=terms_of
    )
    moved: list[MovedStop] = exposed(
        "What would change: the visit itself, and others of the same people that would start at another time; a few.",
        resolver=moved_of,
    )
    compared: str | None = personal(
        "All of this in one sentence, in the request's language; null for whoever comes now or can't.",
        resolver=compared_of,
    )
    rule: str = exposed("The first rule that keeps them from it; empty if none does.")
    why: str | None = exposed("The same in words, in the request's language.", resolver=why_not)


@strawberry.type(description="Who could make a visit, the cheapest first, then those who can't; the newest plan stays.")
class Candidates:
    """Who could make a visit."""

    candidates: list[Candidate] = exposed("Qualified carers; at most 50.", rows=50)


@strawberry.type(description="Why a plan gives a visit to a carer.")
class AssignmentExplained:
    """Why a plan gives a visit to a carer."""

    assignment: Assignment = exposed("The assignment.")
    reasons: list[str] = personal("What speaks for it, in the request's language; a few.")
    others: list[Candidate] = exposed("Others who are qualified, the cheapest first; at most 10.", rows=10)


@strawberry.type(description="Why nobody makes a visit, and what would help.")
class UnassignedExplained:
    """Why nobody makes a visit."""

    unassigned: Unassigned = exposed("Each carer's reason, and changes that would place it, each verified.")


CandidatesResult = Annotated[
    Candidates | Refused, strawberry.union("CandidatesResult", description="The candidates, or why there are none.")
]
ExplainAssignmentResult = Annotated[
    AssignmentExplained | Refused,
    strawberry.union("ExplainAssignmentResult", description="The reasons, or why there are none."),
]
ExplainUnassignedResult = Annotated[
    UnassignedExplained | Refused,
    strawberry.union("ExplainUnassignedResult", description="The reasons, or why there are none."),
]


async def candidates(info: Anything, visit: StopId) -> CandidatesResult:
    """Who could make a visit."""
    asked = await asked_stop(visit, info)
    if isinstance(asked, NotPermitted):
        return not_permitted(info)
    compiled = await compiled_for(asked, info)
    if isinstance(compiled, Refusal):
        return refusal(compiled, info)
    answer = await others.candidates(asked.engine_id, compiled)
    return refusal(answer, info, visit) if isinstance(answer, Refusal) else Candidates(candidates=shown(answer))


async def explain_assignment_(info: Anything, assignment: AssignmentId) -> ExplainAssignmentResult:
    """Why this carer."""
    assignment_id, who = named(assignment, "Assignment"), info.context.principal
    row = None if assignment_id is None else await models.Assignment.get_or_none(id=assignment_id)
    if row is None or who is None:
        return not_permitted(info)
    asked = await asked_plan(row.plan_id, who)
    if isinstance(asked, NotPermitted):
        return not_permitted(info)
    compiled = await compiled_for(asked, info)
    if isinstance(compiled, Refusal):
        return refusal(compiled, info)
    answer = await explain_assignment(row, compiled)
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return AssignmentExplained(
        assignment=await info.context.assignments.load(row.id),
        reasons=[one.say(info.context.language) for one in answer.reasons],
        others=shown(answer.others),
    )


async def explain_unassigned(info: Anything, visit: StopId) -> ExplainUnassignedResult:
    """Why nobody."""
    asked = await asked_stop(visit, info)
    if isinstance(asked, NotPermitted):
        return not_permitted(info)
    compiled = await compiled_for(asked, info)
    if isinstance(compiled, Refusal):
        return refusal(compiled, info)
    line: Any = await explain_one(asked.engine_id, compiled, seconds=EXPLAIN_SECONDS)
    return refusal(line, info, visit) if isinstance(line, Refusal) else UnassignedExplained(unassigned=line)


def shown(rows: Any) -> list[Candidate]:  # noqa: ANN401  (rows of candidates, shown as their type)
    """Candidates where GraphQL's type is asked for."""
    return list(rows)


@strawberry.type(description="What is asked about one visit of a plan.")
class AskingQuery:
    """What is asked about one visit of a plan."""

    candidates: CandidatesResult = exposed(
        "Who could make a visit of the newest plan, and at which cost. For its coordinators.", resolver=candidates
    )
    explain_assignment: ExplainAssignmentResult = exposed(
        "Why a plan gives a visit to a carer, and who else could make it. For its coordinators.",
        resolver=explain_assignment_,
    )
    explain_unassigned: ExplainUnassignedResult = exposed(
        "Why nobody makes a visit of the newest plan, and what would help, searched for up to 5 seconds. For its "
        "coordinators.",
        resolver=explain_unassigned,
    )
