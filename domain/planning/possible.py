"""Whether a unit's week is possible at all, in people's words: what can never be made, and the bottleneck named."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from domain.calendar import WEEKDAYS_EN, WEEKDAYS_ZH
from domain.organizations.models import Organization
from domain.planning.board import communities_of_sessions, communities_of_visits
from domain.planning.compile import Compiled, compile_week
from domain.planning.rows import WeekRows, read_week
from domain.planning.stop_names import stop_name
from domain.planning.wording_rules import rule_words
from domain.wording import Words
from matching.possibility import Bottleneck, Load, Never, Possibility, possibility

HOUR_S = 3_600
ENOUGH_HOURS = Words(
    "工时够用,所以请看约定的时间、路程和资质。",
    " The hours are enough, so look at the agreed times, the ways and the qualifications.",
)
PROOF_S = 5.0  # that the proofs of one answer may take


@dataclass(frozen=True, slots=True)
class NeverLine:
    """A visit or session that nobody could make even in an empty week, and the rule of whoever comes closest."""

    visit_id: UUID | None
    session_id: UUID | None
    rule: str
    label: Words
    why: Words


@dataclass(frozen=True, slots=True)
class AreaLine:
    """Visits of one community among those that need a skill on a day."""

    community: Words
    visits: int


@dataclass(frozen=True, slots=True)
class LoadLine:
    """What a skill needs and finds on one day; `movable` could be on another day too."""

    skill: Words
    day: int
    visits: int
    needed_s: int
    movable: int
    carers: int
    offered_s: int
    communities: tuple[AreaLine, ...]


@dataclass(frozen=True, slots=True)
class PossibleWeek:
    """The week before it is planned: how much stays open in every plan, and what to look at first."""

    visits: int
    open_visits: int
    summary: Words
    never: tuple[NeverLine, ...]
    loads: tuple[LoadLine, ...]


async def read_possibility(unit_id: UUID, iso_week: str) -> PossibleWeek:
    """The week as its rows stand; it changes nothing."""
    rows = await read_week(await Organization.get(id=unit_id), iso_week)
    return await possible_week(compile_week(rows, frozen_until_s=0))


async def possible_week(compiled: Compiled) -> PossibleWeek:
    """The same of a compiled week."""
    rows = compiled.rows
    communities = {
        str(key): str(value) for key, value in {**communities_of_visits(rows), **communities_of_sessions(rows)}.items()
    }
    found = await asyncio.to_thread(possibility, compiled.problem, communities, seconds=PROOF_S)
    skills = {one.key: Words(one.name, one.name_en or one.name) for one in rows.skills.values()}
    return PossibleWeek(
        visits=found.visits,
        open_visits=found.open_visits,
        summary=summary(found, skills),
        never=tuple(_never_line(one, compiled) for one in found.never),
        loads=tuple(_load_line(one, skills, rows) for one in found.loads),
    )


def summary(found: Possibility, skills: dict[str, Words]) -> Words:
    """The bottleneck in one sentence, or that there is none."""
    if not found.open_visits:
        return Words(
            "按技能、时间和人员看,没有哪项服务注定没人做。",
            "By skills, hours and people, nothing is bound to stay open.",
        )
    least = Words(
        f"无论怎么排,至少有 {found.open_visits} 项没人做",
        f"However it is planned, at least {_stay(found.open_visits)} open",
    )
    if found.bottleneck is None:
        return Words(f"{least.zh}:没有哪一项技能是唯一的瓶颈。", f"{least.en}; no single skill is the bottleneck.")
    tightest = bottleneck(found.bottleneck, skills)
    return Words(f"{least.zh};{tightest.zh}", f"{least.en}. {tightest.en}")


def bottleneck(one: Bottleneck, skills: dict[str, Words]) -> Words:
    """The skill that leaves most open, and its fullest day in figures."""
    load = one.load
    skill, day = skills.get(load.skill, Words(load.skill, load.skill)), load.day % 7
    needed, offered = f"{load.needed_s / HOUR_S:.1f}", f"{load.offered_s / HOUR_S:.1f}"
    rest = Words("", "") if load.needed_s > load.offered_s else ENOUGH_HOURS
    return Words(
        f"瓶颈是“{skill.zh}”,它至少有 {one.open_visits} 项没人做:周{WEEKDAYS_ZH[day]}最紧,"
        f"只能在当天的有 {load.visits} 项,需 {needed} 小时,能做的有 {load.carers} 人,共 {offered} 小时。{rest.zh}",
        f"The bottleneck is {skill.en}, of which at least {_stay(one.open_visits)} open: {WEEKDAYS_EN[day]} is "
        f"tightest, with {load.visits} that can be on no other day and need {needed} h, "
        f"and {_people(load.carers)} who may do them, {offered} h in all.{rest.en}",
    )


def _stay(many: int) -> str:
    return f"{many} {'stays' if many == 1 else 'stay'}"


def _people(many: int) -> str:
    return "1 person" if many == 1 else f"{many} people"


def _never_line(one: Never, compiled: Compiled) -> NeverLine:
    sessions = {str(row.id): row.id for row in compiled.rows.sessions.sessions}
    rule = rule_words(one.rule)
    many = one.carers.get(one.rule, 0)
    return NeverLine(
        visit_id=None if one.visit in sessions else UUID(one.visit),
        session_id=sessions.get(one.visit),
        rule=one.rule,
        label=stop_name(one.visit, None, compiled),
        why=Words(f"{rule.zh}({many} 人)", f"{rule.en} ({_people(many)})") if many else rule,
    )


def _load_line(one: Load, skills: dict[str, Words], rows: WeekRows) -> LoadLine:
    named = {str(row.id): Words(row.name, row.name_en or row.name) for row in rows.places.communities.values()}
    return LoadLine(
        skill=skills.get(one.skill, Words(one.skill, one.skill)),
        day=one.day,
        visits=one.visits,
        needed_s=one.needed_s,
        movable=one.movable,
        carers=one.carers,
        offered_s=one.offered_s,
        communities=tuple(AreaLine(named[area], visits) for area, visits in sorted(one.areas.items())),
    )
