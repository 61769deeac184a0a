"""A fleet's problem as arrays of whole numbers, which the search reads; rounded so that what keeps them keeps all."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.fleet.problem import FleetProblem

IntArray = NDArray[np.int64]
MOST_LEG = 2_000_000_000  # fits 32 bits
FINEST = 6  # decimals of a unit
MOST = 2**60  # of a load or a time: sums stay within 64 bits
ABSENT = 2**50  # units that a customer costs whom nobody serves: more than all ways


@dataclass(frozen=True, slots=True)
class CompiledFleet:
    """One problem; S stops, the depot first. Times and legs are in units of `unit`, demands in shares of capacity."""

    problem: FleetProblem
    unit: float
    capacity: int
    demand: IntArray  # (S,)
    ready: IntArray  # (S,) first unit at which service may start
    due: IntArray  # (S,) last unit, inclusive
    service: IntArray  # (S,)
    legs: NDArray[np.int32]  # (S, S) symmetric


def compile_fleet(problem: FleetProblem, finest: int = FINEST) -> CompiledFleet:
    """Arrays of a problem. Legs, services and openings round up, closings down: routes in time here are in time."""
    scale = _scale(problem, finest)
    columns = np.array([(s.demand, s.ready, s.due, s.service) for s in problem.stops])
    demand, ready, due, service = columns.T
    load_scale = _load_scale(problem)
    return CompiledFleet(
        problem=problem,
        unit=1 / scale,
        capacity=int(np.floor(problem.capacity * load_scale + 1e-9)),
        demand=_up(demand * load_scale),
        ready=_up(ready * scale),
        due=np.floor(np.minimum(due * scale + 1e-6, MOST)).astype(np.int64),
        service=_up(service * scale),
        legs=_legs(problem, scale),
    )


def _up(values: NDArray[np.float64]) -> IntArray:
    """Rounded up, but for what doubles lose."""
    return np.ceil(np.minimum(values - 1e-6, MOST)).astype(np.int64)


def _load_scale(problem: FleetProblem) -> float:
    """1 where all loads are whole, else fine shares of the capacity."""
    loads = [problem.capacity, *(stop.demand for stop in problem.stops)]
    is_whole = all(load == int(load) and load < MOST for load in loads)
    return 1.0 if is_whole else 10**12 / max(problem.capacity, 1e-300)


def _scale(problem: FleetProblem, finest: int) -> float:
    """How many units in one of the file: as fine as the longest leg allows."""
    x, y = [stop.x for stop in problem.stops], [stop.y for stop in problem.stops]
    longest = math.hypot(max(x) - min(x), max(y) - min(y))
    decimals = 1 if problem.rounding == "trunc1" else finest
    while longest * 10.0**decimals > MOST_LEG:
        decimals -= 1
    return 10.0**decimals


def _legs(problem: FleetProblem, scale: float) -> NDArray[np.int32]:
    """All legs, row by row: tables of doubles in between would take eight times the memory."""
    x, y = np.array([stop.x for stop in problem.stops]), np.array([stop.y for stop in problem.stops])
    legs = np.empty((x.size, x.size), dtype=np.int32)
    for i in range(x.size):
        if problem.rounding == "exact":
            row = np.hypot(x - x[i], y - y[i])
        else:  # exact below 2**52, where a square's root is
            row = np.floor(np.sqrt(100 * ((x - x[i]) ** 2 + (y - y[i]) ** 2))) / 10
        legs[i] = _up(row * scale)
    return legs
