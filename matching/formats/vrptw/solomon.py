"""Solomon's tables: vehicles and capacity, then a row for the depot and one for each customer."""

from __future__ import annotations

from collections.abc import Iterator

from matching.fleet.problem import FleetProblem, Stop
from matching.formats.json_value import Said, UnreadableFile
from matching.formats.vrptw.drafts import DraftStop, checked
from matching.formats.vrptw.text import Line, lines_of

FLEET_COLUMNS = "number of vehicles, capacity"
COLUMNS = ("number", "x", "y", "demand", "ready time", "due time", "service time")


def read_solomon(text: str) -> FleetProblem:
    """The problem in the text; legs are exact. Raises UnreadableFile, naming line and mend."""
    lines = lines_of(text)
    name = _next(lines, "the instance's name")
    _skip_to(lines, "VEHICLE")
    _next(lines, f"the heading of {FLEET_COLUMNS}")
    fleet = _next(lines, FLEET_COLUMNS).exactly(2, FLEET_COLUMNS)
    vehicles = fleet[0].whole("number of vehicles", least=1)
    capacity = fleet[1].number("capacity", least=0)
    _skip_to(lines, "CUSTOMER")
    _next(lines, f"the heading of {', '.join(COLUMNS)}")
    stops = [_stop(number, line) for number, line in enumerate(lines)]
    return checked(name.text, vehicles, capacity, stops, "exact", text.count("\n") + 1)


def _next(lines: Iterator[Line], what: str) -> Line:
    line = next(lines, None)
    if line is None:
        raise UnreadableFile("the file", Said("at its end too soon"), f"give {what}")
    return line


def _skip_to(lines: Iterator[Line], heading: str) -> None:
    line = _next(lines, f"a line {heading}")
    if line.text.upper() != heading:
        raise line.refusal(f"put a line {heading} here")


def _stop(number: int, line: Line) -> DraftStop:
    words = line.exactly(len(COLUMNS), ", ".join(COLUMNS))
    given = words[0].whole("number", least=0)
    if given != number:
        raise words[0].refusal("number", f"make it {number}: the depot is 0, customers follow as 1, 2, 3")
    x, y = words[1].number("x"), words[2].number("y")
    demand, ready, due, service = (
        word.number(name, least=0) for word, name in zip(words[3:], COLUMNS[3:], strict=True)
    )
    return DraftStop(Stop(x, y, demand, ready, due, service), line.number, line.number)
