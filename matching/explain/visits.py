"""What would place a visit that nobody makes: changes to the week, each needed as it is, each proven by a plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from matching.explain.gates import passes_gates
from matching.explain.moves import one_move
from matching.explain.probe import Fit, Probe
from matching.explain.proposals import Chain, Changes, Proposals, step_less
from matching.explain.remedy import Budget, Clock, Remedy, Scope
from matching.explain.shifts import Shifts
from matching.plan import Plan
from matching.problem import Problem
from matching.relax import Change, apply
from matching.solve import solve

MOVE_SHARE = 0.4  # of the time: to look for one other visit that makes room
SMALL = 60  # visits up to which the week is solved anew around the visit
SOLVE_S = 0.4
MOST_OF_A_KIND = 6


def remedies(
    problem: Problem,
    plan: Plan,
    visit_id: str,
    *,
    seconds: float = 1.0,
    seed: int = 0,
    clock: Clock = time.monotonic,
) -> tuple[Remedy, ...]:
    """What would place the visit and lose nothing that the plan has; the least first, and what is alike together.

    Where it can be placed without any change, that better plan is the only answer: by insertion, by moving one other
    visit, or by solving anew; the last two are found, never proven, for not every way is tried. Else each answer is a
    set of changes that place it by insertion: none of them can be left out, and none made a step smaller. People asked
    come first, then minutes, then points. None if the visit is assigned or nothing was found within `seconds`. Raises
    KeyError if the problem has no such visit.
    """
    if any(one.visit == visit_id for one in plan.assignments):
        return ()
    now_s = clock()
    probe = Probe(problem, plan, visit_id, Budget(now_s + seconds, seed, clock))
    base = probe.fit()
    better = _without_changes(probe, base, Budget(now_s + MOVE_SHARE * seconds, seed, clock))
    if better is not None:
        return (better,)
    search = _Search(probe, base)
    found = search.singles()
    if not any(one.is_advice for one in found):
        found += search.together()
    return tuple(sorted(_least_of_each(found), key=lambda one: one.rank))


def _without_changes(probe: Probe, base: Fit, budget: Budget) -> Remedy | None:
    """The better plan, if there is one."""
    if base.placed is not None:
        return probe.remedy((), base.placed.into(probe.shifts), is_proven=True)
    if not _has_crew(probe):
        return None
    for moved in one_move(probe.shifts, probe.visit.id, lambda: budget.is_spent):
        found = probe.remedy((), moved.shifts, scope="ONE_MOVE", is_proven=False, moves=(moved.other,))
        if found is not None:
            return found
    if len(probe.problem.visits) <= SMALL:
        return _by_solving(probe)
    return None


def _by_solving(probe: Probe) -> Remedy | None:
    """The better plan, if the week, planned again from this plan, has the visit and all that the plan has."""
    seconds = min(SOLVE_S, probe.budget.left_s)
    if seconds <= 0:
        return None
    week = probe.problem
    found = solve(week, seconds=seconds, seed=probe.budget.seed, start=probe.plan, clock=probe.budget.clock)
    return probe.remedy((), Shifts(week, found.plan), scope="RE_SOLVE", is_proven=False)


def _has_crew(probe: Probe) -> bool:
    """Whether somebody passes the gates of each slot that can't stay empty."""
    visit = probe.visit
    needed = [slot for slot in visit.slots if slot.required] or list(visit.slots[:1])
    carers = probe.problem.carers
    return all(any(passes_gates(visit, slot, one) for one in carers) for slot in needed)


class _Search:
    """Looks for sets of changes, each as small as can be."""

    def __init__(self, probe: Probe, base: Fit) -> None:
        self.probe, self._base = probe, base
        self.proposals = Proposals(probe)
        self.scope: Scope = "INSERTION" if _has_crew(probe) else "GATES"

    def singles(self) -> list[Remedy]:
        """Changes of one kind, kind by kind."""
        ask = self.proposals
        kinds: tuple[Callable[[], Iterable[Chain]], ...] = (
            ask.renewals, ask.dropped_wishes, ask.looser_ties, ask.extensions, ask.wider_windows, ask.limits,
            ask.more_hours, ask.more_carers, ask.other_days, ask.fewer_carers, ask.lacking,
        )  # fmt: skip
        found: list[Remedy] = []
        for propose in kinds:
            for chain in propose():
                if self.probe.budget.is_spent:
                    return found
                found += self._least(chain)
        found += self._freed()
        return found

    def _least(self, chain: Chain) -> Iterator[Remedy]:
        """The first step that lets the visit in, if it is needed whole."""
        steps = chain.steps
        if not steps or self.probe.fit(steps[-1], chain.among, chain.starts).placed is None:
            return
        low, high = 0, len(steps) - 1
        while low < high:
            middle = (low + high) // 2
            if self.probe.fit(steps[middle], chain.among, chain.starts).placed is not None:
                high = middle
            else:
                low = middle + 1
        is_sure = self._base.is_sure
        while high > 0:  # others than the one in question may come in sooner
            less = self.probe.fit(steps[high - 1])
            if less.placed is None:
                is_sure &= less.is_sure
                break
            high -= 1
        yield from self._needed(steps[high], chain, is_sure=is_sure)

    def _needed(self, changes: Changes, chain: Chain, *, is_sure: bool) -> Iterator[Remedy]:
        """The remedy of those changes that can't be left out or be smaller."""
        for i, change in enumerate(changes if len(set(changes)) > 1 else ()):
            rest = (*changes[:i], *changes[i + 1 :])
            without = self.probe.fit(rest)
            if without.placed is not None:
                yield from self._needed(rest, Chain((rest,)), is_sure=is_sure)
                return
            is_sure &= without.is_sure
            del change
        for i, change in enumerate(changes):
            for smaller in step_less(self.probe.visit, change):
                less = (*changes[:i], smaller, *changes[i + 1 :])
                fit = self.probe.fit(less)
                if fit.placed is not None:
                    yield from self._needed(less, chain, is_sure=is_sure)
                    return
                is_sure &= fit.is_sure
        fit = self.probe.fit(changes, chain.among)
        if fit.placed is not None:
            remedy = self.probe.remedy(
                changes, fit.placed.into(self.probe.changed(changes)), scope=self.scope, is_proven=is_sure
            )
            if remedy is not None:
                yield remedy

    def together(self) -> list[Remedy]:
        """Where nothing helps alone: everything at once, then less of each until all that is left is needed."""
        found = [one for chain in self.proposals.whole_teams() for one in self._least(chain)]
        for chains in self._by_carer():
            if self.probe.budget.is_spent:
                break
            found += self._shrunk(chains)
        if not any(one.is_advice for one in found):
            found += self._in_pairs()
        return found

    def _in_pairs(self) -> Iterator[Remedy]:
        """Where ties, a wish or the days keep everybody away: one of these looser, and then somebody for it."""
        ask = self.proposals
        for first in (*ask.looser_ties(), *ask.dropped_wishes(), *ask.other_days()):
            if self.probe.budget.is_spent or not first.steps:
                return
            looser = apply(self.probe.problem, *first.steps[-1])
            then = Proposals(Probe(looser, self.probe.plan, self.probe.visit.id, self.probe.budget))
            seconds = (*then.renewals(), *then.extensions(), *then.more_hours(), *then.more_carers())
            for second in seconds:
                pair = [first._replace(among=None, starts=None), second._replace(among=None, starts=None)]
                if second.steps and (remedy := next(iter(self._shrunk(pair)), None)) is not None:
                    yield remedy
                    break

    def _by_carer(self) -> Iterator[list[Chain]]:
        """For each able carer: all that could be asked of them, after what could be asked of whom they visit."""
        wider = [one for one in self.proposals.wider_windows() if one.steps]
        limits = _chains_by_carer(one for each in self.proposals.able for one in self.proposals.limits_of(each))
        longer = _chains_by_carer(self.proposals.extensions())
        more = _chains_by_carer(self.proposals.more_hours())
        for carer in self.proposals.able:
            mine = [*longer.get(carer.id, []), *limits.get(carer.id, [])]
            yield mine
            for window in wider:
                yield [window, *mine]
            for shift in more.get(carer.id, []):
                yield [shift, *limits.get(carer.id, [])]

    def _shrunk(self, chains: Sequence[Chain]) -> Iterator[Remedy]:
        at = [len(chain.steps) for chain in chains]  # steps taken of each chain; 0: none
        among = next((chain.among for chain in chains if chain.among is not None), None)
        if not self._fits(chains, at, among):
            return
        for i in range(len(chains)):
            low, high = 0, at[i]
            while low < high:
                middle = (low + high) // 2
                if self._fits(chains, [*at[:i], middle, *at[i + 1 :]], among):
                    high = middle
                else:
                    low = middle + 1
            at[i] = high
        yield from self._needed_together(chains, at, among)

    def _needed_together(
        self, chains: Sequence[Chain], at: list[int], among: frozenset[str] | None
    ) -> Iterator[Remedy]:
        """The remedy, once nobody else can come with a step less of anything."""
        is_sure, i = self._base.is_sure, 0
        while i < len(chains):
            fit = self.probe.fit(_taken(chains, [*at[:i], at[i] - 1, *at[i + 1 :]])) if at[i] else None
            if fit is not None and fit.placed is not None:
                at[i], i, among = at[i] - 1, 0, None
                continue
            is_sure &= fit is None or fit.is_sure
            i += 1
        changes = _taken(chains, at)
        if changes:
            yield from self._needed(changes, Chain((changes,), among), is_sure=is_sure)

    def _fits(self, chains: Sequence[Chain], at: Sequence[int], among: frozenset[str] | None) -> bool:
        return self.probe.fit(_taken(chains, at), among).placed is not None

    def _freed(self) -> Iterator[Remedy]:
        """Carers whom a pin holds at another visit, where somebody else or another time can take that one."""
        held = self.probe.shifts.pinned_to
        for carer in self.proposals.able:
            for name in held.get(carer.id, ()):
                is_open = name in self.probe.shifts.assigned and name not in self.probe.shifts.facts
                if name != self.probe.visit.id and is_open:
                    change = Change("FREE_CARER", name, carer.id)
                    found = one_move(self.probe.changed([change]), self.probe.visit.id, self._is_late, [name])
                    for moved in found:
                        remedy = self.probe.remedy((change,), moved.shifts, scope="ONE_MOVE", is_proven=False)
                        if remedy is not None:
                            yield remedy
                            break

    def _is_late(self) -> bool:
        return self.probe.budget.is_spent


def _taken(chains: Sequence[Chain], at: Sequence[int]) -> Changes:
    return tuple(change for chain, n in zip(chains, at, strict=True) if n for change in chain.steps[n - 1])


def _chains_by_carer(chains: Iterable[Chain]) -> dict[str, list[Chain]]:
    found: dict[str, list[Chain]] = {}
    for chain in chains:
        if chain.steps and (who := chain.steps[0][0].carer) is not None:
            found.setdefault(who, []).append(chain)
    return found


def _least_of_each(found: Iterable[Remedy]) -> Iterator[Remedy]:
    """Of remedies that ask the same people for the same kinds of things on the same day, the least; a few of a kind."""
    best: dict[object, Remedy] = {}
    for one in found:
        key = tuple((c.kind, c.carer, c.visit, c.slot, c.tie, _day(c)) for c in one.changes)
        if key not in best or one.rank < best[key].rank:
            best[key] = one
    counts: dict[object, int] = {}
    for one in sorted(best.values(), key=lambda each: each.rank):
        kinds = tuple(sorted(change.kind for change in one.changes))
        counts[kinds] = counts.get(kinds, 0) + 1
        if counts[kinds] <= MOST_OF_A_KIND:
            yield one


def _day(change: Change) -> int | None:
    return None if change.interval is None else change.interval.start_s // 86_400
