"""The command `linli`: a door to the domain. Parse, call, print, exit."""

from __future__ import annotations

import sys

from api.cli.app import app


def main() -> None:
    """Run the command line; exit code 0 done, 1 checked and found wanting, 2 could not be taken as given."""
    sys.exit(app())
