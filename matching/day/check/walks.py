"""What a carer's route comes to: legs, waits, and when he leaves and is back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from matching.day.plan import LUNCH, DayStop
from matching.day.problem import DayCarer, DayProblem


@dataclass(frozen=True, slots=True)
class Walk:
    """One carer's route; all in ticks."""

    leaves: int
    returns: int
    travel: int
    service: int
    waits: tuple[int, ...]  # before each stop: below 0 where he cannot be there in time
    priced: tuple[int, ...]  # those waits that cost something

    @property
    def worked(self) -> int:
        """Travel and service."""
        return self.travel + self.service


def walk(problem: DayProblem, carer: DayCarer, stops: tuple[DayStop, ...], places: dict[str, int]) -> Walk:
    """A route from home to home; a lunch is where the patient that it names lives."""
    if len(stops) == 0:
        return Walk(carer.starts, carer.starts, 0, 0, (), ())
    at = [carer.leaves_from, *(places[stop.patient] for stop in stops), carer.returns_to]
    legs = [int(problem.legs[a, b]) for a, b in pairwise(at)]
    leaves = carer.starts if problem.leaves_at_start else stops[0].starts - legs[0]
    free = [leaves, *(stop.ends for stop in stops)]
    waits = tuple(stop.starts - free[i] - legs[i] for i, stop in enumerate(stops))
    is_free = len(stops) > 1 and stops[0].service == LUNCH
    return Walk(
        leaves=leaves,
        returns=stops[-1].ends + legs[-1],
        travel=sum(legs),
        service=sum(stop.ends - stop.starts for stop in stops if stop.service != LUNCH),
        waits=waits,
        priced=tuple(wait for i, wait in enumerate(waits) if not (is_free and i == 1)),
    )
