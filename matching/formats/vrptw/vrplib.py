"""VRPLIB's `.vrp`: fields with a colon, then sections; node 1 is the depot, so node k is customer k - 1."""

from __future__ import annotations

from matching.fleet.problem import FleetProblem, Stop
from matching.formats.json_value import Said, UnreadableFile
from matching.formats.vrptw.drafts import DraftStop, checked
from matching.formats.vrptw.text import Line, Word, lines_of

COORDINATES, DEMANDS, WINDOWS = "NODE_COORD_SECTION", "DEMAND_SECTION", "TIME_WINDOW_SECTION"
SERVICES, DEPOTS, END = "SERVICE_TIME_SECTION", "DEPOT_SECTION", "EOF"
SECTIONS = {
    COORDINATES: "node, x, y",
    DEMANDS: "node, demand",
    WINDOWS: "node, ready time, due time",
    SERVICES: "node, service time",
    DEPOTS: "the depot's node",
}
FIELDS = ("NAME", "COMMENT", "TYPE", "DIMENSION", "VEHICLES", "CAPACITY", "SERVICE_TIME", "EDGE_WEIGHT_TYPE")
FIXED = {"TYPE": "VRPTW", "EDGE_WEIGHT_TYPE": "EUC_2D"}


def read_vrplib(text: str) -> FleetProblem:
    """The problem in the text; legs are cut to one decimal. Raises UnreadableFile, naming line and mend.

    Where no number of vehicles is given there is one for each customer.
    """
    fields, sections = _parted(text)
    _check_depot(sections.get(DEPOTS, []))
    places = _rows(sections, COORDINATES)
    dimension = fields["DIMENSION"].whole("DIMENSION", least=0) if "DIMENSION" in fields else len(places)
    if dimension != len(places):
        raise fields["DIMENSION"].refusal("DIMENSION", f"make it {len(places)}, as many as {COORDINATES} has")
    capacity = _field(fields, "CAPACITY").number("CAPACITY", least=0)
    vehicles = fields["VEHICLES"].whole("VEHICLES", least=1) if "VEHICLES" in fields else max(1, len(places) - 1)
    stops = _stops(places, _rows(sections, DEMANDS), _rows(sections, WINDOWS), _services(fields, sections, len(places)))
    name = fields["NAME"].text if "NAME" in fields else "unnamed"
    return checked(name, vehicles, capacity, stops, "trunc1", text.count("\n") + 1)


def _parted(text: str) -> tuple[dict[str, Word], dict[str, list[Line]]]:
    """Fields by name, and the lines of each section."""
    fields: dict[str, Word] = {}
    sections: dict[str, list[Line]] = {}
    current: list[Line] | None = None
    for line in lines_of(text):
        name = line.text.partition(":")[0].strip()
        if line.text == END:
            break
        if ":" in line.text:
            if name not in FIELDS:
                raise line.refusal(f"leave this field out; known are {', '.join(FIELDS)}")
            fields[name] = Word(line.text.partition(":")[2].strip(), line.number)
        elif name in SECTIONS:
            if name in sections:
                raise line.refusal("leave this section out; it was given before")
            current = sections.setdefault(name, [])
        elif current is None or name.endswith("_SECTION"):
            raise line.refusal(f"put a field with a colon here, or one of {', '.join(SECTIONS)}")
        else:
            current.append(line)
    for name, only in FIXED.items():
        if name in fields and fields[name].text != only:
            raise fields[name].refusal(name, f"make it {only}, which is all that can be read")
    return fields, sections


def _field(fields: dict[str, Word], name: str) -> Word:
    if name not in fields:
        raise UnreadableFile(f"field {name}", Said("missing"), "give this field; it has no default")
    return fields[name]


def _check_depot(lines: list[Line]) -> None:
    nodes = [word for line in lines for word in line.words if word.text != "-1"]
    for i, word in enumerate(nodes):
        if i or word.text != "1":
            raise word.refusal("depot", "make node 1 the only depot")


def _rows(sections: dict[str, list[Line]], name: str) -> list[list[Word]]:
    """A section's figures, each row after its node's number, which counts from 1."""
    if name not in sections:
        raise UnreadableFile(f"section {name}", Said("missing"), "give this section; it has no default")
    rows: list[list[Word]] = []
    for number, line in enumerate(sections[name], 1):
        words = line.exactly(SECTIONS[name].count(",") + 1, SECTIONS[name])
        if words[0].whole("node", least=0) != number:
            raise words[0].refusal("node", f"make it {number}: nodes count from 1, each once")
        rows.append(words[1:])
    return rows


def _services(fields: dict[str, Word], sections: dict[str, list[Line]], count: int) -> list[list[Word]]:
    """A service time for each node: its own, else the same for all customers and none at the depot."""
    if SERVICES in sections:
        return _rows(sections, SERVICES)
    none = Word("0", 0)
    return [[none], *[[fields.get("SERVICE_TIME", none)]] * (count - 1)]


def _stops(
    places: list[list[Word]], demands: list[list[Word]], windows: list[list[Word]], services: list[list[Word]]
) -> list[DraftStop]:
    for name, rows in ((DEMANDS, demands), (WINDOWS, windows), (SERVICES, services)):
        if len(rows) != len(places):
            raise UnreadableFile(f"section {name}", Said(f"of {len(rows)} nodes"), f"give {len(places)}")
    return [
        DraftStop(
            Stop(
                x.number("x"),
                y.number("y"),
                demand.number("demand", least=0),
                ready.number("ready time", least=0),
                due.number("due time", least=0),
                service.number("service time", least=0),
            ),
            demand.line,
            ready.line,
        )
        for (x, y), (demand,), (ready, due), (service,) in zip(places, demands, windows, services, strict=True)
    ]
