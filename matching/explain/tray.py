"""The fewest changes that place the most of all the visits that nobody makes: a cover over what helps each of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from matching.check import judge
from matching.explain.insertion import Inserter
from matching.explain.remedy import OF_CARERS, Budget, Clock, Remedy, minutes_of, people_asked
from matching.explain.shifts import Shifts
from matching.explain.visits import remedies
from matching.plan import Plan
from matching.problem import Problem, TimeWindow
from matching.relax import Change, apply, is_applicable

EACH_SHARE = 0.6  # of the time: to ask what helps each visit; the rest is for covering
_OF_ONE = OF_CARERS | {"ADD_CARER"}
MOST_TRIED = 24  # sets of changes that are tried in each round, those that seem to help most visits first


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that belong together, and the visits that they place in the plan as the steps before it left it."""

    changes: tuple[Change, ...]
    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The fewest changes among those found that place the most visits; the plan that proves them.

    `as_it_is` have a place without any change; `left` are those that nothing found places. `cost_difference` is the
    checker's, of all together. `remedies` are what helps each visit by itself. `is_cut_short` if the time ended before
    everything was tried.
    """

    as_it_is: tuple[str, ...]
    steps: tuple[Step, ...]
    left: tuple[str, ...]
    plan: Plan
    cost_difference: int
    remedies: dict[str, tuple[Remedy, ...]] = field(default_factory=dict[str, tuple[Remedy, ...]], compare=False)
    is_cut_short: bool = field(default=False, compare=False)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in order."""
        return tuple(change for step in self.steps for change in step.changes)


def cover_tray(
    problem: Problem,
    plan: Plan,
    *,
    seconds: float = 20.0,
    seed: int = 0,
    clock: Clock = time.monotonic,
    most_steps: int = 10,
    may_ask: Callable[[Change], bool] = lambda _: True,
) -> Cover:
    """What would place the most unassigned visits with the fewest changes, searched for up to `seconds`.

    In each step the changes that place most visits for the people they ask, tried on the plan that the steps before
    have left; at last, steps that the others have made needless go. Only advice is taken: what can be had this week,
    and what `may_ask` allows.
    """
    until_s = clock() + seconds
    search = _Search(problem, plan, Budget(until_s, seed, clock), may_ask)
    search.place_as_it_is()
    search.ask_each(EACH_SHARE * seconds)
    while len(search.steps) < most_steps and not search.budget.is_spent and search.step():
        pass
    search.drop_needless()
    return search.cover()


class _Search:
    """The plan so far, and what is still open."""

    def __init__(self, problem: Problem, plan: Plan, budget: Budget, may_ask: Callable[[Change], bool]) -> None:
        self.plan, self.budget, self._may_ask = plan, budget, may_ask
        self.problem: Problem = problem
        self.shifts = Shifts(problem, plan)
        self.open: list[str] = [visit.id for visit in problem.visits if visit.id not in self.shifts.assigned]
        self.as_it_is: list[str] = []
        self.steps: list[Step] = []
        self.remedies: dict[str, tuple[Remedy, ...]] = {}
        self._base = self.shifts
        self._is_cut_short = False

    def place_as_it_is(self) -> None:
        """Place what needs no change."""
        self.shifts, self.as_it_is = placed(self.shifts, self.open, self.budget)
        self.open = [name for name in self.open if name not in self.as_it_is]

    def ask_each(self, seconds: float) -> None:
        """Ask what helps each visit by itself; where another has to move, move it."""
        until_s = self.budget.clock() + seconds
        for i, name in enumerate(list(self.open)):
            begun_s = self.budget.clock()
            left_s = until_s - begun_s
            if left_s <= 0:
                self._is_cut_short = True
                break
            each_s = min(2.0, max(0.2, left_s / (len(self.open) - i)))
            found = remedies(
                self.problem, self.shifts.plan(), name, seconds=each_s, seed=self.budget.seed, clock=self.budget.clock
            )
            self._is_cut_short |= self.budget.clock() - begun_s >= each_s
            self.remedies[name] = found
            if found and not found[0].changes and found[0].plan is not None:
                self.shifts = Shifts(self.problem, found[0].plan)
                self.as_it_is.append(name)
        self.open = [name for name in self.open if name not in self.as_it_is]
        self._base = self.shifts

    def step(self) -> bool:
        """Take the set of changes that places most for what it asks; False if none places any."""
        best: tuple[tuple[float, int, int], Step, Problem, Shifts] | None = None
        for changes, hopes in self._candidates():
            if self.budget.is_spent:
                break
            if best is not None and hopes < len(best[1].visits):
                continue  # it places no more than it seems to help
            problem = apply(self.problem, *changes)
            after, names = placed(_under(problem, self.shifts), self.open, self.budget, changes)
            if names:
                worth = (-len(names) / people_asked(changes), sum(map(minutes_of, changes)), len(changes))
                if best is None or worth < best[0]:
                    best = worth, Step(changes, tuple(names)), problem, after
        if best is None:
            return False
        _, step, self.problem, self.shifts = best
        self.steps.append(step)
        self.open = [name for name in self.open if name not in step.visits]
        return True

    def _candidates(self) -> list[tuple[tuple[Change, ...], int]]:
        """Sets of changes and how many open visits each may help, the most first; alike ones become one for both."""
        helps: dict[object, tuple[tuple[Change, ...], set[str]]] = {}
        for name in self.open:
            for one in self.remedies.get(name, ()):
                if one.changes and one.is_advice and all(map(self._may_ask, one.changes)):
                    key = tuple(_subject(change) for change in one.changes)
                    known, names = helps.get(key, (one.changes, set[str]()))
                    helps[key] = (_both(self.problem, known, one.changes), {*names, name})
        new = [changes for changes, _ in helps.values() if any(change.kind == "ADD_CARER" for change in changes)]
        for changes in new:  # a new carer helps all whom they can reach, whoever asked for them
            key = tuple(_subject(change) for change in changes)
            helps[key] = (changes, set(self.open))
        ranked = sorted(helps.values(), key=lambda one: (-len(one[1]), sum(map(minutes_of, one[0]))))
        return [(changes, len(names)) for changes, names in ranked[:MOST_TRIED]]

    def drop_needless(self) -> None:
        """Leave out each step without which the others place as many."""
        i = 0
        while i < len(self.steps) > 1 and not self.budget.is_spent:
            fewer = self._taken([*self.steps[:i], *self.steps[i + 1 :]])
            if fewer is None:
                i += 1
            else:
                self.problem, self.shifts, self.steps = fewer

    def _taken(self, steps: Sequence[Step]) -> tuple[Problem, Shifts, list[Step]] | None:
        """The plan after these steps alone, each with the visits that it places; None unless they place all of them."""
        left = [name for one in self.steps for name in one.visits]
        problem, shifts = self._original(), self._base
        at_once = apply(problem, *(change for one in steps for change in one.changes))
        if len(placed(_under(at_once, shifts), left, self.budget)[1]) < len(left):
            return None
        taken: list[Step] = []
        for step in steps:
            problem = apply(problem, *step.changes)
            shifts, names = placed(_under(problem, shifts), left, self.budget)
            left = [name for name in left if name not in names]
            taken.append(replace(step, visits=tuple(names)))
        return None if left else (problem, shifts, taken)

    def _original(self) -> Problem:
        return self._base.problem

    def cover(self) -> Cover:
        """What was found."""
        plan = self.shifts.plan()
        was, now_is = judge(self._original(), self.plan), judge(self.problem, plan)
        return Cover(
            tuple(self.as_it_is),
            tuple(self.steps),
            tuple(self.open),
            plan,
            now_is.score.cost - was.score.cost,
            self.remedies,
            self._is_cut_short or self.budget.is_spent,
        )


def placed(
    shifts: Shifts, names: Iterable[str], budget: Budget, changes: Sequence[Change] | None = None
) -> tuple[Shifts, list[str]]:
    """The plan with as many of these visits as fit one after another, those with the fewest ways in first.

    Where only `changes` are new, only those whom they concern are asked to come.
    """
    found: list[str] = []
    for name in sorted(names, key=lambda name: _width_s(shifts.visits[name].windows)):
        if budget.is_spent:
            break
        among = None if changes is None else _concerned(shifts, name, changes)
        way = next(Inserter(shifts, lambda: budget.is_spent).ways(shifts.visits[name], among), None)
        if way is not None:
            shifts = way.into(shifts)
            found.append(name)
    return shifts, found


def _concerned(shifts: Shifts, name: str, changes: Sequence[Change]) -> set[str] | None:
    """Whom changes give a way to a visit; None: anybody."""
    if len(shifts.visits[name].slots) > 1 or any(one.kind not in _OF_ONE and one.visit == name for one in changes):
        return None
    known = {carer.id for carer in shifts.problem.carers[: -_added(changes) or None]}
    new = shifts.carers.keys() - known
    return new | {one.carer for one in changes if one.carer is not None}


def _added(changes: Sequence[Change]) -> int:
    """How many carers the changes add, at the end of the week's."""
    return sum(one.kind == "ADD_CARER" for one in changes)


def _width_s(windows: Sequence[TimeWindow]) -> int:
    return sum(one.end_s - one.start_s for one in windows)


def _under(problem: Problem, shifts: Shifts) -> Shifts:
    """The plan in the changed week."""
    return Shifts(problem, shifts.plan())


def _subject(change: Change) -> tuple[object, ...]:
    """What two changes have in common that one change can do for both."""
    day = change.interval.start_s // 86_400 if change.interval else None
    half = change.interval.start_s % 86_400 >= 43_200 if change.interval else None
    if change.kind == "RENEW_CREDENTIAL":
        return (change.kind, change.carer, change.credential)
    if change.kind == "ADD_CARER":
        return (change.kind, change.carer, day, half)
    if change.kind in {"ADD_AVAILABILITY", "EXTEND_AVAILABILITY"}:
        return (change.kind, change.carer, day, half)
    if change.kind in OF_CARERS:
        return (change.kind, change.carer)
    return (change.kind, change.visit, change.slot, change.tie, day)


def _both(problem: Problem, some: tuple[Change, ...], others: tuple[Change, ...]) -> tuple[Change, ...]:
    """One set of changes that allows what either does; the first alone where both can't be one."""
    found: list[Change] = []
    for one, other in zip(some, others, strict=True):
        both = replace(one, minutes=max(one.minutes, other.minutes))
        if one.interval is not None and other.interval is not None:
            start_s = min(one.interval.start_s, other.interval.start_s)
            both = replace(both, interval=TimeWindow(start_s, max(one.interval.end_s, other.interval.end_s)))
        found.append(both if is_applicable(problem, both) else one)
    return tuple(found)
