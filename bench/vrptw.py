"""Planning fleets' routes against the clock, beside the best distances known and what peers reach in the same run."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.keeping import Kept, keep
from bench.vrptw_peers import ask_peer, peer_version
from bench.vrptw_table import best_known, table
from matching.fleet.judge import judge_fleet
from matching.fleet.plan import FleetPlan
from matching.fleet.problem import FleetProblem, Stop
from matching.fleet.solve import solve_fleet
from matching.formats.vrptw import read_fleet

OURS = "linli"
SUFFIXES = (".txt", ".vrp")


@dataclass(frozen=True, slots=True)
class Bench:
    """What one run is over, for how long, and who takes part; `workers` are ours."""

    data: Path | None = None
    seconds: float = 60.0
    only: str = ""
    seeds: tuple[int, ...] = (1, 2, 3)
    peers: tuple[str, ...] = ()
    workers: int = 2
    keeps: bool = True  # a dated result


@dataclass(frozen=True, slots=True)
class Measured:
    """One case solved by one of those who take part."""

    set: str
    instance: str
    customers: int
    solver: str
    seed: int
    distance: float
    vehicles: int
    kept: bool
    seconds: float
    known: float | None  # the best distance known


def run_vrptw(bench: Bench) -> int:
    """Solve each case, print a JSON line each and a table at the end; 1 if we break a rule, else 0."""
    rows: list[Measured] = []
    for set_, problem in _cases(bench):
        known = best_known(bench.data, set_, problem.name)
        for seed in bench.seeds:
            for solver in (OURS, *bench.peers):
                rows.append(_measure(bench, set_, problem, solver, seed, known))
                print(json.dumps(asdict(rows[-1])), flush=True)
    print(table([asdict(row) for row in rows], (OURS, *bench.peers)))
    if bench.keeps and rows:
        versions = {peer: peer_version(peer) for peer in bench.peers}
        found = [asdict(row) for row in rows]
        keep(Kept("vrptw", bench.only, bench.seeds, bench.workers, bench.seconds, found, versions))
    broken = [row for row in rows if row.solver == OURS and not row.kept]
    for row in broken:
        print(f"bench: {row.instance} seed {row.seed} breaks a rule", file=sys.stderr)
    return 1 if broken else 0


def _cases(bench: Bench) -> Iterator[tuple[str, FleetProblem]]:
    """Problems by the folder in which their files lie."""
    if bench.data is None:
        yield "generated", generated_fleet()
        return
    for file in sorted(bench.data.rglob("*")):
        if file.suffix in SUFFIXES and bench.only in f"{file.parent.name}/{file.name}":
            yield file.parent.name, read_fleet(file)


def _measure(bench: Bench, set_: str, problem: FleetProblem, solver: str, seed: int, known: float | None) -> Measured:
    plan, took_s = _planned(bench, problem, solver, seed)
    verdict = judge_fleet(problem, plan)
    figures = (round(verdict.distance, 2), verdict.vehicles, verdict.is_kept, round(took_s, 1))
    return Measured(set_, problem.name, problem.customers, solver, seed, *figures, known)


def _planned(bench: Bench, problem: FleetProblem, solver: str, seed: int) -> tuple[FleetPlan, float]:
    if solver != OURS:
        return ask_peer(solver, problem, bench.seconds, seed)
    began_s = time.monotonic()
    plan = solve_fleet(problem, seconds=bench.seconds, seed=seed, workers=bench.workers).plan
    return plan, time.monotonic() - began_s


def generated_fleet(seed: int = 1, customers: int = 60) -> FleetProblem:
    """The fleet of a seed, the same one on every machine: a town with windows of all lengths."""
    rng = random.Random(f"{seed} {customers}")  # noqa: S311  (a fleet for a bench, no secret)
    depot = Stop(50, 50, 0, 0, 1000, 0)
    stops = [depot]
    for _ in range(customers):
        x, y = rng.randrange(100), rng.randrange(100)
        way = math.ceil(math.hypot(x - depot.x, y - depot.y))
        ready = rng.randrange(way, 700)
        stops.append(Stop(x, y, rng.randrange(1, 30), ready, ready + rng.choice((30, 120, 200)), 10))
    return FleetProblem(f"generated-{customers}-{seed}", customers, 200, tuple(stops))
