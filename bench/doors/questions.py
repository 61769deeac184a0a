"""`explain` and `whatif`: what a coordinator asks about a plan."""

from __future__ import annotations

import argparse
from typing import Any

from bench.doors.given import add_weeks, folder_of
from bench.explain import run_explain
from bench.whatif import run_whatif


def add(benches: Any) -> None:  # noqa: ANN401  (argparse keeps its type to itself)
    """The benches' arguments."""
    explain = benches.add_parser("explain", help="ask why nobody makes the open visits, and judge what would help")
    add_weeks(explain, 20.0, "to plan each week (default: %(default)s)")
    explain.add_argument(
        "--samples", type=int, default=100, help="remedies judged for each week (default: %(default)s)"
    )
    explain.set_defaults(run=_explain)
    whatif = benches.add_parser("whatif", help="move visits, send carers home, rank candidates")
    add_weeks(whatif, 20.0, "to plan each week (default: %(default)s)")
    whatif.add_argument("--asked", type=int, default=100, help="visits for each week (default: %(default)s)")
    whatif.set_defaults(run=_whatif)


def _explain(given: argparse.Namespace) -> int:
    data = folder_of(given, "weeks")
    return run_explain(data, 2.0 if given.quick else given.seconds, 20 if given.quick else given.samples)


def _whatif(given: argparse.Namespace) -> int:
    data = folder_of(given, "weeks")
    return run_whatif(data, 1.0 if given.quick else given.seconds, 10 if given.quick else given.asked)
