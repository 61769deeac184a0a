"""The best times of one duty whose order is given: exact start times, its break, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence

from matching.compiled import FAR_S, CompiledWeek
from matching.facts import Head
from matching.search.starts import best_starts
from matching.timecost import Piece, points_past

Stops = tuple[tuple[int, Piece], ...]  # visits in order, each with the piece of starts that it keeps to


class Tour:
    """A duty with its times. `earliest_s` and `latest_s` leave out the break: they may be too generous, never less."""

    __slots__ = (
        "break_after", "break_s", "earliest_s", "latest_s", "leave_s", "points", "return_s", "starts_s", "stops",
        "waiting_s", "worked_s",
    )  # fmt: skip

    def __init__(self, stops: Stops, points: int, leave_s: int, return_s: int, worked_s: int) -> None:
        self.stops, self.points, self.worked_s = stops, points, worked_s
        self.leave_s, self.return_s = leave_s, return_s
        self.waiting_s = 0
        self.starts_s: Sequence[int] = ()
        self.earliest_s: Sequence[int] = ()
        self.latest_s: Sequence[int] = ()
        self.break_after = -1  # stops before the break; -1: no break
        self.break_s = 0


class Timer:
    """Times tours of one week; all it needs lies in flat lists by duty and visit."""

    def __init__(self, week: CompiledWeek) -> None:
        weights = week.problem.weights
        self.travel, self.waiting, self.duty = weights.travel, weights.waiting, weights.duty
        self.place = [visit.place for visit in week.visits]
        self.duration_s = [visit.duration_s for visit in week.visits]
        carers = [week.carers[duty.carer] for duty in week.duties]
        self.legs_s = [carer.legs_s for carer in carers]
        self.base = [carer.base for carer in carers]
        self.source = [duty.head_place for duty in week.duties]
        self.close_s = [duty.close_s for duty in week.duties]
        self.after_s = [carer.after_s for carer in carers]
        self.pause_s = [carer.break_s for carer in carers]
        self.head: list[Head | None] = [duty.head for duty in week.duties]
        self.frozen_s = week.given.frozen_until_s
        self.ready_s = [
            max(carer.free_s, duty.head.end_s + duty.head.pause_s if duty.head else duty.open_s)
            for carer, duty in zip(carers, week.duties, strict=True)
        ]
        self.empty = [self._empty(k) for k in range(len(week.duties))]

    def _empty(self, k: int) -> Tour:
        head = self.head[k]
        if head is None:
            return Tour((), 0, 0, 0, 0)
        points = self.duty + self.travel * (head.travel_s + head.home_s) + self.waiting * head.waiting_s
        tour = Tour((), points, head.leave_s, head.end_s + head.home_s, head.worked_s)
        tour.waiting_s = head.waiting_s
        return tour

    def time(self, k: int, stops: Stops, open_s: int, close_s: int) -> Tour | None:
        """The cheapest tour of duty `k` through `stops` that leaves from `open_s` and is back by `close_s`.

        None if there is none, or none was found: where a break is owed, times are fitted to each place for it in turn.
        """
        if not stops:
            return self.empty[k]
        steps_s, home_s = self._steps(k, stops)
        first_s = max(open_s, self.ready_s[k]) + steps_s[0]
        head = self.head[k]
        if head is not None and head.not_before_s > first_s:
            first_s = head.not_before_s
        last_s = close_s - self.duration_s[stops[-1][0]] - home_s
        bounds = _bounds(stops, steps_s, first_s, last_s)
        if bounds is None:
            return None
        earliest_s, latest_s = bounds
        starts_s = best_starts(stops, steps_s, earliest_s, latest_s, self.waiting, is_headed=head is not None)
        tour = self._without_break(k, stops, steps_s, home_s, starts_s)
        if tour is None:
            tour = self._with_break(k, stops, steps_s, home_s, (first_s, last_s))
            if tour is None:
                return None
        tour.earliest_s, tour.latest_s = earliest_s, latest_s
        return tour

    def _steps(self, k: int, stops: Stops) -> tuple[list[int], int]:
        """Seconds from the start of one stop to that of the next (the first: the leg there), and the way home."""
        legs_s, place, duration_s = self.legs_s[k], self.place, self.duration_s
        at, done_s = self.source[k], 0
        steps_s: list[int] = []
        for visit, _ in stops:
            here = place[visit]
            steps_s.append(done_s + legs_s[at][here])
            at, done_s = here, duration_s[visit]
        return steps_s, legs_s[at][self.base[k]]

    def _without_break(self, k: int, stops: Stops, steps_s: list[int], home_s: int, starts_s: list[int]) -> Tour | None:
        """The tour with these times, if it owes no break; a break that fits into a gap spares the waiting there."""
        tour = self._tour(k, stops, steps_s, home_s, starts_s)
        head = self.head[k]
        if head is not None and head.paused_until_s is not None:
            return tour if tour.return_s - head.paused_until_s <= self.after_s[k] else None
        if len(stops) == 1 and head is None:
            return tour
        pause_s = self.pause_s[k]
        if pause_s and tour.waiting_s >= pause_s:
            for gap in range(0 if head else 1, len(stops)):
                if self._gap_s(k, tour, steps_s, gap) >= pause_s and self._place_break(k, tour, steps_s, gap):
                    return tour
        return tour if tour.return_s - tour.leave_s <= self.after_s[k] else None

    def _with_break(
        self, k: int, stops: Stops, steps_s: list[int], home_s: int, ends_s: tuple[int, int]
    ) -> Tour | None:
        """The cheapest tour with a break in one of its gaps."""
        pause_s, head = self.pause_s[k], self.head[k]
        best: Tour | None = None
        if not pause_s or (head is not None and head.paused_until_s is not None):
            return None
        for gap in range(0 if head else 1, len(stops)):
            wider_s = steps_s.copy()
            wider_s[gap] += pause_s
            bounds = _bounds(stops, wider_s, ends_s[0] + (pause_s if gap == 0 else 0), ends_s[1])
            if bounds is None:
                continue
            starts_s = best_starts(stops, wider_s, *bounds, self.waiting, is_headed=head is not None)
            tour = self._tour(k, stops, steps_s, home_s, starts_s)
            if (best is None or tour.points - self.waiting * pause_s < best.points) and self._place_break(
                k, tour, steps_s, gap
            ):
                best = tour
        return best

    def _gap_s(self, k: int, tour: Tour, steps_s: list[int], gap: int) -> int:
        """Seconds to spare before the stop `gap`."""
        head = self.head[k]
        if gap == 0:
            return tour.starts_s[0] - steps_s[0] - head.end_s - head.pause_s if head else 0
        return tour.starts_s[gap] - tour.starts_s[gap - 1] - steps_s[gap]

    def _place_break(self, k: int, tour: Tour, steps_s: list[int], gap: int) -> bool:
        """Put a break before the stop `gap`; False if the parts before and after it would be too long."""
        pause_s, after_s, head = self.pause_s[k], self.after_s[k], self.head[k]
        if gap:
            done_s = self.duration_s[tour.stops[gap - 1][0]]
            end_s, leg_s = tour.starts_s[gap - 1] + done_s, steps_s[gap] - done_s
        else:
            end_s, leg_s = head.end_s if head else 0, steps_s[0]
        first_s = max(tour.return_s - after_s - pause_s, self.frozen_s)
        last_s = min(tour.starts_s[gap] - pause_s, tour.leave_s + after_s)
        for before_s, behind_s in ((leg_s, 0), (0, leg_s)):
            start_s = max(first_s, end_s + before_s)
            if start_s <= min(last_s, tour.starts_s[gap] - pause_s - behind_s):
                tour.break_after, tour.break_s = gap, start_s
                tour.waiting_s -= pause_s
                tour.worked_s -= pause_s
                tour.points -= self.waiting * pause_s
                return True
        return False

    def _tour(self, k: int, stops: Stops, steps_s: list[int], home_s: int, starts_s: list[int]) -> Tour:
        """Times and points without a break of its own; all time that is not driven or served is waited."""
        head = self.head[k]
        return_s = starts_s[-1] + self.duration_s[stops[-1][0]] + home_s
        points = self.duty
        travel_s, waiting_s = home_s + steps_s[0], starts_s[-1] - starts_s[0]
        for (visit, piece), start_s in zip(stops, starts_s, strict=True):
            points += piece[2]
            if piece[3] or piece[4]:
                points += points_past(start_s, piece[0], piece[3], piece[4])
            travel_s -= self.duration_s[visit]
        for i in range(1, len(steps_s)):
            travel_s += steps_s[i]
            waiting_s -= steps_s[i]
        travel_s += self.duration_s[stops[-1][0]]
        if head is None:
            leave_s, rested_s = starts_s[0] - steps_s[0], 0
        else:
            leave_s, rested_s = head.leave_s, head.rested_s + head.pause_s
            travel_s += head.travel_s
            waiting_s += starts_s[0] - steps_s[0] - head.end_s - head.pause_s
        points += self.travel * travel_s + self.waiting * (waiting_s + (head.waiting_s if head else 0))
        tour = Tour(stops, points, leave_s, return_s, return_s - leave_s - rested_s)
        tour.starts_s, tour.waiting_s = starts_s, waiting_s
        return tour


def _bounds(stops: Stops, steps_s: list[int], first_s: int, last_s: int) -> tuple[list[int], list[int]] | None:
    """Earliest and latest start of each stop; None if one has none."""
    earliest_s: list[int] = []
    now_s = first_s - steps_s[0]
    for i, (_, piece) in enumerate(stops):
        now_s += steps_s[i]
        now_s = max(now_s, piece[0])
        if now_s > piece[1]:
            return None
        earliest_s.append(now_s)
    if now_s > last_s or first_s >= FAR_S:
        return None
    latest_s = [0] * len(stops)
    for i in range(len(stops) - 1, -1, -1):
        last_s = min(last_s, stops[i][1][1])
        latest_s[i] = last_s
        if last_s < earliest_s[i]:
            return None
        last_s -= steps_s[i]
    return earliest_s, latest_s
