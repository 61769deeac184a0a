"""A fleet's problem read from a file of either format."""

from __future__ import annotations

from pathlib import Path

from matching.fleet.problem import FleetProblem
from matching.formats.vrptw.solomon import read_solomon
from matching.formats.vrptw.text import read_text
from matching.formats.vrptw.vrplib import COORDINATES, read_vrplib


def read_fleet(path: Path) -> FleetProblem:
    """The problem in a file: VRPLIB where it has a section of coordinates or ends in `.vrp`, else Solomon's table.

    Raises UnreadableFile, with line and mend, if it is neither or nobody could serve some customer.
    """
    return fleet_of(read_text(path), is_vrplib=path.suffix.lower() == ".vrp")


def fleet_of(text: str, *, is_vrplib: bool = False) -> FleetProblem:
    """The problem that a text describes; as `read_fleet`."""
    return read_vrplib(text) if is_vrplib or COORDINATES in text else read_solomon(text)
