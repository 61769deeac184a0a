"""Who comes when: assignments with all that a reader asks of them, each list in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from domain.planning.models import Assignment
from domain.planning.queries import MAX_ASSIGNMENTS, STOP, described, in_community
from domain.wording import Words

MAX_OWN = 500  # no carer makes so many visits in a week
COLUMNS = (
    "id", "plan_id", "slot", "state", "starts_at", "ends_at", "travel_s", "carer_id", "visit_id", "session_id",
    "decided_by", "decided_at", "reason", "started_at", "finished_at", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One carer at one visit or session."""

    id: UUID
    plan_id: UUID
    slot: int
    state: str
    starts_at: datetime
    ends_at: datetime
    travel_s: int
    carer_id: UUID
    carer_key: str
    carer_name: str
    visit_id: UUID | None
    session_id: UUID | None
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    started_at: datetime | None
    finished_at: datetime | None
    version: int
    request_key: str
    what: Words
    whom: str
    where: str


async def roster_of(plan_id: UUID, limit: int = MAX_ASSIGNMENTS, community_id: UUID | None = None) -> list[RosterEntry]:
    """Assignments of a plan by start, then carer."""
    mine = Assignment.filter(in_community(community_id), plan_id=plan_id)
    return await entries(mine.order_by("starts_at", "carer__key").limit(limit))


async def own_roster(carer_id: UUID, iso_week: str) -> list[RosterEntry]:
    """What the published plans of a week give a carer, by start; at most 500."""
    mine = Assignment.filter(carer_id=carer_id, plan__state="published", plan__week__iso_week=iso_week)
    return await entries(mine.order_by("starts_at", "id").limit(MAX_OWN))


async def entries_by_id(ids: Sequence[UUID]) -> list[RosterEntry | None]:
    """Assignments in the order of `ids`, None where there is none."""
    found = {one.id: one for one in await entries(Assignment.filter(id__in=list(ids)))}
    return [found.get(one) for one in ids]


async def entries(query: QuerySet[Assignment]) -> list[RosterEntry]:
    """The rows of a query of assignments, in its order."""
    rows: list[dict[str, Any]] = await query.values(
        *COLUMNS,
        carer_key="carer__key",
        carer_name="carer__name",
        community="visit__request__resident__community__name",
        building="visit__request__resident__address__building__name",
        detail="visit__request__resident__address__detail",
        room="session__room__name",
        **STOP,
    )
    return [
        RosterEntry(
            **{name: row[name] for name in (*COLUMNS, "carer_key", "carer_name")},
            where=row["room"]
            or " ".join(filter(None, (row["community"], f"{row['building'] or ''}{row['detail'] or ''}"))),
            **described(row),
        )
        for row in rows
    ]
