"""Questions about a unit's week: its state, its plans, who comes when, and what stays open. Rows, never models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.expressions import Q

from domain.calendar import IsoWeek, clock
from domain.outcomes import ValidationFailed
from domain.planning.admission_words import admission_words
from domain.planning.models import Assignment, Plan, SessionAdmission, Unplaced, Week
from domain.wording import Words

MAX_PLANS = 50
MAX_ASSIGNMENTS = 100_000  # more than any city's week; every list is bounded


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A stored plan without its assignments."""

    id: UUID
    week_id: UUID
    number: int
    state: str
    origin: str
    cost: int
    bound: int | None
    terms: dict[str, int]
    assigned: int
    visits: int
    created_at: datetime
    published_at: datetime | None
    version: int

    @property
    def is_proven(self) -> bool:
        """Whether no better plan exists for the problem that it answers."""
        return self.bound is not None and self.bound >= self.cost


@dataclass(frozen=True, slots=True)
class WeekStatus:
    """A unit's week: its state, its newest plan and the published one."""

    id: UUID | None
    state: str
    newest: PlanRow | None
    published: PlanRow | None


@dataclass(frozen=True, slots=True)
class TrayEntry:
    """A visit that nobody makes, or a session short of adults: reasons and remedies as data."""

    id: UUID
    visit_id: UUID | None
    session_id: UUID | None
    request_key: str
    what: Words
    whom: str
    code: str
    excluded: list[dict[str, Any]]
    remedies: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AdmissionRow:
    """Whom a session admits with the adults it has."""

    session_id: UUID
    session_key: str
    what: Words
    starts_at: datetime
    adults_needed: int
    adults: int
    admitted: int
    waiting: int
    bands: list[dict[str, Any]]

    @property
    def summary(self) -> Words:
        """The same in one sentence."""
        return admission_words(self.adults_needed, self.adults, self.admitted, self.waiting, self.bands)


async def week_status(unit_id: UUID, iso_week: str) -> WeekStatus:
    """The week as it stands; one that nobody touched yet is open."""
    week = await Week.get_or_none(unit_id=unit_id, iso_week=iso_week)
    if week is None:
        return WeekStatus(None, "open", None, None)
    newest = await Plan.filter(week_id=week.id).order_by("-number").first()
    published = await Plan.get_or_none(week_id=week.id, state="published")
    return WeekStatus(week.id, week.state, newest and plan_row(newest), published and plan_row(published))


async def plans_of(week_id: UUID) -> list[PlanRow]:
    """A week's plans, the newest first; at most 50."""
    return [plan_row(one) for one in await Plan.filter(week_id=week_id).order_by("-number").limit(MAX_PLANS)]


async def plan_of(plan_id: UUID) -> PlanRow:
    """A plan by its id."""
    return plan_row(await Plan.get(id=plan_id))


async def least_open_of(plan_id: UUID) -> int | None:
    """How many visits and sessions every plan of the week leaves open, as the plan's run proved; None if none did."""
    rows: list[int | None] = await Plan.filter(id=plan_id).values_list("run__at_least_open", flat=True)  # type: ignore[assignment]  # flat
    return rows[0] if rows else None


def plan_row(plan: Plan) -> PlanRow:
    """A plan's columns."""
    return PlanRow(
        id=plan.id,
        week_id=plan.week_id,
        number=plan.number,
        state=plan.state,
        origin=plan.origin,
        cost=plan.cost,
        bound=plan.bound,
        terms=plan.terms,
        assigned=plan.assigned,
        visits=plan.visits,
        created_at=plan.created_at,
        published_at=plan.published_at,
        version=plan.version,
    )


STOP = {
    "request_key": "visit__request__key",
    "resident": "visit__request__resident__name",
    "service": "visit__request__service__name",
    "service_en": "visit__request__service__name_en",
    "session_key": "session__key",
    "title": "session__title",
    "title_en": "session__title_en",
}


def in_community(community_id: UUID | None) -> Q:
    """Rows of visits to a community's residents and of its programmes' sessions; all rows if that is None."""
    if community_id is None:
        return Q()
    return Q(visit__request__resident__community_id=community_id) | Q(session__program__community_id=community_id)


async def tray_of(plan_id: UUID, limit: int, community_id: UUID | None) -> list[TrayEntry]:
    """What a plan leaves open, by request, in one statement."""
    rows: list[dict[str, Any]] = (
        await Unplaced.filter(in_community(community_id), plan_id=plan_id)
        .order_by("visit__request__key", "session__key", "id")
        .limit(limit)
        .values("id", "visit_id", "session_id", "code", "excluded", "remedies", **STOP)
    )
    return [
        TrayEntry(
            id=row["id"],
            visit_id=row["visit_id"],
            session_id=row["session_id"],
            code=row["code"],
            excluded=row["excluded"],
            remedies=row["remedies"],
            **described(row),
        )
        for row in rows
    ]


async def stop_words(plan_id: UUID, ids: list[UUID]) -> dict[UUID, Words]:
    """Whom, what and when, of these visits and sessions of a plan, in one statement."""
    rows: list[dict[str, Any]] = (
        await Assignment.filter(Q(visit_id__in=ids) | Q(session_id__in=ids), plan_id=plan_id)
        .distinct()
        .values(
            "visit_id", "session_id", "starts_at",
            week="plan__week__iso_week", zone="plan__week__unit__time_zone", **STOP,
        )
    )  # fmt: skip
    return {row["visit_id"] or row["session_id"]: stop_and_time(row) for row in rows}


def stop_and_time(row: dict[str, Any]) -> Words:
    """Such as `王桂兰 换药 周二 09:00`."""
    at = clock(IsoWeek.parse(row["week"], ZoneInfo(row["zone"])).second_of(row["starts_at"]))
    stop = described(row)
    what: Words = stop["what"]
    return Words(
        " ".join(filter(None, (stop["whom"], what.zh, at.zh))),
        ", ".join(filter(None, (stop["whom"], f"{what.en} {at.en}"))),
    )


def described(row: dict[str, Any]) -> dict[str, Any]:
    """What a stop is and for whom, for a visit or a session."""
    zh = row["service"] or row["title"]
    return {
        "request_key": row["request_key"] or row["session_key"],
        "what": Words(zh, row["service_en"] or row["title_en"] or zh),
        "whom": row["resident"] or "",
    }


async def admissions_of(plan_id: UUID) -> list[AdmissionRow]:
    """Whom each session of a plan admits, by start, in one statement."""
    rows: list[dict[str, Any]] = (
        await SessionAdmission.filter(plan_id=plan_id)
        .order_by("session__starts_at", "session__key")
        .values(
            "session_id", "adults_needed", "adults", "admitted", "waiting", "bands",
            key="session__key", title="session__title", title_en="session__title_en", starts_at="session__starts_at",
        )
    )  # fmt: skip
    return [
        AdmissionRow(
            session_id=row["session_id"],
            session_key=row["key"],
            what=Words(row["title"], row["title_en"] or row["title"]),
            starts_at=row["starts_at"],
            adults_needed=row["adults_needed"],
            adults=row["adults"],
            admitted=row["admitted"],
            waiting=row["waiting"],
            bands=row["bands"],
        )
        for row in rows
    ]


async def plan_numbered(unit_id: UUID, iso_week: str, number: int | None) -> PlanRow | ValidationFailed:
    """A week's plan by its number; the newest if that is None."""
    plans = Plan.filter(week__unit_id=unit_id, week__iso_week=iso_week)
    row = await (plans if number is None else plans.filter(number=number)).order_by("-number").first()
    if row is not None:
        return plan_row(row)
    if number is None:
        return ValidationFailed.of(
            "week",
            iso_week,
            "这一周还没有方案:请先匹配(linli week solve)。",
            "No plan yet: match first (linli week solve).",
        )
    return ValidationFailed.of(
        "plan", number, f"{iso_week} 没有这个编号的方案。", f"{iso_week} has no plan of this number."
    )
