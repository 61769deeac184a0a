"""What readers of both formats find, with the lines where it stands; and whether it can be planned at all."""

from __future__ import annotations

from dataclasses import dataclass

from matching.fleet.problem import FleetProblem, Rounding, Stop
from matching.formats.json_value import Said, UnreadableFile

MOST_CUSTOMERS = 10_000  # a table of all legs takes four bytes each


@dataclass(frozen=True, slots=True)
class DraftStop:
    """A stop and the lines where its demand and its window stand."""

    stop: Stop
    demand_line: int
    window_line: int


def checked(
    name: str, vehicles: int, capacity: float, stops: list[DraftStop], rounding: Rounding, lines: int
) -> FleetProblem:
    """The problem. Raises UnreadableFile, naming line and mend, if a customer could never be served; `lines` in all."""
    if len(stops) < 2:
        raise UnreadableFile(f"line {lines} the end", Said("reached"), "give the depot and one customer at least")
    if len(stops) > MOST_CUSTOMERS + 1:
        raise UnreadableFile("the file", Said(f"of {len(stops) - 1} customers"), f"give at most {MOST_CUSTOMERS}")
    problem = FleetProblem(name, vehicles, capacity, tuple(draft.stop for draft in stops), rounding)
    for number, draft in enumerate(stops):
        _check_window(number, draft)
        _check_load(capacity, number, draft)
        _check_way(problem, number, draft)
    return problem


def _check_load(capacity: float, number: int, draft: DraftStop) -> None:
    if number and draft.stop.demand > capacity:
        raise UnreadableFile(
            f"line {draft.demand_line} demand of customer {number}",
            Said(f"{draft.stop.demand:g}"),
            f"make it {capacity:g} or less, which is all that a vehicle carries",
        )


def _check_window(number: int, draft: DraftStop) -> None:
    stop = draft.stop
    if stop.due < stop.ready:
        who = f"customer {number}" if number else "the depot"
        raise UnreadableFile(
            f"line {draft.window_line} due time of {who}",
            Said(f"{stop.due:g}"),
            f"make it {stop.ready:g} or more, which is when it is ready",
        )


def _check_way(problem: FleetProblem, number: int, draft: DraftStop) -> None:
    """Whether a vehicle that comes to this customer alone is in time, there and back."""
    depot, stop, leg = problem.stops[0], draft.stop, problem.leg(0, number)
    arrival = depot.ready + depot.service + leg
    if number == 0:
        return
    if arrival > stop.due:
        raise UnreadableFile(
            f"line {draft.window_line} due time of customer {number}",
            Said(f"{stop.due:g}"),
            f"make it {arrival:g} or more, before which nobody comes from the depot",
        )
    back = max(arrival, stop.ready) + stop.service + leg
    if back > depot.due:
        raise UnreadableFile(
            f"line {draft.window_line} ready time of customer {number}",
            Said(f"{stop.ready:g}"),
            f"make it {depot.due - stop.service - leg:g} or less, after which nobody is back at the depot in time",
        )
