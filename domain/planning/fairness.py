"""Is it fair: every carer's load in a unit's week and in the four before, beside their part, and why."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from domain.calendar import IsoWeek
from domain.intervals import Interval, joined
from domain.organizations.models import Organization
from domain.people.availability import available_s, days_of, seconds_on
from domain.planning.fairness_rows import FairRows, WorkRow, read_fair_rows
from domain.planning.fairness_words import Ended, summary, why
from domain.weekly import WeeklyTime, weekly_words
from domain.wording import Words
from matching.fairness import Load, Member, Share, Stint, Unpopular, fairness
from matching.problem import Kind

ORDINARY_HOURS = (WeeklyTime((0, 1, 2, 3, 4), 8 * 60, 18 * 60),)


@dataclass(frozen=True, slots=True)
class FairnessLine:
    """A carer's share of this week and of all the weeks, and why.

    The score of the week's newest plan counts what is above `unfair_above_s`; None where it asks for no fair share.
    """

    carer_id: UUID
    name: str
    week: Load
    weeks: Load
    why: Words
    unfair_above_s: int | None


@dataclass(frozen=True, slots=True)
class WeekFairness:
    """The carers of a unit, whoever did most beyond their part first; `weeks` have a plan, this one among them.

    Hours outside `ordinary_hours` are unpopular.
    """

    weeks: int
    ordinary_hours: Words
    summary: Words
    carers: tuple[FairnessLine, ...]


async def read_fairness(unit_id: UUID, iso_week: str) -> WeekFairness:
    """The newest plan of the week with the published plans of the four before; it changes nothing."""
    rows = await read_fair_rows(await Organization.get(id=unit_id), iso_week)
    return await asyncio.to_thread(fairness_of, rows)


def fairness_of(rows: FairRows) -> WeekFairness:
    """Everybody's share in words, whoever did most beyond their part first."""
    back = {one.text: i for i, one in enumerate(rows.weeks)}
    ours = [one for one in rows.work if one.unit_id == rows.unit.id]
    weeks = len({one.iso_week for one in ours} | {rows.weeks[0].text})
    ordinary = ordinary_hours(rows.unit)
    unpopular = unpopular_of(ordinary)
    stints = (stint(one, rows, back[one.iso_week]) for one in ours)
    shares = fairness(list(members(rows, back, unpopular)), stints, unpopular)
    shares = sorted(shares, key=lambda one: one.weeks.fair_s - one.weeks.worked_s)
    names, limits_s = {str(one.id): one.name for one in rows.carers}, unfair_above_s(rows.problem)
    kinds: dict[str, Kind] = {str(one.id): cast("Kind", one.kind) for one in rows.carers}
    skills = {one.key: Words(one.name, one.name_en or one.name) for one in rows.skills.values()}

    def line(share: Share) -> FairnessLine:
        sentence = why(share, kinds[share.carer], weeks, names, skills, ended(UUID(share.carer), rows))
        return FairnessLine(
            UUID(share.carer), names[share.carer], share.week, share.weeks, sentence, limits_s.get(share.carer)
        )

    told = summary([one.weeks.standing for one in shares], weeks)
    return WeekFairness(weeks, weekly_words(ordinary), told, tuple(map(line, shares)))


def ordinary_hours(unit: Organization) -> tuple[WeeklyTime, ...]:
    """When the unit's carers ordinarily work: as it says, or Monday to Friday from 8 to 18."""
    return tuple(WeeklyTime.of(**one) for one in unit.ordinary_hours or []) or ORDINARY_HOURS


def unpopular_of(ordinary: Iterable[WeeklyTime]) -> Unpopular:
    """All hours but these, which may overlap."""
    by_day: dict[int, list[Interval]] = defaultdict(list)
    for one in ordinary:
        for day in one.days:
            by_day[day].append((60 * one.start_min, 60 * one.end_min))
    return Unpopular(tuple((day, *hours) for day in sorted(by_day) for hours in joined(by_day[day])))


def unfair_above_s(problem: str | None) -> dict[str, int]:
    """Each carer's fair share as a plan's problem has it."""
    carers: list[dict[str, Any]] = [] if problem is None else json.loads(problem)["carers"]
    return {one["id"]: one["fairS"] for one in carers if one.get("fairS") is not None}


def members(rows: FairRows, back: dict[str, int], unpopular: Unpopular) -> Iterator[Member]:
    """The carers with what they offer each week: their contract or their time, whichever is less, less other units'."""
    elsewhere_s: dict[tuple[UUID, int], int] = defaultdict(int)
    for one in rows.work:
        if one.unit_id != rows.unit.id:
            elsewhere_s[one.carer_id, back[one.iso_week]] += one.worked_s
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
            unpopular_s=tuple(sum(unpopular.seconds(*one) for one in some) for some in free),
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
        ways_s=row.travel_s + row.home_s,
        waits_s=row.waiting_s,
        skill=None if skill_id is None else rows.skills[skill_id].key,
        level=1 if is_helper or skill_id is None else row.level or row.session_level or 1,
    )
