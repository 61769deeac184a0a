"""Is it fair? Each carer's load beside their part by contract and time, and what most of the difference is made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from matching.problem import DAY_S, Kind, ProblemError

HOUR_S = 3_600
TOLERANCE = 0.1  # of the fair part: within it, and within an hour, nobody is over or under
Standing = Literal["over", "fair", "under"]


@dataclass(frozen=True, slots=True)
class Unpopular:
    """All hours but the `ordinary` ones: (day, from, until) in seconds of the day, 0 for Monday, none overlapping."""

    ordinary: tuple[tuple[int, int, int], ...] = tuple((day, 8 * HOUR_S, 18 * HOUR_S) for day in range(5))

    def seconds(self, start_s: int, end_s: int) -> int:
        """Seconds of `[start_s, end_s)` that are unpopular."""
        ordinary_s = 0
        for day in range(start_s // DAY_S, (end_s - 1) // DAY_S + 1):
            for _, opens_s, closes_s in (one for one in self.ordinary if one[0] == day % 7):
                ordinary_s += max(0, min(end_s, day * DAY_S + closes_s) - max(start_s, day * DAY_S + opens_s))
        return end_s - start_s - ordinary_s


UNPOPULAR = Unpopular()


@dataclass(frozen=True, slots=True)
class Part:
    """What work is made of: visits that ask for a skill at a level (`skill` None asks for none), ways, or waits."""

    skill: str | None = None
    level: int = 1
    what: Literal["visits", "ways", "waits"] = "visits"


WAYS, WAITS = Part(what="ways"), Part(what="waits")


@dataclass(frozen=True, slots=True)
class Member:
    """Who shares the work. `offered_s` are seconds by contract and time: of this week, then of each week before.

    `unpopular_s` are those of their time that are unpopular, week by week as well.
    """

    id: str
    kind: Kind
    offered_s: tuple[int, ...]
    unpopular_s: tuple[int, ...]
    skills: Mapping[str, int] = field(default_factory=dict[str, int])

    def knows(self, part: Part) -> bool:
        """Whether they could do it, by skill and level alone."""
        return part.skill is None or self.skills.get(part.skill, 0) >= part.level


@dataclass(frozen=True, slots=True)
class Stint:
    """One carer at one visit, `[start_s, end_s)` of the week that lies `weeks_back` before this one.

    Beside it are the ways to it and, if it is a duty's last, home, and the wait before it (`duty_times.Beside`).
    """

    carer: str
    weeks_back: int
    start_s: int
    end_s: int
    ways_s: int = 0
    waits_s: int = 0
    skill: str | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds of whole duties, breaks apart, as the score counts them; how many would be fair, how many were ways.

    Unpopular seconds are those at visits.
    """

    offered_s: int
    worked_s: int
    fair_s: int
    unpopular_s: int
    fair_unpopular_s: int
    ways_s: int

    @property
    def standing(self) -> Standing:
        """Whether it is more or less than fair."""
        return standing_of(self.worked_s, self.fair_s)

    @property
    def unpopular_standing(self) -> Standing:
        """The same of unpopular hours."""
        return standing_of(self.unpopular_s, self.fair_unpopular_s)


@dataclass(frozen=True, slots=True)
class Cause:
    """What most of a difference is made of. `able` of `members` of the kind know it, the carer too if `knows` says so.

    `other` knows it too: for whoever has more of it than fair, the one who has least; for whoever has less, most.
    """

    part: Part
    difference_s: int
    knows: bool
    able: int
    members: int
    other: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """A carer's load in this week and in all the weeks. `cause` is None where all the weeks together are fair."""

    carer: str
    week: Load
    weeks: Load
    cause: Cause | None


def fairness(members: Sequence[Member], stints: Iterable[Stint], unpopular: Unpopular = UNPOPULAR) -> tuple[Share, ...]:
    """Each member's share, in the order of `members`; stints of others are passed over.

    A kind's work of a week is fairly shared by what each of the kind offers in it, its unpopular hours by what each
    offers of these. Work is whole duties: visits, ways and waits. Raises ProblemError if members offer different
    numbers of weeks, or a stint lies in none of them.
    """
    books = _Books(members, stints, unpopular)
    return tuple(books.share(one) for one in members)


def standing_of(done_s: int, fair_s: int) -> Standing:
    """Over or under where the difference is more than an hour and more than a tenth of the fair part."""
    allowed_s = max(HOUR_S, TOLERANCE * fair_s)
    if done_s > fair_s + allowed_s:
        return "over"
    return "under" if done_s < fair_s - allowed_s else "fair"


class _Books:
    """Seconds by carer, by kind, and by part; `weeks_back` counts from 0, this week."""

    def __init__(self, members: Sequence[Member], stints: Iterable[Stint], unpopular: Unpopular) -> None:
        self.members = {one.id: one for one in members}
        self.weeks = _weeks_of(members)
        self.sizes = Counter(one.kind for one in members)
        self.able: dict[tuple[Kind, Part], list[str]] = {}
        self.done: dict[tuple[str, int], Counter[Part]] = defaultdict(Counter)
        self.unpopular: Counter[tuple[str, int]] = Counter()
        for one in stints:
            if one.carer in self.members:
                self._enter(one, unpopular)
        self.offered: Counter[tuple[Kind, int]] = Counter()
        self.offered_unpopular: Counter[tuple[Kind, int]] = Counter()
        self.asked: dict[tuple[Kind, int], Counter[Part]] = defaultdict(Counter)
        self.asked_unpopular: Counter[tuple[Kind, int]] = Counter()
        for one in members:
            for back in range(self.weeks):
                self.offered[one.kind, back] += one.offered_s[back]
                self.offered_unpopular[one.kind, back] += one.unpopular_s[back]
                self.asked[one.kind, back].update(self.done[one.id, back])
                self.asked_unpopular[one.kind, back] += self.unpopular[one.id, back]

    def _enter(self, one: Stint, unpopular: Unpopular) -> None:
        if not 0 <= one.weeks_back < self.weeks:
            raise ProblemError("weeks_back", one.weeks_back, f"members tell of {self.weeks} weeks")
        self.done[one.carer, one.weeks_back][Part(one.skill, one.level)] += one.end_s - one.start_s
        self.done[one.carer, one.weeks_back][WAYS] += one.ways_s
        self.done[one.carer, one.weeks_back][WAITS] += one.waits_s
        self.unpopular[one.carer, one.weeks_back] += unpopular.seconds(one.start_s, one.end_s)

    def share(self, who: Member) -> Share:
        """A member's loads, and why the weeks together are not fair."""
        weeks = self._load(who, range(self.weeks))
        cause = None if weeks.standing == "fair" else self._cause(who, 1 if weeks.standing == "over" else -1)
        return Share(who.id, self._load(who, range(1)), weeks, cause)

    def _load(self, who: Member, backs: range) -> Load:
        return Load(
            offered_s=sum(who.offered_s[back] for back in backs),
            worked_s=sum(self.done[who.id, back].total() for back in backs),
            fair_s=round(sum(self._part_of(who, back) * self.asked[who.kind, back].total() for back in backs)),
            unpopular_s=sum(self.unpopular[who.id, back] for back in backs),
            fair_unpopular_s=round(
                sum(self._unpopular_part_of(who, back) * self.asked_unpopular[who.kind, back] for back in backs)
            ),
            ways_s=sum(self.done[who.id, back][WAYS] for back in backs),
        )

    def _part_of(self, who: Member, back: int) -> float:
        """Which part of his kind's work of a week is fair, from 0 to 1."""
        all_s = self.offered[who.kind, back]
        return who.offered_s[back] / all_s if all_s else 0.0

    def _unpopular_part_of(self, who: Member, back: int) -> float:
        """The same of unpopular hours."""
        all_s = self.offered_unpopular[who.kind, back]
        return who.unpopular_s[back] / all_s if all_s else 0.0

    def _difference_s(self, who: Member, part: Part) -> float:
        """Seconds of a part beyond what is fair, in all the weeks; these sum up to the whole difference."""
        return sum(
            self.done[who.id, back][part] - self._part_of(who, back) * self.asked[who.kind, back][part]
            for back in range(self.weeks)
        )

    def _cause(self, who: Member, sign: int) -> Cause:
        """The part that most of the difference is made of; `sign` is 1 for too much, -1 for too little."""
        parts = {part for back in range(self.weeks) for part in self.asked[who.kind, back]}
        ordered = sorted(parts, key=lambda one: (one.what, one.skill or "", one.level))
        largest = max(ordered, key=lambda one: sign * self._difference_s(who, one))
        able = self._able(who.kind, largest)
        others = [one for one in (able if sign > 0 else able[::-1])[:2] if one != who.id]
        return Cause(
            part=largest,
            difference_s=round(self._difference_s(who, largest)),
            knows=who.knows(largest),
            able=len(able),
            members=self.sizes[who.kind],
            other=others[0] if others and largest.what == "visits" else None,
        )

    def _able(self, kind: Kind, part: Part) -> list[str]:
        """Who of a kind knows a part, whoever has least of it beside what is fair first."""
        if (kind, part) not in self.able:
            able = [one for one in self.members.values() if one.kind == kind and one.knows(part)]
            able.sort(key=lambda one: self._difference_s(one, part))
            self.able[kind, part] = [one.id for one in able]
        return self.able[kind, part]


def _weeks_of(members: Sequence[Member]) -> int:
    """How many weeks all members tell of."""
    lengths = {len(some) for one in members for some in (one.offered_s, one.unpopular_s)}
    if len(lengths) > 1:
        raise ProblemError("offered_s", sorted(lengths), "tell of as many weeks for each member")
    return lengths.pop() if lengths else 0
