"""How soon urgent visits are ranked against a running week, the week's lookups warm."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from api.server import spare_the_collector
from bench.generated import generated_week
from bench.keeping import Kept, keep
from matching.check import judge
from matching.formats.week import read_problem
from matching.problem import DAY_S, Problem, TimeWindow, Visit
from matching.running import RunningWeek
from matching.solve import solve
from matching.urgent import rank, with_arrival

HOUR_S = 3600
WARMING = 100
CHECKED = 20
KEPT_FROM = 100  # requests for each week; of fewer the figures are not kept


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of processor time to rank one urgent visit, and how many of those asked found a carer in time."""

    week: str
    visits: int
    carers: int
    requests: int
    in_time: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    most_ms: float


def run_urgent(data: Path | None, seconds: float, requests: int, only: str = "-l-") -> int:
    """Plan each week for so long, then ask for urgent visits at random; a JSON line each. 1 if an arrival is untrue."""
    faults, rows = 0, list[Measured]()
    for problem in _weeks(data, only):
        week = RunningWeek(problem, solve(problem, seconds=seconds).plan, 0)
        asked = list(_requests(problem, requests + WARMING))
        for now_s, visit in asked[:WARMING]:
            rank(week.at(now_s), visit, due_s=now_s + HOUR_S)
        spare_the_collector()  # as a server does
        taken_ms: list[float] = []
        in_time = 0
        for i, (now_s, visit) in enumerate(asked[WARMING:]):
            began_s = time.process_time()
            moment = week.at(now_s)
            found = rank(moment, visit, due_s=now_s + HOUR_S)
            taken_ms.append(1000 * (time.process_time() - began_s))
            in_time += bool(found) and found[0].start_s <= now_s + HOUR_S
            if found and i < CHECKED:
                whole = replace(moment.problem, visits=(*moment.problem.visits, visit))
                after = judge(whole, with_arrival(moment.plan, visit, found[0]))
                faults += not set(after.violations) <= set(judge(whole, moment.plan).violations)
        rows.append(_measured(problem, taken_ms, in_time))
        print(json.dumps(asdict(rows[-1])), flush=True)
    if data is not None and requests >= KEPT_FROM:
        print(keep(Kept("urgent", only.strip("-"), (1,), 1, seconds, [asdict(row) for row in rows])))
    return 1 if faults else 0


def _weeks(data: Path | None, only: str) -> Iterator[Problem]:
    if data is None:
        yield generated_week(visits=10, carers=4)
        return
    yield from (read_problem(file) for file in sorted((data / "weeks").glob("*.json")) if only in file.name)


def _requests(problem: Problem, count: int) -> Iterator[tuple[int, Visit]]:
    """Moments of working days, each with a visit like one of the week's for a single carer, open until midnight."""
    draw = random.Random(1)  # noqa: S311  (the same requests each time)
    alone = [visit for visit in problem.visits if len(visit.slots) == 1]
    for _ in range(count):
        now_s = draw.randrange(5) * DAY_S + draw.randrange(8 * HOUR_S, 17 * HOUR_S)
        open_now = (TimeWindow(now_s, (now_s // DAY_S + 1) * DAY_S),)
        facts = {"id": "urgent", "priority": "urgent", "windows": open_now}
        yield now_s, replace(draw.choice(alone), **facts, wish=(), group=None, pin=None)


def _measured(problem: Problem, taken_ms: list[float], in_time: int) -> Measured:
    taken_ms.sort()

    def share(percent: int) -> float:
        return round(taken_ms[min(len(taken_ms) - 1, len(taken_ms) * percent // 100)], 1)

    size = (len(problem.visits), len(problem.carers), len(taken_ms))
    return Measured(problem.name, *size, in_time, share(50), share(95), share(99), share(100))
