"""Ages in whole years, and the bands of a programme that they fall into."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.keeping import EntryProblem, rows_where
from domain.people.models import Resident
from domain.wording import Words
from domain.youth.models import AgeBand, Session


class Placed(Protocol):
    """A child's place in a session, as somebody entered it."""

    @property
    def key(self) -> str:
        """Its key."""
        ...

    @property
    def session(self) -> str:
        """The session's key."""
        ...

    @property
    def child(self) -> str:
        """The child's key."""
        ...


def age_on(day: date, born: date) -> int:
    """Whole years from `born` to `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


async def out_of_bands(entries: Iterable[Placed], zones: dict[str, ZoneInfo]) -> list[EntryProblem]:
    """Places of children whose age on the day is unknown, or in no band of the programme: nobody could mind them."""
    wanted = list(entries)
    sessions = {row.key: row for row in await rows_where(Session, "key", {one.session for one in wanted})}
    children = {row.key: row for row in await rows_where(Resident, "key", {one.child for one in wanted})}
    bands = await rows_where(AgeBand, "program_id", {row.program_id for row in sessions.values()})
    problems: list[EntryProblem] = []
    for one in wanted:
        session, born = sessions[one.session], children[one.child].birth_date
        mine = [band for band in bands if band.program_id == session.program_id]
        mend = age_mend(session.starts_at.astimezone(zones[one.session]).date(), born, mine)
        if mend is not None:
            problems.append(EntryProblem(one.key, "child", one.child, mend))
    return problems


def age_mend(day: date, born: date | None, bands: list[AgeBand]) -> Words | None:
    """What is wrong with an age on `day`; None if a band takes it."""
    if born is None:
        return Words(
            "这个孩子没有出生日期:请在居民表补填。", "This child has no birth date: fill it in among the residents."
        )
    age = age_on(day, born)
    if any(band.min_age <= age <= band.max_age for band in bands):
        return None
    there = ", ".join(f"{band.min_age}-{band.max_age}" for band in sorted(bands, key=lambda band: band.min_age))
    return Words(
        f"活动当天 {age} 岁,不在项目的年龄组({there})内。",
        f"Aged {age} on the day: no band of the programme ({there}) takes that.",
    )
