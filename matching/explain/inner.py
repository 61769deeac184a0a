"""Timetables that keep all outside some days as it is, with other duties' breaks where they lie, or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from itertools import islice, product
from math import prod

from matching.explain.choices import ANY, NONE, Choice, Duty, Pause
from matching.explain.timetable import Timetable

MOST_BREAK_CHOICES = 64  # of other duties that shift along; more are left open


class Inner:
    """The inner timetables of some orders and days; `made` makes one in which these duties' breaks are left out."""

    def __init__(self, made: Callable[[Collection[Duty]], Timetable], duties: Collection[Duty]) -> None:
        self._made, self._duties = made, duties

    def tables(self, choices: Mapping[Duty, Choice]) -> Iterator[Timetable]:
        """With breaks as chosen and those of other duties as they are; then with as many others as there may be."""
        yield self._free.with_breaks(choices)
        for others in self._other_choices(choices):
            yield self._freer.with_breaks(others)

    @cached_property
    def _free(self) -> Timetable:
        return self._made(self._duties)

    @cached_property
    def _freer(self) -> Timetable:
        return self._made({*self._duties, *self._free.other_duties})

    def _other_choices(self, choices: Mapping[Duty, Choice]) -> Iterator[dict[Duty, Choice]]:
        """The same with other duties' breaks elsewhere, as many choices as there may be; none if all surely fail."""
        others, free = self._free.other_duties, 0
        every: list[list[Choice]] = [
            [NONE, *(Pause(gap, is_first) for gap in range(1, stops) for is_first in (False, True))]
            for stops in others.values()
        ]
        while free < len(every) and prod(map(len, every[len(every) - free :])) < MOST_BREAK_CHOICES:
            free += 1
        duties = list(others)
        fixed = len(duties) - free  # of so many choices only the last few duties' differ
        loosest: dict[Duty, Choice] = {**choices, **dict.fromkeys(duties[:fixed], NONE)}
        loosest |= dict.fromkeys(duties[fixed:], ANY)
        if not others or not self._freer.with_breaks(loosest).is_possible:
            return
        for chosen in islice(product(*every), MOST_BREAK_CHOICES):
            yield {**choices, **dict(zip(others, chosen, strict=True))}
