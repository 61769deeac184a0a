"""`vrptw`: fleets' routes beside peers in the same run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bench.doors.given import Misused, add_quick, add_seeds, folder_of, seeds_of
from bench.vrptw import Bench, run_vrptw
from bench.vrptw_peers import PEERS


def add(benches: Any) -> None:  # noqa: ANN401  (argparse keeps its type to itself)
    """The bench's arguments."""
    vrptw = benches.add_parser("vrptw", help="plan fleets' routes; a JSON line each, then a table beside peers")
    folder = "folder of Solomon tables and VRPLIB files, and of best-known.csv (or in a folder above)"
    vrptw.add_argument("--data", type=Path, metavar="DIR", help=f"{folder}. Without it a generated fleet is planned")
    vrptw.add_argument("--seconds", type=float, default=60.0, help="for each case (default: %(default)s)")
    vrptw.add_argument("--only", default="", metavar="TEXT", help="files whose folder/name contains it")
    add_seeds(vrptw)
    vrptw.add_argument("--peers", default="", metavar="NAME,NAME", help=f"of {', '.join(PEERS)}; group `peers` of uv")
    vrptw.add_argument("--workers", type=int, default=2, help="threads of ours (default: %(default)s)")
    add_quick(vrptw)
    vrptw.set_defaults(run=_vrptw)


def _vrptw(given: argparse.Namespace) -> int:
    peers = tuple(filter(None, given.peers.split(",")))
    unknown = [peer for peer in peers if peer not in PEERS]
    if unknown:
        raise Misused(f"nobody knows the peer {unknown[0]}; known are {', '.join(PEERS)}")
    seconds = 1.0 if given.quick else given.seconds
    bench = Bench(folder_of(given), seconds, given.only, seeds_of(given), peers, given.workers, keeps=not given.quick)
    return run_vrptw(bench)
