"""A week that is planned, and what is asked about it: rows of its plans, and what-if."""

from domain.audit import AuditEvent
from domain.kept_answers import KeptAnswer
from domain.planning.models import Assignment, Pin, Plan
from schema.relay import global_id

WHAT_IF = """query W($plan: ID!, $changes: [PlanChangeInput!]!) { whatIf(plan: $plan, changes: $changes) {
  __typename
  ... on WhatIf { costBefore costAfter assignedBefore assignedAfter terms { name before after difference }
    moved { name visit { id } carersBefore { key } carersAfter { key } isByAdded startsBefore startsAfter } }
  ... on ValidationFailed { problems { field value mend } }
  ... on Conflict { message other } } }"""
MONDAY = "2026-12-07"


async def rows() -> tuple[int, ...]:
    tables = (Plan, Assignment, Pin, AuditEvent, KeptAnswer)
    return tuple([await table.all().count() for table in tables])


async def made_by(key: str) -> Assignment:
    """The newest plan's first assignment of a carer."""
    newest = await Plan.all().order_by("-number").first()
    assert newest is not None
    found = await Assignment.filter(plan_id=newest.id, carer__key=key, visit_id__not_isnull=True).order_by("starts_at")
    return found[0]


def visit_id(row: Assignment) -> str:
    assert row.visit_id is not None
    return global_id("Visit", row.visit_id)


def on_duty(start: int, end: int, day: str = MONDAY) -> dict:
    """A time on duty by the clock on the wall."""
    return {"startsAt": f"{day}T{start:02}:00:00+08:00", "endsAt": f"{day}T{end:02}:00:00+08:00"}
