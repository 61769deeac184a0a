"""Routes as JSON (`{"routes": [[5, 3, 7]]}`), or as lines `Route #1: 5 3 7`; customers count from 1."""

from __future__ import annotations

import re
from pathlib import Path

from matching.fleet.plan import FleetPlan
from matching.formats.json_value import JsonValue, Said, UnreadableFile, load
from matching.formats.vrptw.text import Word, lines_of, read_text

ROUTE = re.compile(r"route[^:]*:(.*)", re.IGNORECASE)


def read_fleet_plan(path: Path) -> FleetPlan:
    """The routes in a file of either kind; which customers there are is for the judge to say.

    Raises UnreadableFile if it is neither, or a customer is no whole number.
    """
    text = read_text(path)
    if text.lstrip().startswith(("{", "[")):
        return fleet_plan_of(load(path))
    return _routes_in(text)


def fleet_plan_of(data: object) -> FleetPlan:
    """The routes that parsed JSON describes. Raises UnreadableFile if it is no object with lists of whole numbers."""
    routes = JsonValue(data).need("routes").items()
    return FleetPlan(tuple(tuple(customer.whole() for customer in route.items()) for route in routes))


def fleet_plan_json(plan: FleetPlan) -> dict[str, object]:
    """The JSON of routes, ready to be dumped."""
    return {"routes": [list(route) for route in plan.routes]}


def _routes_in(text: str) -> FleetPlan:
    routes: list[tuple[int, ...]] = []
    for line in lines_of(text):
        found = ROUTE.fullmatch(line.text)
        if found:
            customers = (Word(word, line.number) for word in found[1].split())
            routes.append(tuple(word.whole("customer", least=0) for word in customers))
    if not routes:
        raise UnreadableFile("the file", Said("without routes"), 'give {"routes": [[1, 2]]}, or lines Route #1: 1 2')
    return FleetPlan(tuple(routes))
