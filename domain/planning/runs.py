"""Matching runs: asked for, told of while they go, cancelled, failed. How one ends well is `storing`'s to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import F
from tortoise.functions import Count

from domain import audit, events
from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.outcomes import Conflict, ValidationFailed
from domain.planning.models import MatchingRun
from domain.planning.weeks import changeable_week
from domain.reading import column, read_rows
from domain.store import one_transaction
from domain.wording import Words
from matching.plan import Progress

UNDER_WAY = ("queued", "running")
STATES = (*UNDER_WAY, "finished", "cancelled", "failed")
LONGEST_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class RunRow:
    """A matching run: how far it is, or how it went. The figures are the best plan's so far."""

    id: UUID
    state: str
    requested_by: str
    seed: int
    iterations: int
    seconds: float | None
    elapsed_s: float
    cost: int | None
    assigned: int | None
    visits: int | None
    bound: int | None
    unavoidable: int | None
    at_least_open: int | None
    stopped: str
    failure: str
    is_cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int
    unit_id: UUID = column("week__unit_id")  # noqa: RUF009  (makes a field of the dataclass)
    iso_week: str = column("week__iso_week")


@dataclass(frozen=True, slots=True)
class RunRequested:
    """A run that waits for a worker."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """A run that stops within a second and keeps its best plan as a draft."""

    run_id: UUID


async def runs_of(week_id: UUID, limit: int = 20) -> list[RunRow]:
    """The newest runs of a week, at most `limit`."""
    return await read_rows(RunRow, MatchingRun.filter(week_id=week_id).order_by("-created_at").limit(limit))


async def run_of(run_id: UUID) -> RunRow | None:
    """A run by its id."""
    rows = await read_rows(RunRow, MatchingRun.filter(id=run_id))
    return rows[0] if rows else None


async def runs_under_way() -> list[UUID]:
    """Runs that were asked for and are not over, the oldest first."""
    rows = MatchingRun.filter(state__in=UNDER_WAY).order_by("created_at")
    return [one[0] for one in await rows.values_list("id")]


@one_transaction
async def request_run(
    unit: Organization, iso_week: IsoWeek, *, seconds: float, seed: int, now: datetime, actor: str
) -> RunRequested | ValidationFailed | Conflict:
    """Ask for a run over a unit's week; one at a time for each week."""
    if not 0 < seconds <= LONGEST_SECONDS:
        return ValidationFailed.of(
            "seconds", seconds, f"请给 0 到 {LONGEST_SECONDS:.0f} 秒。", f"Give 0 to {LONGEST_SECONDS:.0f} seconds."
        )
    week = await changeable_week(unit, iso_week)
    if isinstance(week, ValidationFailed):
        return week
    other = await MatchingRun.filter(week_id=week.id, state__in=UNDER_WAY).first()
    if other is not None:
        return Conflict(
            Words(
                "这一周正在匹配:请等它结束,或先取消。", "This week is being matched: wait for it, or cancel it first."
            ),
            current_version=other.version,
            other=str(other.id),
        )
    row = await MatchingRun.create(
        week_id=week.id, state="queued", requested_by=actor, seed=seed, seconds=seconds, created_at=now
    )
    await audit.record("run.requested", "matching_run", row.id, at=now, actor=actor)
    await tell(row.id, unit.id, iso_week.text, "queued", now)
    return RunRequested(row.id)


@one_transaction
async def begin_run(run_id: UUID, *, now: datetime) -> bool:
    """A worker has taken the run, for the first time or after a crash; false if it is over already."""
    mine = MatchingRun.filter(id=run_id, state__in=UNDER_WAY)
    return bool(await mine.update(state="running", started_at=now, version=F("version") + 1))


@one_transaction
async def note_progress(run: RunRow, progress: Progress, *, now: datetime) -> bool:
    """Write how far a run is, and tell subscribers; false if somebody asked it to stop."""
    await MatchingRun.filter(id=run.id).update(
        elapsed_s=progress.elapsed_s,
        iterations=progress.iterations,
        cost=progress.cost,
        assigned=progress.assigned,
        visits=progress.visits,
        bound=progress.bound,
        unavoidable=progress.unavoidable,
    )
    figures = {"cost": progress.cost, "assigned": progress.assigned, "visits": progress.visits}
    goes_on = not await MatchingRun.exists(id=run.id, is_cancel_requested=True)
    if goes_on:
        await tell(run.id, run.unit_id, run.iso_week, "running", now, figures)
    return goes_on


@one_transaction
async def request_cancel(run_id: UUID, *, now: datetime, actor: str) -> CancelRequested | Conflict | ValidationFailed:
    """Stop a run: it is cancelled at once, and its best plan follows as a draft. One that is over can't be."""
    changed = await MatchingRun.filter(id=run_id, state__in=UNDER_WAY).update(
        state="cancelled", is_cancel_requested=True, finished_at=now, version=F("version") + 1
    )
    row = await run_of(run_id)
    if row is None:
        return ValidationFailed.of("run", run_id, "没有这次匹配。", "No such run.")
    if not changed:
        return Conflict(Words("这次匹配已经结束。", "This run is over."), current_version=row.version, other=row.state)
    await tell(run_id, row.unit_id, row.iso_week, "cancelled", now)
    await audit.record("run.cancelled", "matching_run", run_id, at=now, actor=actor)
    return CancelRequested(run_id)


@one_transaction
async def fail_run(run: RunRow, failure: str, *, now: datetime) -> None:
    """A run that can't go on: the week can't be planned as it is, or the engine met a bug."""
    await MatchingRun.filter(id=run.id, state__in=UNDER_WAY).update(
        state="failed", failure=failure[:300], finished_at=now, version=F("version") + 1
    )
    await tell(run.id, run.unit_id, run.iso_week, "failed", now)


async def tell(
    run_id: UUID, unit_id: UUID, iso_week: str, state: str, now: datetime, figures: dict[str, int] | None = None
) -> None:
    """An event for those who follow the run."""
    body = {"run": str(run_id), "state": state, **(figures or {})}
    await events.tell("run.changed", at=now, scope_id=unit_id, iso_week=iso_week, body=body)


async def runs_by_state() -> dict[str, int]:
    """How many runs there are in each state that any is in, in one statement."""
    rows: list[dict[str, Any]] = await MatchingRun.annotate(runs=Count("id")).group_by("state").values("state", "runs")
    return {row["state"]: row["runs"] for row in rows}
