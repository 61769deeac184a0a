"""Is it fair: every carer's load in a unit's week and in the four before, beside their part, and why."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast
from uuid import UUID

from domain.calendar import IsoWeek
from domain.intervals import Interval
from domain.organizations.models import Organization
from domain.people.availability import available_s, days_of, seconds_on
from domain.planning.fairness_rows import FairRows, WorkRow, read_fair_rows
from domain.planning.fairness_words import Ended, summary, why
from domain.wording import Words
from matching.fairness import UNPOPULAR, Load, Member, Share, Stint, fairness
from matching.problem import Kind


@dataclass(frozen=True, slots=True)
class FairnessLine:
    """A carer's share of this week and of all the weeks, and why in one sentence."""

    carer_id: UUID
    name: str
    week: Load
    weeks: Load
    why: Words


@dataclass(frozen=True, slots=True)
class WeekFairness:
    """The carers of a unit, whoever did most beyond their part first; `weeks` have a plan, this one among them."""

    weeks: int
    summary: Words
    carers: tuple[FairnessLine, ...]


async def read_fairness(unit_id: UUID, iso_week: str) -> WeekFairness:
    """The newest plan of the week with the published plans of the four before; it changes nothing."""
    rows = await read_fair_rows(await Organization.get(id=unit_id), iso_week)
    return await asyncio.to_thread(fairness_of, rows)


def fairness_of(rows: FairRows) -> WeekFairness:
    """Everybody's share in words, whoever did most beyond their part first."""
    back = {one.text: i for i, one in enumerate(rows.weeks)}
    ours = [one for one in rows.work if one.unit_id == rows.unit_id]
    weeks = len({one.iso_week for one in ours} | {rows.weeks[0].text})
    shares = fairness(list(members(rows, back)), (stint(one, rows, back[one.iso_week]) for one in ours))
    shares = sorted(shares, key=lambda one: one.weeks.fair_s - one.weeks.worked_s)
    names = {str(one.id): one.name for one in rows.carers}
    kinds: dict[str, Kind] = {str(one.id): cast("Kind", one.kind) for one in rows.carers}
    skills = {one.key: Words(one.name, one.name_en or one.name) for one in rows.skills.values()}

    def line(share: Share) -> FairnessLine:
        sentence = why(share, kinds[share.carer], weeks, names, skills, ended(UUID(share.carer), rows))
        return FairnessLine(UUID(share.carer), names[share.carer], share.week, share.weeks, sentence)

    return WeekFairness(weeks, summary([one.weeks.standing for one in shares], weeks), tuple(map(line, shares)))


def members(rows: FairRows, back: dict[str, int]) -> Iterator[Member]:
    """The carers with what they offer each week: their contract or their time, whichever is less, less other units'."""
    elsewhere_s: dict[tuple[UUID, int], int] = defaultdict(int)
    for one in rows.work:
        if one.unit_id != rows.unit_id:
            elsewhere_s[one.carer_id, back[one.iso_week]] += worked_s(one)
    for row in rows.carers:
        limit_s = 60 * min(row.max_week_min, row.max_week_min if row.contract_min is None else row.contract_min)
        free = [free_s(row.id, week, rows) for week in rows.weeks]
        yield Member(
            id=str(row.id),
            kind=cast("Kind", row.kind),
            offered_s=tuple(
                max(0, min(limit_s, sum(end - start for start, end in some)) - elsewhere_s[row.id, i])
                for i, some in enumerate(free)
            ),
            unpopular_s=tuple(sum(UNPOPULAR.seconds(*one) for one in some) for some in free),
            skills={rows.skills[one.skill_id].key: one.level for one in rows.known.get(row.id, [])},
        )


def free_s(carer_id: UUID, week: IsoWeek, rows: FairRows) -> list[Interval]:
    """The intervals of a week in which a carer is there."""
    offered = [
        one
        for rule in rows.availability.get(carer_id, [])
        for one in seconds_on(
            rule_days(rule.rrule, week, rule.valid_from, rule.valid_until), rule.start_min, rule.end_min, week
        )
    ]
    return available_s(offered, rows.exceptions.get(carer_id, []), week)


@lru_cache(maxsize=1_000)
def rule_days(rule: str, week: IsoWeek, since: date | None, until: date | None) -> tuple[date, ...]:
    """Dates of a rule: many carers have the same, and each takes milliseconds."""
    return tuple(days_of(rule, week, since, until))


def ended(carer_id: UUID, rows: FairRows) -> Ended | None:
    """The qualification of a carer that ended first, by the end of this week, and was not renewed."""
    last: dict[str, date] = {}
    for one in rows.qualifications.get(carer_id, []):
        last[one.kind] = max(last.get(one.kind, date.min), one.valid_until or date.max)
    gone = [Ended(kind, day, rows.weeks[0]) for kind, day in last.items() if day < rows.weeks[0].days[-1]]
    return min(gone, key=lambda one: one.day, default=None)


def worked_s(row: WorkRow) -> int:
    """Seconds at the visit and on the way to it."""
    return int((row.ends_at - row.starts_at).total_seconds()) + row.travel_s


def stint(row: WorkRow, rows: FairRows, weeks_back: int) -> Stint:
    """A row as the engine sees it, with the skill that its slot asks for."""
    week = rows.weeks[weeks_back]
    is_helper = row.slot > 0 and (row.helper_skill_id is not None or row.helper_kind is not None)
    skill_id = row.helper_skill_id if is_helper else row.skill_id or row.session_skill_id
    return Stint(
        carer=str(row.carer_id),
        weeks_back=weeks_back,
        start_s=week.second_of(row.starts_at),
        end_s=week.second_of(row.ends_at),
        travel_s=row.travel_s,
        skill=None if skill_id is None else rows.skills[skill_id].key,
        level=1 if is_helper or skill_id is None else row.level or row.session_level or 1,
    )
