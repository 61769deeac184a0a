"""Others who plan a fleet's routes: packages of the group `peers` (`uv sync --group peers`), imported when asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from importlib.metadata import version
from typing import Any

from matching.fleet.compile import CompiledFleet, compile_fleet
from matching.fleet.plan import FleetPlan
from matching.fleet.problem import FleetProblem

DECIMALS = 3  # of the whole units that all three reckon in; legs and services round up, as in our own search
THREADS = 2
MOST_THOROUGH = 5  # of VROOM's levels

Peer = Callable[[FleetProblem, float, int], FleetPlan]


def pyvrp(problem: FleetProblem, seconds: float, seed: int) -> FleetPlan:
    """PyVRP: hybrid genetic search, one thread."""
    peer: Any = import_module("pyvrp")
    fleet = compile_fleet(problem, DECIMALS)
    legs = fleet.legs.astype("int64")
    data = peer.ProblemData(
        locations=[peer.Location(x=int(stop.x), y=int(stop.y)) for stop in problem.stops],
        clients=[
            peer.Client(c, [demand], service_duration=service, tw_early=ready, tw_late=due)
            for c, (demand, service, ready, due) in enumerate(_rows(fleet), 1)
        ],
        depots=[peer.Depot(0, tw_early=int(fleet.ready[0]), tw_late=int(fleet.due[0]))],
        vehicle_types=[
            peer.VehicleType(
                problem.vehicles, [fleet.capacity], tw_early=int(fleet.ready[0]), tw_late=int(fleet.due[0])
            )
        ],
        distance_matrices=[legs],
        duration_matrices=[legs],
    )
    best = peer.solve(data, peer.stop.MaxRuntime(seconds), seed=seed, collect_stats=False, display=False).best
    return FleetPlan(tuple(tuple(int(c) + 1 for c in _customers(route)) for route in best.routes()))


def _customers(route: Any) -> list[int]:  # noqa: ANN401  (the peer's own type)
    return [stop.idx for stop in route if stop.is_client()]


def ortools(problem: FleetProblem, seconds: float, seed: int) -> FleetPlan:
    """OR-Tools routing: cheapest insertion, then guided local search; one thread, no chance in it."""
    pywrapcp: Any = import_module("ortools.constraint_solver.pywrapcp")
    choices: Any = import_module("ortools.constraint_solver.routing_enums_pb2")
    del seed
    fleet = compile_fleet(problem, DECIMALS)
    manager = pywrapcp.RoutingIndexManager(len(problem.stops), problem.vehicles, 0)
    routing = pywrapcp.RoutingModel(manager)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(fleet.legs.tolist()))
    times = routing.RegisterTransitMatrix((fleet.legs + fleet.service[:, None]).tolist())
    last = int(fleet.due[0])
    routing.AddDimension(times, last, last, False, "time")  # noqa: FBT003  (its name is not in the binding)
    loads = routing.RegisterUnaryTransitVector(fleet.demand.tolist())
    routing.AddDimension(loads, 0, fleet.capacity, True, "load")  # noqa: FBT003
    dimension = routing.GetDimensionOrDie("time")
    for c in range(1, len(problem.stops)):
        dimension.CumulVar(manager.NodeToIndex(c)).SetRange(int(fleet.ready[c]), int(fleet.due[c]))
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = choices.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = choices.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    answer = routing.SolveWithParameters(parameters)
    if answer is None:
        return FleetPlan(())
    routes: list[tuple[int, ...]] = []
    for vehicle in range(problem.vehicles):
        route, index = [], answer.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            route.append(manager.IndexToNode(index))
            index = answer.Value(routing.NextVar(index))
        routes.append(tuple(route))
    return FleetPlan(tuple(route for route in routes if route))


def vroom(problem: FleetProblem, seconds: float, seed: int) -> FleetPlan:
    """VROOM at its most thorough level, two threads; it ends by itself, and has no chance in it."""
    peer: Any = import_module("vroom")
    del seed
    fleet = compile_fleet(problem, DECIMALS)
    asked = peer.Input()
    asked.set_durations_matrix("car", fleet.legs)
    day = peer.TimeWindow(int(fleet.ready[0]), int(fleet.due[0]))
    for vehicle in range(1, problem.vehicles + 1):
        asked.add_vehicle(peer.Vehicle(vehicle, start=0, end=0, capacity=[fleet.capacity], time_window=day))
    for c, (demand, service, ready, due) in enumerate(_rows(fleet), 1):
        window = peer.TimeWindow(ready, due)
        asked.add_job(peer.Job(c, c, default_service=service, delivery=peer.Amount([demand]), time_windows=[window]))
    answer = asked.solve(MOST_THOROUGH, THREADS, timeout=timedelta(seconds=seconds))
    jobs = answer.routes[answer.routes["type"] == "job"]
    return FleetPlan(tuple(tuple(int(c) for c in route["id"]) for _, route in jobs.groupby("vehicle_id")))


def _rows(fleet: CompiledFleet) -> list[tuple[int, int, int, int]]:
    """Demand, service, opening and closing of each customer."""
    columns = (fleet.demand, fleet.service, fleet.ready, fleet.due)
    return list(zip(*(column[1:].tolist() for column in columns), strict=True))


PEERS: dict[str, Peer] = {"pyvrp": pyvrp, "ortools": ortools, "vroom": vroom}
PACKAGES = {"pyvrp": "pyvrp", "ortools": "ortools", "vroom": "pyvroom"}


def ask_peer(name: str, problem: FleetProblem, seconds: float, seed: int) -> tuple[FleetPlan, float]:
    """A peer's routes, and the seconds that it took. Raises ImportError if its package is not there."""
    began_s = time.monotonic()
    plan = PEERS[name](problem, seconds, seed)
    return plan, time.monotonic() - began_s


def peer_version(name: str) -> str:
    """Which release of a peer is there."""
    return version(PACKAGES[name])
