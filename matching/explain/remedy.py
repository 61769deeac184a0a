"""What would help a visit that nobody makes: changes, what they ask of people, and the plan that proves them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from matching.plan import Plan
from matching.problem import DAY_S
from matching.relax import Change

Clock = Callable[[], float]
Scope = Literal["GATES", "INSERTION", "ONE_MOVE", "RE_SOLVE"]

OF_CARERS = frozenset({
    "RENEW_CREDENTIAL", "EXTEND_AVAILABILITY", "ADD_AVAILABILITY", "LONGER_DAY", "LONGER_WEEK", "ONE_DAY_MORE",
    "SHORTER_REST", "GIVE_SKILL", "GIVE_YEARS", "GIVE_CREDENTIAL",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together place `visit`, or fill more of its slots; without any, planning anew is enough.

    `filled` tells for each slot of the visit whether somebody comes then. All else that was assigned still is, but for
    the visits that it `loses`: none, unless it frees somebody for a session. `moves` are other visits that go to
    another carer, day or place in the order. Within its `scope` each change is needed as it is: without it, or with a
    step less of it, the visit has no place; `is_proven` if all ways were tried. `cost_difference` is the checker's.
    """

    visit: str
    changes: tuple[Change, ...]
    filled: tuple[bool, ...]
    loses: tuple[str, ...] = ()
    scope: Scope = "INSERTION"
    moves: tuple[str, ...] = ()
    is_proven: bool = False
    cost_difference: int = 0
    plan: Plan | None = field(default=None, compare=False, repr=False)

    @property
    def fills_all(self) -> bool:
        """Whether somebody comes in every slot."""
        return all(self.filled)

    @property
    def is_advice(self) -> bool:
        """Whether it can be had this week; else it tells what is lacking."""
        return all(change.is_advice for change in self.changes)

    @property
    def people(self) -> int:
        """How many people must be asked: carers, those to be found, and those who are visited."""
        return people_asked(self.changes) + len(self.moves)

    @property
    def minutes(self) -> int:
        """What is asked of them, in minutes."""
        return sum(minutes_of(change) for change in self.changes)

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """What can be had first, then people, minutes, points."""
        return (not self.is_advice, self.people, self.minutes, self.cost_difference)


def people_asked(changes: Iterable[Change]) -> int:
    """How many people changes ask; each carer to be found is somebody else."""
    return len({_asked(change) for change in changes})


def _asked(change: Change) -> Change | str | None:
    if change.kind == "ADD_CARER":
        return change
    return change.carer if change.kind in OF_CARERS else f"visit {change.visit}"


def minutes_of(change: Change) -> int:
    """What a change asks, in minutes: how much longer or wider, how long a new shift lasts, how far another day is."""
    if change.kind in {"ADD_AVAILABILITY", "ADD_CARER"} and change.interval is not None:
        return -(-(change.interval.end_s - change.interval.start_s) // 60)
    if change.kind in {"ONE_DAY_MORE", "LOOSER_SERIES"} and not change.minutes:
        return DAY_S // 60
    return change.minutes


@dataclass(frozen=True, slots=True)
class Budget:
    """When to stop searching for remedies."""

    until_s: float
    seed: int = 0
    clock: Clock = time.monotonic

    @property
    def is_spent(self) -> bool:
        """Whether no time is left."""
        return self.clock() >= self.until_s

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return self.until_s - self.clock()
