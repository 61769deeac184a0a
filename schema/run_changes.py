"""Matching runs started and cancelled."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain import outcomes
from domain.access.principal import Principal
from domain.organizations.models import Organization
from domain.outcomes import Refusal, ValidationFailed
from domain.planning import runs
from domain.planning.queries import week_status
from domain.planning.weeks import parse_week
from schema.doing import done_once, idempotency_key, principal
from schema.policy import exposed
from schema.refusals import Conflict, NotPermitted, NotReady, not_permitted, refusal
from schema.refusals import ValidationFailed as ValidationFailedType
from schema.relay import global_id, row_id
from schema.runs import MatchingRun


@strawberry.input(description="Which week to match, and for how long.")
class StartMatchingRunInput:
    """Which week to match, and for how long."""

    scope: strawberry.ID = strawberry.field(description="Global id of the planning unit.")
    iso_week: str = strawberry.field(description="The week, as in 2026-W49.")
    idempotency_key: str = idempotency_key()
    seconds: float = strawberry.field(default=20.0, description="Longest time to search; small weeks stop when proven.")
    seed: int = strawberry.field(default=0, description="Another seed may find another plan.")


@strawberry.input(description="Which run to cancel.")
class CancelMatchingRunInput:
    """Which run to cancel."""

    run: strawberry.ID = strawberry.field(description="Global id of the run.")
    idempotency_key: str = idempotency_key()


@strawberry.type(description="A run that waits for a worker; follow it with `matchingRunProgress`.")
class MatchingRunStarted:
    """A run that waits for a worker."""

    run: MatchingRun = exposed("The run.")


@strawberry.type(
    description="A run that was asked to stop: within a second it does, and keeps its best plan as a draft."
)
class MatchingRunCancelled:
    """A run that was asked to stop."""

    run: MatchingRun = exposed("The run.")


StartMatchingRunResult = Annotated[
    MatchingRunStarted | ValidationFailedType | Conflict | NotPermitted | NotReady,
    strawberry.union("StartMatchingRunResult", description="The run, or why there is none."),
]
CancelMatchingRunResult = Annotated[
    MatchingRunCancelled | ValidationFailedType | Conflict | NotPermitted | NotReady,
    strawberry.union("CancelMatchingRunResult", description="The run, or why it can't be stopped."),
]


async def start_matching_run(info: Info[Any, Any], input: StartMatchingRunInput) -> StartMatchingRunResult:  # noqa: A002  (the argument's name is the grammar's)
    """Ask for a run over a unit's week."""
    unit = await planned_unit(input.scope, info)
    if unit is None:
        return not_permitted(info)
    return await started(unit, input, info)


async def replan_week(info: Info[Any, Any], input: StartMatchingRunInput) -> StartMatchingRunResult:  # noqa: A002  (as above)
    """Ask for a run over a published week: changes to what people were told cost points, what has begun stays."""
    unit = await planned_unit(input.scope, info)
    if unit is None:
        return not_permitted(info)
    status = await week_status(unit.id, input.iso_week)
    if status.published is None:
        nothing = ValidationFailed.of(
            "isoWeek",
            input.iso_week,
            "这一周还没有发布:请先匹配并发布。",
            "Nothing is published yet: match and publish first.",
        )
        return refusal(nothing, info)
    return await started(unit, input, info)


async def started(unit: Organization, input: StartMatchingRunInput, info: Info[Any, Any]) -> StartMatchingRunResult:  # noqa: A002  (as above)
    """The run's row, given to the workers."""
    week = parse_week(unit, input.iso_week)
    if isinstance(week, ValidationFailed):
        return refusal(week, info)
    who, now = principal(info), info.context.clock()
    answer = await done_once(
        info,
        input,
        runs.RunRequested,
        lambda: runs.request_run(unit, week, seconds=input.seconds, seed=input.seed, now=now, actor=who.login),
    )
    if isinstance(answer, Refusal):
        return refusal(with_run(answer), info)
    if info.context.enqueue_run is not None:
        await info.context.enqueue_run(answer.run_id)
    return MatchingRunStarted(run=await shown(answer.run_id))


def with_run(answer: Refusal) -> Refusal:
    """A refusal with the run that is under way by its global id, so that it can be followed."""
    if isinstance(answer, outcomes.Conflict) and answer.other:
        return replace(answer, other=global_id("MatchingRun", UUID(answer.other)))
    return answer


async def cancel_matching_run(info: Info[Any, Any], input: CancelMatchingRunInput) -> CancelMatchingRunResult:  # noqa: A002  (as above)
    """Ask a run to stop."""
    found = row_id(input.run)
    row = None if found is None or found[0] != "MatchingRun" else await runs.run_of(found[1])
    who: Principal | None = info.context.principal
    if row is None or who is None or not who.may_plan(row.unit_id):
        return not_permitted(info)
    now = info.context.clock()
    answer = await done_once(
        info, input, runs.CancelRequested, lambda: runs.request_cancel(row.id, now=now, actor=who.login)
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return MatchingRunCancelled(run=await shown(row.id))


async def planned_unit(scope: str, info: Info[Any, Any]) -> Organization | None:
    """The planning unit that an id names, if whoever asks may plan it; another's looks the same as none."""
    found = row_id(scope)
    who: Principal | None = info.context.principal
    if found is None or found[0] != "Organization" or who is None or not who.may_plan(found[1]):
        return None
    return await Organization.get_or_none(id=found[1], is_planning_unit=True)


async def shown(run_id: UUID) -> Any:  # noqa: ANN401  (a run's row, shown as its type)
    """A run as it stands."""
    return await runs.run_of(run_id)
