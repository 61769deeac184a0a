"""Plan a fleet's routes; what comes out has been judged by the judge."""

from __future__ import annotations

import time
from collections.abc import Callable

from matching.best import Limits
from matching.fleet.compile import ABSENT, compile_fleet
from matching.fleet.plan import FleetProgress, FleetSolution
from matching.fleet.problem import FleetProblem
from matching.fleet.run import FleetRun
from matching.plan import Progress
from matching.watch import Watch

DEFAULT_SECONDS = 20.0


def solve_fleet(
    problem: FleetProblem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    workers: int = 1,
    on_progress: Callable[[FleetProgress], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> FleetSolution:
    """The shortest routes found within `seconds` or `iterations` of each worker (20 s if neither is given).

    With `iterations` and no `seconds` the clock decides nothing: the same problem, seed, iterations and workers give
    the same routes. `on_progress` hears at least once a second where the run stands, and its False ends the run within
    a second. Customers are left out only where vehicles don't suffice; the verdict tells.
    """
    if seconds is None and iterations is None:
        seconds = DEFAULT_SECONDS
    fleet = compile_fleet(problem)

    def tell(progress: Progress) -> bool:
        distance = progress.cost % ABSENT * fleet.unit
        standing = (distance, progress.assigned, progress.visits)
        return on_progress is None or on_progress(
            FleetProgress(progress.phase, progress.elapsed_s, progress.iterations, *standing)
        )

    watch = Watch(clock, tell, problem.customers)
    return FleetRun(fleet, Limits(seconds, iterations, seed, workers), watch).solve()
