"""`api` and `compile`: what a server's users wait for."""

from __future__ import annotations

import argparse
from typing import Any

from bench.api.run import Bench, run_api
from bench.compile import run_compile
from bench.doors.given import add_quick


def add(benches: Any) -> None:  # noqa: ANN401  (argparse keeps its type to itself)
    """The benches' arguments."""
    api = benches.add_parser("api", help="ask the server, stock strawberry and plain endpoints the same questions")
    where = api.add_mutually_exclusive_group()
    where.add_argument("--database", metavar="URL", help="an empty database; without it a SQLite file that is deleted")
    where.add_argument("--postgres", action="store_true", help="over a PostgreSQL started for the bench")
    api.add_argument("--seconds", type=float, default=5.0, help="for each question (default: %(default)s)")
    add_quick(api)
    api.set_defaults(run=_api)
    compile_ = benches.add_parser("compile", help="compile all kernels as on a new machine, then read them back")
    add_quick(compile_)
    compile_.set_defaults(run=lambda given: run_compile(keeps=not given.quick))


def _api(given: argparse.Namespace) -> int:
    if given.quick:
        return run_api(Bench.quick(given.database, is_postgres=given.postgres))
    return run_api(Bench(given.database, given.postgres, given.seconds))
