"""Pins as somebody entered them in a workbook: kept by key, for visits that their week owes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.calendar import IsoWeek
from domain.keeping import EntriesRefused, EntryProblem, Kept, Values, differs, keep, rows_where
from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.people.models import Carer, CarerUnit
from domain.planning.models import Pin
from domain.planning.weeks import changeable_week, week_of
from domain.store import one_transaction
from domain.visits.models import HomeVisitRequest, Visit
from domain.visits.operations import owe_visits
from domain.wording import Words
from domain.youth.models import Session


@dataclass(frozen=True, slots=True)
class PinEntry:
    """A pin as somebody entered it: of a request's visit or a session; `number` and `slot` count from 1, and
    `starts_at` is by the clock on the wall."""

    key: str
    iso_week: str
    request: str | None = None
    session: str | None = None
    number: int = 1
    slot: int = 1
    carer: str | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a pin holds: the unit that plans it, how many may come (None: any number), and its visit or session."""

    unit: Organization
    slots: int | None
    visit_id: UUID | None = None
    session_id: UUID | None = None


Targets = dict[str, Target]
Problems = dict[str, EntryProblem]
Owed = dict[tuple[UUID, str], list[Visit] | ValidationFailed]


@one_transaction
async def keep_pins(entries: Sequence[PinEntry]) -> Kept | EntriesRefused:
    """Add and change pins by key, making the weeks and visits that they name; another pin in the same place goes."""
    targets, problems = await find_targets(entries)
    carers = {row.key: row for row in await rows_where(Carer, "key", [one.carer for one in entries if one.carer])}
    planned = await planned_by(targets)
    for entry in entries:
        if entry.key in targets:
            problem = misfit(entry, targets[entry.key], planned)
            problems |= {entry.key: problem} if problem else {}
    if problems:
        return EntriesRefused(tuple(problems.values()))
    values = {entry.key: await values_of(entry, targets[entry.key], carers) for entry in entries}
    shut = await lock_weeks(entries, targets, values)
    if shut:
        return EntriesRefused(tuple(shut))
    for key, one in values.items():
        same_place = {name: one[name] for name in ("week_id", "visit_id", "session_id", "slot")}
        await Pin.filter(**same_place).exclude(key=key).delete()
    return await keep(Pin, values)


async def find_targets(entries: Sequence[PinEntry]) -> tuple[Targets, Problems]:
    """What each pin holds, and the pins that hold nothing that their week has."""
    requests = {row.key: row for row in await requests_of(entries)}
    sessions = {row.key: row for row in await sessions_of(entries)}
    targets: Targets = {}
    problems: Problems = {}
    owed: Owed = {}
    for entry in entries:
        target = (
            await visit_target(entry, requests[entry.request], owed)
            if entry.request is not None
            else session_target(entry, sessions[entry.session or ""])
        )
        if isinstance(target, Target):
            targets[entry.key] = target
        else:
            problems[entry.key] = target
    return targets, problems


async def requests_of(entries: Sequence[PinEntry]) -> list[HomeVisitRequest]:
    """The pinned requests, with their services and the units that plan them."""
    keys = [entry.request for entry in entries if entry.request is not None]
    return await HomeVisitRequest.filter(key__in=keys).select_related("service", "resident__community__planned_by")


async def sessions_of(entries: Sequence[PinEntry]) -> list[Session]:
    """The pinned sessions, with the units that plan them."""
    keys = [entry.session for entry in entries if entry.session is not None]
    return await Session.filter(key__in=keys).select_related("program__planned_by")


async def visit_target(entry: PinEntry, request: HomeVisitRequest, owed: Owed) -> Target | EntryProblem:
    """The visit that a request owes in the pin's week; `owed` remembers what each week owes."""
    unit = request.resident.community.planned_by
    if unit is None:
        return unplanned(entry, "request", request.key)
    which = (unit.id, entry.iso_week)
    visits = owed[which] = owed.get(which) or await owe_visits(unit, entry.iso_week)
    if isinstance(visits, ValidationFailed):
        return EntryProblem(entry.key, "iso_week", entry.iso_week, visits.problems[0].mend)
    for visit in visits:
        if visit.request_id == request.id and visit.number == entry.number:
            return Target(unit, request.service.carers_needed, visit_id=visit.id)
    return EntryProblem(
        entry.key,
        "number",
        str(entry.number),
        Words(
            f"{request.key} 在 {entry.iso_week} 没有第 {entry.number} 次服务:请核对周次、次数和时间窗。",
            f"{request.key} owes no visit {entry.number} in {entry.iso_week}: check the week, the number, the windows.",
        ),
    )


def session_target(entry: PinEntry, session: Session) -> Target | EntryProblem:
    """The session, if somebody plans its tutors and it is in the pin's week."""
    unit = session.program.planned_by
    if unit is None:
        return unplanned(entry, "session", session.key)
    if week_in(unit, entry).holds(session.starts_at.astimezone(ZoneInfo(unit.time_zone)).date()):
        return Target(unit, None, session_id=session.id)
    return EntryProblem(
        entry.key,
        "iso_week",
        entry.iso_week,
        Words(f"活动 {session.key} 不在这一周:请核对周次。", f"Session {session.key} is not in this week: check it."),
    )


def unplanned(entry: PinEntry, field: str, value: str) -> EntryProblem:
    """Nobody plans what the pin holds."""
    mend = Words(
        "没有统筹单位:请先填写社区或项目的统筹单位。", "Nobody plans it: fill in who plans the community or programme."
    )
    return EntryProblem(entry.key, field, value, mend)


def week_in(unit: Organization, entry: PinEntry) -> IsoWeek:
    """The pin's week by the unit's clock."""
    return IsoWeek.parse(entry.iso_week, ZoneInfo(unit.time_zone))


async def planned_by(targets: Targets) -> dict[UUID, set[str]]:
    """Keys of the carers whom each of the units plans."""
    found: dict[UUID, set[str]] = defaultdict(set)
    units = {target.unit.id for target in targets.values()}
    for unit_id, key in await CarerUnit.filter(unit_id__in=units).values_list("unit_id", "carer__key"):
        found[unit_id].add(key)
    return found


def misfit(entry: PinEntry, target: Target, planned: dict[UUID, set[str]]) -> EntryProblem | None:
    """Why the pin can't hold its visit or session; None if it can."""
    if target.slots is not None and entry.slot > target.slots:
        mend = Words(f"这项服务只需 {target.slots} 人。", f"This service needs only {target.slots} carers.")
        return EntryProblem(entry.key, "slot", str(entry.slot), mend)
    if entry.carer is not None and entry.carer not in planned[target.unit.id]:
        mend = Words(f"{target.unit.name} 不统筹此人的时间。", f"{target.unit.key} does not plan this carer's time.")
        return EntryProblem(entry.key, "carer", entry.carer, mend)
    if entry.starts_at is not None and not week_in(target.unit, entry).holds(entry.starts_at.date()):
        mend = Words(f"开始时间要在 {entry.iso_week} 之内。", f"Let it start within {entry.iso_week}.")
        return EntryProblem(entry.key, "starts_at", str(entry.starts_at), mend)
    return None


async def values_of(entry: PinEntry, target: Target, carers: dict[str, Carer]) -> Values:
    """The columns of a pin's row; the week's row is made if it isn't there."""
    week = await week_of(target.unit.id, entry.iso_week)
    zone = ZoneInfo(target.unit.time_zone)
    return {
        "week_id": week.id,
        "visit_id": target.visit_id,
        "session_id": target.session_id,
        "slot": entry.slot - 1,
        "carer_id": carers[entry.carer].id if entry.carer is not None else None,
        "starts_at": None if entry.starts_at is None else entry.starts_at.replace(tzinfo=zone),
    }


async def lock_weeks(entries: Sequence[PinEntry], targets: Targets, values: dict[str, Values]) -> list[EntryProblem]:
    """Take the weeks whose pins change; the pins of those that are closed already."""
    there = {row.key: row for row in await rows_where(Pin, "key", list(values))}
    changing = [one for one in entries if one.key not in there or differs(there[one.key], values[one.key])]
    shut: list[EntryProblem] = []
    for entry in changing:
        unit = targets[entry.key].unit
        week = await changeable_week(unit, week_in(unit, entry))
        if isinstance(week, ValidationFailed):
            shut.append(EntryProblem(entry.key, "iso_week", entry.iso_week, week.problems[0].mend))
    return shut
