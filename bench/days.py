"""Planning rich days (UHHC, HHCRSP) against the clock, beside the best costs known and a published annealer's."""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median

import numpy as np

from bench.keeping import Kept, file_near, keep
from matching.day.problem import DayCarer, DayProblem, Lunch, Patient, Service, Sync, Window
from matching.day.solve import solve_day
from matching.formats.hhcrsp import read_hhcrsp
from matching.formats.uhhc import read_uhhc

ANNEALER, KNOWN = "uhhc-annealer.csv", "best-known.csv"
COLUMNS = ("set", "instance", "cost", "least", "most", "seconds", "/known", "/annealer")
SETS: dict[str, tuple[tuple[str, ...], Callable[[Path], DayProblem]]] = {
    "uhhc": (("uhhc", "bazirha", "bazirha-caie"), read_uhhc),
    "hhcrsp": (("mankowska", "kummer", "italian"), read_hhcrsp),
}


@dataclass(frozen=True, slots=True)
class DayBench:
    """What one run is over; `seconds` None gives each day the annealer's average time, or a minute."""

    name: str
    data: Path | None = None
    seconds: float | None = None
    only: str = ""
    seeds: tuple[int, ...] = (1, 2, 3)
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """One day planned once."""

    set: str
    instance: str
    patients: int
    seed: int
    cost: float
    kept: bool
    seconds: float
    iterations: int
    known: float | None  # the best cost known
    annealer: float | None  # the best of the published annealer's ten runs


def run_days(bench: DayBench, *, keeps: bool) -> int:
    """Plan each day, print a JSON line each and a table at the end; 1 if a rule is broken, else 0.

    With `keeps` there is a dated result.
    """
    rows: list[Measured] = []
    for set_, problem in _cases(bench):
        for seed in bench.seeds:
            rows.append(_measure(bench, set_, problem, seed))
            print(json.dumps(asdict(rows[-1])), flush=True)
    print(_table(rows))
    if keeps and rows:
        found = [asdict(row) for row in rows]
        keep(Kept(bench.name, bench.only, bench.seeds, bench.workers, bench.seconds, found))
    broken = [row for row in rows if not row.kept]
    for row in broken:
        print(f"bench: {row.instance} seed {row.seed} breaks a rule", file=sys.stderr)
    return 1 if broken else 0


def _cases(bench: DayBench) -> Iterator[tuple[str, DayProblem]]:
    """Days by the folder in which their files lie."""
    if bench.data is None:
        yield "generated", generated_day()
        return
    sets, read = SETS[bench.name]
    for file in sorted(bench.data.rglob("*.json")):
        if file.parent.name in sets and bench.only in f"{file.parent.name}/{file.name}":
            yield file.parent.name, read(file)


def _measure(bench: DayBench, set_: str, problem: DayProblem, seed: int) -> Measured:
    published = _rows(bench.data, ANNEALER, "instance").get(problem.name)
    known = _rows(bench.data, KNOWN, "set", "instance").get(f"{set_}/{problem.name}")
    seconds = bench.seconds or (float(published["sa_avg_time_s"]) if published else 60.0)
    solution = solve_day(problem, seconds=seconds, seed=seed, workers=bench.workers)
    return Measured(
        set=set_,
        instance=problem.name,
        patients=len(problem.patients),
        seed=seed,
        cost=round(solution.verdict.cost, 3),
        kept=solution.verdict.is_kept,
        seconds=round(solution.elapsed_s, 1),
        iterations=solution.iterations,
        known=float(known["objective"]) if known else None,
        annealer=float(published["sa_best"]) if published else None,
    )


def _rows(data: Path | None, name: str, *keys: str) -> dict[str, dict[str, str]]:
    """The rows of a table beside the instances, by some of their columns; none if it isn't there."""
    file = file_near(data, name)
    if file is None:
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {"/".join(row[key] for key in keys): row for row in csv.DictReader(lines)}


def _table(rows: list[Measured]) -> str:
    """One line for each day: the median, the least and the most cost over seeds, and the median over others' costs."""
    cases: dict[tuple[str, str], list[Measured]] = {}
    for row in rows:
        cases.setdefault((row.set, row.instance), []).append(row)
    lines: list[tuple[str, ...]] = [COLUMNS]
    over: dict[str, list[float]] = {}
    for (set_, name), found in cases.items():
        costs = [one.cost for one in found]
        middle = median(costs)
        if found[0].known:
            over.setdefault(set_, []).append(middle / found[0].known)
        figures = (f"{middle:.2f}", f"{min(costs):.2f}", f"{max(costs):.2f}", f"{found[0].seconds:.1f}")
        lines.append((set_, name, *figures, _ratio(middle, found[0].known), _ratio(middle, found[0].annealer)))
    lines += [(set_, f"mean of {len(all_)}", "", "", "", "", f"{mean(all_):.4f}", "") for set_, all_ in over.items()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _ratio(cost: float, other: float | None) -> str:
    return f"{cost / other:.4f}" if other else "-"


def generated_day(seed: int = 1, patients: int = 40) -> DayProblem:
    """The day of a seed, the same one on every machine: a town with lunches, pairs and optional patients."""
    rng = random.Random(f"{seed} {patients}")  # noqa: S311  (a day for a bench, no secret)
    at = [(rng.randrange(60), rng.randrange(60)) for _ in range(patients + 1)]
    legs = np.array([[abs(x - u) + abs(y - v) for u, v in at] for x, y in at], np.int32)
    skills = ("wash", "dress", "test")
    syncs: tuple[Sync, ...] = ("simultaneous", "sequential", "independent")
    carers = tuple(
        DayCarer(f"c{c}", 0, 0, 0, 600, frozenset(skills if c < 2 else rng.sample(skills, 2)), is_owed_lunch=True)
        for c in range(max(2, patients // 6))
    )
    people: list[Patient] = []
    for row in range(1, patients + 1):
        opens = rng.randrange(0, 420, 15)
        wanted = rng.sample(skills, 2 if rng.random() < 0.2 else 1)
        services = tuple(Service(name, rng.choice((15, 30, 45))) for name in wanted)
        gaps = (15, 45) if len(wanted) == 2 else (0, 0)
        windows = (Window(opens, opens + 120),)
        people.append(
            Patient(f"p{row}", row, services, windows, rng.choice(syncs), *gaps, is_optional=rng.random() < 0.2)
        )
    return DayProblem(
        f"generated-{patients}-{seed}",
        legs,
        carers,
        tuple(people),
        {
            "travel_time": 4,
            "total_tardiness": 5,
            "total_waiting_time": 3,
            "optional_patients": 150,
            "max_idle_time": 20,
        },
        hard=frozenset({"qualification"}),
        lunch=Lunch(180, 360, 30),
    )
