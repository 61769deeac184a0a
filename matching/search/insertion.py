"""Putting an absent visit into a draft where it costs least, every rule kept."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence

from matching.coming import NOBODY, who_comes
from matching.compiled import CompiledVisit, Option
from matching.search.draft import Draft, Part
from matching.search.places import Place, PlaceFinder, by_bound
from matching.search.relations import (
    StartFilter,
    allowed_starts,
    any_start,
    continuity_delta,
    familiar_carers,
    partners_of,
)
from matching.search.teams import TeamInserter
from matching.search.tours import Tour
from matching.timecost import Piece

BLINK = 0.01  # share of places that are overlooked, so that the same removal leads elsewhere


class Inserter:
    """Insertion into one draft."""

    def __init__(self, draft: Draft, rng: random.Random) -> None:
        self._draft, self._rng = draft, rng
        self._finder = PlaceFinder(draft)
        self._teams = TeamInserter(draft, self._finder)
        self._carers = {carer.id: c for c, carer in enumerate(draft.week.carers)}
        self._binds_others = [
            visit.slots > 1 or bool(visit.links) or any(apart.min_gap_s for apart in visit.apart)
            for visit in draft.week.visits
        ]

    def insert(self, v: int, touched: Collection[int] | None = None) -> bool:
        """Put visit `v` where it costs least, of the `touched` duties if given; False if nowhere, or not worth it."""
        allowed = allowed_starts(self._draft, self._draft.week.visits[v])
        if allowed is None:
            return False
        if self._binds_others[v]:
            return self._teams.insert(v, allowed, touched)
        return self._insert_alone(v, allowed, touched)

    def _insert_alone(self, v: int, allowed: StartFilter, touched: Collection[int] | None) -> bool:
        """A visit of one slot that binds nobody: its start stays free within a piece, of which only the day matters."""
        draft, visit = self._draft, self._draft.week.visits[v]
        familiar = familiar_carers(draft, visit)
        places: list[Place] = []
        for option in visit.roles[0].options:
            if (touched is None or option.duty in touched) and (allowed is any_start or allowed(option.piece.lo_s)):
                self._finder.find(v, option, familiar, places)
        places.sort(key=by_bound)
        base = visit.present_points - visit.absent_points
        best, chosen = 0, None  # it must be worth it
        for place in places:
            if base + place.bound >= best:
                break
            if self._rng.random() < BLINK:
                continue
            tour = self._finder.tour_with(v, place.duty, place.at, place.option.piece)
            if tour is None:
                continue
            delta = base + draft.tour_delta(place.duty, tour) + place.option.points
            delta += continuity_delta(draft, visit, familiar, {place.option.carer})
            if delta < best:
                best, chosen = delta, (place, tour)
        if chosen is None:
            return False
        place, tour = chosen
        draft.put_tour(place.duty, tour)
        draft.put_crew(v, (Part(0, place.option.carer, place.duty),))
        return True

    def insert_as(self, v: int, carers: Sequence[str | None], starts_s: Mapping[int, int]) -> bool:
        """Put visit `v` in with these carers by slot, as a plan with these starts has it; False if a rule forbids it.

        Its place follows from the starts that the plan has: in the draft stops may start later.
        """
        draft, visit, start_s = self._draft, self._draft.week.visits[v], starts_s[v]
        allowed = allowed_starts(draft, visit)
        if allowed is None or not allowed(start_s) or len(carers) != visit.slots:
            return False
        crew = self._crew_of(visit, start_s, carers)
        if crew is None:
            return False
        tours: list[tuple[int, Tour]] = []
        for i, (part, option) in enumerate(crew):
            tour = self._tour_at(v, option, starts_s, is_first=i == 0)
            if tour is None:
                return False
            tours.append((part.duty, tour))
        for k, tour in tours:
            draft.put_tour(k, tour)
        draft.put_crew(v, tuple(part for part, _ in crew))
        return True

    def _crew_of(
        self, visit: CompiledVisit, start_s: int, carers: Sequence[str | None]
    ) -> list[tuple[Part, Option]] | None:
        """The given carers in their roles; None if they may not come so then, or not with those of linked visits."""
        come = [NOBODY if who is None else self._carers.get(who, NOBODY) for who in carers]
        ways = who_comes(visit, come, start_s)
        if ways is None:
            return None
        partners, there = partners_of(self._draft, visit), set(come) - {NOBODY}
        if partners.barred & there or partners.lacking(there):
            return None
        options = [(way.role, visit.roles[way.role].options[way.option]) for way in ways]
        return [(Part(r, option.carer, option.duty), option) for r, option in options]

    def _tour_at(self, v: int, option: Option, starts_s: Mapping[int, int], *, is_first: bool) -> Tour | None:
        """The tour with the visit where its start falls; of a team only the first part pays for the start."""
        start_s, piece = starts_s[v], option.piece
        at = sum(starts_s[other] < start_s for other, _ in self._draft.tours[option.duty].stops)
        if self._binds_others[v]:
            piece = Piece(start_s, start_s, piece.points_at(start_s) if is_first else 0, 0, ())
        return self._finder.tour_with(v, option.duty, at, piece)
