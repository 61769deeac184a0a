"""Home visits: what can be asked for, who asked for what, and the visits that a week owes."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from domain.people.models import Carer, Resident, Skill
from domain.rows import KeyedRow, Row


class ServiceCategory(KeyedRow):
    """A kind of home visit 服务类别. The first carer needs `skill`; others need `helper_skill`, or the same if none."""

    name = fields.CharField(max_length=120)
    name_en = fields.CharField(max_length=120, default="")
    duration_min = fields.IntField()
    carers_needed = fields.IntField(default=1)
    skill: fields.ForeignKeyNullableRelation[Skill] = fields.ForeignKeyField(
        "linli.Skill", related_name="categories", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    skill_id: UUID | None
    level = fields.IntField(default=1)
    carer_kind = fields.CharField(max_length=16, null=True)
    qualification = fields.CharField(max_length=32, default="")
    min_years = fields.IntField(default=0)
    min_grade = fields.CharField(max_length=32, default="")
    helper_skill: fields.ForeignKeyNullableRelation[Skill] = fields.ForeignKeyField(
        "linli.Skill", related_name="helper_categories", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    helper_skill_id: UUID | None
    helper_kind = fields.CharField(max_length=16, null=True)
    assessment_needed = fields.BooleanField(default=True)
    is_prohibited = fields.BooleanField(default=False)

    class Meta(KeyedRow.Meta):
        table = "service_category"


class HomeVisitRequest(KeyedRow):
    """A request for one or more visits a week 上门服务申请, from `starts_on` through `ends_on`."""

    resident: fields.ForeignKeyRelation[Resident] = fields.ForeignKeyField(
        "linli.Resident", related_name="requests", db_index=True, on_delete=fields.RESTRICT
    )
    resident_id: UUID
    service: fields.ForeignKeyRelation[ServiceCategory] = fields.ForeignKeyField(
        "linli.ServiceCategory", related_name="requests", db_index=True, on_delete=fields.RESTRICT
    )
    service_id: UUID
    channel = fields.CharField(max_length=16, default="phone")
    booked_by = fields.CharField(max_length=80, default="")
    assisted_by = fields.CharField(max_length=80, default="")
    priority = fields.CharField(max_length=16, default="routine")
    visits_per_week = fields.IntField(default=1)
    days_apart = fields.IntField(default=1)
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    preferred_carer: fields.ForeignKeyNullableRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="preferred_requests", null=True, db_index=True, on_delete=fields.SET_NULL
    )
    preferred_carer_id: UUID | None
    keeps_carer = fields.BooleanField(default=True)
    gender_wish = fields.CharField(max_length=1, null=True)
    language_wish = fields.CharField(max_length=16, null=True)
    state = fields.CharField(max_length=16, default="active")
    cancel_reason = fields.CharField(max_length=200, null=True)

    class Meta(KeyedRow.Meta):
        table = "home_visit_request"


class RequestWindow(Row):
    """A time that suits: each week on `weekday` (Monday is 0), or once on `on_date`. Minutes from midnight, half-open.
    A wish is a time that would be liked best, within the others."""

    request: fields.ForeignKeyRelation[HomeVisitRequest] = fields.ForeignKeyField(
        "linli.HomeVisitRequest", related_name="windows", db_index=True, on_delete=fields.CASCADE
    )
    request_id: UUID
    weekday = fields.IntField(null=True)
    on_date = fields.DateField(null=True)
    start_min = fields.IntField()
    end_min = fields.IntField()
    is_wish = fields.BooleanField(default=False)

    class Meta(Row.Meta):
        table = "request_window"


class ExcludedCarer(Row):
    """A carer whom the resident does not want, or who must not come."""

    request: fields.ForeignKeyRelation[HomeVisitRequest] = fields.ForeignKeyField(
        "linli.HomeVisitRequest", related_name="excluded_carers", on_delete=fields.CASCADE
    )
    request_id: UUID
    carer: fields.ForeignKeyRelation[Carer] = fields.ForeignKeyField(
        "linli.Carer", related_name="excluded_from", db_index=True, on_delete=fields.CASCADE
    )
    carer_id: UUID

    class Meta(Row.Meta):
        table = "excluded_carer"
        unique_together = (("request", "carer"),)


class Visit(Row):
    """One visit that a request owes in one ISO week (`2026-W48`), `number` 1 and up."""

    request: fields.ForeignKeyRelation[HomeVisitRequest] = fields.ForeignKeyField(
        "linli.HomeVisitRequest", related_name="visits", on_delete=fields.RESTRICT
    )
    request_id: UUID
    iso_week = fields.CharField(max_length=8, db_index=True)
    number = fields.IntField(default=1)
    state = fields.CharField(max_length=16, default="planned")

    class Meta(Row.Meta):
        table = "visit"
        unique_together = (("request", "iso_week", "number"),)


class RiskAssessment(KeyedRow):
    """An assessment before the first visit 风险评估: for one service, or for all if `service` is None."""

    resident: fields.ForeignKeyRelation[Resident] = fields.ForeignKeyField(
        "linli.Resident", related_name="assessments", db_index=True, on_delete=fields.RESTRICT
    )
    resident_id: UUID
    service: fields.ForeignKeyNullableRelation[ServiceCategory] = fields.ForeignKeyField(
        "linli.ServiceCategory", related_name="assessments", null=True, db_index=True, on_delete=fields.RESTRICT
    )
    service_id: UUID | None
    assessed_on = fields.DateField()
    valid_until = fields.DateField(null=True)
    assessor = fields.CharField(max_length=80, default="")
    is_fit = fields.BooleanField(default=True)

    class Meta(KeyedRow.Meta):
        table = "risk_assessment"
