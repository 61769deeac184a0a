"""One more visit in a plan: every other keeps its carer, day and place in the order; starts and breaks may move.

Whatever is tried is tried to the end: where no way in is found and nothing was left open, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product

from matching.explain.choices import ANY, FAR_S, Choice, Day, Duty, New
from matching.explain.courses import PlanLookup
from matching.explain.crews import crews
from matching.explain.day_lookup import DayLookup
from matching.explain.failed import Failed
from matching.explain.inner import Inner
from matching.explain.placed import Placed, placed_by
from matching.explain.seats import Seat, Seats, pauses
from matching.explain.shifts import Shifts, Stop
from matching.explain.spans import Span, common, within
from matching.explain.timetable import Timetable
from matching.problem import DAY_S, Visit

MOST_ROUNDS = 8
_EVER: tuple[Span, ...] = ((-FAR_S, FAR_S),)


class Inserter:
    """Looks for ways into one plan. `is_sure` stays true while nothing that could be a way in was left open."""

    def __init__(
        self,
        shifts: Shifts,
        is_out_of_time: Callable[[], bool] = lambda: False,
        failed: Failed | None = None,
        seats: Seats | None = None,
        rounds: int = MOST_ROUNDS,
    ) -> None:
        """`failed` are orders that lead nowhere, and `seats` are, remembered from one plan to a changed one.

        `rounds` is how often more of other carers' days may shift along.
        """
        self.shifts, self.is_sure, self._is_out_of_time = shifts, True, is_out_of_time
        self._failed = Failed() if failed is None else failed
        self._rounds = rounds
        self._plan = PlanLookup(shifts)
        self._seats = Seats(shifts, DayLookup(shifts)) if seats is None else seats

    def ways(
        self, visit: Visit, among: Container[str] | None = None, starts: Sequence[Span] | None = None
    ) -> Iterator[Placed]:
        """Ways in for a visit, by carers `among` these, at one of these `starts` (None: all), day by day.

        The visit is one of the week, with its own pin or another.
        """
        if any(self._lacks_first(link.first, link.second, visit.id) for link in self.shifts.links.get(visit.id, ())):
            return
        for date in _dates(visit):
            spans = within(_EVER if starts is None else starts, date * DAY_S, (date + 1) * DAY_S - 1)
            seats = self._seats.of(visit, spans, among) if spans else []
            for crew in crews(self.shifts, visit, seats, self._look(visit, date)):
                if self._is_out_of_time():
                    self.is_sure = False
                    return
                placed = self._placed(visit, date, crew)
                if placed is not None:
                    yield placed

    def _lacks_first(self, first: str, second: str, name: str) -> bool:
        return second == name and first not in self.shifts.assigned

    def _look(self, visit: Visit, date: int) -> Callable[[Seat], bool]:
        """Tells whether a seat may be open, whoever else comes: of a team most fail alone, and are joined to nobody."""
        known: dict[tuple[object, ...], bool] = {}

        def is_open(seat: Seat) -> bool:
            key = (seat.day, seat.order, seat.spans)
            if key not in known:
                known[key] = len(visit.slots) == 1 or not self._is_shut(visit, date, seat)
            return known[key]

        return is_open

    def _is_shut(self, visit: Visit, date: int, seat: Seat) -> bool:
        """Whether surely no start is left in a seat, whoever else comes."""
        carers = tuple(seat.who if i == seat.slot else None for i in range(len(visit.slots)))
        new = New(visit.id, date, seat.spans, carers)
        anyhow: dict[Duty, Choice] = {duty: ANY for duty, _ in pauses(self.shifts, seat)}
        alone = Timetable(self._plan, {seat.day: seat.order}, new, anyhow, is_inner=False).with_breaks(anyhow)
        return alone.fault or (alone.is_whole and not alone.is_possible)

    def _placed(self, visit: Visit, date: int, crew: Sequence[Seat]) -> Placed | None:
        """The visit with this crew in these orders, if some starts and breaks keep every rule."""
        carers: list[str | None] = [None] * len(visit.slots)
        for seat in crew:
            carers[seat.slot] = seat.who
        spans = crew[0].spans
        for seat in crew[1:]:
            spans = common(spans, seat.spans)
        new = New(visit.id, date, spans, tuple(carers))
        orders = {seat.day: seat.order for seat in crew}
        failure = self._failed.known(new, orders)
        if failure is not None:
            self.is_sure &= failure.is_sure
            return None
        was_sure, self.is_sure = self.is_sure, True
        placed = self._laid(new, orders, crew)
        if placed is None:
            self._failed.keep(new, orders, is_sure=self.is_sure)
        self.is_sure &= was_sure
        return placed

    def _laid(self, new: New, orders: Mapping[Day, tuple[Stop, ...]], crew: Sequence[Seat]) -> Placed | None:
        """Some starts and breaks that keep every rule with these orders."""
        mine = [list(pauses(self.shifts, seat)) for seat in crew]
        if not all(mine):
            return None
        duties = [each[0][0] for each in mine]
        anyhow: dict[Duty, Choice] = dict.fromkeys(duties, ANY)
        days: dict[Day, None] = {}
        for _ in range(self._rounds):
            free = Timetable(self._plan, orders, new, anyhow, days, is_inner=False)
            self._failed.note(free)
            outer = free.with_breaks(anyhow)
            if self._is_impossible(outer):
                return None
            if len(mine) > 1:  # each by itself first: of all together there are far more
                mine = [[one for one in each if self._may_be(free, {**anyhow, one[0]: one[1]})] for each in mine]
            inner, is_open = Inner(partial(self._standing, new, orders, tuple(days)), anyhow), False
            for choices in map(dict, product(*mine)):
                if self._may_be(free, choices):
                    is_open = True
                    ways = map(placed_by, inner.tables(choices))
                    if (found := next((one for one in ways if one is not None), None)) is not None:
                        return found
            if not is_open:
                return None
            beyond = outer.beyond()
            if not beyond:
                break
            days |= dict.fromkeys(beyond)
        self.is_sure = False
        return None

    def _may_be(self, free: Timetable, choices: Mapping[Duty, Choice]) -> bool:
        """Whether breaks may lie so, those of other duties wherever they do."""
        return not self._is_impossible(free.with_breaks(choices))

    def _is_impossible(self, outer: Timetable) -> bool:
        """Whether no start is left, other duties' breaks and hours apart."""
        if not outer.is_possible:
            self.is_sure &= outer.fault or outer.is_whole
            return True
        return False

    def _standing(self, new: New, orders: Mapping[Day, tuple[Stop, ...]], days: Iterable[Day]) -> Timetable:
        """A timetable that keeps all else as it is, breaks left out."""
        return Timetable(self._plan, orders, new, None, days, is_inner=True)


def _dates(visit: Visit) -> list[int]:
    dates = {
        day
        for one in visit.windows
        if one.end_s - one.start_s >= visit.duration_s
        for day in range(one.start_s // DAY_S, (one.end_s - visit.duration_s) // DAY_S + 1)
    }
    pinned_s = visit.pin.start_s if visit.pin else None
    return sorted(dates if pinned_s is None else dates & {pinned_s // DAY_S})
