"""A week of visits and carers: what the engine plans. Names, phones and diagnoses never come this far.

The shapes mirror the format `linli-week/1` (docs/engine.md). All numbers are whole: seconds from Monday 00:00 local
time, metres, points. Intervals are half-open, `[start_s, end_s)`. All is frozen: a changed week is a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isqrt
from typing import Literal

DAY_S = 86_400
WEEK_S = 7 * DAY_S

Kind = Literal["practitioner", "volunteer"]
Priority = Literal["routine", "urgent", "asap", "stat"]
Together = Literal["any", "different", "same"]


class ProblemError(ValueError):
    """The week can't be planned as given: one place in it, its value, and the mend."""

    def __init__(self, path: str, value: object, mend: str) -> None:
        super().__init__(f"{path} is {value!r}: {mend}")
        self.path, self.value, self.mend = path, value, mend


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Half-open seconds `[start_s, end_s)`."""

    start_s: int
    end_s: int

    def holds(self, start_s: int, end_s: int) -> bool:
        """Whether `[start_s, end_s)` lies wholly within."""
        return self.start_s <= start_s and end_s <= self.end_s


@dataclass(frozen=True, slots=True)
class Place:
    """A point on a flat map, in metres."""

    id: str
    x_m: int
    y_m: int


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to travel: so many seconds a kilometre, and so many for each trip."""

    seconds_per_km: int
    overhead_s: int


@dataclass(frozen=True, slots=True)
class Credential:
    """A dated permission (licence, clearance, training), valid for a visit that lies wholly in `[from_s, until_s]`."""

    name: str
    from_s: int
    until_s: int


@dataclass(frozen=True, slots=True)
class BreakRule:
    """A pause of exactly `duration_s`, owed where a duty of two or more stops lasts longer than `after_s`."""

    after_s: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Carer:
    """Who visits: medical staff or a volunteer, with skills, dated credentials, availability and limits.

    `available` is sorted, its intervals don't touch and none is longer than a day. `contract_s` None means
    `max_week_s`; `fair_s` None means that no fair share is asked.
    """

    id: str
    kind: Kind
    base: str
    mode: str
    available: tuple[TimeWindow, ...]
    max_day_s: int
    max_week_s: int
    skills: Mapping[str, int] = field(default_factory=dict[str, int])
    credentials: tuple[Credential, ...] = ()
    years: int = 0
    gender: str | None = None
    languages: tuple[str, ...] = ()
    max_days: int = 7
    rest_s: int = 0
    contract_s: int | None = None
    fair_s: int | None = None
    break_rule: BreakRule | None = None

    @property
    def contracted_s(self) -> int:
        """Seconds a week beyond which work is overtime."""
        return self.max_week_s if self.contract_s is None else self.contract_s


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's part in a visit. A slot that asks nothing takes anybody; `points` None is the weight `slot`."""

    skill: str | None = None
    level: int = 1
    kind: Kind | None = None
    credentials: tuple[str, ...] = ()
    min_years: int = 0
    gender: str | None = None
    required: bool = True
    points: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the visited person would like of the carer."""

    gender: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A coordinator's word: this start, these carers by slot; None leaves it open."""

    start_s: int | None = None
    carers: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop at a place with one or more slots, whose carers all start together. `windows` are sorted and disjoint."""

    id: str
    place: str
    duration_s: int
    windows: tuple[TimeWindow, ...]
    slots: tuple[Slot, ...]
    priority: Priority = "routine"
    wish: tuple[TimeWindow, ...] = ()
    group: str | None = None
    min_filled: int | None = None
    preferred: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    wishes: Wishes = Wishes()
    pin: Pin | None = None

    @property
    def fewest(self) -> int:
        """Slots that must be filled, at least; `min_filled`, or the number of required slots and at least one."""
        return self.min_filled or max(1, sum(slot.required for slot in self.slots))


@dataclass(frozen=True, slots=True)
class Series:
    """Visits whose days lie `min_days` apart and whose starts lie `min_gap_s` apart."""

    id: str
    visits: tuple[str, ...]
    min_days: int = 0
    min_gap_s: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """`second` starts `min_s` to `max_s` after `first` starts, with any, different or the same carers."""

    first: str
    second: str
    min_s: int
    max_s: int
    carers: Together = "any"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A visit's start and its carers in the order of its slots; None where nobody comes."""

    visit: str
    start_s: int
    carers: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A carer's pause in a duty."""

    carer: str
    start_s: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Published:
    """What people were told: it costs to change it, and what began before `frozen_until_s` is a fact."""

    frozen_until_s: int
    assignments: tuple[Assignment, ...] = ()
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class UnassignedWeights:
    """Points for a visit that nobody makes, by its priority; ten times that if it is pinned."""

    routine: int = 200_000
    urgent: int = 1_000_000
    asap: int = 5_000_000
    stat: int = 25_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """Points by term; less is better."""

    unassigned: UnassignedWeights = UnassignedWeights()
    slot: int = 100_000
    delay: int = 1
    travel: int = 2
    waiting: int = 1
    duty: int = 1_800
    overtime: int = 3
    unfair: int = 1
    wish: int = 2
    continuity: int = 3_600
    unfamiliar: int = 1_200
    gender: int = 3_600
    language: int = 1_800
    moved: int = 3_600
    shifted: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One week, whole. `matrices` gives seconds by mode from row to column in the order of `places`; None is no way.

    Well-formedness (known ids, sorted intervals, ...) is `matching.validate.check_problem`'s to judge: readers and
    `solve` call it and raise ProblemError.
    """

    name: str
    places: tuple[Place, ...]
    modes: Mapping[str, Mode]
    carers: tuple[Carer, ...]
    visits: tuple[Visit, ...]
    horizon_s: int = WEEK_S
    matrices: Mapping[str, tuple[tuple[int | None, ...], ...]] = field(
        default_factory=dict[str, tuple[tuple[int | None, ...], ...]]
    )
    series: tuple[Series, ...] = ()
    links: tuple[Link, ...] = ()
    published: Published | None = None
    weights: Weights = Weights()


def formula_travel_s(mode: Mode, source: Place, target: Place) -> int:
    """Seconds by the formula: overhead, and whole metres as the crow flies times pace, rounded down; 0 at one place."""
    if source.id == target.id:
        return 0
    metres = isqrt((source.x_m - target.x_m) ** 2 + (source.y_m - target.y_m) ** 2)
    return mode.overhead_s + metres * mode.seconds_per_km // 1000
