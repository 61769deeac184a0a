"""`uhhc` and `hhcrsp`: rich days beside the best known."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bench.days import DayBench, run_days
from bench.doors.given import add_quick, add_seeds, folder_of, seeds_of

DEFAULTS = {"uhhc": 1, "hhcrsp": 2}  # workers: what an annealer of one thread is beaten by is one thread


def add(benches: Any) -> None:  # noqa: ANN401  (argparse keeps its type to itself)
    """The benches' arguments."""
    for name, workers in DEFAULTS.items():
        day = benches.add_parser(name, help="plan rich days; a JSON line each, then a table beside the best known")
        files = "folder of instances, and of best-known.csv and uhhc-annealer.csv (or in a folder above)"
        day.add_argument("--data", type=Path, metavar="DIR", help=f"{files}. Without it a generated day is planned")
        day.add_argument(
            "--seconds", type=float, help="for each day (default: the annealer's average where it is known, else 60)"
        )
        day.add_argument("--only", default="", metavar="TEXT", help="files whose folder/name contains it")
        add_seeds(day)
        day.add_argument("--workers", type=int, default=workers, help="threads (default: %(default)s)")
        add_quick(day)
        day.set_defaults(run=_day)


def _day(given: argparse.Namespace) -> int:
    seconds = 1.0 if given.quick else given.seconds
    bench = DayBench(given.bench, folder_of(given), seconds, given.only, seeds_of(given), given.workers)
    return run_days(bench, keeps=not given.quick)
