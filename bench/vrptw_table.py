"""The table of a bench of fleets: distances over the best known and over each peer's, by set."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

KNOWN = "best-known.csv"
Row = Mapping[str, Any]


def best_known(data: Path | None, set_: str, instance: str) -> float | None:
    """The best distance known, from a `best-known.csv` in the folder of instances or up to two above it."""
    if data is None:
        return None
    near = (data, *data.resolve().parents[:2])
    file = next((folder / KNOWN for folder in near if (folder / KNOWN).is_file()), None)
    if file is None:
        return None
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if (row["set"], row["instance"].lower()) == (set_, instance.lower()):
                return float(row["objective"])
    return None


def table(rows: Sequence[Row], solvers: tuple[str, ...]) -> str:
    """One line for each instance, with medians over seeds, then one for each set with means of their ratios."""
    ours, *peers = solvers
    by_case: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_case[row["set"], row["instance"]].append(row)
    lines: list[tuple[str, ...]] = [("set", "instance", ours, "/known", *(f"/{peer}" for peer in peers))]
    ratios: dict[str, list[list[float | None]]] = defaultdict(list)
    for (set_, instance), cases in by_case.items():
        distance = _median(cases, ours)
        over = [_ratio(distance, cases[0]["known"]), *(_ratio(distance, _median(cases, peer)) for peer in peers)]
        ratios[set_].append(over)
        lines.append((set_, instance, "-" if distance is None else f"{distance:.2f}", *map(_cell, over)))
    for set_, found in ratios.items():
        columns = (_mean(column) for column in zip(*found, strict=True))
        lines.append((set_, f"mean of {len(found)}", "", *map(_cell, columns)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _median(cases: list[Row], solver: str) -> float | None:
    """Of a solver's distances over seeds; None if one of its plans serves not all."""
    found = [case for case in cases if case["solver"] == solver]
    return median(case["distance"] for case in found) if found and all(case["kept"] for case in found) else None


def _ratio(distance: float | None, other: float | None) -> float | None:
    return None if distance is None or not other else distance / other


def _mean(ratios: Iterable[float | None]) -> float | None:
    known = [ratio for ratio in ratios if ratio is not None]
    return mean(known) if known else None


def _cell(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.4f}"
