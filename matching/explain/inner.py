"""Timetables that keep all outside some days as it is, with other duties' breaks where they lie, or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from itertools import islice, product
from math import prod

from matching.explain.breaks import current_choice
from matching.explain.choices import ANY, NONE, Choice, Duty, Pause
from matching.explain.timetable import Timetable

MOST_BREAK_CHOICES = 64  # of other duties that shift along; more are left open


class Inner:
    """The inner timetables of some orders and days, of `duties` that gain the visit and others; `made` when asked."""

    def __init__(self, made: Callable[[], Timetable], duties: Collection[Duty]) -> None:
        self._made, self._duties = made, duties

    def tables(self, choices: Mapping[Duty, Choice]) -> Iterator[Timetable]:
        """With breaks as chosen and those of other duties as they are; then with as many others as there may be."""
        yield self._free.with_breaks({**self._others, **choices})
        if self._others and self._free.with_breaks({**self._loosest, **choices}).is_possible:
            for others in islice(product(*self._every), MOST_BREAK_CHOICES):
                yield self._free.with_breaks({**choices, **dict(zip(self._others, others, strict=True))})

    @cached_property
    def _free(self) -> Timetable:
        return self._made()

    @cached_property
    def _others(self) -> dict[Duty, Choice]:
        """Where the breaks of other duties are."""
        shifts, mine = self._free.shifts, self._free.paused.items()
        others = {duty: course for duty, course in mine if duty not in self._duties}
        return {(who, i): current_choice(shifts, shifts.carers[who], i, one) for (who, i), one in others.items()}

    @cached_property
    def _every(self) -> list[list[Choice]]:
        """Where the breaks of other duties may be."""
        stops = [len(self._free.paused[duty].names) for duty in self._others]
        return [
            [NONE, *(Pause(gap, is_first) for gap in range(1, many) for is_first in (False, True))] for many in stops
        ]

    @cached_property
    def _loosest(self) -> dict[Duty, Choice]:
        """What surely fails if all choices do: of so many that not all are tried, only the last few duties' differ."""
        sizes, free = list(map(len, self._every)), 0
        while free < len(sizes) and prod(sizes[len(sizes) - free :]) < MOST_BREAK_CHOICES:
            free += 1
        fixed = len(sizes) - free
        return {duty: NONE if i < fixed else ANY for i, duty in enumerate(self._others)}
