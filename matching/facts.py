"""What was published and has begun: facts. They head a carer's duties, and whatever is planned follows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from matching.problem import Assignment, Break, Carer, Problem, TimeWindow, Visit
from matching.travel import TravelTable

ALWAYS_S = -(10**9)  # earlier than anything


class Head(NamedTuple):
    """The facts that begin a duty, as far as what follows has to know them.

    `pause_s` are breaks after the last stop: they count once another stop follows, which then can't start before
    `not_before_s`. `rested_s` are the breaks between facts, `paused_until_s` the end of the last break of both kinds.
    """

    leave_s: int
    end_s: int
    place: str
    stops: int
    travel_s: int
    waiting_s: int
    home_s: int
    rested_s: int
    pause_s: int
    not_before_s: int
    paused_until_s: int | None

    @property
    def worked_s(self) -> int:
        """Seconds worked if nothing follows."""
        return self.end_s + self.home_s - self.leave_s - self.rested_s


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a week: its visits, breaks, heads by (carer id, interval), and when carers are free of strays."""

    visits: Mapping[str, Assignment] = field(default_factory=dict[str, Assignment])
    breaks: tuple[Break, ...] = ()
    heads: Mapping[tuple[str, int], Head] = field(default_factory=dict[tuple[str, int], Head])
    free_s: Mapping[str, int] = field(default_factory=dict[str, int])
    frozen_until_s: int = ALWAYS_S


class _Stop(NamedTuple):
    start_s: int
    end_s: int
    visit: Visit


def facts_of(problem: Problem, travel: TravelTable) -> Facts:
    """The facts of a week; empty if nothing was published. Unknown carers are read as None, unknown visits left out."""
    published = problem.published
    if published is None:
        return Facts()
    visits, carers = {visit.id: visit for visit in problem.visits}, {carer.id: carer for carer in problem.carers}
    begun = {
        one.visit: Assignment(one.visit, one.start_s, tuple(who if who in carers else None for who in one.carers))
        for one in published.assignments
        if one.visit in visits and one.start_s < published.frozen_until_s
    }
    breaks = tuple(one for one in published.breaks if one.carer in carers and one.start_s < published.frozen_until_s)
    stops: dict[str, list[_Stop]] = defaultdict(list)
    for one in begun.values():
        visit = visits[one.visit]
        for who in {who for who in one.carers if who is not None}:
            stops[who].append(_Stop(one.start_s, one.start_s + visit.duration_s, visit))
    heads: dict[tuple[str, int], Head] = {}
    free_s: dict[str, int] = {}
    for who, mine in stops.items():
        mine.sort(key=lambda stop: (stop.start_s, stop.end_s, stop.visit.id))
        rests = sorted((one for one in breaks if one.carer == who), key=lambda rest: rest.start_s)
        for i, interval in enumerate(carers[who].available):
            if here := [stop for stop in mine if interval.start_s <= stop.start_s < interval.end_s]:
                heads[who, i] = _head(carers[who], here, _rests_within(rests, interval, here), travel)
        strays = [stop.end_s for stop in mine if not any(_begins_in(stop, one) for one in carers[who].available)]
        free_s[who] = max(strays, default=ALWAYS_S)
    return Facts(begun, breaks, heads, free_s, published.frozen_until_s)


def _begins_in(stop: _Stop, interval: TimeWindow) -> bool:
    return interval.start_s <= stop.start_s < interval.end_s


def _rests_within(rests: list[Break], interval: TimeWindow, stops: list[_Stop]) -> list[Break]:
    """Breaks that can lie between two stops of the duty; later ones wait for a stop that follows."""
    return [rest for rest in rests if stops[0].end_s <= rest.start_s < interval.end_s]


def _head(carer: Carer, stops: list[_Stop], rests: list[Break], travel: TravelTable) -> Head:
    def leg_s(source: str, target: str) -> int:
        return travel.seconds(carer.mode, source, target) or 0  # a fact without a way has happened all the same

    out_s = leg_s(carer.base, stops[0].visit.place)
    travel_s, waiting_s, rested_s = out_s, 0, 0
    last, paused_until_s = stops[-1], None
    for one, other in pairwise(stops):
        drive_s = leg_s(one.visit.place, other.visit.place)
        inside = [r for r in rests if one.start_s <= r.start_s < other.start_s and _fits(r, one, other)]
        gap_rest_s = sum(rest.duration_s for rest in inside)
        travel_s, rested_s = travel_s + drive_s, rested_s + gap_rest_s
        waiting_s += max(0, other.start_s - one.end_s - drive_s - gap_rest_s)
        paused_until_s = max((rest.start_s + rest.duration_s for rest in inside), default=paused_until_s)
    after = [rest for rest in rests if rest.start_s >= last.end_s]
    not_before_s = max((rest.start_s + rest.duration_s for rest in after), default=ALWAYS_S)
    return Head(
        leave_s=stops[0].start_s - out_s,
        end_s=last.end_s,
        place=last.visit.place,
        stops=len(stops),
        travel_s=travel_s,
        waiting_s=waiting_s,
        home_s=leg_s(last.visit.place, carer.base),
        rested_s=rested_s,
        pause_s=sum(rest.duration_s for rest in after),
        not_before_s=not_before_s,
        paused_until_s=not_before_s if after else paused_until_s,
    )


def _fits(rest: Break, one: _Stop, other: _Stop) -> bool:
    return one.end_s <= rest.start_s and rest.start_s + rest.duration_s <= other.start_s
