"""A unit's week: runs of the engine, the plans they gave, who is assigned to what, and the coordinator's pins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from domain.organizations.models import Organization
from domain.people.models import Carer
from domain.rows import KeyedRow, Row, json_field, points_field
from domain.visits.models import Visit
from domain.youth.models import Session


class Week(Row):
    """A planning unit's ISO week (`2026-W48`): open, published or closed."""

    unit: fields.ForeignKeyRelation[Organization] = fields.ForeignKeyField(
        "linli.Organization", related_name="weeks", on_delete=fields.RESTRICT
    )
    unit_id: UUID
    iso_week = fields.CharField(max_length=8)
    state = fields.CharField(max_length=16, default="open")

    class Meta(Row.Meta):
        table = "week"
        unique_together = (("unit", "iso_week"),)


class ProblemSnapshot(Model):
    """The engine's problem of a plan as `linli-week/1` JSON, under the SHA-256 of its text; pseudonymous."""

    hash = fields.CharField(max_length=64, primary_key=True)
    body = fields.TextField()

    class Meta(Model.Meta):
        table = "problem_snapshot"


class MatchingRun(Row):
    """One run of the engine 匹配 over a week: with what, how far, and how it ended.

    `state` is queued, running, finished, cancelled or failed. The figures are the best plan's so far. Every plan of
    the week has `unavoidable` points of what it leaves open, and leaves `at_least_open` visits and sessions open.
    """

    week: fields.ForeignKeyRelation[Week] = fields.ForeignKeyField(
        "linli.Week", related_name="runs", on_delete=fields.RESTRICT, db_index=True
    )
    week_id: UUID
    state = fields.CharField(max_length=16)
    requested_by = fields.CharField(max_length=80, default="")
    seed = fields.IntField(default=0)
    seconds = fields.FloatField(null=True)
    iterations = fields.IntField(default=0)
    problem: fields.ForeignKeyNullableRelation[ProblemSnapshot] = fields.ForeignKeyField(
        "linli.ProblemSnapshot", related_name="runs", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    problem_id: str | None
    is_cancel_requested = fields.BooleanField(default=False)
    elapsed_s = fields.FloatField(default=0.0)
    cost: int | None = points_field(null=True)
    assigned = fields.IntField(null=True)
    visits = fields.IntField(null=True)
    stopped = fields.CharField(max_length=16, default="")
    failure = fields.CharField(max_length=300, default="")
    bound: int | None = points_field(null=True)
    unavoidable: int | None = points_field(null=True)
    at_least_open = fields.IntField(null=True)
    created_at = fields.DatetimeField()
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta(Row.Meta):
        table = "matching_run"


class Plan(Row):
    """A plan of a week: draft, published or superseded. `number` counts up within the week; the largest is newest."""

    week: fields.ForeignKeyRelation[Week] = fields.ForeignKeyField(
        "linli.Week", related_name="plans", on_delete=fields.RESTRICT
    )
    week_id: UUID
    number = fields.IntField()
    state = fields.CharField(max_length=16, default="draft")
    origin = fields.CharField(max_length=16, default="solve")
    run: fields.ForeignKeyNullableRelation[MatchingRun] = fields.ForeignKeyField(
        "linli.MatchingRun", related_name="plans", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    run_id: UUID | None
    problem: fields.ForeignKeyRelation[ProblemSnapshot] = fields.ForeignKeyField(
        "linli.ProblemSnapshot", related_name="plans", db_index=True, on_delete=fields.RESTRICT
    )
    problem_id: str
    cost: int = points_field()
    terms: dict[str, int] = json_field()
    bound: int | None = points_field(null=True)
    assigned = fields.IntField()
    visits = fields.IntField()
    created_at = fields.DatetimeField()
    published_at = fields.DatetimeField(null=True)

    class Meta(Row.Meta):
        table = "plan"
        unique_together = (("week", "number"),)


class Assignment(Row):
    """One carer in one slot of a visit or a session 派岗, `[starts_at, ends_at)`, with the seconds beside it: the way
    there, the wait before it, and the way home if it is the last of a duty.

    `state` is proposed, accepted, declined, moving, withdrawn, started or finished; the last to change it is
    `decided_by`, with their `reason` if they gave one.
    """

    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "linli.Plan", related_name="assignments", on_delete=fields.CASCADE
    )
    plan_id: UUID
    visit: fields.ForeignKeyNullableRelation[Visit] = fields.ForeignKeyField(
        "linli.Visit", related_name="assignments", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    visit_id: UUID | None
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "linli.Session", related_name="assignments", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    session_id: UUID | None
    slot = fields.IntField()
    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="assignments", on_delete=fields.RESTRICT
    )
    carer_id: UUID
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    travel_s = fields.IntField(default=0)
    waiting_s = fields.IntField(default=0, db_default=0)
    home_s = fields.IntField(default=0, db_default=0)
    state = fields.CharField(max_length=16, default="proposed")
    decided_by = fields.CharField(max_length=80, null=True)
    decided_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=200, null=True)
    departed_at = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True)
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    @property
    def worked_s(self) -> int:
        """Seconds of its visit and of what is beside it: all of a duty's together are what the score counts."""
        return int((self.ends_at - self.starts_at).total_seconds()) + self.travel_s + self.waiting_s + self.home_s

    class Meta(Row.Meta):
        table = "assignment"
        indexes = (("plan_id", "starts_at"), ("carer_id", "starts_at"))


class PlanBreak(Row):
    """A carer's pause in a plan."""

    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "linli.Plan", related_name="breaks", db_index=True, on_delete=fields.CASCADE
    )
    plan_id: UUID
    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="breaks", db_index=True, on_delete=fields.RESTRICT
    )
    carer_id: UUID
    starts_at = fields.DatetimeField()
    duration_s = fields.IntField()

    class Meta(Row.Meta):
        table = "plan_break"


class Unplaced(Row):
    """What a plan leaves open: an unassigned visit, or a session short of adults, with every carer's first reason and
    the changes that would help, as data (`domain.planning.reasons` puts them into words)."""

    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "linli.Plan", related_name="unplaced", db_index=True, on_delete=fields.CASCADE
    )
    plan_id: UUID
    visit: fields.ForeignKeyNullableRelation[Visit] = fields.ForeignKeyField(
        "linli.Visit", related_name="unplaced", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    visit_id: UUID | None
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "linli.Session", related_name="unplaced", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    session_id: UUID | None
    code = fields.CharField(max_length=32)
    excluded: list[dict[str, Any]] = json_field(default=list)
    remedies: list[dict[str, Any]] = json_field(default=list)

    class Meta(Row.Meta):
        table = "unplaced"


class SessionAdmission(Row):
    """How many children a session can admit with the adults that the plan gives it; the rest wait."""

    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "linli.Plan", related_name="admissions", on_delete=fields.CASCADE
    )
    plan_id: UUID
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField(
        "linli.Session", related_name="admissions", db_index=True, on_delete=fields.RESTRICT
    )
    session_id: UUID
    adults_needed = fields.IntField()
    adults = fields.IntField()
    admitted = fields.IntField()
    waiting = fields.IntField()
    bands: list[dict[str, Any]] = json_field(default=list)

    class Meta(Row.Meta):
        table = "session_admission"
        unique_together = (("plan", "session"),)


class Pin(KeyedRow):
    """A coordinator's word that holds in every solve of the week: this carer, this start, or both."""

    week: fields.ForeignKeyRelation[Week] = fields.ForeignKeyField(
        "linli.Week", related_name="pins", db_index=True, on_delete=fields.CASCADE
    )
    week_id: UUID
    visit: fields.ForeignKeyNullableRelation[Visit] = fields.ForeignKeyField(
        "linli.Visit", related_name="pins", null=True, db_index=True, on_delete=fields.CASCADE
    )
    visit_id: UUID | None
    session: fields.ForeignKeyNullableRelation[Session] = fields.ForeignKeyField(
        "linli.Session", related_name="pins", null=True, db_index=True, on_delete=fields.CASCADE
    )
    session_id: UUID | None
    slot = fields.IntField(default=0)
    carer: fields.ForeignKeyNullableRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="pins", null=True, db_index=True, on_delete=fields.CASCADE
    )
    carer_id: UUID | None
    starts_at = fields.DatetimeField(null=True)

    class Meta(KeyedRow.Meta):
        table = "pin"
