"""When rooms are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from domain.intervals import joined
from domain.places.models import RoomHours
from domain.weekly import falls_on


async def read_hours(rooms: Collection[str]) -> dict[str, list[RoomHours]]:
    """Opening hours by the room's key; a room without any is left out."""
    found: dict[str, list[RoomHours]] = defaultdict(list)
    for row in await RoomHours.filter(room__key__in=list(rooms)).select_related("room"):
        found[row.room.key].append(row)
    return dict(found)


def is_open(hours: Sequence[RoomHours], day: date, start_min: int, end_min: int) -> bool:
    """Whether the room is open for the whole of `[start_min, end_min)` on `day`; without hours it always is."""
    today = joined((row.start_min, row.end_min) for row in hours if falls_on(row.rrule, day))
    return not hours or any(start <= start_min and end_min <= end for start, end in today)
