"""Inserting a visit whose start binds others: teams, links, series with a gap. Its start is fixed once it is in."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from matching.compiled import CompiledVisit, Role
from matching.search.draft import Crew, Draft, Part
from matching.search.places import Place, PlaceFinder, by_bound
from matching.search.relations import Partners, StartFilter, continuity_delta, familiar_carers, partners_of
from matching.search.tours import Tour
from matching.timecost import Piece

MOST_STARTS = 8  # common starts that are tried in full
MOST_PLACES = 40  # of a role, whose starts are candidates


class Team(NamedTuple):
    """Who could come, with their tours and the points that all of it brings."""

    points: int
    crew: Crew
    tours: list[tuple[int, Tour]]


class TeamInserter:
    """Inserts teams into one draft."""

    def __init__(self, draft: Draft, finder: PlaceFinder) -> None:
        self._draft, self._finder = draft, finder

    def insert(self, v: int, allowed: StartFilter, touched: Collection[int] | None) -> bool:
        """Put visit `v` in at the best of a few common starts; False if none is possible, or worth it.

        With `touched`, one of those duties at least must take part.
        """
        draft, visit = self._draft, self._draft.week.visits[v]
        if touched is not None and not any(o.duty in touched for role in visit.roles for o in role.options):
            return False
        familiar, partners = familiar_carers(draft, visit), partners_of(draft, visit)
        by_role: list[list[Place]] = []
        for role in visit.roles:
            places: list[Place] = []
            for option in role.options:
                if option.carer not in partners.barred:
                    self._finder.find(v, option, familiar, places)
            by_role.append(sorted(places, key=by_bound))
        best: Team | None = None
        for start_s in self._starts(visit, by_role, allowed):
            team = self._team_at(v, start_s, by_role, partners, familiar)
            if team is not None and (best is None or team.points < best.points):
                best = team
        if best is None or best.points >= 0:
            return False
        if touched is not None and not any(part.duty in touched for part in best.crew):
            return False
        for k, tour in best.tours:
            draft.put_tour(k, tour)
        draft.put_crew(v, best.crew)
        return True

    def _starts(self, visit: CompiledVisit, by_role: list[list[Place]], allowed: StartFilter) -> list[int]:
        """Starts at which the roles look cheapest, best first."""
        candidates: set[int] = set()
        for places in by_role:
            for place in places[:MOST_PLACES]:
                candidates |= {place.early_s, place.late_s}
                kinks = place.option.piece.kinks
                candidates.update(at_s for at_s, _ in kinks if place.early_s < at_s < place.late_s)
        for link in visit.links:
            other_s = self._draft.start_s(link.other)
            if other_s is not None:
                sign = 1 if link.is_second else -1
                candidates |= {other_s + sign * link.min_s, other_s + sign * link.max_s}
        rated = [
            (points, start_s)
            for start_s in candidates
            if allowed(start_s) and (points := _rating(visit, start_s, by_role)) is not None
        ]
        return [start_s for _, start_s in sorted(rated)[:MOST_STARTS]]

    def _team_at(
        self, v: int, start_s: int, by_role: list[list[Place]], partners: Partners, familiar: set[int]
    ) -> Team | None:
        """The cheapest crew for a start, slot by slot, scarce roles first; None if too few can come."""
        visit = self._draft.week.visits[v]
        points = visit.present_points - visit.absent_points
        parts: list[Part] = []
        tours: list[tuple[int, Tour]] = []
        taken: set[int] = set()
        for r in sorted(range(len(visit.roles)), key=lambda r: (not visit.roles[r].is_required, len(by_role[r]))):
            role = visit.roles[r]
            here = [place for place in by_role[r] if place.early_s <= start_s <= place.late_s]
            for _ in role.slots:
                found = self._cheapest(v, start_s, here, taken, partners)
                if found is None or not _is_worth(role, found[0], len(parts) < visit.fewest):
                    if role.is_required:
                        return None
                    points += role.slot_points
                    continue
                delta, place, tour = found
                points += delta
                taken.add(place.option.carer)
                parts.append(Part(r, place.option.carer, place.duty))
                tours.append((place.duty, tour))
        if len(parts) < visit.fewest or partners.lacking(taken):
            return None
        points += continuity_delta(self._draft, visit, familiar, taken)
        return Team(points, tuple(parts), tours)

    def _cheapest(
        self, v: int, start_s: int, places: list[Place], taken: set[int], partners: Partners
    ) -> tuple[int, Place, Tour] | None:
        """Who costs least at a start, continuity aside: points, place and tour. The first part pays for the start."""
        best: tuple[int, Place, Tour] | None = None
        lacking = partners.lacking(taken)
        for place in places:
            if best is not None and place.bound >= best[0]:
                break
            carer = place.option.carer
            if carer in taken or (lacking and not any(carer in carers for carers in lacking)):
                continue
            own = 0 if taken else place.option.piece.points_at(start_s)
            tour = self._finder.tour_with(v, place.duty, place.at, Piece(start_s, start_s, own, 0, ()))
            if tour is not None:
                delta = self._draft.tour_delta(place.duty, tour) + place.option.points
                if best is None or delta < best[0]:
                    best = (delta, place, tour)
        return best


def _is_worth(role: Role, points: int, is_needed: bool) -> bool:  # noqa: FBT001  (a claim about the crew)
    return role.is_required or is_needed or points < role.slot_points


def _rating(visit: CompiledVisit, start_s: int, by_role: list[list[Place]]) -> int | None:
    """What a team at a start would cost by the bounds of its places; None if too few can come."""
    taken: set[int] = set()
    points = 0
    for role, places in zip(visit.roles, by_role, strict=True):
        need = len(role.slots)
        for place in places:
            if place.early_s <= start_s <= place.late_s and place.option.carer not in taken:
                taken.add(place.option.carer)
                points += place.bound - role.slot_points
                need -= 1
                if not need:
                    break
        if need and role.is_required:
            return None
    return points if len(taken) >= visit.fewest else None
