"""A week like the demo's, made from a seed: nurses, therapists, aides and volunteers in a town, with every feature."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from matching.problem import (
    DAY_S,
    BreakRule,
    Carer,
    Credential,
    Kind,
    Link,
    Mode,
    Pin,
    Place,
    Problem,
    Series,
    Slot,
    TimeWindow,
    Visit,
    Wishes,
)

HOUR_S = 3600
MORNING, AFTERNOON, WHOLE_DAY = (8, 12), (13.5, 17.5), (8, 17.5)
MODES = {"foot": Mode(seconds_per_km=900, overhead_s=60), "ebike": Mode(seconds_per_km=260, overhead_s=120)}
CREDENTIALS = {"nurse": "nurse-licence", "therapist": "therapist-licence"}


@dataclass(frozen=True, slots=True)
class _Need:
    role: str
    skill: str
    minutes: tuple[int, ...]
    slot: Slot


NEEDS = (
    _Need("nurse", "dressing", (30, 40, 60), Slot("dressing", credentials=("nurse-licence",), min_years=3)),
    _Need("nurse", "catheter", (40, 60), Slot("catheter", level=2, credentials=("nurse-licence",), min_years=5)),
    _Need("therapist", "rehab", (45, 60, 90), Slot("rehab", kind="practitioner", credentials=("therapist-licence",))),
    _Need("aide", "bathing", (40, 60), Slot("bathing")),
    _Need("volunteer", "company", (60, 90), Slot("company", kind="volunteer")),
)


def generated_week(seed: int = 1, visits: int = 50, carers: int = 15) -> Problem:
    """The week of a seed; the same one on every machine."""
    rng = random.Random(f"{seed} {visits} {carers}")  # noqa: S311  (a week for a bench, no secret)
    places = tuple(Place(f"p{i}", rng.randrange(-2500, 2500), rng.randrange(-2500, 2500)) for i in range(visits))
    staff = tuple(_carer(rng, i, places) for i in range(carers))
    rows = [_visit(rng, i, places, staff) for i in range(visits)]
    series = tuple(Series(f"s{i}", (f"v{2 * i}", f"v{2 * i + 1}"), min_days=1) for i in range(visits // 20))
    links = (Link("v6", "v7", 3600, 4 * HOUR_S, "different"),) if visits > 7 else ()
    for series_of in series:  # visits of a series are one person's: alike, and on any day
        first, second = (int(name[1:]) for name in series_of.visits)
        rows[second] = replace(rows[first], id=rows[second].id, pin=None)
    return Problem(f"generated-{visits}-{seed}", places, MODES, staff, tuple(rows), series=series, links=links)


def _carer(rng: random.Random, i: int, places: tuple[Place, ...]) -> Carer:
    role = ("nurse", "nurse", "therapist", "aide", "volunteer")[i % 5]
    kind: Kind = "volunteer" if role == "volunteer" else "practitioner"
    skills = {need.skill: rng.choice((1, 2, 2)) for need in NEEDS if need.role == role or rng.random() < 0.15}
    days = sorted(rng.sample(range(5), 3 if kind == "volunteer" else 5))
    hours = [rng.choice((MORNING, AFTERNOON) if kind == "volunteer" else (WHOLE_DAY, WHOLE_DAY, MORNING)) for _ in days]
    contract_s = sum(int((to - since) * HOUR_S) for since, to in hours) * 3 // 4
    held = CREDENTIALS.get(role)
    return Carer(
        id=f"c{i}",
        kind=kind,
        base=rng.choice(places).id,
        mode=rng.choice(("foot", "ebike", "ebike")),
        available=tuple(_window(day, *span) for day, span in zip(days, hours, strict=True)),
        max_day_s=8 * HOUR_S,
        max_week_s=40 * HOUR_S,
        skills=skills,
        credentials=() if held is None else (Credential(held, 0, rng.choice((3, 60, 60, 60, 60, 60)) * DAY_S),),
        years=rng.randrange(1, 20),
        gender=rng.choice(("F", "F", "M")),
        languages=tuple(name for name in ("zh", "jin") if name == "zh" or rng.random() < 0.5),
        max_days=5,
        rest_s=11 * HOUR_S,
        contract_s=contract_s,
        fair_s=contract_s // 2,
        break_rule=None if kind == "volunteer" else BreakRule(5 * HOUR_S, HOUR_S // 2),
    )


def _visit(rng: random.Random, i: int, places: tuple[Place, ...], staff: tuple[Carer, ...]) -> Visit:
    need = rng.choice(NEEDS)
    days = sorted(rng.sample(range(5), rng.choice((2, 3))))
    span = rng.choice((MORNING, AFTERNOON, WHOLE_DAY))
    able = [carer.id for carer in staff if need.skill in carer.skills]
    slots = (need.slot, need.slot) if need.skill == "bathing" and rng.random() < 0.4 else (need.slot,)
    return Visit(
        id=f"v{i}",
        place=places[i].id,
        duration_s=rng.choice(need.minutes) * 60,
        windows=tuple(_window(day, *span) for day in days),
        slots=slots,
        priority=rng.choice(("routine", "routine", "routine", "urgent", "asap")),
        wish=tuple(_window(day, span[0], span[0] + 2) for day in days) if rng.random() < 0.3 else (),
        group=f"r{i // 3}" if rng.random() < 0.5 else None,
        preferred=tuple(rng.sample(able, min(2, len(able)))) if rng.random() < 0.4 else (),
        wishes=Wishes("F" if rng.random() < 0.2 else None, "jin" if rng.random() < 0.2 else None),
        pin=Pin(_window(days[0], *span).start_s + 2 * HOUR_S) if i % 25 == 24 else None,
    )


def _window(day: int, since_h: float, to_h: float) -> TimeWindow:
    return TimeWindow(day * DAY_S + int(since_h * HOUR_S), day * DAY_S + int(to_h * HOUR_S))
