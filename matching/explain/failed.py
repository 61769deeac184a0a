"""Orders that lead nowhere, and who had a part in that: where none of them has changed, they lead nowhere again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from matching.explain.choices import Day, New
from matching.explain.shifts import Stop
from matching.explain.timetable import Timetable

Orders = Mapping[Day, tuple[Stop, ...]]


class Failure(NamedTuple):
    """Whose hours, credentials and days were looked at, and whether nothing was left open."""

    concerned: frozenset[str]
    is_sure: bool


class Failed:
    """What came to nothing in one plan. `under` asks for what is left of it once some carers have changed."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Failure] = {}
        self._changed: frozenset[str] = frozenset()
        self._noted: set[str] = set()

    def under(self, changed: Collection[str]) -> Failed:
        """The same for a plan in which these carers are others: nobody else, no link and no series may be."""
        other = Failed()
        other._known, other._changed = self._known, frozenset(changed)
        return other

    def known(self, new: New, orders: Orders) -> Failure | None:
        """Why these orders lead nowhere here too; else what is noted from now on is about them."""
        self._noted = {who for who, _ in orders}
        found = self._known.get(_key(new, orders))
        return found if found is not None and self._changed.isdisjoint(found.concerned) else None

    def note(self, table: Timetable) -> None:
        """Everybody whom a timetable has looked at."""
        self._noted |= {who for who, _ in table.days}
        assigned = table.shifts.assigned
        for name in table.start_of:
            if name in assigned:
                self._noted |= {who for who in assigned[name].carers if who is not None}

    def keep(self, new: New, orders: Orders, *, is_sure: bool) -> None:
        """Remember that these orders lead nowhere, as long as nobody who was noted changes."""
        if self._changed.isdisjoint(self._noted):
            self._known[_key(new, orders)] = Failure(frozenset(self._noted), is_sure)


def _key(new: New, orders: Orders) -> tuple[object, ...]:
    return new, *orders.items()
