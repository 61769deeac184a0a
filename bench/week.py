"""Planning weeks against the clock, beside what others reach."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.generated import generated_week
from bench.judges import differences
from bench.peers import BEST, GREEDY, SOURCE, TIMEFOLD_60_S, Peer
from matching.formats.week import read_problem
from matching.plan import Solution
from matching.problem import Problem
from matching.solve import solve

SIZES = ("-s-", "-m-")  # the weeks of 12 and of 500 visits
COLUMNS = ("week", "assigned", "cost", "unassigned", "rest", "seconds", "stopped", "gap", "greedy", "timefold", "best")


@dataclass(frozen=True, slots=True)
class Measured:
    """One week planned. `unassigned` are points of absent visits and empty slots, `rest` all others."""

    week: str
    visits: int
    assigned: int
    cost: int
    unassigned: int
    rest: int
    seconds: float
    iterations: int
    stopped: str
    bound: int | None


def run_week(data: Path | None, seconds: float, only: str = "") -> int:
    """Plan each week, print a JSON line each and a table at the end; 1 if a rule is broken or judges differ, else 0."""
    rows: list[Measured] = []
    faults: list[str] = []
    for problem, file in _weeks(data):
        if only in problem.name:
            solution = solve(problem, seconds=seconds)
            rows.append(_measured(problem, solution))
            print(json.dumps(asdict(rows[-1])), flush=True)
            faults += [f"{problem.name}: breaks {one.code}: {one.detail}" for one in solution.verdict.violations]
            script = judge_beside(data)
            if file is not None and script is not None:
                faults += differences(script, file, problem, solution.plan)
    print(_table(rows))
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _weeks(data: Path | None) -> Iterator[tuple[Problem, Path | None]]:
    if data is None:
        yield generated_week(visits=10, carers=4), None
        yield generated_week(), None
        return
    for size in SIZES:
        for file in sorted((data / "weeks").glob(f"*{size}*.json")):
            yield read_problem(file), file


def judge_beside(data: Path | None) -> Path | None:
    """The independent judge, in the folder or above it."""
    places = [] if data is None else [data / "week.py", data / "weeks" / "week.py", data.parent / "week.py"]
    return next((place for place in places if place.is_file()), None)


def _measured(problem: Problem, solution: Solution) -> Measured:
    terms, cost = solution.verdict.score.terms, solution.verdict.score.cost
    unassigned = terms["unassigned"] + terms["slot"]
    return Measured(
        week=problem.name,
        visits=solution.verdict.visits,
        assigned=solution.verdict.assigned,
        cost=cost,
        unassigned=unassigned,
        rest=cost - unassigned,
        seconds=round(solution.elapsed_s, 2),
        iterations=solution.iterations,
        stopped=solution.stopped,
        bound=solution.bound,
    )


def _table(rows: list[Measured]) -> str:
    """One row for each week; the last columns are our cost over the peer's."""
    lines = [COLUMNS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    table = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*table, f"greedy, timefold (60 s), best known: our cost over theirs, {SOURCE}"])


def _cells(row: Measured) -> tuple[str, ...]:
    gap = "-" if row.bound is None else f"{(row.cost - row.bound) / max(1, row.cost):.1%}"
    peers = (_ratio(row, among) for among in (GREEDY, TIMEFOLD_60_S, BEST))
    share = f"{row.assigned}/{row.visits}"
    figures = (str(row.cost), str(row.unassigned), str(row.rest), f"{row.seconds:.1f}")
    return (row.week, share, *figures, row.stopped, gap, *peers)


def _ratio(row: Measured, among: dict[str, Peer]) -> str:
    peer = among.get(row.week)
    return "-" if peer is None else f"{row.cost / peer.cost:.3f}"
