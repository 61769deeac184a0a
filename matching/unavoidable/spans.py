"""When a carer could come to a visit, if nothing else was planned: from as early to as late as rules allow at best."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.compiled import FAR_S, CompiledWeek
from matching.facts import ALWAYS_S

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Task(NamedTuple):
    """A visit in one of its windows, as a duty could hold it: `roles` of it, starting in `[earliest_s, latest_s]`."""

    visit: int
    window: int
    roles: tuple[int, ...]
    earliest_s: int
    latest_s: int


@dataclass(frozen=True, slots=True)
class DutyTasks:
    """What a duty could hold. T tasks.

    `may_follow` (T, T) whether the column can come some time after the row. `reach_s` (T,) is the least on the
    way to a task, `home_s` that of the last way home, `room_s` the seconds from when the carer is free to when the
    duty closes.
    """

    duty: int
    tasks: tuple[Task, ...]
    durations_s: IntArray
    may_follow: BoolArray
    reach_s: IntArray
    home_s: int
    room_s: int


def duty_tasks(week: CompiledWeek, visits: Collection[int]) -> list[DutyTasks]:
    """What each duty could hold of these visits, duties that could hold nothing left out. O(duties × tasks²)."""
    spans: dict[int, dict[tuple[int, int, int], tuple[int, int]]] = defaultdict(dict)
    for v in visits:
        visit = week.visits[v]
        opens_s = [window.start_s for window in week.problem.visits[v].windows]
        for r, role in enumerate(visit.roles):
            for option in role.options:
                piece, found = option.piece, spans[option.duty]
                key = v, bisect_right(opens_s, piece.lo_s) - 1, r
                lo_s, hi_s = found.get(key, (piece.lo_s, piece.hi_s))
                found[key] = min(lo_s, piece.lo_s), max(hi_s, piece.hi_s)
    modes = {one.mode: carer.legs_s for one, carer in zip(week.problem.carers, week.carers, strict=True)}
    legs_s = {mode: np.array(rows, dtype=np.int64) for mode, rows in modes.items()}
    found = (_Finder(week, k, legs_s[_mode(week, k)]).tasks(spans[k]) for k in sorted(spans))
    return [one for one in found if one.tasks]


def scarcest(week: CompiledWeek, most: int, among: Iterable[int]) -> list[int]:
    """Of these visits those that are no facts, the ones first that fewest could make, as far as `most` options go."""
    options = {v: sum(len(role.options) for role in week.visits[v].roles) for v in among if v not in week.facts}
    chosen: list[int] = []
    for v in sorted(options, key=lambda v: (options[v], v)):
        most -= options[v]
        if most < 0:
            break
        chosen.append(v)
    return sorted(chosen)


def _mode(week: CompiledWeek, k: int) -> str:
    return week.problem.carers[week.duties[k].carer].mode


class _Finder:
    """Finds what one duty could hold."""

    def __init__(self, week: CompiledWeek, k: int, legs_s: IntArray) -> None:
        duty = week.duties[k]
        mode = week.problem.modes[_mode(week, k)]
        self._week, self._k, self._legs_s, self._duty = week, k, legs_s, duty
        self._carer = week.carers[duty.carer]
        # whether no detour is quicker than the direct way, whatever rounding does
        self._is_direct = not week.problem.matrices and mode.overhead_s >= 2 + mode.seconds_per_km // 1000
        after_s = ALWAYS_S if duty.head is None else max(duty.head.end_s, duty.head.not_before_s)
        self._free_s = max(duty.open_s, self._carer.free_s, after_s)

    def tasks(self, spans: Mapping[tuple[int, int, int], tuple[int, int]]) -> DutyTasks:
        """Each visit in each window that the carer could make alone, with the least between them."""
        duty, visits = self._duty, self._week.visits
        out_s, home_s = self._ends_s([visits[v].place for v, _, _ in spans])
        found: dict[tuple[int, int], Task] = {}
        for i, ((v, w, r), (lo_s, hi_s)) in enumerate(spans.items()):
            earliest_s = max(lo_s, self._free_s + out_s[i])
            latest_s = min(hi_s, duty.close_s - home_s[i] - visits[v].duration_s)
            if earliest_s <= latest_s and self._may_work(out_s[i] + visits[v].duration_s + home_s[i]):
                one = found.get((v, w), Task(v, w, (), earliest_s, latest_s))
                spread = min(one.earliest_s, earliest_s), max(one.latest_s, latest_s)
                found[v, w] = Task(v, w, (*one.roles, r), *spread)
        tasks = tuple(found.values())
        places = np.array([visits[one.visit].place for one in tasks], dtype=np.int64)
        durations_s = np.array([visits[one.visit].duration_s for one in tasks], dtype=np.int64)
        ways_s, slack_s = self._legs_s[np.ix_(places, places)], self._slack_s(tasks, durations_s)
        reach_s = np.where(slack_s >= ways_s, ways_s, FAR_S).min(axis=0, initial=FAR_S)
        out_s, home_s = self._ends_s([int(place) for place in places])
        return DutyTasks(
            duty=self._k,
            tasks=tasks,
            durations_s=durations_s,
            may_follow=slack_s >= (ways_s if self._is_direct else 0),
            reach_s=np.minimum(np.array(out_s, dtype=np.int64), reach_s),
            home_s=min(home_s, default=0),
            room_s=duty.close_s - self._free_s,
        )

    def _ends_s(self, places: list[int]) -> tuple[list[int], list[int]]:
        """The least from where the duty begins to each of these places, and from each to the base."""
        out_s = self._legs_s[self._duty.head_place]
        home_s = self._legs_s[:, self._carer.base]
        if not self._is_direct:  # by way of another place both may be shorter
            out_s = np.minimum(out_s, self._legs_s.min(axis=0))
            home_s = np.full_like(home_s, home_s.min())
        return [int(out_s[place]) for place in places], [int(home_s[place]) for place in places]

    def _may_work(self, worked_s: int) -> bool:
        return self._duty.head is not None or worked_s <= min(self._carer.max_day_s, self._carer.max_week_s)

    @staticmethod
    def _slack_s(tasks: tuple[Task, ...], durations_s: IntArray) -> IntArray:
        """(T, T) seconds between the row and the column at best, for the way; below 0 where that can't be."""
        earliest_s = np.array([one.earliest_s for one in tasks], dtype=np.int64)
        latest_s = np.array([one.latest_s for one in tasks], dtype=np.int64)
        visits = np.array([one.visit for one in tasks], dtype=np.int64)
        slack_s = latest_s[None, :] - (earliest_s + durations_s)[:, None]
        return np.where(visits[:, None] == visits, -1, slack_s)
