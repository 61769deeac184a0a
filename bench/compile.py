"""How long kernels take to compile the first time on a machine, and to be read from the cache afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.keeping import Kept, keep

FAMILIES = ("matching.kernels", "matching.day.kernels", "matching.fleet.kernels")
PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one family of kernels, Python's start and imports included."""

    family: str
    compiled_s: float
    cached_s: float


def run_compile(*, keeps: bool = True) -> int:
    """Compile each family in a copy without a cache, print a JSON line each and a table at the end; always 0."""
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PROJECT / "matching", Path(folder) / "matching", ignore=shutil.ignore_patterns("__pycache__"))
        for family in FAMILIES:
            compiled_s, cached_s = (_took_s(family, Path(folder)) for _ in range(2))
            rows.append(Measured(family, round(compiled_s, 2), round(cached_s, 2)))
            print(json.dumps(asdict(rows[-1])), flush=True)
    print(f"{'family':>24}  compiled  cached")
    for row in rows:
        print(f"{row.family:>24}  {row.compiled_s:6.1f} s  {row.cached_s:4.1f} s")
    if keeps:
        keep(Kept("compile", "", (), 1, None, [asdict(row) for row in rows]))
    return 0


def _took_s(family: str, folder: Path) -> float:
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    began_s = time.monotonic()
    subprocess.run([sys.executable, "-m", family], env=environment, cwd=folder, check=True)  # noqa: S603  (ours)
    return time.monotonic() - began_s
