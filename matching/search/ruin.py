"""Taking visits out of a draft: which, and what their tours become."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from matching.search.draft import Draft
from matching.search.tours import Tour

MOST = 12  # visits removed at once
LONGEST = 4  # visits of one tour


class Ruiner:
    """Chooses what to remove from one draft."""

    def __init__(self, draft: Draft, rng: random.Random) -> None:
        self.draft, self.rng = draft, rng
        week = draft.week
        self._planned = [v for v in range(len(week.visits)) if v not in week.facts]
        self._seconds = {
            v: [link.other for link in week.visits[v].links if not link.is_second and link.other not in week.facts]
            for v in self._planned
        }
        self._near: dict[int, list[int]] = {}
        self._duties = [sorted({o.duty for role in v.roles for o in role.options}) for v in week.visits]

    def remove_some(self, hopeful: Sequence[int]) -> tuple[int | None, list[int], set[int]]:
        """Take some visits out: the absent visit for which it makes room, if any; who is out; the duties that changed.

        Absent visits among the `hopeful` are chosen by what their absence costs.
        """
        absent = [v for v in hopeful if v in self.draft.absent]
        if absent and self.rng.random() < 0.35:
            weights = [self.draft.week.visits[v].absent_points for v in absent]
            target = self.rng.choices(absent, weights)[0] if any(weights) else absent[0]
            return (target, *self.remove(self._around_absent(target)))
        return (None, *self.remove(self._choose()))

    def _choose(self) -> Iterable[int]:
        kind = self.rng.random()
        if kind < 0.7:
            return self._strings()
        if kind < 0.85:
            return self._slice()
        if kind < 0.92:
            return self._duty()
        return self._group()

    def _around_absent(self, target: int) -> list[int]:
        """Visits in the way of an absent one at some start; and in the way of the teams among them at another start."""
        chosen = self._in_the_way(target)
        for v in chosen:
            if self.draft.week.visits[v].slots > 1 and len(chosen) < MOST:
                chosen = [*chosen, *self._in_the_way(v)]
        return list(dict.fromkeys(chosen))[: 2 * MOST]

    def _in_the_way(self, v: int) -> list[int]:
        """What a few carers do who could come to a visit, about one of the times when it could be."""
        rng, visit = self.rng, self.draft.week.visits[v]
        options = [option for role in visit.roles for option in role.options]
        if not options:
            return []
        piece = rng.choice(options).piece
        at_s = rng.randint(piece.lo_s, piece.hi_s)
        chosen: list[int] = []
        for role in visit.roles:
            able = sorted({o.duty for o in role.options if o.piece.lo_s <= at_s <= o.piece.hi_s})
            for k in rng.sample(able, min(len(able), len(role.slots) + rng.randint(0, 1))):
                tour = self.draft.tours[k]
                if tour.stops:
                    nearest = min(range(len(tour.stops)), key=lambda i: abs(tour.starts_s[i] - at_s))
                    chosen += self._string(tour, nearest, rng.randint(1, LONGEST))
        return chosen

    def _string(self, tour: Tour, index: int, length: int) -> list[int]:
        """Consecutive visits of a tour, the one at `index` among them."""
        length = min(length, len(tour.stops))
        first = self.rng.randint(max(0, index - length + 1), min(index, len(tour.stops) - length))
        return [v for v, _ in tour.stops[first : first + length]]

    def _strings(self) -> list[int]:
        """Strings of tours near one another (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914)."""
        draft, rng = self.draft, self.rng
        if not self._planned:
            return []
        seed = rng.choice(self._planned)
        most = rng.randint(2, MOST)
        days = {piece.day for piece in draft.week.visits[seed].pieces} if rng.random() < 0.5 else None
        ruined: set[int] = set()
        chosen: list[int] = []
        for v in self._neighbours(seed):
            for part in draft.crews[v] or ():
                k = part.duty
                if k in ruined or (days is not None and draft.week.duties[k].day not in days):
                    continue
                ruined.add(k)
                tour = draft.tours[k]
                index = next(i for i, (u, _) in enumerate(tour.stops) if u == v)
                chosen += self._string(tour, index, rng.randint(1, LONGEST))
            if len(chosen) >= most:
                break
        return chosen[:most]

    def _neighbours(self, v: int) -> list[int]:
        """Visits by the distance of their places, `v` itself first."""
        if v not in self._near:
            places, visits = self.draft.week.problem.places, self.draft.week.visits
            here = places[visits[v].place]

            def apart(u: int) -> int:
                there = places[visits[u].place]
                return (here.x_m - there.x_m) ** 2 + (here.y_m - there.y_m) ** 2 if u != v else -1

            self._near[v] = sorted(self._planned, key=apart)[:60]
        return self._near[v]

    def _slice(self) -> list[int]:
        """Visits that start about the same time."""
        starts = [
            (start_s, v) for tour in self.draft.tours for (v, _), start_s in zip(tour.stops, tour.starts_s, strict=True)
        ]
        if not starts:
            return []
        at_s = self.rng.choice(starts)[0]
        near = sorted(starts, key=lambda one: abs(one[0] - at_s))[: 3 * MOST]
        return [v for _, v in self.rng.sample(near, min(len(near), self.rng.randint(3, MOST)))]

    def _duty(self) -> list[int]:
        busy = [tour for tour in self.draft.tours if tour.stops]
        return [v for v, _ in self.rng.choice(busy).stops][:MOST] if busy else []

    def _group(self) -> list[int]:
        groups = self.draft.week.groups
        if not groups:
            return self._duty()
        return [v for v in self.rng.choice(groups) if self.draft.crews[v]][:MOST]

    def remove(self, victims: Iterable[int]) -> tuple[list[int], set[int]]:
        """Take these out, and whoever follows them by a link; returns all removed and the duties that changed."""
        draft = self.draft
        gone: dict[int, None] = {}
        queue = list(victims)
        changed: set[int] = set()
        while queue:
            v = queue.pop(0)
            crew = draft.crews[v]
            if crew is None:
                continue
            gone[v] = None
            draft.put_crew(v, None)
            queue += self._seconds[v]
            changed.update(part.duty for part in crew)
        for k in sorted(changed):
            for v in self._shorten(k, gone):
                queue.append(v)
        if queue:  # without ways back a duty may not outlive a stop: then all of it goes
            more, also = self.remove(queue)
            return [*gone, *more], changed | also
        return list(gone), changed

    def _shorten(self, k: int, gone: dict[int, None]) -> list[int]:
        """Leave out of a tour who is gone; whom it can't keep is returned."""
        draft = self.draft
        left = tuple(stop for stop in draft.tours[k].stops if stop[0] not in gone)
        tour = draft.timer.time(k, left, *draft.span_s(k))
        if tour is not None and (not left or draft.allows(k, tour)):
            draft.put_tour(k, tour)
            return []
        draft.put_tour(k, draft.timer.empty[k])
        return [v for v, _ in left]
