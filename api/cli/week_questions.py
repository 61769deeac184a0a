"""The questions of `linli week`: why, who else, what would help, is it fair. None of them stores anything."""

from __future__ import annotations

from api.cli import asking_reports as asking
from api.cli.fair_report import fairness_report
from api.cli.options import Scope, Seconds, WeekOptions, run_week
from api.cli.report import Report
from domain.outcomes import Refusal

DEFAULT = WeekOptions()


def explain(visit: str, /, *, seconds: Seconds = 10.0, options: WeekOptions = DEFAULT) -> int:
    """Say why nobody makes VISIT, carer by carer, and search for changes that would place it; or why this carer does.

    Parameters
    ----------
    visit
        Key of the request (R-12; its second visit is R-12#2) or of the session.
    """

    async def action(scope: Scope) -> Report | Refusal:
        return await asking.explained(scope, visit, seconds=seconds)

    return run_week(options, action)


def tray(*, seconds: Seconds = 10.0, options: WeekOptions = DEFAULT) -> int:
    """Search for the fewest changes that would place the most of what the newest plan leaves open. Stores nothing."""
    return run_week(options, lambda scope: asking.fewest_changes(scope, seconds=seconds))


def fairness(*, options: WeekOptions = DEFAULT) -> int:
    """Show who works more than a fair part of what they could, and who less, over five weeks, and why."""
    return run_week(options, fairness_report)


def who(visit: str, /, *, options: WeekOptions = DEFAULT) -> int:
    """Say who else could make VISIT, the cheapest first, what the plan would then cost, and what keeps the others.

    Parameters
    ----------
    visit
        Key of the request (R-12; its second visit is R-12#2) or of the session.
    """
    return run_week(options, lambda scope: asking.who_else(scope, visit))
