"""Why nobody, and what would help: how soon it is answered, and whether the answers are true."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.generated import generated_week
from bench.keeping import Kept, keep
from bench.lessened import is_least
from bench.week import judge_beside
from matching.check import judge
from matching.explain import Remedy, apply, cover_tray, remedies
from matching.formats.week import plan_json, problem_json, read_problem
from matching.plan import Plan
from matching.problem import Problem, TimeWindow
from matching.solve import solve

SPOILED_CARERS = 0.1
SPOILED_VISITS = 0.1
TRAY_SECONDS = 20.0
EXPLAIN_SECONDS = 10.0
KEPT_FROM = 100  # remedies judged for each week; of fewer the figures are not kept


@dataclass(frozen=True, slots=True)
class Measured:
    """One week: seconds to explain an open visit, for the whole tray, how many remedies are true, how many least."""

    week: str
    open: int
    explained: int
    p50_s: float
    most_s: float
    remedies: int
    proven: int
    checked: int
    true: int
    proven_checked: int
    least: int
    judge: str
    tray_s: float
    tray_changes: int
    tray_placed: int


def run_explain(data: Path | None, seconds: float, samples: int) -> int:
    """Plan each week as it is and spoiled, ask why nobody makes its open visits, and judge what would help.

    A remedy is true if the week with its changes, written as JSON, and its plan keep every rule by the independent
    judge (ours, where none lies beside the data), the visit has its carers and no other loses one. A proven one is the
    least if CP-SAT can't place the visit with less of it. 1 if one is untrue or not the least.
    """
    rows: list[Measured] = []
    script = judge_beside(data)
    for problem in _weeks(data):
        rows.append(_measured(problem, seconds, samples, script))
        print(json.dumps(asdict(rows[-1])), flush=True)
    print(_table(rows))
    if data is not None and samples >= KEPT_FROM:
        print(keep(Kept("explain", "", (0,), 1, seconds, [asdict(row) for row in rows])))
    return 1 if any(row.true < row.checked or row.least < row.proven_checked for row in rows) else 0


def _weeks(data: Path | None) -> Iterator[Problem]:
    if data is None:
        yield spoiled(generated_week())
        return
    for file in sorted((data / "weeks").glob("*-m-1.json")):
        problem = read_problem(file)
        yield problem
        yield spoiled(problem)


def spoiled(problem: Problem) -> Problem:
    """The week with a tenth of its carers away all week, and a tenth of its visits in the first hour of a window."""
    draw = random.Random(problem.name)  # noqa: S311  (the same week each time)
    gone = {one.id for one in draw.sample(problem.carers, max(1, int(SPOILED_CARERS * len(problem.carers))))}
    late = {one.id for one in draw.sample(problem.visits, int(SPOILED_VISITS * len(problem.visits)))}
    visits = []
    for visit in problem.visits:
        first = visit.windows[0]
        end_s = min(first.end_s, first.start_s + max(3600, visit.duration_s))
        is_free = visit.pin is None
        windows = (TimeWindow(first.start_s, end_s),) if visit.id in late and is_free else visit.windows
        visits.append(replace(visit, windows=windows))
    carers = tuple(replace(one, available=()) if one.id in gone else one for one in problem.carers)
    return replace(problem, name=f"{problem.name}-spoiled", carers=carers, visits=tuple(visits))


def _measured(problem: Problem, seconds: float, samples: int, script: Path | None) -> Measured:
    plan = solve(problem, seconds=seconds).plan
    placed = {one.visit for one in plan.assignments}
    missing = [visit.id for visit in problem.visits if visit.id not in placed]
    taken_s: list[float] = []
    found: list[Remedy] = []
    for name in missing:
        began_s = time.perf_counter()
        found += remedies(problem, plan, name, seconds=EXPLAIN_SECONDS)
        taken_s.append(time.perf_counter() - began_s)
    draw = random.Random(1)  # noqa: S311  (the same samples each time)
    sampled = draw.sample(found, min(samples, len(found)))
    true = sum(is_true(problem, plan, one, script) for one in sampled)
    proven = [one for one in sampled if one.is_proven]
    began_s = time.perf_counter()
    tray = cover_tray(problem, plan, seconds=TRAY_SECONDS)
    tray_s = time.perf_counter() - began_s
    kept = judge(apply(problem, *tray.changes), tray.plan).is_kept
    taken_s.sort()
    return Measured(
        week=problem.name,
        open=len(missing),
        explained=len({one.visit for one in found}),
        p50_s=round(taken_s[len(taken_s) // 2], 3) if taken_s else 0.0,
        most_s=round(taken_s[-1], 3) if taken_s else 0.0,
        remedies=len(found),
        proven=sum(one.is_proven for one in found),
        checked=len(sampled) + 1,
        true=true + kept,
        proven_checked=len(proven),
        least=sum(is_least(problem, plan, one) for one in proven),
        judge="ours" if script is None else script.name,
        tray_s=round(tray_s, 2),
        tray_changes=len(tray.changes),
        tray_placed=len(missing) - len(tray.left),
    )


def is_true(problem: Problem, plan: Plan, remedy: Remedy, script: Path | None) -> bool:
    """Whether the remedy's plan keeps every rule of the changed week, places the visit and loses nothing."""
    if remedy.plan is None:
        return False
    after = {one.visit: one.carers for one in remedy.plan.assignments}
    lost = any(_count(after.get(one.visit, ())) < _count(one.carers) for one in plan.assignments)
    changed = apply(problem, *remedy.changes)
    is_kept = judge(changed, remedy.plan).is_kept if script is None else _is_kept_by(script, changed, remedy.plan)
    return remedy.visit in after and not lost and is_kept


def _count(crew: tuple[str | None, ...]) -> int:
    return sum(who is not None for who in crew)


def _is_kept_by(script: Path, problem: Problem, plan: Plan) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "week.json", Path(folder) / "plan.json"]
        files[0].write_text(json.dumps(problem_json(problem)), encoding="utf-8")
        files[1].write_text(json.dumps(plan_json(plan)), encoding="utf-8")
        command = [sys.executable, str(script), *map(str, files)]
        answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (the user's script)
    return answer.returncode == 0


def _table(rows: list[Measured]) -> str:
    """One row for each week."""
    columns: tuple[str, ...] = (
        "week",
        "open",
        "explained",
        "p50_s",
        "most_s",
        "remedies",
        "proven",
        "true",
        "least",
        "tray_s",
        "tray",
    )
    lines: list[tuple[str, ...]] = [columns]
    for row in rows:
        true, least = f"{row.true}/{row.checked}", f"{row.least}/{row.proven_checked}"
        asked = (row.open, row.explained, row.p50_s, row.most_s, row.remedies, row.proven, true, least, row.tray_s)
        figures = (*asked, f"{row.tray_changes} place {row.tray_placed}/{row.open}")
        lines.append((row.week, *map(str, figures)))
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)) for line in lines)
