"""What can be followed. Events are kept, so that whoever reconnects with the last id they saw misses nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain import events
from domain.access.principal import Principal
from domain.dispatch.queries import dispatch_of
from domain.planning.runs import UNDER_WAY, run_of
from schema.dispatch import Dispatch, seen_unit
from schema.policy import Policy, exposed
from schema.relay import row_id
from schema.runs import MatchingRun

LastEvent = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="`eventId` of the last event seen; news since then come first. None: from now."),
]


@strawberry.type(description="News of a matching run.")
class RunProgress:
    """News of a matching run."""

    event_id: strawberry.ID = exposed("Id of this event: give it as `lastEventId` after a reconnection.")
    state: str = exposed("The run's state at this event.")
    run: MatchingRun | None = exposed("The run as it stands when this is told.")


@strawberry.type(description="A week's roster changed: read it again.")
class RosterChange:
    """A week's roster changed."""

    event_id: strawberry.ID = exposed("Id of this event: give it as `lastEventId` after a reconnection.")
    iso_week: str = exposed("The week, as in 2026-W49.")
    kind: str = exposed("What happened: roster.changed, plan.stored or week.changed.")


@strawberry.type(description="An urgent visit's dispatch changed.")
class DispatchChange:
    """An urgent visit's dispatch changed."""

    event_id: strawberry.ID = exposed("Id of this event: give it as `lastEventId` after a reconnection.")
    state: str = exposed(
        "What happened: requested, offered, expired (an offer was not answered in time), declined, sla_at_risk, "
        "escalated, accepted or withdrawn."
    )
    dispatch: Dispatch | None = exposed("The dispatch as it stands when this is told.")


async def matching_run_progress(
    info: Info[Any, Any], run: strawberry.ID, last_event_id: LastEvent = None
) -> AsyncGenerator[RunProgress, None]:
    """News of a run, the first at once; ends when the run does. Nothing for a run that is not yours."""
    found = row_id(run)
    row = None if found is None or found[0] != "MatchingRun" else await run_of(found[1])
    who: Principal | None = info.context.principal
    if row is None or who is None or not (who.is_everywhere or row.unit_id in who.unit_ids):
        return
    last = await events.newest_event() if last_event_id is None else number_of(last_event_id)
    if last_event_id is None:
        yield RunProgress(event_id=strawberry.ID(str(last)), state=row.state, run=as_type(row))
        if row.state not in UNDER_WAY:
            return
    is_over = row.state not in UNDER_WAY  # then a client that saw the end need not wait for another
    async for event in events.follow(last, kinds=["run.changed"], scope_id=row.unit_id, is_over=is_over):
        if event.body["run"] == str(row.id):
            now = await run_of(row.id)
            yield RunProgress(event_id=strawberry.ID(str(event.id)), state=event.body["state"], run=as_type(now))
            if event.body["state"] not in UNDER_WAY:
                return


async def roster_changed(
    info: Info[Any, Any], scope: strawberry.ID, iso_week: str, last_event_id: LastEvent = None
) -> AsyncGenerator[RosterChange, None]:
    """Each change of a unit's week. Nothing for a unit that is not yours."""
    found = row_id(scope)
    who: Principal | None = info.context.principal
    if found is None or found[0] != "Organization" or who is None:
        return
    unit_id: UUID = found[1]
    if not (who.is_everywhere or unit_id in who.unit_ids):
        return
    last = await events.newest_event() if last_event_id is None else number_of(last_event_id)
    kinds = ["roster.changed", "plan.stored", "week.changed"]
    async for event in events.follow(last, kinds=kinds, scope_id=unit_id):
        if event.iso_week == iso_week:
            yield RosterChange(event_id=strawberry.ID(str(event.id)), iso_week=iso_week, kind=event.kind)


async def dispatch_changed(
    info: Info[Any, Any], scope: strawberry.ID, last_event_id: LastEvent = None
) -> AsyncGenerator[DispatchChange, None]:
    """Each change of a unit's urgent visits. Nothing for a unit that is not yours."""
    unit_id = seen_unit(info, scope)
    if unit_id is None:
        return
    last = await events.newest_event() if last_event_id is None else number_of(last_event_id)
    async for event in events.follow(last, kinds=["dispatch.changed"], scope_id=unit_id):
        now_it = as_type(await dispatch_of(UUID(event.body["dispatch"])))
        yield DispatchChange(event_id=strawberry.ID(str(event.id)), state=event.body["state"], dispatch=now_it)


def number_of(event_id: str) -> int:
    """An event's number; an id that is none follows everything."""
    return int(event_id) if event_id.isdecimal() and len(event_id) < 19 else 0


def as_type(row: object) -> Any:  # noqa: ANN401  (a row, shown as its type)
    """A run's row where GraphQL's type is asked for."""
    return row


@strawberry.type(description="What can be followed, over WebSocket (graphql-transport-ws) or server-sent events.")
class Subscription:
    """What can be followed."""

    matching_run_progress: AsyncGenerator[RunProgress, None] = strawberry.subscription(
        resolver=matching_run_progress,
        description="News of a matching run, at least once a second while it goes; ends when the run does.",
        metadata={"policy": Policy.PLANNING, "data": "internal"},
    )
    roster_changed: AsyncGenerator[RosterChange, None] = strawberry.subscription(
        resolver=roster_changed,
        description="Each change of a unit's week: a plan stored, published, a week closed.",
        metadata={"policy": Policy.PLANNING, "data": "internal"},
    )
    dispatch_changed: AsyncGenerator[DispatchChange, None] = strawberry.subscription(
        resolver=dispatch_changed,
        description="Each change of a unit's urgent visits: asked for, offered, answered, at risk, escalated.",
        metadata={"policy": Policy.PLANNING, "data": "internal"},
    )
