"""What changes children's places in sessions. Everything else is named by its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.keeping import EntriesRefused, EntryProblem, Kept, ids_of, keep, parts, rows_where
from domain.people.models import Resident
from domain.store import one_transaction
from domain.wording import Words
from domain.youth.ages import out_of_bands
from domain.youth.models import Enrolment, Session, YouthProgram
from domain.youth.operations import zones_of


@dataclass(frozen=True, slots=True)
class EnrolmentEntry:
    """A child's place as somebody entered it; `enrolled_at` is by the clock on the wall."""

    key: str
    session: str
    child: str
    enrolled_at: datetime
    state: str = "enrolled"


@one_transaction
async def keep_enrolments(entries: Sequence[EnrolmentEntry]) -> Kept | EntriesRefused:
    """Add and change places by key. A key stays with its session and child, and a child has one place in a session."""
    sessions = await ids_of(Session, (entry.session for entry in entries))
    children = await ids_of(Resident, (entry.child for entry in entries))
    zones = await zones_of_sessions(entry.session for entry in entries)
    coming = [entry for entry in entries if entry.state != "cancelled"]
    refused = [*await placed_twice(entries), *await moved(entries), *await out_of_bands(coming, zones)]
    if refused:
        return EntriesRefused(tuple(refused))
    return await keep(
        Enrolment,
        {
            entry.key: {
                "session_id": sessions[entry.session],
                "child_id": children[entry.child],
                "enrolled_at": entry.enrolled_at.replace(tzinfo=zones[entry.session]),
                "state": entry.state,
            }
            for entry in entries
        },
    )


async def zones_of_sessions(keys: Iterable[str]) -> dict[str, ZoneInfo]:
    """The time zone of each session, by its key."""
    rows = await rows_where(Session, "key", sorted(set(keys)))
    programs = {row.id: row.key for row in await rows_where(YouthProgram, "id", {row.program_id for row in rows})}
    zones = await zones_of(programs.values())
    return {row.key: zones[programs[row.program_id]] for row in rows}


async def placed_twice(entries: Sequence[EnrolmentEntry]) -> list[EntryProblem]:
    """Entries whose child has a place in that session under another key."""
    rows = await places_where("session__key", {entry.session for entry in entries})
    holders = {(row.session.key, row.child.key): row.key for row in rows}
    return [
        EntryProblem(
            entry.key,
            "child",
            entry.child,
            Words(f"这个孩子已报名这场活动:请用原来的编号 {holder}。", f"Enrolled already: use the old key {holder}."),
        )
        for entry in entries
        if (holder := holders.get((entry.session, entry.child), entry.key)) != entry.key
    ]


async def moved(entries: Sequence[EnrolmentEntry]) -> list[EntryProblem]:
    """Entries whose key belongs to another child or session."""
    rows = await places_where("key", {entry.key for entry in entries})
    places = {row.key: (row.session.key, row.child.key) for row in rows}
    return [
        EntryProblem(
            entry.key,
            "key",
            entry.key,
            Words(
                "这个编号已用于另一个孩子或活动:请用新编号。", "This key has another child or session: use a new key."
            ),
        )
        for entry in entries
        if places.get(entry.key, (entry.session, entry.child)) != (entry.session, entry.child)
    ]


async def places_where(column: str, keys: set[str]) -> list[Enrolment]:
    """Places by a key, with their sessions and children."""
    ordered = sorted(keys)
    return [
        row
        for part in parts(ordered)
        for row in await Enrolment.filter(**{f"{column}__in": part}).select_related("session", "child")
    ]
