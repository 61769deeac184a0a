"""`week`, `replan` and `urgent`: weeks planned, planned anew, and interrupted."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.convergence import run_convergence
from bench.doors.given import Misused, add_seeds, add_weeks, folder_of, seeds_of
from bench.urgent import run_urgent
from bench.week import SECONDS, WeekBench, run_week

REPLAN_S = 5.0


def add(benches: Any) -> None:  # noqa: ANN401  (argparse keeps its type to itself)
    """The benches' arguments."""
    week = benches.add_parser("week", help="plan weeks; one JSON line each, then a table beside the peers' figures")
    by_size = ", ".join(f"{size} {seconds:g}" for size, seconds in SECONDS.items())
    add_weeks(week, None, f"for each week (default by its size: {by_size})")
    week.add_argument("--sizes", default="s,m", metavar="SIZE,SIZE", help="of s, m, l, xl (default: %(default)s)")
    _add_planning(week)
    week.set_defaults(run=_week)
    replan = benches.add_parser("replan", help="plan weeks anew that people know already, with the least change")
    add_weeks(replan, REPLAN_S, "for each week (default: %(default)s)")
    _add_planning(replan)
    replan.set_defaults(run=_replan)
    convergence = benches.add_parser("convergence", help="draw how the cost falls while weeks are searched, as SVG")
    convergence.add_argument("--data", type=Path, metavar="DIR", required=True, help="as for week")
    convergence.add_argument("--only", required=True, metavar="NAME,NAME", help="weeks by their names")
    convergence.add_argument("--seconds", type=float, default=20.0, help="for each week (default: %(default)s)")
    convergence.add_argument("--workers", type=int, default=2, help="threads at most (default: %(default)s)")
    convergence.add_argument("--out", type=Path, required=True, metavar="FILE.svg")
    convergence.set_defaults(run=_convergence)
    urgent = benches.add_parser("urgent", help="rank urgent visits against running weeks of 3,000 visits")
    add_weeks(urgent, 60.0, "to plan each week (default: %(default)s)")
    urgent.add_argument("--requests", type=int, default=400, help="for each week (default: %(default)s)")
    urgent.set_defaults(run=_urgent)


def _add_planning(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", default="", metavar="TEXT", help="weeks whose name contains it")
    add_seeds(parser, "1")
    parser.add_argument("--workers", type=int, default=2, help="threads at most (default: %(default)s)")
    parser.add_argument(
        "--timefold", type=Path, metavar="SCRIPT", help="a script that takes WEEK PLAN SECONDS, asked for 300 s"
    )
    parser.add_argument("--keep", action="store_true", help="a dated result in bench/results")


def _week(given: argparse.Namespace) -> int:
    sizes = tuple(given.sizes.split(","))
    unknown = [size for size in sizes if size not in SECONDS]
    if unknown:
        raise Misused(f"--sizes {given.sizes}: there is no size {unknown[0]}; known are {', '.join(SECONDS)}")
    return run_week(_planning(given, sizes, "week"))


def _replan(given: argparse.Namespace) -> int:
    return run_week(replace(_planning(given, ("s", "m", "l"), "replan"), is_replan=True))


def _convergence(given: argparse.Namespace) -> int:
    data, names = folder_of(given, "weeks"), given.only.split(",")
    missing = [name for name in names if not (given.data / "weeks" / f"{name}.json").is_file()]
    if data is None or missing:
        raise Misused(f"there is no {given.data}/weeks/{missing[0]}.json")
    return run_convergence(data, names, given.seconds, given.workers, given.out)


def _planning(given: argparse.Namespace, sizes: tuple[str, ...], name: str) -> WeekBench:
    return WeekBench(
        data=folder_of(given, "weeks"),
        seconds=1.0 if given.quick else given.seconds,
        only=given.only,
        sizes=sizes,
        seeds=seeds_of(given),
        workers=given.workers,
        timefold=given.timefold,
        keeps_as=name if given.keep else "",
    )


def _urgent(given: argparse.Namespace) -> int:
    data = folder_of(given, "weeks")
    return run_urgent(data, 1.0 if given.quick else given.seconds, 20 if given.quick else given.requests)
