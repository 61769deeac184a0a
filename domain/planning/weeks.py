"""A unit's week as a row: made when first needed, locked by whoever changes it, shut once closed."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import F

from domain.calendar import IsoWeek, WeekTextError
from domain.organizations.models import Organization
from domain.outcomes import ValidationFailed
from domain.planning.models import Week


async def week_of(unit_id: UUID, iso_week: str) -> Week:
    """The unit's week, made if it isn't there. Call it inside a transaction."""
    made = await Week.get_or_create(unit_id=unit_id, iso_week=iso_week)  # pyright: ignore[reportUnknownMemberType]  (its defaults are untyped)
    return made[0]


async def changeable_week(unit: Organization, week: IsoWeek) -> Week | ValidationFailed:
    """The unit's week, locked for this transaction, unless it is closed."""
    row = await week_of(unit.id, week.text)
    # the UPDATE takes the row's lock, so that two coordinators' changes follow one another
    await Week.filter(id=row.id).update(version=F("version") + 1)
    await row.refresh_from_db()
    return closed(row) or row


async def closed_week(unit_id: UUID, week: IsoWeek) -> ValidationFailed | None:
    """Why a unit's week changes no more, so that nobody could come instead and nothing would help; None while it may.

    Nothing is locked: for questions only.
    """
    row = await Week.get_or_none(unit_id=unit_id, iso_week=week.text)
    return None if row is None else closed(row)


def closed(week: Week) -> ValidationFailed | None:
    """Why a week changes no more; None while it may."""
    if week.state != "closed":
        return None
    return ValidationFailed.of(
        "isoWeek",
        week.iso_week,
        "这一周已经结束:不能再改。请先重新打开(linli week reopen)。",
        "This week is closed and can't be changed. Reopen it first (linli week reopen).",
    )


def parse_week(unit: Organization, text: str) -> IsoWeek | ValidationFailed:
    """The week that a user typed, by the unit's clock."""
    try:
        return IsoWeek.parse(text, ZoneInfo(unit.time_zone))
    except WeekTextError:
        return ValidationFailed.of(
            "isoWeek", text, "请写成 2026-W49 这样的 ISO 周。", "Write an ISO week such as 2026-W49."
        )
