"""Every figure that we claim, measured: `python -m bench week`, `api` or `urgent`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.api.run import Bench, run_api
from bench.urgent import run_urgent
from bench.week import run_week

DATA_HELP = (
    "folder with weeks/*.json (format linli-week/1): unpack the archive of open weeks there with `tar xJf`; a judge"
    " week.py beside them (in DIR or DIR/..) is asked about every plan. Without it a generated week is planned"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 measured, 1 a plan breaks a rule or two judges differ, 2 there is no such bench or folder."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    benches = parser.add_subparsers(dest="bench", required=True)
    week = benches.add_parser("week", help="plan weeks; one JSON line each, then a table beside the peers' figures")
    week.add_argument("--data", type=Path, metavar="DIR", help=DATA_HELP)
    week.add_argument("--seconds", type=float, default=20.0, help="for each week (default: %(default)s)")
    week.add_argument("--only", default="", metavar="TEXT", help="weeks whose name contains it")
    week.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")
    api = benches.add_parser("api", help="ask the server, stock strawberry and plain endpoints the same questions")
    where = api.add_mutually_exclusive_group()
    where.add_argument("--database", metavar="URL", help="an empty database; without it a SQLite file that is deleted")
    where.add_argument("--postgres", action="store_true", help="over a PostgreSQL started for the bench")
    api.add_argument("--seconds", type=float, default=5.0, help="for each question (default: %(default)s)")
    api.add_argument("--quick", action="store_true", help="a smoke run of a few seconds over a village")
    urgent = benches.add_parser("urgent", help="rank urgent visits against running weeks of 3,000 visits")
    urgent.add_argument("--data", type=Path, metavar="DIR", help=DATA_HELP)
    urgent.add_argument("--seconds", type=float, default=60.0, help="to plan each week (default: %(default)s)")
    urgent.add_argument("--requests", type=int, default=400, help="for each week (default: %(default)s)")
    urgent.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")
    given = parser.parse_args(arguments)
    if given.bench == "api":
        if given.quick:
            return run_api(Bench.quick(given.database, is_postgres=given.postgres))
        return run_api(Bench(given.database, given.postgres, given.seconds))
    if given.data is not None and not (given.data / "weeks").is_dir():
        print(f"bench: {given.data}/weeks is no folder; unpack the open weeks there", file=sys.stderr)
        return 2
    if given.bench == "urgent":
        return run_urgent(given.data, 1.0 if given.quick else given.seconds, 20 if given.quick else given.requests)
    return run_week(given.data, 1.0 if given.quick else given.seconds, given.only)


if __name__ == "__main__":
    sys.exit(main())
