"""Putting an absent visit into a draft where it costs least, every rule kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from matching.compile import CompiledVisit, Option
from matching.problem import DAY_S
from matching.search.draft import Crew, Draft, Part
from matching.search.tours import Tour
from matching.timecost import Piece

BLINK = 0.01  # share of places that are overlooked, so that the same removal leads elsewhere
MOST_STARTS = 8  # common starts of a team that are tried


class Place(NamedTuple):
    """A place in a tour: `bound` is at most what it costs there, starts `early_s` to `late_s` may be possible."""

    bound: int
    duty: int
    index: int
    option: Option
    early_s: int
    late_s: int


class Inserter:
    """Insertion into one draft; `touched` None means that all duties may take the visit."""

    def __init__(self, draft: Draft, rng: random.Random) -> None:
        self.draft, self.rng = draft, rng
        week = draft.week
        self._is_fixed = [
            visit.slots > 1 or bool(visit.links) or any(apart.min_gap_s for apart in visit.apart)
            for visit in week.visits
        ]
        self._least = {
            id(option): _least_points(option.piece)
            for visit in week.visits
            for role in visit.roles
            for option in role.options
        }

    def insert(self, v: int, touched: Collection[int] | None = None) -> bool:
        """Put visit `v` where it costs least; False if it fits nowhere or isn't worth it."""
        visit = self.draft.week.visits[v]
        allowed = self._allowed(v, visit)
        if allowed is None:
            return False
        if self._is_fixed[v]:
            return self._insert_team(v, visit, allowed, touched)
        return self._insert_alone(v, visit, allowed, touched)

    def insert_as(self, v: int, start_s: int, carers: Sequence[str | None]) -> bool:
        """Put visit `v` in with this start and these carers by slot; False if a rule forbids it."""
        draft, visit = self.draft, self.draft.week.visits[v]
        allowed = self._allowed(v, visit)
        if allowed is None or not allowed(start_s) or len(carers) != visit.slots:
            return False
        parts: list[Part] = []
        tours: list[tuple[int, Tour]] = []
        for r, role in enumerate(visit.roles):
            for who in (carers[slot] for slot in role.slots):
                if who is None and not role.is_required:
                    continue
                option = self._option(role.options, who, start_s)
                tour = None if option is None else self._try_start(v, option, start_s, is_first=not parts)
                if option is None or tour is None or option.carer in {part.carer for part in parts}:
                    return False
                parts.append(Part(r, option.carer, option.duty))
                tours.append((option.duty, tour))
        if len(parts) < visit.fewest or not self._are_welcome(visit, {part.carer for part in parts}):
            return False
        for k, tour in tours:
            draft.put_tour(k, tour)
        draft.put_crew(v, tuple(parts))
        return True

    def _option(self, options: Sequence[Option], who: str | None, start_s: int) -> Option | None:
        carers = self.draft.week.carers
        return next(
            (one for one in options if carers[one.carer].id == who and one.piece.lo_s <= start_s <= one.piece.hi_s),
            None,
        )

    def _try_start(self, v: int, option: Option, start_s: int, *, is_first: bool) -> Tour | None:
        """The tour with the visit where its start falls."""
        tour = self.draft.tours[option.duty]
        index = sum(other_s < start_s for other_s in tour.starts_s)
        piece = option.piece
        if self._is_fixed[v]:
            piece = Piece(start_s, start_s, piece.points_at(start_s) if is_first else 0, 0, ())
        return self._try_place(v, Place(0, option.duty, index, option, start_s, start_s), piece)

    def _are_welcome(self, visit: CompiledVisit, crew: set[int]) -> bool:
        barred, wanted = self._partners(visit)
        return not barred & crew and all(carers & crew for carers in wanted)

    def _allowed(self, v: int, visit: CompiledVisit) -> Callable[[int], bool] | None:
        """Whether a start keeps series and links with what is there; None if no start does."""
        draft = self.draft
        spans: list[tuple[int, int]] = []
        away: list[tuple[int, int, int]] = []
        for link in visit.links:
            other_s = draft.start_s(link.other)
            if other_s is None:
                if link.is_second and link.other not in draft.week.facts:
                    return None
            elif link.is_second:
                spans.append((other_s + link.min_s, other_s + link.max_s))
            else:
                spans.append((other_s - link.max_s, other_s - link.min_s))
        for apart in visit.apart:
            for other in apart.others:
                other_s = draft.start_s(other)
                if other_s is not None:
                    away.append((other_s, apart.min_days, apart.min_gap_s))
        if not spans and not away:
            return _always

        def allowed(start_s: int) -> bool:
            return all(low_s <= start_s <= high_s for low_s, high_s in spans) and all(
                abs(start_s - other_s) >= gap_s and abs(start_s // DAY_S - other_s // DAY_S) >= days
                for other_s, days, gap_s in away
            )

        return allowed

    def _insert_alone(
        self, v: int, visit: CompiledVisit, allowed: Callable[[int], bool], touched: Collection[int] | None
    ) -> bool:
        """A visit of one slot, without links: its start stays free within its piece, whose day is all that matters."""
        draft = self.draft
        familiar = self._familiar(visit)
        places: list[Place] = []
        for option in visit.roles[0].options:
            if (touched is None or option.duty in touched) and (allowed is _always or allowed(option.piece.lo_s)):
                self._find_places(v, option, option.piece, familiar, places)
        places.sort(key=_bound)
        base = visit.present_points - visit.absent_points
        best = 0  # it must be worth it
        best_tour: Tour | None = None
        chosen: Place | None = None
        for place in places:
            if base + place.bound >= best:
                break
            if self.rng.random() < BLINK:
                continue
            tour = self._try_place(v, place, place.option.piece)
            if tour is None:
                continue
            delta = base + draft.tour_delta(place.duty, tour) + place.option.points
            delta += self._stranger_points(familiar, place.option.carer)
            if delta < best:
                best, best_tour, chosen = delta, tour, place
        if best_tour is None or chosen is None:
            return False
        draft.put_tour(chosen.duty, best_tour)
        draft.put_crew(v, (Part(0, chosen.option.carer, chosen.duty),))
        return True

    def _familiar(self, visit: CompiledVisit) -> set[int]:
        """Carers whom the visit's group already meets; empty if there are none, or no group."""
        if visit.group < 0:
            return set()
        return set().union(*(self.draft.carers_of(u) for u in self.draft.week.groups[visit.group]))

    def _stranger_points(self, familiar: set[int], carer: int) -> int:
        return self.draft.weights.continuity if familiar and carer not in familiar else 0

    def _find_places(self, v: int, option: Option, piece: Piece, familiar: set[int], places: list[Place]) -> None:
        """Places in the duty of an option that may take a start in `piece`."""
        draft, timer = self.draft, self.draft.timer
        k = option.duty
        tour = draft.tours[k]
        legs_s, place_of, duration_s = timer.legs_s[k], timer.place, timer.duration_s
        here, mine_s = place_of[v], duration_s[v]
        low_s, high_s = piece[0], piece[1]
        out_s = legs_s[here]
        base = timer.base[k]
        stops, count = tour.stops, len(tour.stops)
        points = option.points + self._least[id(option)] + self._stranger_points(familiar, option.carer)
        if not count and timer.head[k] is None:
            points += timer.duty
        at, free_s = timer.source[k], timer.ready_s[k]
        for i in range(count + 1):
            into_s = legs_s[at][here]
            early_s = max(low_s, free_s + into_s)
            if early_s > high_s:
                return
            target = place_of[stops[i][0]] if i < count else base
            onward_s = out_s[target]
            due_s = tour.latest_s[i] if i < count else timer.close_s[k]
            late_s = min(high_s, due_s - onward_s - mine_s)
            if early_s <= late_s:
                old_s = legs_s[at][target] if count or timer.head[k] else 0
                detour_s = into_s + onward_s - old_s
                bound = points + timer.travel * detour_s - timer.waiting * tour.waiting_s
                bound += self._hours_bound(option.carer, detour_s + mine_s - tour.waiting_s)
                places.append(Place(bound, k, i, option, early_s, late_s))
            if i < count:
                at, free_s = target, tour.earliest_s[i] + duration_s[stops[i][0]]

    def _hours_bound(self, carer: int, more_s: int) -> int:
        worked_s = self.draft.worked_s[carer]
        fair_s = self.draft.week.carers[carer].fair_s
        over_s = worked_s + more_s - fair_s
        if over_s <= 0 and worked_s <= fair_s:
            return 0
        return self.draft.weights.unfair * (max(0, over_s) - max(0, worked_s - fair_s))

    def _try_place(self, v: int, place: Place, piece: Piece) -> Tour | None:
        """The tour with the visit there; None if a rule forbids it."""
        draft, k = self.draft, place.duty
        stops = draft.tours[k].stops
        tour = draft.timer.time(k, (*stops[: place.index], (v, piece), *stops[place.index :]), *draft.span_s(k))
        return tour if tour is not None and draft.allows(k, tour) else None

    def _insert_team(
        self, v: int, visit: CompiledVisit, allowed: Callable[[int], bool], touched: Collection[int] | None
    ) -> bool:
        """A visit whose start is fixed once it is in the draft: the best of a few starts for all who come."""
        familiar = self._familiar(visit)
        barred, wanted = self._partners(visit)
        by_role: list[list[Place]] = []
        for role in visit.roles:
            places: list[Place] = []
            for option in role.options:
                if option.carer not in barred:
                    self._find_places(v, option, option.piece, familiar, places)
            places.sort(key=_bound)
            by_role.append(places)
        best: _Team | None = None
        for start_s in self._starts(visit, by_role, allowed):
            team = self._team_at(v, visit, start_s, by_role, wanted, familiar)
            if team is not None and (best is None or team.points < best.points):
                best = team
        if best is None or best.points >= 0:
            return False
        if touched is not None and not any(part.duty in touched for part in best.crew):
            return False
        for k, tour in best.tours:
            self.draft.put_tour(k, tour)
        self.draft.put_crew(v, best.crew)
        return True

    def _partners(self, visit: CompiledVisit) -> tuple[set[int], list[set[int]]]:
        """Carers whom the visit's links bar, and sets of whom one at least must come."""
        barred: set[int] = set()
        wanted: list[set[int]] = []
        for link in visit.links:
            if self.draft.start_s(link.other) is not None:
                others = self.draft.carers_of(link.other)
                if link.together == "different":
                    barred |= others
                elif link.together == "same":
                    wanted.append(others)
        return barred, wanted

    def _starts(self, visit: CompiledVisit, by_role: list[list[Place]], allowed: Callable[[int], bool]) -> list[int]:
        """Starts at which the roles look cheapest, best first."""
        candidates: set[int] = set()
        for places in by_role:
            for place in places[:40]:
                candidates |= {place.early_s, place.late_s}
                candidates.update(at_s for at_s, _ in place.option.piece.kinks if place.early_s < at_s < place.late_s)
        for link in visit.links:
            other_s = self.draft.start_s(link.other)
            if other_s is not None:
                sign = 1 if link.is_second else -1
                candidates |= {other_s + sign * link.min_s, other_s + sign * link.max_s}
        rated: list[tuple[int, int]] = []
        for start_s in candidates:
            if allowed(start_s):
                points = self._rate(visit, start_s, by_role)
                if points is not None:
                    rated.append((points, start_s))
        rated.sort()
        return [start_s for _, start_s in rated[:MOST_STARTS]]

    def _rate(self, visit: CompiledVisit, start_s: int, by_role: list[list[Place]]) -> int | None:
        """What a team at a start would cost by the bounds of its places; None if a required slot stays empty."""
        taken: set[int] = set()
        points = filled = 0
        for role, places in zip(visit.roles, by_role, strict=True):
            need = len(role.slots)
            for place in places:
                if place.early_s <= start_s <= place.late_s and place.option.carer not in taken:
                    taken.add(place.option.carer)
                    points += place.bound - role.slot_points
                    filled += 1
                    need -= 1
                    if not need:
                        break
            if need and role.is_required:
                return None
        return points if filled >= visit.fewest else None

    def _team_at(
        self,
        v: int,
        visit: CompiledVisit,
        start_s: int,
        by_role: list[list[Place]],
        wanted: list[set[int]],
        familiar: set[int],
    ) -> _Team | None:
        """The cheapest crew for a start, slot by slot; None if too few can come."""
        parts: list[Part] = []
        tours: list[tuple[int, Tour]] = []
        points = visit.present_points - visit.absent_points
        taken: set[int] = set()
        roles = sorted(range(len(visit.roles)), key=lambda r: (not visit.roles[r].is_required, len(by_role[r])))
        for r in roles:
            role = visit.roles[r]
            here = [place for place in by_role[r] if place.early_s <= start_s <= place.late_s]
            for _ in role.slots:
                missing = [carers for carers in wanted if not carers & taken]
                found = self._cheapest(v, start_s, here, taken, missing)  # the first part pays for the start
                if found is None:
                    if role.is_required:
                        return None
                    points += role.slot_points
                    continue
                delta, place, tour = found
                if not role.is_required and delta >= role.slot_points and len(parts) >= visit.fewest:
                    points += role.slot_points
                    continue
                points += delta
                taken.add(place.option.carer)
                parts.append(Part(r, place.option.carer, place.duty))
                tours.append((place.duty, tour))
        if len(parts) < visit.fewest or any(not carers & taken for carers in wanted):
            return None
        points += self._group_delta(visit, taken, familiar)
        return _Team(points, tuple(parts), tours)

    def _cheapest(
        self, v: int, start_s: int, places: list[Place], taken: set[int], missing: list[set[int]]
    ) -> tuple[int, Place, Tour] | None:
        """The carer who costs least at a start: points (without strangers), place and tour."""
        best: tuple[int, Place, Tour] | None = None
        for place in places:
            if best is not None and place.bound >= best[0]:
                break
            carer = place.option.carer
            if carer in taken or (missing and not any(carer in carers for carers in missing)):
                continue
            own = 0 if taken else place.option.piece.points_at(start_s)
            tour = self._try_place(v, place, Piece(start_s, start_s, own, 0, ()))
            if tour is None:
                continue
            delta = self.draft.tour_delta(place.duty, tour) + place.option.points
            if best is None or delta < best[0]:
                best = (delta, place, tour)
        return best

    def _group_delta(self, visit: CompiledVisit, crew: set[int], familiar: set[int]) -> int:
        if visit.group < 0:
            return 0
        draft = self.draft
        fullest = max(draft.filled(u) for u in draft.week.groups[visit.group])
        old = len(familiar) - fullest
        return draft.weights.continuity * (len(familiar | crew) - max(fullest, len(crew)) - old)


class _Team(NamedTuple):
    points: int
    crew: Crew
    tours: list[tuple[int, Tour]]


def _bound(place: Place) -> int:
    return place.bound


def _always(start_s: int) -> bool:  # noqa: ARG001 stands in for a filter
    return True


def _least_points(piece: Piece) -> int:
    corners = (piece.lo_s, *(at_s for at_s, _ in piece.kinks), piece.hi_s)
    return min(piece.points_at(at_s) for at_s in corners)
