"""Plan a week: exactly where it is small, else by search; what comes out has been judged by the checker."""

from __future__ import annotations

import time
from collections.abc import Callable

from matching.best import Limits
from matching.plan import Plan, Progress, Solution
from matching.problem import Problem
from matching.run import run
from matching.validate import check_problem
from matching.watch import Watch

DEFAULT_SECONDS = 20.0


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    workers: int = 1,
    start: Plan | None = None,
    on_progress: Callable[[Progress], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Solution:
    """The best plan found within `seconds` or `iterations` (20 s if neither is given); it keeps every rule.

    With `iterations` and no `seconds` the clock decides nothing: the same problem, seed and iterations give the same
    plan, by one worker. With more workers than one, searches of a larger week run side by side. The search begins with
    `start` (else with what was published), as far as it is valid.
    `on_progress` hears at least once a second where the run stands, and its False ends the run within a second. Raises
    ProblemError if the week can't be planned as given.
    """
    check_problem(problem)
    if seconds is None and iterations is None:
        seconds = DEFAULT_SECONDS
    watch = Watch(clock, on_progress, len(problem.visits))
    return run(problem, Limits(seconds, iterations, seed, workers), watch, start)
