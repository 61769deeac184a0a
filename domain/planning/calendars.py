"""What a carer's calendar shows: published assignments of last, this and coming weeks, and those taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from domain.planning.models import Assignment
from domain.wording import Words

BEFORE = timedelta(days=14)
AHEAD = timedelta(days=56)
MOST = 2_000  # assignments in that time, those of superseded plans too
VERSIONS_OF_A_PLAN = 1_000  # an assignment changes less often than this while its plan stands
Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]
STATUS: dict[str, Status] = {  # of a state; all others are confirmed
    "proposed": "TENTATIVE",
    "moving": "TENTATIVE",
    "declined": "CANCELLED",
    "withdrawn": "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One stop of a carer's calendar: no name, no address, nothing of anybody's health but the service's name.

    `sequence` rises with every change of the stop, and `changed_at` is when it last did.
    """

    stop_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    what: Words
    community: Words
    status: Status
    sequence: int
    changed_at: datetime


async def calendar_of(carer_id: UUID, *, now: datetime) -> list[CalendarEntry]:
    """A carer's calendar by start, in one statement: each stop once, by the newest plan that gave it to them."""
    rows: list[dict[str, Any]] = (
        await Assignment.filter(
            carer_id=carer_id,
            starts_at__gte=now - BEFORE,
            starts_at__lt=now + AHEAD,
            plan__state__in=("published", "superseded"),
            plan__published_at__not_isnull=True,
        )
        .order_by("-plan__number", "starts_at", "id")
        .limit(MOST)
        .values(
            "starts_at", "ends_at", "state", "version", "decided_at", "visit_id", "session_id",
            plan_state="plan__state",
            number="plan__number",
            published_at="plan__published_at",
            time_zone="plan__week__unit__time_zone",
            service="visit__request__service__name",
            service_en="visit__request__service__name_en",
            title="session__title",
            title_en="session__title_en",
            home="visit__request__resident__community__name",
            home_en="visit__request__resident__community__name_en",
            venue="session__program__community__name",
            venue_en="session__program__community__name_en",
        )
    )  # fmt: skip
    newest: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        newest.setdefault(row["visit_id"] or row["session_id"], row)
    return sorted((entry(stop, row) for stop, row in newest.items()), key=lambda one: (one.starts_at, one.stop_id))


def entry(stop_id: UUID, row: dict[str, Any]) -> CalendarEntry:
    """A row as an entry; one whose plan was superseded without giving the stop to the carer again is cancelled."""
    is_gone = row["plan_state"] == "superseded"
    what, community = row["service"] or row["title"], row["home"] or row["venue"]
    return CalendarEntry(
        stop_id=stop_id,
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        time_zone=row["time_zone"],
        what=Words(what, row["service_en"] or row["title_en"] or what),
        community=Words(community, row["home_en"] or row["venue_en"] or community),
        status="CANCELLED" if is_gone else STATUS.get(row["state"], "CONFIRMED"),
        sequence=row["number"] * VERSIONS_OF_A_PLAN + row["version"] + is_gone,
        changed_at=max(filter(None, (row["published_at"], row["decided_at"]))),
    )
