"""The rows that a unit's fairness rests on: carers with their time, and what plans of some weeks gave them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.people.models import Availability, AvailabilityException, Carer, CarerSkill, Qualification, Skill
from domain.planning.models import Assignment, Plan, ProblemSnapshot
from domain.planning.rows import NOT_DONE, PAST_WEEKS, grouped
from domain.statements import Statement


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A carer at a visit or session of a plan, with the skills that it asks for."""

    carer_id: UUID
    slot: int
    state: str
    starts_at: datetime
    ends_at: datetime
    travel_s: int
    waiting_s: int
    home_s: int
    unit_id: UUID
    iso_week: str
    skill_id: UUID | None
    level: int | None
    helper_skill_id: UUID | None
    helper_kind: str | None
    session_skill_id: UUID | None
    session_level: int | None

    @property
    def worked_s(self) -> int:
        """Seconds of the visit and of what is beside it, as `Assignment.worked_s`."""
        return int((self.ends_at - self.starts_at).total_seconds()) + self.travel_s + self.waiting_s + self.home_s


@dataclass(frozen=True, slots=True)
class FairRows:
    """A unit's carers with their time, and their work in some weeks: this one, then those before it.

    `problem` is the text of what this week's newest plan answers, None where there is none.
    """

    unit: Organization
    weeks: tuple[IsoWeek, ...]
    skills: dict[UUID, Skill]
    carers: list[Carer]
    known: dict[UUID, list[CarerSkill]]
    qualifications: dict[UUID, list[Qualification]]
    availability: dict[UUID, list[Availability]]
    exceptions: dict[UUID, list[AvailabilityException]]
    work: list[WorkRow]
    problem: str | None


PATHS = {
    "unit_id": "plan__week__unit_id",
    "iso_week": "plan__week__iso_week",
    "skill_id": "visit__request__service__skill_id",
    "level": "visit__request__service__level",
    "helper_skill_id": "visit__request__service__helper_skill_id",
    "helper_kind": "visit__request__service__helper_kind",
    "session_skill_id": "session__skill_id",
    "session_level": "session__level",
}
WORK = Statement(
    Assignment,
    [PATHS.get(one.name, one.name) for one in fields(WorkRow)],
    "WHERE {plan_id} AMONG $1 AND {carer_id} IN (SELECT u.carer_id FROM carer_unit u WHERE u.unit_id = $2)",
)


async def read_fair_rows(unit: Organization, iso_week: str) -> FairRows:
    """What a unit's fairness rests on, in as many statements for one carer as for all. Raises WeekTextError."""
    weeks = [IsoWeek.parse(iso_week, ZoneInfo(unit.time_zone))]
    for _ in range(PAST_WEEKS):
        weeks.append(weeks[-1].before)
    newest = await Plan.filter(week__unit_id=unit.id, week__iso_week=weeks[0].text).order_by("-number").first()
    mine = {"carer__units__unit_id": unit.id}
    days = {"on_date__gte": weeks[-1].days[0], "on_date__lte": weeks[0].days[-1]}
    return FairRows(
        unit=unit,
        weeks=tuple(weeks),
        skills={row.id: row for row in await Skill.all()},
        carers=await Carer.filter(units__unit_id=unit.id, is_active=True).order_by("key"),
        known=grouped(await CarerSkill.filter(**mine), lambda row: row.carer_id),
        qualifications=grouped(await Qualification.filter(**mine), lambda row: row.carer_id),
        availability=grouped(await Availability.filter(**mine), lambda row: row.carer_id),
        exceptions=grouped(await AvailabilityException.filter(**mine, **days), lambda row: row.carer_id),
        work=await read_work(unit, weeks, newest),
        problem=None if newest is None else (await ProblemSnapshot.get(hash=newest.problem_id)).body,
    )


async def read_work(unit: Organization, weeks: list[IsoWeek], newest: Plan | None) -> list[WorkRow]:
    """What the week's newest plan gives, what published plans of the weeks before gave, and other units' plans."""
    told = Q(state="published", week__iso_week__in=[one.text for one in weeks])
    ids: list[UUID] = await Plan.filter(told & ~Q(week__unit_id=unit.id, week__iso_week=weeks[0].text)).values_list(
        "id", flat=True
    )  # type: ignore[assignment]  # flat
    plans = [*ids, *([newest.id] if newest else [])]
    rows = map(WorkRow, *await WORK.columns(plans, unit.id))
    return [one for one in rows if one.state not in NOT_DONE]
