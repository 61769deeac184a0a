"""Dated results, with the machine and the versions that they come from; and tables that lie near the data."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("numba", "numpy", "ortools")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was measured, and how."""

    bench: str
    only: str
    seeds: tuple[int, ...]
    workers: int
    seconds: float | None
    found: list[dict[str, object]]
    peers: Mapping[str, str] = field(default_factory=dict[str, str])  # their versions


def keep(kept: Kept) -> Path:
    """Write what was measured to a file that has the bench and the day in its name."""
    now = datetime.now(UTC)
    result = {
        "at": now.isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "cpu": platform.machine(),
            "cores": os.cpu_count(),
            "load": [round(load, 1) for load in os.getloadavg()],
        },
        "versions": {name: version(name) for name in PACKAGES} | dict(kept.peers),
        "seconds": kept.seconds,
        "workers": kept.workers,
        "seeds": kept.seeds,
        "found": kept.found,
    }
    only = kept.only.strip("/").replace("/", "-")
    file = RESULTS / ("-".join(filter(None, (kept.bench, only, f"{now:%Y-%m-%d}"))) + ".json")
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return file


def file_near(data: Path | None, name: str) -> Path | None:
    """A file in the folder of the data or up to two above it; None if it isn't there."""
    near = () if data is None else (data, *data.resolve().parents[:2])
    return next((folder / name for folder in near if (folder / name).is_file()), None)
