"""Places in the tours of a draft where a visit may go, with bounds that spare timing most of them."""

from __future__ import annotations

from typing import NamedTuple

from matching.compiled import Option
from matching.search.draft import Draft
from matching.search.tours import Tour
from matching.timecost import Piece


class Place(NamedTuple):
    """Before the stop `at` of a duty. It costs `bound` points or more; starts `early_s` to `late_s` may be possible."""

    bound: int
    duty: int
    at: int
    option: Option
    early_s: int
    late_s: int


def by_bound(place: Place) -> int:
    """Sort key: the most promising first."""
    return place.bound


class PlaceFinder:
    """Finds places in one draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def find(self, v: int, option: Option, familiar: set[int], places: list[Place]) -> None:
        """Add the places that an option has for visit `v`; `familiar` are the carers of its group.

        Bounds come from legs, waiting saved, hours and the option's own points. O(stops of the duty).
        """
        draft, timer, k = self._draft, self._draft.timer, option.duty
        tour = draft.tours[k]
        legs_s, place_of, duration_s = timer.legs_s[k], timer.place, timer.duration_s
        here, mine_s = place_of[v], duration_s[v]
        low_s, high_s = option.piece[0], option.piece[1]
        stops, count, out_s = tour.stops, len(tour.stops), legs_s[here]
        points = option.least_points - timer.waiting * tour.waiting_s
        points += draft.weights.continuity if familiar and option.carer not in familiar else 0
        is_new = not count and timer.head[k] is None
        points += timer.duty if is_new else 0
        at, free_s = timer.source[k], timer.ready_s[k]
        for i in range(count + 1):
            into_s = legs_s[at][here]
            early_s = max(low_s, free_s + into_s)
            if early_s > high_s:
                return
            target = place_of[stops[i][0]] if i < count else timer.base[k]
            due_s = tour.latest_s[i] if i < count else timer.close_s[k]
            late_s = min(high_s, due_s - out_s[target] - mine_s)
            if early_s <= late_s:
                detour_s = into_s + out_s[target] - (0 if is_new else legs_s[at][target])
                hours = self._hours_bound(option.carer, detour_s + mine_s - tour.waiting_s)
                places.append(Place(points + timer.travel * detour_s + hours, k, i, option, early_s, late_s))
            if i < count:
                at, free_s = target, tour.earliest_s[i] + duration_s[stops[i][0]]

    def _hours_bound(self, carer: int, more_s: int) -> int:
        """Points of unfair hours if a carer works so much more; overtime is left out, as it is rare."""
        worked_s, fair_s = self._draft.worked_s[carer], self._draft.fair_s[carer]
        if worked_s + more_s <= fair_s and worked_s <= fair_s:
            return 0
        return self._draft.weights.unfair * (max(0, worked_s + more_s - fair_s) - max(0, worked_s - fair_s))

    def tour_with(self, v: int, k: int, at: int, piece: Piece) -> Tour | None:
        """The tour of duty `k` with the visit before its stop `at`; None if a rule forbids it."""
        draft = self._draft
        stops = draft.tours[k].stops
        tour = draft.timer.time(k, (*stops[:at], (v, piece), *stops[at:]), *draft.span_s(k))
        return tour if tour is not None and draft.allows(k, tour) else None
