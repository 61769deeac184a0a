"""Mutations on a week as a whole: who is absent in it, and whether it is closed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.people import absences
from domain.people.own_absence import reported_by
from domain.planning.operations import WeekChanged, close_week, reopen_week
from domain.planning.weeks import parse_week
from schema.doing import done_once, idempotency_key, named, principal
from schema.people import Carer
from schema.planning import Week, WeekView
from schema.policy import exposed, personal
from schema.refusals import Refused, not_permitted, refusal
from schema.run_changes import planned_unit

Anything = Info[Any, Any]
CARERS = ("Practitioner", "Volunteer")


@strawberry.input(description="A day, or part of one, on which a carer can't come.")
class ReportAbsenceInput:
    """A day, or part of one, on which a carer can't come."""

    on_date: date = strawberry.field(description="The day.")
    idempotency_key: str = idempotency_key()
    carer: strawberry.ID | None = strawberry.field(default=None, description="Who; oneself if left out.")
    start_minute: int = strawberry.field(default=0, description="First minute after midnight.")
    end_minute: int = strawberry.field(default=absences.DAY_MIN, description="Minute at which they are back.")
    reason: str = strawberry.field(default="", description="Why, 200 characters at most; nothing about health.")


@strawberry.input(description="A day on which a carer can come after all.")
class TakeBackAbsenceInput:
    """A day on which a carer can come after all."""

    on_date: date = strawberry.field(description="The day.")
    idempotency_key: str = idempotency_key()
    carer: strawberry.ID | None = strawberry.field(default=None, description="Who; oneself if left out.")


@strawberry.input(description="A unit's week.")
class WeekInput:
    """A unit's week."""

    scope: strawberry.ID = strawberry.field(description="Global id of the planning unit.")
    iso_week: str = strawberry.field(description="The week, as in 2026-W49.")
    idempotency_key: str = idempotency_key()


@strawberry.type(description="An absence that every match counts with. What is published stays until a new plan is.")
class AbsenceReported:
    """An absence that every match counts with."""

    carer: Carer = personal("Who is absent.")
    on_date: date = exposed("The day.")
    is_new: bool = exposed("False if it was known before.")


@strawberry.type(description="A carer who can come after all.")
class AbsenceTakenBack:
    """A carer who can come after all."""

    carer: Carer = personal("Who.")
    on_date: date = exposed("The day.")


@strawberry.type(description="A week that is over: nothing in it changes any more.")
class WeekClosed:
    """A week that is over."""

    week: Week = exposed("The week.")


@strawberry.type(description="A week that may change again.")
class WeekReopened:
    """A week that may change again."""

    week: Week = exposed("The week.")


ReportAbsenceResult = Annotated[
    AbsenceReported | Refused,
    strawberry.union("ReportAbsenceResult", description="The absence, or why it was not recorded."),
]
TakeBackAbsenceResult = Annotated[
    AbsenceTakenBack | Refused,
    strawberry.union("TakeBackAbsenceResult", description="The carer, or why nothing was taken back."),
]
CloseWeekResult = Annotated[
    WeekClosed | Refused, strawberry.union("CloseWeekResult", description="The week, or why it stays open.")
]
ReopenWeekResult = Annotated[
    WeekReopened | Refused, strawberry.union("ReopenWeekResult", description="The week, or why it stays closed.")
]


async def report_absence(info: Anything, input: ReportAbsenceInput) -> ReportAbsenceResult:  # noqa: A002  (the grammar's name)
    """Record that a carer can't come."""
    carer, who, now = named(input.carer, *CARERS), principal(info), info.context.clock()
    found = NotPermitted() if carer is None and input.carer is not None else await reported_by(who, carer)
    if isinstance(found, NotPermitted):
        return not_permitted(info)
    answer = await done_once(
        info,
        input,
        absences.AbsenceReported,
        lambda: absences.report_absence(
            found.unit,
            found.carer_key,
            input.on_date,
            start_min=input.start_minute,
            end_min=input.end_minute,
            reason=input.reason,
            now=now,
            actor=who.login,
        ),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    row = await info.context.carers.load(answer.carer_id)
    return AbsenceReported(carer=row, on_date=answer.on_date, is_new=answer.is_new)


async def take_back_absence(info: Anything, input: TakeBackAbsenceInput) -> TakeBackAbsenceResult:  # noqa: A002  (as above)
    """Undo a carer's absences of a day."""
    carer, who, now = named(input.carer, *CARERS), principal(info), info.context.clock()
    found = NotPermitted() if carer is None and input.carer is not None else await reported_by(who, carer)
    if isinstance(found, NotPermitted):
        return not_permitted(info)
    answer = await done_once(
        info,
        input,
        absences.AbsenceTakenBack,
        lambda: absences.take_back_absence(found.unit, found.carer_key, input.on_date, now=now, actor=who.login),
    )
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return AbsenceTakenBack(carer=await info.context.carers.load(answer.carer_id), on_date=answer.on_date)


async def close_week_(info: Anything, input: WeekInput) -> CloseWeekResult:  # noqa: A002  (as above)
    """End a published week."""
    answer = await set_week(info, input, close_week)
    return WeekClosed(week=answer) if isinstance(answer, WeekView) else answer  # type: ignore[arg-type]  # shown as Week


async def reopen_week_(info: Anything, input: WeekInput) -> ReopenWeekResult:  # noqa: A002  (as above)
    """Undo the closing of a week."""
    answer = await set_week(info, input, reopen_week)
    return WeekReopened(week=answer) if isinstance(answer, WeekView) else answer  # type: ignore[arg-type]  # as above


async def set_week(info: Anything, input: WeekInput, operation: Any) -> WeekView | Refused:  # noqa: A002, ANN401  (as above; one of the two)
    """Close or reopen a week."""
    unit = await planned_unit(input.scope, info)
    if unit is None:
        return not_permitted(info)
    week = parse_week(unit, input.iso_week)
    if isinstance(week, Refusal):
        return refusal(week, info)
    who, now = principal(info), info.context.clock()
    answer = await done_once(info, input, WeekChanged, lambda: operation(unit, week, now=now, actor=who.login))
    if isinstance(answer, Refusal):
        return refusal(answer, info)
    return WeekView(unit.id, week.text)


@strawberry.type(description="What changes a week as a whole.")
class WeekMutations:
    """What changes a week as a whole."""

    report_absence: ReportAbsenceResult = exposed(
        "Record that a carer can't come on a day. For their coordinators, and for carers themselves.",
        resolver=report_absence,
    )
    take_back_absence: TakeBackAbsenceResult = exposed(
        "Undo a carer's absences of a day. For their coordinators, and for carers themselves.",
        resolver=take_back_absence,
    )
    close_week: CloseWeekResult = exposed("End a published week. For its coordinators.", resolver=close_week_)
    reopen_week: ReopenWeekResult = exposed("Undo the closing of a week. For its coordinators.", resolver=reopen_week_)
