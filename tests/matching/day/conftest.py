"""Builders of days: one in which the fact that matters is visible, and random ones with every feature on."""

import random
from dataclasses import replace

import numpy as np
import pytest

from matching.day.plan import LUNCH, DayPlan, DayStop
from matching.day.problem import DAY_TERMS, DayCarer, DayProblem, DayTerm, Lunch, Patient, Service, Window
from matching.warming import compile_kernels

SYNCS = ("simultaneous", "sequential", "independent")
CARER = DayCarer("c0", 0, 0, 0, 600, frozenset({"s", "t"}))


class BuildDay:
    """Patients live along a road, ten minutes apart and from the office; all day is open, and one minute costs one."""

    @staticmethod
    def day(*patients: Patient, carers=1, **facts) -> DayProblem:
        size = len(patients) + 1
        legs = 10 * np.abs(np.arange(size)[:, None] - np.arange(size)[None, :])
        people = carers if isinstance(carers, tuple) else tuple(replace(CARER, id=f"c{i}") for i in range(carers))
        weights = {"travel_time": 1, "total_tardiness": 1, "optional_patients": 100}
        facts = {"weights": weights, "hard": frozenset({"qualification"})} | facts
        return DayProblem("day", legs.astype(np.int32), people, patients, facts.pop("weights"), **facts)

    @staticmethod
    def patient(row: int = 1, *names: str, **facts) -> Patient:
        services = tuple(Service(name, 20) for name in names or ("s",))
        return replace(Patient(f"p{row}", row, services, (Window(0, 600),)), **facts)

    @staticmethod
    def plan(**routes: tuple[tuple[str, str, int, int], ...]) -> DayPlan:
        return DayPlan("day", {carer: tuple(DayStop(*stop) for stop in stops) for carer, stops in routes.items()})

    lunch = LUNCH
    carer = CARER


@pytest.fixture(scope="session")
def build_day() -> type[BuildDay]:
    return BuildDay


@pytest.fixture(scope="session")
def random_day():
    """A day with everything that a day may have: `random_day(seed, patients, carers)`."""

    def make(seed, patients=8, carers=3, *, without=(), **facts) -> DayProblem:
        rng = random.Random(f"{seed} {patients} {carers}")  # noqa: S311  (the same day each time)
        size = patients + 2
        legs = np.array([[0 if i == j else rng.randint(0, 40) for j in range(size)] for i in range(size)], np.int32)
        names = ("s0", "s1", "s2")
        people = tuple(
            DayCarer(
                f"c{c}",
                rng.randint(0, 1),
                rng.randint(0, 1),
                rng.choice((0, 0, 60)),
                rng.choice((300, 500)),
                frozenset(names if c < 2 else rng.sample(names, 2)),
                is_owed_lunch=rng.random() < 0.5,
            )
            for c in range(carers)
        )
        weights: dict[DayTerm, int] = {term: rng.choice((0, 1, 3, 8)) for term in DAY_TERMS if term not in without}
        weights["optional_patients"] = rng.choice((50, 150))
        weights["caregiver_preferences"] = rng.choice((0, 5))
        return replace(
            DayProblem(
                "random",
                legs,
                people,
                tuple(_patient(rng, row, names, people) for row in range(2, size)),
                weights,
                hard=frozenset({"qualification", "incompabilities"}),
                lunch=Lunch(120, 300, 30),
                is_late_at_end=rng.random() < 0.5,
            ),
            **facts,
        )

    return make


def _patient(rng: random.Random, row: int, names: tuple[str, ...], carers: tuple[DayCarer, ...]) -> Patient:
    wanted = rng.sample(names, rng.choice((1, 1, 2)))
    opens = rng.randrange(0, 300, 15)
    windows = [Window(opens, opens + rng.choice((30, 120)))]
    if rng.random() < 0.3:
        windows.append(Window(windows[0].closes + 45, windows[0].closes + 165))
    least = rng.choice((0, 15, 30))
    return Patient(
        f"p{row}",
        row,
        tuple(Service(name, rng.choice((0, 15, 45))) for name in wanted),
        tuple(windows),
        rng.choice(SYNCS),
        least,
        least + rng.choice((0, 30)),
        is_optional=rng.random() < 0.3,
        preferred=frozenset(rng.sample([one.id for one in carers], rng.choice((0, 1)))),
        incompatible=frozenset([carers[-1].id] if rng.random() < 0.2 and len(carers) > 2 else ()),
    )


@pytest.fixture(scope="session")
def day_search():
    """A compiled search of a day that has done some steps: `day_search(problem, seed, steps)`."""
    compile_kernels(lambda: True, "matching.day.kernels")
    from matching.day.search import DaySearch  # noqa: PLC0415  (imported once it is compiled)

    def make(problem, seed=0, steps=0) -> DaySearch:
        search = DaySearch(problem, seed)
        if steps:
            search.run(steps, 0.0, 1.0)
        return search

    return make
