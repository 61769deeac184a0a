"""Every figure that we claim, measured: `python -m bench week`, `uhhc`, `vrptw`, `api` and others (`--help`)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.doors import days, questions, routes, servers, weeks
from bench.doors.given import Misused


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 measured, 1 a plan breaks a rule or two judges differ, 2 there is no such bench or folder."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    benches = parser.add_subparsers(dest="bench", required=True)
    for door in (weeks, days, routes, questions, servers):
        door.add(benches)
    given = parser.parse_args(arguments)
    try:
        return int(given.run(given))
    except Misused as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
