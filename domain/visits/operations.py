"""What changes requests and the visits that weeks owe for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.planning.models import Week
from domain.planning.weeks import parse_week
from domain.store import one_at_a_time, one_transaction
from domain.visits.models import HomeVisitRequest, RequestWindow, Visit


@one_transaction
async def owe_visits(unit: Organization, iso_week: str) -> list[Visit] | ValidationFailed:
    """The visits that the unit's communities are owed in a week, by request and number: see `settle_visits`."""
    week = await settle_visits(unit, iso_week)
    if isinstance(week, ValidationFailed):
        return week
    return await visits_of(unit, week).filter(state="planned").order_by("request__key", "number")


@one_transaction
async def settle_visits(unit: Organization, iso_week: str) -> IsoWeek | ValidationFailed:
    """Make the visits that the unit's communities are owed in a week; a second call changes nothing.

    Missing ones are made. One that its request no longer asks for is withdrawn, and planned again if it does once
    more. A closed week stays as it was.
    """
    week = parse_week(unit, iso_week)
    if isinstance(week, ValidationFailed):
        return week
    if not await Week.filter(unit_id=unit.id, iso_week=week.text, state="closed").exists():
        await one_at_a_time(f"visits:{unit.id}:{week.text}")
        await settle(unit, week)
    return week


@one_transaction
async def owe_visit(request_id: UUID, iso_week: str) -> Visit:
    """The one visit that a request for a single day is owed in its week."""
    return await Visit.create(request_id=request_id, iso_week=iso_week, number=1)


async def owed_numbers(unit: Organization, week: IsoWeek) -> set[tuple[UUID, int]]:
    """Request and number of each visit that the week owes."""
    active = HomeVisitRequest.filter(resident__community__planned_by_id=unit.id, state="active")
    requests = await active.only("id", "starts_on", "ends_on", "visits_per_week")
    theirs = RequestWindow.filter(request__resident__community__planned_by_id=unit.id, is_wish=False)
    windows: dict[UUID, list[RequestWindow]] = defaultdict(list)
    for window in await theirs.only("id", "request_id", "weekday", "on_date"):
        windows[window.request_id].append(window)
    return {
        (request.id, number)
        for request in requests
        if any(touches(window, days_asked(request, week)) for window in windows[request.id])
        for number in range(1, request.visits_per_week + 1)
    }


def days_asked(request: HomeVisitRequest, week: IsoWeek) -> list[date]:
    """The week's dates from the request's first through its last."""
    return [
        day
        for day in week.days
        if (request.starts_on is None or request.starts_on <= day)
        and (request.ends_on is None or day <= request.ends_on)
    ]


def touches(window: RequestWindow, days: Iterable[date]) -> bool:
    """Whether the window opens on one of `days`."""
    return any(window.on_date == day or window.weekday == day.weekday() for day in days)


async def settle(unit: Organization, week: IsoWeek) -> None:
    """Make, withdraw and plan again, so that the week has what it owes and no other visit."""
    rows = await visits_of(unit, week).only("id", "request_id", "number", "state")
    there = {(visit.request_id, visit.number): visit for visit in rows}
    owed = await owed_numbers(unit, week)  # read last: a request booked between the two has no visit to withdraw
    missing = [
        Visit(request_id=request_id, iso_week=week.text, number=n) for request_id, n in sorted(owed - set(there))
    ]
    # two coordinators may open the week at once: the second finds the first's rows
    await Visit.bulk_create(missing, ignore_conflicts=True)
    gone = [visit.id for which, visit in there.items() if which not in owed and visit.state == "planned"]
    back = [visit.id for which, visit in there.items() if which in owed and visit.state == "withdrawn"]
    for ids, state in ((gone, "withdrawn"), (back, "planned")):
        if ids:
            await Visit.filter(id__in=ids).update(state=state, version=F("version") + 1)


def visits_of(unit: Organization, week: IsoWeek) -> QuerySet[Visit]:
    """All visits of the unit's communities in the week, whatever became of them."""
    return Visit.filter(iso_week=week.text, request__resident__community__planned_by_id=unit.id)
