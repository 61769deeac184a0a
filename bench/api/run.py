"""The API against the clock, beside stock strawberry and plain endpoints over the same rows in the same run."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.api.changing import MOST_MS as CHANGING_MS
from bench.api.changing import Changed, change_plan
from bench.api.city import Size, build_city
from bench.api.following import MOST_MS as FOLLOWING_MS
from bench.api.following import Followed, follow_run
from bench.api.hostile import BYSTANDER_P99_MS, Answered, Beside, face_hostile
from bench.api.hostile import MOST_MS as HOSTILE_MS
from bench.api.measuring import Measured, measure
from bench.api.process import database, serving
from bench.api.questions import NAMES

RESULTS = Path(__file__).parents[1] / "results"
READY_S = 3.0
PEERS = ("plain", "stock", "ours")
PACKAGES = ("strawberry-graphql", "graphql-core", "tortoise-orm", "starlette", "uvicorn", "orjson", "asyncpg")
MOST_STATEMENTS = {"Q1": 5, "Q2": 1, "Q3": 1, "Q4": 1}
RATES = ("requests/s", "stock", "plain", "ours/stock")
CPU = ("CPU ms", "stock", "plain", "stock/ours", "ours/plain")
COLUMNS = ("", *RATES, *CPU, "p99 ms", "statements")


@dataclass(frozen=True, slots=True)
class Bench:
    """What one run is over, and for how long."""

    database_url: str | None = None
    is_postgres: bool = False
    seconds: float = 5.0
    size: Size = field(default_factory=Size)
    rounds: int = 3  # after one to warm up
    keeps: bool = True  # a dated result

    @classmethod
    def quick(cls, database_url: str | None = None, *, is_postgres: bool = False) -> Bench:
        """A smoke run of a few seconds over a village."""
        size = Size(communities=5, residents=100, carers=16, visits=200, weeks=2, large_unit=80)
        return cls(database_url, is_postgres, 0.3, size, rounds=0, keeps=False)


@dataclass(frozen=True, slots=True)
class Found:
    """All that a run measured."""

    answers: list[Measured]
    ready_s: float
    hostile: list[Answered]
    beside: Beside
    followed: Followed
    changed: list[Changed]

    def lines(self) -> Iterable[dict[str, object]]:
        """What is printed, a JSON line each."""
        yield from (asdict(one) for one in self.answers)
        yield {"ready_s": round(self.ready_s, 2)}
        yield from (asdict(one) for one in self.hostile)
        yield {"bystander": asdict(self.beside)}
        yield {"progress": asdict(self.followed)}
        yield from (asdict(one) for one in self.changed)


def run_api(bench: Bench) -> int:
    """Measure, print a JSON line each and a table; 1 if an answer is refused or wrong, else 0."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        found = _measured(bench, Path(folder))
    for line in found.lines():
        print(json.dumps(line, ensure_ascii=False))
    print(table(found))
    if bench.keeps:
        print(f"kept in {keep(bench, found)}")
    faults = list(faults_of(found))
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _measured(bench: Bench, folder: Path) -> Found:
    with database(bench.database_url, folder, is_postgres=bench.is_postgres) as url:
        facts = asyncio.run(build_city(url, bench.size))
        with ExitStack() as stack:
            servers = {kind: stack.enter_context(serving(kind, url)) for kind in PEERS}
            answers, ours = measure(servers, facts, url, bench.seconds, bench.rounds), servers["ours"]
            hostile, beside = asyncio.run(face_hostile(ours.port, facts))
            followed = asyncio.run(follow_run(ours.port, facts, url, max(1.5, bench.seconds)))
            changed = asyncio.run(change_plan(ours.port, facts, url))
            return Found(answers, ours.ready_s, hostile, beside, followed, changed)


def faults_of(found: Found) -> Iterable[str]:
    """What makes the figures worthless: answers that are no success."""
    for one in found.answers:
        if one.refused:
            yield f"{one.server} {one.question}: {one.refused} refused: {one.first_refusal}"
    if found.followed.last_state != "finished":
        yield f"the run that was followed ended as {found.followed.last_state}"
    for one in found.changed:
        if one.refused:
            yield f"{one.change}: {one.refused} refused: {one.first_refusal}"


def table(found: Found) -> str:
    """One row for each question, then the bars that are no ratios."""
    by = {(one.server, one.question): one for one in found.answers}
    lines = [COLUMNS, *(_cells(name, *(by[kind, name] for kind in ("ours", "stock", "plain"))) for name in NAMES)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    rows = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    worst = max(found.hostile, key=lambda one: one.worst_ms)
    return "\n".join(
        [
            *rows,
            f"start to ready: {found.ready_s:.2f} s (bar {READY_S:g})",
            f"worst hostile document: {worst.worst_ms:g} ms, {worst.document} (bar {HOSTILE_MS:g})",
            f"bystander p99: {found.beside.p99_ms:g} ms (bar {BYSTANDER_P99_MS:g})",
            f"progress heard after: {found.followed.worst_ms:g} ms at worst (bar {FOLLOWING_MS:g})",
            *(
                f"{one.change}, {one.visits} visits: {one.p50_ms:g} ms, {one.worst_ms:g} at worst (bar {CHANGING_MS:g})"
                for one in found.changed
            ),
        ]
    )


def _cells(name: str, ours: Measured, stock: Measured, plain: Measured) -> tuple[str, ...]:
    return (
        name,
        f"{ours.per_second:g}",
        f"{stock.per_second:g}",
        f"{plain.per_second:g}",
        f"{ours.per_second / stock.per_second:.1f}x",
        f"{ours.cpu_ms:.2f}",
        f"{stock.cpu_ms:.2f}",
        f"{plain.cpu_ms:.2f}",
        f"{stock.cpu_ms / ours.cpu_ms:.1f}x",
        f"{ours.cpu_ms / plain.cpu_ms:.1f}x",
        f"{ours.p99_ms:.1f}",
        f"{ours.statements} (bar {MOST_STATEMENTS[name]})",
    )


def keep(bench: Bench, found: Found) -> Path:
    """Write a dated result with the machine and the versions that it holds for."""
    now = datetime.now(UTC)
    is_postgres = bench.is_postgres or (bench.database_url or "").startswith("postgres")
    kind = "postgres" if is_postgres else "sqlite"
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"api-{kind}-{now:%Y-%m-%d}.json"
    told = {
        "at": now.isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "cpu": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "load": [round(one, 1) for one in os.getloadavg()],  # of all that runs there, ours too
        },
        "versions": {name: version(name) for name in PACKAGES},
        "database": kind,
        "size": asdict(bench.size),
        "seconds": bench.seconds,
        "found": list(found.lines()),
    }
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file
