"""What a coordinator names: a visit or session of a week that they plan, and that week for the engine."""

from __future__ import annotations

from typing import Any

from strawberry.types import Info

from domain.access.principal import Principal
from domain.outcomes import NotPermitted, ValidationFailed
from domain.planning.asked import Asked, asked_plan, asked_session, asked_visit
from domain.planning.compile import Compiled
from domain.planning.solving import prepare
from schema.doing import named


async def asked_stop(given: str, info: Info[Any, Any]) -> Asked | NotPermitted:
    """The visit or session that a global id names, if whoever asks plans it."""
    who: Principal | None = info.context.principal
    visit_id, session_id = named(given, "Visit"), named(given, "Session")
    if who is not None and visit_id is not None:
        return await asked_visit(visit_id, who)
    if who is not None and session_id is not None:
        return await asked_session(session_id, who)
    return NotPermitted()


async def asked_plan_of(given: str, info: Info[Any, Any]) -> Asked | NotPermitted:
    """The plan that a global id names, if whoever asks plans its week."""
    who: Principal | None = info.context.principal
    plan_id = named(given, "Plan")
    return NotPermitted() if who is None or plan_id is None else await asked_plan(plan_id, who)


async def compiled_for(asked: Asked, info: Info[Any, Any]) -> Compiled | ValidationFailed:
    """The week as it stands now."""
    return await prepare(asked.unit, asked.iso_week, now=info.context.clock())
