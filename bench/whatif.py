"""What if, and who else: how soon it is answered, and whether differences are what the checker says of both plans."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from api.server import spare_the_collector
from bench.generated import generated_week
from bench.keeping import Kept, keep
from matching.check import judge
from matching.explain.candidates import ranked, with_pinned
from matching.explain.shifts import Shifts
from matching.formats.week import read_problem
from matching.plan import Plan
from matching.problem import Pin, Problem
from matching.solve import solve

KEPT_FROM = 100  # visits asked about in each week; of fewer the figures are not kept


@dataclass(frozen=True, slots=True)
class Measured:
    """One week: seconds to rank the candidates of a visit, and to try a move or a carer's absence."""

    week: str
    visits: int
    asked: int
    candidates_p50_s: float
    candidates_p99_s: float
    candidates_most_s: float
    move_p50_s: float
    move_most_s: float
    absent_most_s: float
    checked: int
    true: int


def run_whatif(data: Path | None, seconds: float, asked: int) -> int:
    """Plan each week, then ask about visits and carers at random; 1 if a difference is untrue or a rule is broken."""
    rows: list[Measured] = []
    for problem in _weeks(data):
        rows.append(_measured(problem, solve(problem, seconds=seconds).plan, asked))
        print(json.dumps(asdict(rows[-1])), flush=True)
    print(_table(rows))
    if data is not None and asked >= KEPT_FROM:
        print(keep(Kept("whatif", "", (0,), 1, seconds, [asdict(row) for row in rows])))
    return 1 if any(row.true < row.checked for row in rows) else 0


def _weeks(data: Path | None) -> Iterator[Problem]:
    if data is None:
        yield generated_week(visits=30, carers=10)
        return
    for size in ("-m-1", "-l-1"):
        yield from (read_problem(file) for file in sorted((data / "weeks").glob(f"*{size}.json")))


def _measured(problem: Problem, plan: Plan, asked: int) -> Measured:
    draw = random.Random(problem.name)  # noqa: S311  (the same questions each time)
    before = judge(problem, plan)
    checked = true = 0
    ranking_s: list[float] = []
    moving_s: list[float] = []
    shifts = Shifts(problem, plan)
    spare_the_collector()  # as a server does
    for one in draw.sample(plan.assignments, min(asked, len(plan.assignments))):
        began_s = time.perf_counter()
        found = ranked(shifts, shifts.visits[one.visit])
        ranking_s.append(time.perf_counter() - began_s)
        for each in draw.sample(found, min(2, len(found))):
            after = judge(problem, each.plan)
            checked += 1
            true += after.is_kept and after.score.cost - before.score.cost == each.cost_difference
        if (others := [each for each in found if each.carer not in one.carers]) and len(one.carers) == 1:
            began_s = time.perf_counter()
            moved = with_pinned(problem, plan, {one.visit: Pin(None, (draw.choice(others).carer,))})
            moving_s.append(time.perf_counter() - began_s)
            checked, true = checked + 1, true + judge(problem, moved).is_kept
    absent_s = [_absent(problem, plan, carer.id) for carer in draw.sample(problem.carers, min(5, len(problem.carers)))]
    checked, true = checked + len(absent_s), true + sum(kept for _, kept in absent_s)
    return Measured(
        week=problem.name,
        visits=len(problem.visits),
        asked=len(ranking_s),
        candidates_p50_s=_share(ranking_s, 50),
        candidates_p99_s=_share(ranking_s, 99),
        candidates_most_s=_share(ranking_s, 100),
        move_p50_s=_share(moving_s, 50),
        move_most_s=_share(moving_s, 100),
        absent_most_s=_share([took_s for took_s, _ in absent_s], 100),
        checked=checked,
        true=true,
    )


def _absent(problem: Problem, plan: Plan, who: str) -> tuple[float, bool]:
    """Seconds to let others take over what they can of a carer's visits, and whether the plan keeps every rule."""
    carers = tuple(replace(one, available=()) if one.id == who else one for one in problem.carers)
    lost = {one.visit for one in plan.assignments if who in one.carers}
    rest = replace(
        plan,
        assignments=tuple(one for one in plan.assignments if one.visit not in lost),
        breaks=tuple(one for one in plan.breaks if one.carer != who),
    )
    changed, pins = replace(problem, carers=carers), {one.id: one.pin for one in problem.visits if one.id in lost}
    known = {one.code for one in judge(changed, rest).violations}
    began_s = time.perf_counter()
    after = with_pinned(changed, rest, pins)
    took_s = time.perf_counter() - began_s
    return took_s, {one.code for one in judge(changed, after).violations} <= known


def _share(taken_s: list[float], percent: int) -> float:
    taken_s = sorted(taken_s)
    return round(taken_s[min(len(taken_s) - 1, len(taken_s) * percent // 100)], 3) if taken_s else 0.0


def _table(rows: list[Measured]) -> str:
    """One row for each week."""
    columns = tuple(asdict(rows[0])) if rows else ()
    lines = [columns, *(tuple(str(cell) for cell in asdict(row).values()) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)
