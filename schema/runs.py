"""Matching runs in GraphQL: started, followed, cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from domain.planning.runs import RunRow
from schema.policy import exposed, public
from schema.relay import Node, id_of


def as_float(name: str) -> Any:  # noqa: ANN401  (a resolver)
    """A resolver for whole points, which outgrow GraphQL's 32-bit integers."""

    def resolve(root: RunRow) -> float | None:
        value = getattr(root, name)
        return None if value is None else float(value)

    return resolve


@strawberry.type(description="A run of the engine over a week 匹配. The figures are the best plan's so far.")
class MatchingRun(Node):
    """A run of the engine over a week."""

    id: strawberry.ID = public("Global id.", resolver=id_of("MatchingRun"))
    state: str = exposed("queued, running, finished, cancelled or failed.")
    iso_week: str = exposed("The week that it matches.")
    requested_by: str = exposed("Who asked for it; empty for a run from a terminal.")
    seed: int = exposed("Its seed: the same seed and iterations give the same plan.")
    seconds: float | None = exposed("Longest time that it may take; null if it counts iterations.")
    elapsed_seconds: float = exposed("Seconds that it has searched.", resolver=lambda root: root.elapsed_s)
    iterations: int = exposed("Iterations so far.")
    assigned: int | None = exposed("Visits and sessions that somebody makes; null before the first plan.")
    visits: int | None = exposed("Visits and sessions that it could assign; null before the first plan.")
    cost: float | None = exposed("Whole points, less is better; null before the first plan.", resolver=as_float("cost"))
    bound: float | None = exposed(
        "No plan costs less than this; null while nothing is proven.", resolver=as_float("bound")
    )
    unavoidable: float | None = exposed(
        "Points of open visits and empty slots that every plan of the week has; null while nothing is proven.",
        resolver=as_float("unavoidable"),
    )
    at_least_open: int | None = exposed(
        "Visits and sessions that stay open in every plan of the week, at least: proven. Null before its end."
    )
    stopped: str = exposed("How it ended: proven, budget or cancelled; empty before.")
    failure: str = exposed("Why it failed; empty if it did not.")
    is_cancel_requested: bool = exposed("Whether somebody asked it to stop.")
    created_at: datetime = exposed("When it was asked for, in UTC.")
    started_at: datetime | None = exposed("When a worker took it, in UTC.")
    finished_at: datetime | None = exposed("When it ended, in UTC.")
    version: int = exposed("Rises with each change of its state.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a run."""
        return isinstance(row, RunRow)
