"""A home visit's rows to the engine's visit: windows on permitted days, slots by its service, wishes and continuity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import cast
from uuid import UUID

from domain.calendar import IsoWeek
from domain.intervals import Interval, joined, within
from domain.planning.readiness import Readiness
from domain.planning.rows import WeekRows
from domain.visits import models as visits
from domain.visits.operations import touches
from matching.problem import WEEK_S, Kind, Priority, Series, Slot, TimeWindow, Visit, Wishes


def compile_visits(rows: WeekRows, ready: Readiness) -> list[Visit]:
    """Each ready visit as the engine sees it."""
    nearby = {
        community: tuple(str(who) for who in carers if who in ready.carers)
        for community, carers in rows.carers.preferring.items()
    }
    return [compile_visit(row, nearby, rows, ready) for row in rows.visits.visits if row.id in ready.visits]


def compile_visit(row: visits.Visit, nearby: Mapping[UUID, tuple[str, ...]], rows: WeekRows, ready: Readiness) -> Visit:
    """The visit as the engine sees it. It must be ready: its windows on permitted days are not empty.

    `nearby` are the carers who asked for a community, by community.
    """
    request = rows.visits.requests[row.request_id]
    service = rows.visits.services[request.service_id]
    resident = rows.visits.residents[request.resident_id]
    windows = [one for one in rows.visits.windows.get(request.id, []) if not one.is_wish]
    wishes = [one for one in rows.visits.windows.get(request.id, []) if one.is_wish]
    days = ready.days[request.id]
    return Visit(
        id=str(row.id),
        place=str(resident.address_id),
        duration_s=60 * service.duration_min,
        windows=tuple(TimeWindow(*one) for one in windows_s(windows, days, rows.week)),
        slots=compile_slots(service, rows),
        priority=cast("Priority", request.priority),
        wish=tuple(TimeWindow(*one) for one in windows_s(wishes, days, rows.week)),
        group=str(request.id) if request.keeps_carer and request.visits_per_week > 1 else None,
        preferred=preferred(request, nearby.get(resident.community_id, ()), rows, ready),
        excluded=tuple(str(who) for who in sorted(rows.visits.excluded.get(request.id, [])) if who in ready.carers),
        wishes=Wishes(request.gender_wish, request.language_wish),
    )


def windows_s(windows: list[visits.RequestWindow], days: frozenset[date], week: IsoWeek) -> list[Interval]:
    """Windows as seconds of the week, on `days`: those on which the request's papers are in order."""
    found = [
        (week.second_of_day(day, window.start_min), week.second_of_day(day, window.end_min))
        for window in windows
        for day in week.days
        if day in days and touches(window, [day])
    ]
    return within(joined(found), 0, WEEK_S)


def compile_slots(service: visits.ServiceCategory, rows: WeekRows) -> tuple[Slot, ...]:
    """One slot a carer: the first does the service, the others help with it."""
    first = Slot(
        skill=skill_key(service.skill_id, rows),
        level=service.level,
        kind=cast("Kind | None", service.carer_kind),
        credentials=tuple(one for one in (service.qualification, service.min_grade) if one),
        min_years=service.min_years,
    )
    if service.helper_skill_id is None and service.helper_kind is None:
        return (first,) * service.carers_needed
    helper = Slot(skill=skill_key(service.helper_skill_id, rows), kind=cast("Kind | None", service.helper_kind))
    return (first, *(helper for _ in range(service.carers_needed - 1)))


def skill_key(skill_id: UUID | None, rows: WeekRows) -> str | None:
    """The name by which the engine knows a skill."""
    return None if skill_id is None else rows.skills[skill_id].key


def preferred(
    request: visits.HomeVisitRequest, nearby: tuple[str, ...], rows: WeekRows, ready: Readiness
) -> tuple[str, ...]:
    """Whom the resident would like: the carer they named, else those they know, else those who asked for the area."""
    if request.preferred_carer_id is not None:
        wanted = [request.preferred_carer_id]
    elif request.id in rows.visits.familiar:
        wanted = rows.visits.familiar[request.id]
    else:
        return nearby
    return tuple(str(who) for who in wanted if who in ready.carers)


def compile_series(rows: WeekRows, ready: Readiness) -> Iterator[Series]:
    """Several visits of one request lie on different days, so far apart as it asks."""
    mine: dict[UUID, list[str]] = defaultdict(list)
    for visit in rows.visits.visits:
        if visit.id in ready.visits:
            mine[visit.request_id].append(str(visit.id))
    for request_id, names in mine.items():
        if len(names) > 1:
            yield Series(str(request_id), tuple(names), min_days=rows.visits.requests[request_id].days_apart)
