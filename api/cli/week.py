"""`linli week …`: the coordinator's week from a terminal."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from api.cli import change_reports as changes
from api.cli import week_reports as reports
from api.cli.options import ACTOR, Scope, Seconds, WeekOptions, run_week
from api.cli.progress import watched
from api.cli.report import Report
from api.cli.week_changes import absent, move, pin, present, unpin
from api.cli.week_questions import explain, fairness, tray, who
from domain.outcomes import Refusal
from domain.planning import queries
from domain.planning.operations import close_week, publish, reopen_week
from domain.planning.possible import possible_week
from domain.planning.solving import Budget, prepare, solve_week

app = App(name="week", help="The coordinator's week: check, match, look, change, publish, replan, close.")

DEFAULT = WeekOptions()

for command in (explain, who, tray, fairness, pin, unpin, move, absent, present):
    app.command(command)


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
