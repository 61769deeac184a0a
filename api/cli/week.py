"""`linli week …`: the coordinator's week from a terminal."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from api.cli import asking_reports as asking
from api.cli import change_reports as changes
from api.cli import week_reports as reports
from api.cli.fair_report import fairness_report
from api.cli.options import ACTOR, Scope, WeekOptions, run_week
from api.cli.progress import watched
from api.cli.report import Report
from api.cli.when import parse_moment
from domain.outcomes import Refusal
from domain.people.absences import report_absence, take_back_absence
from domain.planning import queries
from domain.planning.moving import move_visit
from domain.planning.operations import close_week, publish, reopen_week
from domain.planning.pins import pin_visit, unpin_visit
from domain.planning.possible import possible_week
from domain.planning.solving import Budget, prepare, solve_week

app = App(name="week", help="The coordinator's week: check, match, look, change, publish, replan, close.")

Seconds = Annotated[float, Parameter(help="Longest time to search; small weeks stop sooner, when proven.")]
DEFAULT = WeekOptions()


@app.command
def ready(*, options: WeekOptions = DEFAULT) -> int:
    """Show the readiness board: what can't be planned yet, why, what to do, and what no plan could place."""

    async def action(scope: Scope) -> Report | Refusal:
        compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
        if isinstance(compiled, Refusal):
            return compiled
        return reports.readiness_report(compiled, await possible_week(compiled))

    return run_week(options, action)


@app.command
def solve(
    *,
    seconds: Seconds = 20.0,
    iterations: int | None = None,
    seed: int = 0,
    options: WeekOptions = DEFAULT,
) -> int:
    """Match the week and keep the plan as a draft. Ctrl-C stops and keeps the best plan so far.

    Parameters
    ----------
    iterations
        Search so many iterations instead of seconds: the same number and seed give the same plan.
    seed
        Another seed may find another plan.
    """
    budget = Budget(None if iterations is not None else seconds, iterations, seed)
    return run_week(options, lambda scope: solved(scope, budget, options))


@app.command
def replan(*, seconds: Seconds = 20.0, seed: int = 0, options: WeekOptions = DEFAULT) -> int:
    """Match a published week anew with as few changes as can be; what has begun stays."""

    async def action(scope: Scope) -> Report | Refusal:
        status = await queries.week_status(scope.unit.id, scope.week.text)
        if status.published is None:
            return reports.nothing_published(scope.week)
        return await solved(scope, Budget(seconds, None, seed), options)

    return run_week(options, action)


async def solved(scope: Scope, budget: Budget, options: WeekOptions) -> Report | Refusal:
    """Match with progress on screen, and report."""
    with watched(options.language, budget.seconds) as on_progress:
        answer = await solve_week(
            scope.unit, scope.week.text, budget=budget, now=scope.now, actor=ACTOR, on_progress=on_progress
        )
    return answer if isinstance(answer, Refusal) else await reports.plan_report(scope, answer.draft.plan_id)


@app.command
def show(*, plan: int | None = None, options: WeekOptions = DEFAULT) -> int:
    """Show the newest plan: roster by day, what is open and why, the score term by term.

    Parameters
    ----------
    plan
        Number of another plan of the week.
    """

    async def action(scope: Scope) -> Report | Refusal:
        row = await queries.plan_numbered(scope.unit.id, scope.week.text, plan)
        return row if isinstance(row, Refusal) else await reports.plan_report(scope, row.id)

    return run_week(options, action)


@app.command
def explain(visit: str, /, *, seconds: Seconds = 10.0, options: WeekOptions = DEFAULT) -> int:
    """Say why nobody makes VISIT, carer by carer, and search for changes that would place it; or why this carer does.

    Parameters
    ----------
    visit
        Key of the request (R-12; its second visit is R-12#2) or of the session.
    """

    async def action(scope: Scope) -> Report | Refusal:
        return await reports.explained(scope, visit, seconds=seconds)

    return run_week(options, action)


@app.command
def tray(*, seconds: Seconds = 10.0, options: WeekOptions = DEFAULT) -> int:
    """Search for the fewest changes that would place the most of what the newest plan leaves open. Stores nothing."""
    return run_week(options, lambda scope: asking.fewest_changes(scope, seconds=seconds))


@app.command
def fairness(*, options: WeekOptions = DEFAULT) -> int:
    """Show each carer's hours beside their part by contract and time, over this week and the four before, and why."""
    return run_week(options, fairness_report)


@app.command
def who(visit: str, /, *, options: WeekOptions = DEFAULT) -> int:
    """Say who else could make VISIT, the cheapest first, what the plan would then cost, and what keeps the others.

    Parameters
    ----------
    visit
        Key of the request (R-12; its second visit is R-12#2) or of the session.
    """
    return run_week(options, lambda scope: asking.who_else(scope, visit))


@app.command
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


@app.command
def unpin(visit: str, /, *, options: WeekOptions = DEFAULT) -> int:
    """Take every pin off VISIT."""

    async def action(scope: Scope) -> Report | Refusal:
        compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
        if isinstance(compiled, Refusal):
            return compiled
        answer = await unpin_visit(visit, compiled, now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.unpinned_report(visit, answer)

    return run_week(options, action)


@app.command
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


@app.command(name="publish")
def publish_command(*, plan: int | None = None, options: WeekOptions = DEFAULT) -> int:
    """Tell people of the newest plan. Refused if it is not the newest, or the data changed since.

    Parameters
    ----------
    plan
        Number of the plan that you looked at; refused if there is a newer one.
    """

    async def action(scope: Scope) -> Report | Refusal:
        row = await queries.plan_numbered(scope.unit.id, scope.week.text, plan)
        compiled = await prepare(scope.unit, scope.week.text, now=scope.now)
        if isinstance(row, Refusal) or isinstance(compiled, Refusal):
            return row if isinstance(row, Refusal) else compiled  # type: ignore[return-value]  # a Refusal here
        answer = await publish(row.id, compiled, now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.published_report(scope, answer)

    return run_week(options, action)


@app.command
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


@app.command
def present(carer: str, day: date, /, *, options: WeekOptions = DEFAULT) -> int:
    """Undo `absent`: CARER can come on DAY after all."""

    async def action(scope: Scope) -> Report | Refusal:
        answer = await take_back_absence(scope.unit, carer, as_date(day), now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.present_report(carer, answer)

    return run_week(options, action)


def as_date(day: date) -> date:
    """A plain date, of a date and time too."""
    return day.date() if isinstance(day, datetime) else day


@app.command
def close(*, options: WeekOptions = DEFAULT) -> int:
    """End a published week: nothing in it changes any more. `linli week reopen` undoes it."""

    async def action(scope: Scope) -> Report | Refusal:
        answer = await close_week(scope.unit, scope.week, now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.week_changed(scope.week, answer)

    return run_week(options, action)


@app.command
def reopen(*, options: WeekOptions = DEFAULT) -> int:
    """Open a closed week again."""

    async def action(scope: Scope) -> Report | Refusal:
        answer = await reopen_week(scope.unit, scope.week, now=scope.now, actor=ACTOR)
        return answer if isinstance(answer, Refusal) else changes.week_changed(scope.week, answer)

    return run_week(options, action)


@app.command
def export(file: Path, /, *, plan: int | None = None, options: WeekOptions = DEFAULT) -> int:
    """Write the newest plan's roster to FILE.xlsx: one sheet by day, one by carer, one of what is open.

    Parameters
    ----------
    file
        Where to; an existing file is replaced.
    plan
        Number of another plan of the week.
    """

    async def action(scope: Scope) -> Report | Refusal:
        row = await queries.plan_numbered(scope.unit.id, scope.week.text, plan)
        return row if isinstance(row, Refusal) else await reports.export_report(scope, row, file, options.language)

    return run_week(options, action)
