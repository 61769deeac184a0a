"""The demo's workbook, built anew for any week: the same date, seed and size give the same rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Literal

from api.demo.carers import fenyang_carers
from api.demo.city import city_carers, city_requests
from api.demo.fenyang import BASICS, NOTES, buildings
from api.demo.visits import fenyang_requests
from api.demo.youth import youth_sheets
from api.workbook.template import write_entries


def demo_workbook(path: Path, *, monday: date, seed: int = 0, size: Literal["demo", "city"] = "demo") -> None:
    """Write Fenyang's workbook for the week that begins on `monday`: some 50 home visits and a youth programme, or
    for a `city` 500 visits and 80 carers. Raises OSError if the file can't be written."""
    write_entries(path, demo_entries(monday=monday, seed=seed, size=size), notes=NOTES)


def demo_entries(*, monday: date, seed: int, size: Literal["demo", "city"]) -> dict[str, list[Any]]:
    """The workbook's rows by sheet."""
    random = Random(seed)  # noqa: S311  (made-up data, no secrets)
    houses = buildings(random, per_community=4 if size == "demo" else 30)
    carers = fenyang_carers(monday) if size == "demo" else city_carers(random, monday)
    visits = fenyang_requests(random, monday, houses) if size == "demo" else city_requests(random, monday, houses)
    sheets: dict[str, list[Any]] = {}
    for part in (BASICS, {"buildings": houses}, carers, visits, youth_sheets(random, monday, houses)):
        for code, rows in part.items():
            sheets.setdefault(code, []).extend(rows)
    return sheets
