"""What changes sessions. No two sessions share a room: the room's row is locked before anybody looks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import F

from domain import audit
from domain.calendar import moment
from domain.keeping import EntriesRefused, EntryProblem, Ids, Kept, ids_of, keep, rows_where
from domain.outcomes import Conflict, ValidationFailed
from domain.people.models import Skill
from domain.places.models import Room
from domain.places.opening import is_open, read_hours
from domain.store import one_transaction
from domain.wording import Words
from domain.youth.models import Session, YouthProgram

HOME_ZONE = ZoneInfo("Asia/Shanghai")
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as somebody entered it: minutes of `on_date` by the clock on the wall, half-open."""

    key: str
    program: str
    room: str
    title: str
    on_date: date
    start_min: int
    end_min: int
    title_en: str = ""
    theme: str = ""
    skill: str | None = None
    level: int = 1
    state: str = "planned"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A session that has its room."""

    session_id: UUID
    is_new: bool


@one_transaction
async def schedule_session(
    entry: SessionEntry, *, now: datetime, actor: str
) -> Scheduled | Conflict | ValidationFailed:
    """Put a session into a room, or move it, if the room is open and free: 09-10 and 10-11 don't meet."""
    problems = await unknown_names(entry)
    if problems:
        return problems
    kept = await keep_sessions([entry])
    if isinstance(kept, EntriesRefused):
        first = kept.problems[0]
        if first.field == "room":
            return Conflict(first.mend, other=first.value)
        return ValidationFailed.of(first.field, first.value, first.mend.zh, first.mend.en)
    session_id, is_new = kept.ids[entry.key], entry.key in kept.added
    if is_new or kept.changed:
        await audit.record("session.scheduled", "session", session_id, at=now, actor=actor)
    return Scheduled(session_id, is_new)


async def unknown_names(entry: SessionEntry) -> ValidationFailed | None:
    """What the entry names and is not there; None if all is."""
    named = {"program": (YouthProgram, entry.program), "room": (Room, entry.room), "skill": (Skill, entry.skill)}
    for field, (model, key) in named.items():
        if key is not None and not await model.filter(key=key).exists():
            return ValidationFailed.of(field, key, "没有这个编号。", "There is nothing with this key.")
    return None


@one_transaction
async def keep_sessions(entries: Sequence[SessionEntry]) -> Kept | EntriesRefused:
    """Add and change sessions by key, if every room is open and free; else every session that can't be held there."""
    rooms = await ids_of(Room, (entry.room for entry in entries))
    await lock_rooms(rooms)
    zones = await zones_of(entry.program for entry in entries)
    kept = await keep(Session, await values_of(entries, rooms, zones))
    written = {kept.ids[key] for key in (*kept.added, *kept.changed)}
    refused = [*await closed_rooms(entries), *await taken_rooms(written, zones)]
    return EntriesRefused(tuple(refused)) if refused else kept


async def lock_rooms(rooms: Ids) -> None:
    """Take the rooms' rows, always in one order, so that of many who want one room only one looks at a time."""
    for room_id in sorted(one for one in rooms.values() if one is not None):
        await Room.filter(id=room_id).update(version=F("version"))


async def zones_of(programs: Iterable[str]) -> dict[str, ZoneInfo]:
    """The time zone of each programme, by its key: that of the organisation that plans it."""
    keys = sorted(set(programs))
    rows = await YouthProgram.filter(key__in=keys).values_list("key", "planned_by__time_zone")
    return {key: ZoneInfo(zone) if zone else HOME_ZONE for key, zone in rows}


async def values_of(
    entries: Sequence[SessionEntry], rooms: Ids, zones: dict[str, ZoneInfo]
) -> dict[str, dict[str, object]]:
    """The columns of each session."""
    programs = await ids_of(YouthProgram, (entry.program for entry in entries))
    skills = await ids_of(Skill, (entry.skill for entry in entries))
    return {
        entry.key: {
            "program_id": programs[entry.program],
            "room_id": rooms[entry.room],
            "title": entry.title,
            "title_en": entry.title_en,
            "theme": entry.theme,
            "skill_id": skills[entry.skill],
            "level": entry.level,
            "starts_at": moment(entry.on_date, entry.start_min, zones[entry.program]),
            "ends_at": moment(entry.on_date, entry.end_min, zones[entry.program]),
            "state": entry.state,
        }
        for entry in entries
    }


async def closed_rooms(entries: Sequence[SessionEntry]) -> list[EntryProblem]:
    """Sessions outside their room's opening hours."""
    hours = await read_hours({entry.room for entry in entries})
    return [
        EntryProblem(
            entry.key,
            "start_min",
            f"{entry.on_date} {clock(entry.start_min)}-{clock(entry.end_min)}",
            Words(
                "这段时间活动室不开放:请换到开放时间内,或先改活动室的开放时间。",
                "The room is closed then: choose its opening hours, or change these first.",
            ),
        )
        for entry in entries
        if entry.state != CANCELLED
        and not is_open(hours.get(entry.room, []), entry.on_date, entry.start_min, entry.end_min)
    ]


async def taken_rooms(written: Collection[UUID], zones: dict[str, ZoneInfo]) -> list[EntryProblem]:
    """Sessions just written that meet another in their room, each with the other named by `value`."""
    mine = [row for row in await rows_where(Session, "id", written) if row.state != CANCELLED]
    if not mine:
        return []
    rivals = await Session.filter(
        room_id__in={row.room_id for row in mine},
        starts_at__lt=max(row.ends_at for row in mine),
        ends_at__gt=min(row.starts_at for row in mine),
    ).exclude(state=CANCELLED)
    zone = next(iter(zones.values()))
    return [
        EntryProblem(late.key, "room", early.key, taken(early, zone))
        if late.id in written
        else EntryProblem(early.key, "room", late.key, taken(late, zone))
        for early, late in meetings(rivals)
        if early.id in written or late.id in written
    ]


def meetings(sessions: Iterable[Session]) -> list[tuple[Session, Session]]:
    """Pairs of sessions in one room of which the second starts before the first ends. Half-open: touching is fine."""
    in_order = sorted(sessions, key=lambda row: (row.room_id, row.starts_at, row.key))
    found: list[tuple[Session, Session]] = []
    for _, group in groupby(in_order, key=lambda row: row.room_id):
        rows = list(group)
        for i, early in enumerate(rows):
            for late in rows[i + 1 :]:
                if late.starts_at >= early.ends_at:
                    break
                found.append((early, late))
    return found


def taken(other: Session, zone: ZoneInfo) -> Words:
    """Who has the room, in words."""
    start, end = other.starts_at.astimezone(zone), other.ends_at.astimezone(zone)
    when = f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"
    return Words(
        f"活动室已被「{other.title}」({other.key},{when})占用:请换时间或活动室。",
        f"The room is taken by {other.title_en or other.title} ({other.key}, {when}): choose another time or room.",
    )


def clock(minute: int) -> str:
    """Minutes from midnight as `08:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
