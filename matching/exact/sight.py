"""CP-SAT in sight of a watch: whoever waits hears of progress, and can end it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ortools.sat.python import cp_model

POLL_S = 0.2


def solve_in_sight(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    go_on: Callable[[], bool],
    seen: cp_model.CpSolverSolutionCallback | None = None,
) -> cp_model.CpSolverStatus:
    """Solve on a thread of its own; `go_on` is asked every moment, and its False ends the run."""
    status: list[cp_model.CpSolverStatus] = []
    thread = threading.Thread(target=lambda: status.append(solver.solve(model, seen)), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_S)
        if thread.is_alive() and not go_on():
            solver.stop_search()
    return status[0] if status else cp_model.UNKNOWN
