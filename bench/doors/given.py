"""What several benches are given: folders of data, seeds, and the short run."""

from __future__ import annotations

import argparse
from pathlib import Path

WEEKS_HELP = (
    "folder with weeks/*.json (format linli-week/1): unpack the archive of open weeks there with `tar xJf`; a judge"
    " week.py beside them (in DIR or DIR/..) is asked about every plan. Without it a generated week is planned"
)


class Misused(ValueError):  # noqa: N818  (says what happened; all errors here do)
    """Something given is not what the bench can use."""


def add_weeks(parser: argparse.ArgumentParser, seconds: float | None, of: str) -> None:
    """The arguments of a bench over weeks."""
    parser.add_argument("--data", type=Path, metavar="DIR", help=WEEKS_HELP)
    parser.add_argument("--seconds", type=float, default=seconds, help=of)
    add_quick(parser)


def add_quick(parser: argparse.ArgumentParser) -> None:
    """The argument that makes a bench short."""
    parser.add_argument("--quick", action="store_true", help="a smoke run of a few seconds")


def add_seeds(parser: argparse.ArgumentParser, default: str = "1,2,3") -> None:
    """The seeds over which medians are taken."""
    parser.add_argument("--seeds", default=default, metavar="N,N", help="(default: %(default)s)")


def seeds_of(given: argparse.Namespace) -> tuple[int, ...]:
    """The seeds; one alone in a short run. Raises Misused if they are no numbers."""
    try:
        return (1,) if given.quick else tuple(int(seed) for seed in given.seeds.split(","))
    except ValueError:
        raise Misused(f"--seeds {given.seeds}: give whole numbers with commas between them") from None


def folder_of(given: argparse.Namespace, inside: str = "") -> Path | None:
    """The folder of data, if one is given. Raises Misused if it isn't there."""
    if given.data is not None and not (given.data / inside).is_dir():
        raise Misused(f"{given.data / inside} is no folder; unpack the instances there")
    return given.data
