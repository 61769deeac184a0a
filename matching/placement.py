"""Fire extinguishers at the points of a building: whom they reach, where each goes, and what more of them would buy."""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from matching.exact.linear import total, weighted
from matching.problem import ProblemError

FEWEST, MOST = 2, 5  # extinguishers at one point, GB 50140
DETERMINISTIC_S = 5.0  # of CP-SAT's own measure, for each stock that is tried


@dataclass(frozen=True, slots=True)
class Point:
    """Where extinguishers can hang, in metres on a floor."""

    id: str
    x_m: int
    y_m: int
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """What has to be reached: its middle, the people there, and the extinguishers that it calls for at best."""

    id: str
    x_m: int
    y_m: int
    people: int
    floor: int = 0
    wanted: int = FEWEST


@dataclass(frozen=True, slots=True)
class Placement:
    """How many extinguishers at which point. `missing` are those that reached areas would call for beyond them."""

    stock: int
    at: dict[str, int]
    reached: tuple[str, ...]
    unreached: tuple[str, ...]
    people_reached: int
    missing: int
    is_proven: bool


@dataclass(frozen=True, slots=True)
class More:
    """What a larger stock would buy."""

    stock: int
    people_more: int
    missing_fewer: int


def place(points: tuple[Point, ...], areas: tuple[Area, ...], *, stock: int, reach_m: int) -> Placement:
    """Most people within `reach_m` of a point on their floor, then fewest missing, then fewest extinguishers.

    A point holds none, or 2 to 5. Raises ProblemError for a negative stock or reach, or an id that comes twice.
    """
    _check(points, areas, stock, reach_m)
    model = cp_model.CpModel()
    many = [model.new_int_var(0, MOST, one.id) for one in points]
    used = [model.new_bool_var(one.id) for one in points]
    for count, is_used in zip(many, used, strict=True):
        model.add(count <= MOST * is_used)
        model.add(count >= FEWEST * is_used)
    model.add(total(many) <= stock)
    is_reached = [model.new_bool_var(one.id) for one in areas]
    missing = [model.new_int_var(0, one.wanted, one.id) for one in areas]
    for area, reached, short in zip(areas, is_reached, missing, strict=True):
        near = [i for i, point in enumerate(points) if _is_near(point, area, reach_m)]
        model.add(total(used[i] for i in near) >= reached)
        model.add(total(many[i] for i in near) + short >= area.wanted * reached)
    per_missing = stock + 1
    per_person = per_missing * (sum(one.wanted for one in areas) + 1)
    people = [(-per_person * area.people, reached) for area, reached in zip(areas, is_reached, strict=True)]
    model.minimize(weighted([*people, *((per_missing, one) for one in missing), *((1, one) for one in many)]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_deterministic_time = 1, DETERMINISTIC_S
    for one in (*many, *used, *is_reached, *missing):
        model.add_hint(one, 0)  # nothing anywhere is a placement
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Placement(stock, {}, (), tuple(one.id for one in areas), 0, 0, is_proven=False)
    got = [area for area, reached in zip(areas, is_reached, strict=True) if solver.boolean_value(reached)]
    return Placement(
        stock=stock,
        at={point.id: solver.value(count) for point, count in zip(points, many, strict=True) if solver.value(count)},
        reached=tuple(one.id for one in got),
        unreached=tuple(one.id for one in areas if one not in got),
        people_reached=sum(one.people for one in got),
        missing=sum(solver.value(one) for one in missing),
        is_proven=status == cp_model.OPTIMAL,
    )


def what_more_buys(
    points: tuple[Point, ...], areas: tuple[Area, ...], placed: Placement, *, reach_m: int, most: int = 10
) -> tuple[More, ...]:
    """Each stock up to `most` larger that reaches more people, or as many with fewer missing, than the one before."""
    found: list[More] = []
    best = placed
    for stock in range(placed.stock + 1, placed.stock + most + 1):
        more = place(points, areas, stock=stock, reach_m=reach_m)
        if (more.people_reached, -more.missing) > (best.people_reached, -best.missing):
            people_more = more.people_reached - placed.people_reached
            found.append(More(stock, people_more, placed.missing - more.missing))
            best = more
    return tuple(found)


def _is_near(point: Point, area: Area, reach_m: int) -> bool:
    square = (point.x_m - area.x_m) ** 2 + (point.y_m - area.y_m) ** 2
    return point.floor == area.floor and square <= reach_m**2


def _check(points: tuple[Point, ...], areas: tuple[Area, ...], stock: int, reach_m: int) -> None:
    for path, value in (("stock", stock), ("reach_m", reach_m)):
        if value < 0:
            raise ProblemError(path, value, "give 0 or more")
    for path, names in (("points", [one.id for one in points]), ("areas", [one.id for one in areas])):
        for name in names:
            if names.count(name) > 1:
                raise ProblemError(f"{path}.id", name, "give each an id of its own")
