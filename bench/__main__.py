"""Every figure that we claim, measured: `python -m bench week`, `vrptw`, `api` or `urgent`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.api.run import Bench, run_api
from bench.explain import run_explain
from bench.urgent import run_urgent
from bench.vrptw import Bench as VrptwBench
from bench.vrptw import run_vrptw
from bench.vrptw_peers import PEERS
from bench.week import run_week
from bench.whatif import run_whatif

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
    _add_vrptw(benches.add_parser("vrptw", help="plan fleets' routes; a JSON line each, then a table beside peers"))
    explain = benches.add_parser("explain", help="ask why nobody makes the open visits, and judge what would help")
    explain.add_argument("--data", type=Path, metavar="DIR", help=DATA_HELP)
    explain.add_argument("--seconds", type=float, default=20.0, help="to plan each week (default: %(default)s)")
    explain.add_argument(
        "--samples", type=int, default=100, help="remedies judged for each week (default: %(default)s)"
    )
    explain.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")
    whatif = benches.add_parser("whatif", help="move visits, send carers home, rank candidates")
    whatif.add_argument("--data", type=Path, metavar="DIR", help=DATA_HELP)
    whatif.add_argument("--seconds", type=float, default=20.0, help="to plan each week (default: %(default)s)")
    whatif.add_argument("--asked", type=int, default=50, help="visits for each week (default: %(default)s)")
    whatif.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")
    given = parser.parse_args(arguments)
    if given.bench == "vrptw":
        return _vrptw(given)
    if given.bench == "api":
        if given.quick:
            return run_api(Bench.quick(given.database, is_postgres=given.postgres))
        return run_api(Bench(given.database, given.postgres, given.seconds))
    if given.data is not None and not (given.data / "weeks").is_dir():
        print(f"bench: {given.data}/weeks is no folder; unpack the open weeks there", file=sys.stderr)
        return 2
    if given.bench == "urgent":
        return run_urgent(given.data, 1.0 if given.quick else given.seconds, 20 if given.quick else given.requests)
    if given.bench == "explain":
        return run_explain(given.data, 2.0 if given.quick else given.seconds, 20 if given.quick else given.samples)
    if given.bench == "whatif":
        return run_whatif(given.data, 1.0 if given.quick else given.seconds, 10 if given.quick else given.asked)
    return run_week(given.data, 1.0 if given.quick else given.seconds, given.only)


def _add_vrptw(vrptw: argparse.ArgumentParser) -> None:
    folder = "folder of Solomon tables and VRPLIB files, and of best-known.csv (or in a folder above)"
    vrptw.add_argument("--data", type=Path, metavar="DIR", help=f"{folder}. Without it a generated fleet is planned")
    vrptw.add_argument("--seconds", type=float, default=60.0, help="for each case (default: %(default)s)")
    vrptw.add_argument("--only", default="", metavar="TEXT", help="files whose folder/name contains it")
    vrptw.add_argument("--seeds", default="1,2,3", metavar="N,N", help="(default: %(default)s)")
    vrptw.add_argument("--peers", default="", metavar="NAME,NAME", help=f"of {', '.join(PEERS)}; group `peers` of uv")
    vrptw.add_argument("--workers", type=int, default=2, help="threads of ours (default: %(default)s)")
    vrptw.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")


def _vrptw(given: argparse.Namespace) -> int:
    if given.data is not None and not given.data.is_dir():
        print(f"bench: {given.data} is no folder; unpack the instances there", file=sys.stderr)
        return 2
    peers = tuple(filter(None, given.peers.split(",")))
    unknown = [peer for peer in peers if peer not in PEERS]
    if unknown:
        print(f"bench: nobody knows the peer {unknown[0]}; known are {', '.join(PEERS)}", file=sys.stderr)
        return 2
    if given.quick:
        return run_vrptw(VrptwBench(given.data, 1.0, given.only, (1,), peers, given.workers, keeps=False))
    seeds = tuple(int(seed) for seed in given.seeds.split(","))
    return run_vrptw(VrptwBench(given.data, given.seconds, given.only, seeds, peers, given.workers))


if __name__ == "__main__":
    sys.exit(main())
