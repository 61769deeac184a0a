"""Changes by hand in `linli week`: who makes a visit and when, and who is away."""

from __future__ import annotations

from datetime import date, datetime

from api.cli import change_reports as changes
from api.cli.options import ACTOR, Scope, WeekOptions, run_week
from api.cli.report import Report
from api.cli.when import parse_moment
from domain.outcomes import Refusal
from domain.people.absences import report_absence, take_back_absence
from domain.planning.moving import move_visit
from domain.planning.pins import pin_visit, unpin_visit
from domain.planning.solving import prepare

DEFAULT = WeekOptions()


def pin(
    visit: str,
    /,
    *,
    carer: str | None = None,
    at: str | None = None,
    slot: int = 0,
    options: WeekOptions = DEFAULT,
) -> int:
    """Settle the carer of VISIT, its start, or both, for every match of this week.

    Parameters
    ----------
    carer
        Key of the carer.
    at
        Start as 2026-12-01T09:00 (local time) or `Tue 09:00`.
    slot
        Which of several carers, from 0.
    """

    async def action(scope: Scope) -> Report | Refusal:
        compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
        starts_at = parse_moment(at, scope.week)
        if isinstance(compiled, Refusal) or isinstance(starts_at, Refusal):
            return compiled if isinstance(compiled, Refusal) else starts_at  # type: ignore[return-value]  # a Refusal here
        answer = await pin_visit(
            visit, compiled, carer=carer, starts_at=starts_at, slot=slot, now=scope.now, actor=ACTOR
        )
        return answer if isinstance(answer, Refusal) else changes.pinned_report(visit, answer)

    return run_week(options, action)


def unpin(visit: str, /, *, options: WeekOptions = DEFAULT) -> int:
    """Take every pin off VISIT."""

    async def action(scope: Scope) -> Report | Refusal:
        compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
        if isinstance(compiled, Refusal):
            return compiled
        answer = await unpin_visit(visit, compiled, now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.unpinned_report(visit, answer)

    return run_week(options, action)


def move(
    visit: str,
    /,
    *,
    carer: str | None = None,
    at: str | None = None,
    slot: int = 0,
    options: WeekOptions = DEFAULT,
) -> int:
    """Move VISIT in the newest plan to another carer or start, all else unchanged; the result is a new draft.

    Parameters
    ----------
    carer
        Key of the carer who should make it.
    at
        Start as 2026-12-01T09:00 (local time) or `Tue 09:00`.
    slot
        Which of several carers, from 0.
    """

    async def action(scope: Scope) -> Report | Refusal:
        compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
        starts_at = parse_moment(at, scope.week)
        if isinstance(compiled, Refusal) or isinstance(starts_at, Refusal):
            return compiled if isinstance(compiled, Refusal) else starts_at  # type: ignore[return-value]  # a Refusal here
        answer = await move_visit(
            visit, compiled, carer=carer, starts_at=starts_at, slot=slot, now=scope.now, actor=ACTOR
        )
        return answer if isinstance(answer, Refusal) else await changes.moved_report(scope, answer)

    return run_week(options, action)


def absent(carer: str, day: date, /, *, reason: str = "", options: WeekOptions = DEFAULT) -> int:
    """Record that CARER is away on DAY (2026-12-03); then `linli week replan`.

    Parameters
    ----------
    carer
        Key of the carer.
    day
        The date.
    reason
        Why, if it may be said.
    """

    async def action(scope: Scope) -> Report | Refusal:
        answer = await report_absence(scope.unit, carer, as_date(day), reason=reason, now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.absent_report(answer)

    return run_week(options, action)


def present(carer: str, day: date, /, *, options: WeekOptions = DEFAULT) -> int:
    """Undo `absent`: CARER can come on DAY after all."""

    async def action(scope: Scope) -> Report | Refusal:
        answer = await take_back_absence(scope.unit, carer, as_date(day), now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.present_report(carer, answer)

    return run_week(options, action)


def as_date(day: date) -> date:
    """A plain date, of a date and time too."""
    return day.date() if isinstance(day, datetime) else day
