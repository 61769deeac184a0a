"""A carer's rows to the engine's carer: his time in the week, skills, dated credentials and limits."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from domain.calendar import DAY_S, IsoWeek
from domain.intervals import Interval, without
from domain.people import models as people
from domain.people.availability import apart, available_s, days_of, seconds_on
from domain.people.grades import grades_up_to
from domain.planning.rows import WeekRows
from matching.problem import BreakRule, Carer, Credential, Kind, TimeWindow

ADULT = "adult"
ADULT_YEARS = 18
ALWAYS_S = 10_000 * DAY_S


def compile_carer(row: people.Carer, rows: WeekRows) -> Carer:
    """The carer as the engine sees him; time in other units' published plans is taken, and counts to his week."""
    elsewhere = [
        (rows.week.second_of(one.starts_at) - one.travel_s, rows.week.second_of(one.ends_at))
        for one in rows.carers.elsewhere.get(row.id, [])
    ]
    taken_s = sum(end - start for start, end in elsewhere)
    return Carer(
        id=str(row.id),
        kind=cast("Kind", row.kind),
        base=str(row.base_id),
        mode=row.travel_mode,
        available=tuple(TimeWindow(*one) for one in free_s(row.id, elsewhere, rows)),
        max_day_s=60 * row.max_day_min,
        max_week_s=max(0, 60 * row.max_week_min - taken_s),
        skills={rows.skills[one.skill_id].key: one.level for one in rows.carers.skills.get(row.id, [])},
        credentials=credentials(row, rows),
        years=row.years,
        gender=row.gender,
        languages=tuple(row.languages),
        max_days=row.max_days,
        rest_s=60 * row.rest_min,
        contract_s=None if row.contract_min is None else max(0, 60 * row.contract_min - taken_s),
        break_rule=break_rule(row),
    )


def free_s(carer_id: UUID, elsewhere: list[Interval], rows: WeekRows) -> list[Interval]:
    """The intervals that a carer offers in the week and nobody else has taken."""
    offered = [
        one
        for rule in rows.carers.availability.get(carer_id, [])
        for one in seconds_on(
            days_of(rule.rrule, rows.week, rule.valid_from, rule.valid_until), rule.start_min, rule.end_min, rows.week
        )
    ]
    free = available_s(offered, rows.carers.exceptions.get(carer_id, []), rows.week)
    return apart(without(free, elsewhere), rows.week)


def credentials(row: people.Carer, rows: WeekRows) -> tuple[Credential, ...]:
    """Dated qualifications, the grade and all below it, and being of age."""
    dated = [
        Credential(one.kind, rows.week.second_of_day(one.valid_from), until_s(one.valid_until, rows.week))
        for one in rows.carers.qualifications.get(row.id, [])
    ]
    graded = [Credential(grade, -ALWAYS_S, ALWAYS_S) for grade in grades_up_to(row.grade)]
    return (*dated, *graded, *adult(row, rows.week))


def until_s(day: date | None, week: IsoWeek) -> int:
    """The end of the last valid day; a date left open never ends."""
    return ALWAYS_S if day is None else week.second_of_day(day) + DAY_S


def adult(row: people.Carer, week: IsoWeek) -> tuple[Credential, ...]:
    """Of age from the eighteenth birthday. Medical staff always are; a volunteer without a birth date is not."""
    if row.kind == "practitioner":
        return (Credential(ADULT, -ALWAYS_S, ALWAYS_S),)
    if row.birth_date is None:
        return ()
    born = row.birth_date
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    birthday = date(born.year + ADULT_YEARS, born.month, day)
    return (
        (Credential(ADULT, max(-ALWAYS_S, week.second_of_day(birthday)), ALWAYS_S),)
        if birthday <= week.days[-1]
        else ()
    )


def break_rule(row: people.Carer) -> BreakRule | None:
    """The pause that he is owed."""
    if row.break_after_min is None or row.break_min is None:
        return None
    return BreakRule(60 * row.break_after_min, 60 * row.break_min)
