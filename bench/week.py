"""Planning weeks against the clock, beside what others reach."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.generated import generated_week
from bench.judges import differences
from bench.keeping import Kept, keep
from bench.peers import BEST, GREEDY, SOURCE, TIMEFOLD_60_S, Peer, ask_timefold
from matching.formats.week import read_problem
from matching.plan import Solution
from matching.problem import DAY_S, Problem, Published
from matching.solve import solve

SECONDS = {"s": 20.0, "m": 20.0, "l": 60.0, "xl": 600.0}  # for a week of 12, 500, 3,000 or 20,000 visits
COLUMNS = (
    "week", "seed", "assigned", "cost", "unassigned", "proven", "rest", "seconds", "stopped", "gap",
    "greedy", "timefold", "best",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WeekBench:
    """What one run is over; `seconds` None takes those of the size. `timefold` is a script that plans a week."""

    data: Path | None = None
    seconds: float | None = None
    only: str = ""
    sizes: tuple[str, ...] = ("s", "m")
    seeds: tuple[int, ...] = (1,)
    workers: int = 2
    timefold: Path | None = None
    is_replan: bool = False  # of weeks that people know already
    keeps_as: str = ""  # the name of a dated result, if one is kept


@dataclass(frozen=True, slots=True)
class Measured:
    """One week planned, in points. `unassigned` are those of absent visits and empty slots, `rest` all others.

    `unavoidable` are those of `unassigned` that are proven to be in every plan.
    """

    week: str
    seed: int
    visits: int
    assigned: int
    cost: int
    unassigned: int
    rest: int
    seconds: float
    iterations: int
    stopped: str
    bound: int | None
    unavoidable: int | None
    memory_mib: int  # the most that this process has taken so far
    timefold: Peer | None = None  # in the same run


def run_week(bench: WeekBench) -> int:
    """Plan each week, print a JSON line each and a table at the end; 1 if a rule is broken or judges differ, else 0."""
    rows: list[Measured] = []
    faults: list[str] = []
    for problem, file, seconds in _weeks(bench):
        peer = None if bench.timefold is None or file is None else ask_timefold(bench.timefold, file)
        for seed in bench.seeds:
            solution = solve(problem, seconds=seconds, seed=seed, workers=bench.workers)
            rows.append(_measured(problem, solution, seed, peer))
            print(json.dumps(asdict(rows[-1])), flush=True)
            faults += [f"{problem.name}: breaks {one.code}: {one.detail}" for one in solution.verdict.violations]
            script = judge_beside(bench.data)
            if file is not None and script is not None:
                faults += differences(script, file, problem, solution.plan)
    print(_table(rows))
    if bench.keeps_as and rows:
        found = [asdict(row) for row in rows]
        keep(Kept(bench.keeps_as, bench.only, bench.seeds, bench.workers, bench.seconds, found))
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _weeks(bench: WeekBench) -> Iterator[tuple[Problem, Path | None, float]]:
    if bench.data is None:
        weeks = (generated_week(visits=10, carers=4), generated_week())
        for problem in [_half_over(week) for week in weeks] if bench.is_replan else weeks:
            yield problem, None, bench.seconds or SECONDS["m"]
        return
    for size in bench.sizes:
        for file in sorted((bench.data / "weeks").glob(f"*-{size}-*.json")):
            problem = read_problem(file) if bench.only in file.name else None
            if problem is not None and (problem.published is not None or not bench.is_replan):
                yield problem, file, bench.seconds or SECONDS[size]


def _half_over(problem: Problem) -> Problem:
    """The week as it was told to people, on Wednesday at midnight, with one carer ill for the rest of it."""
    told = solve(problem, seconds=1.0).plan
    until_s = 2 * DAY_S
    ill, *others = problem.carers
    ill = replace(ill, available=tuple(one for one in ill.available if one.end_s <= until_s))
    return replace(problem, carers=(ill, *others), published=Published(until_s, told.assignments, told.breaks))


def judge_beside(data: Path | None) -> Path | None:
    """The independent judge, in the folder or above it."""
    places = [] if data is None else [data / "week.py", data / "weeks" / "week.py", data.parent / "week.py"]
    return next((place for place in places if place.is_file()), None)


def _measured(problem: Problem, solution: Solution, seed: int, peer: Peer | None) -> Measured:
    terms, cost = solution.verdict.score.terms, solution.verdict.score.cost
    unassigned = terms["unassigned"] + terms["slot"]
    return Measured(
        week=problem.name,
        seed=seed,
        visits=solution.verdict.visits,
        assigned=solution.verdict.assigned,
        cost=cost,
        unassigned=unassigned,
        rest=cost - unassigned,
        seconds=round(solution.elapsed_s, 2),
        iterations=solution.iterations,
        stopped=solution.stopped,
        bound=solution.bound,
        unavoidable=solution.unavoidable,
        memory_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        timefold=peer,
    )


def _table(rows: list[Measured]) -> str:
    """One row for each week; the last columns are our cost over the peer's."""
    lines = [COLUMNS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    table = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join(
        [*table, f"greedy, timefold (in this run, else 60 s), best known: our cost over theirs, else {SOURCE}"]
    )


def _cells(row: Measured) -> tuple[str, ...]:
    gap = "-" if row.bound is None else f"{(row.cost - row.bound) / max(1, row.cost):.1%}"
    timefold = TIMEFOLD_60_S if row.timefold is None else {row.week: row.timefold}
    peers = (_ratio(row, among) for among in (GREEDY, timefold, BEST))
    share = f"{row.assigned}/{row.visits}"
    least = "-" if row.unavoidable is None else str(row.unavoidable)
    figures = (str(row.cost), str(row.unassigned), least, str(row.rest), f"{row.seconds:.1f}")
    return (row.week, str(row.seed), share, *figures, row.stopped, gap, *peers)


def _ratio(row: Measured, among: dict[str, Peer]) -> str:
    peer = among.get(row.week)
    return "-" if peer is None else f"{row.cost / peer.cost:.3f}"
