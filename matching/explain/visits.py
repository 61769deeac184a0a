"""What would place a visit that nobody makes: changes to the week, each proven by a plan."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from matching.explain import candidates
from matching.explain.candidates import Changes, Question
from matching.explain.remedy import Budget, Clock, Prover, Remedy
from matching.plan import Plan
from matching.problem import Problem
from matching.reasons import exclusions
from matching.reasons.exclusion import qualified
from matching.reasons.week_lookup import WeekLookup
from matching.relax import Change, ChangeKind

INSERTION_SHARE = 0.6  # of the time; the rest is for planning again where nothing fits into the plan as it stands


def remedies(
    problem: Problem,
    plan: Plan,
    visit_id: str,
    *,
    seconds: float = 1.0,
    seed: int = 0,
    clock: Clock = time.monotonic,
) -> tuple[Remedy, ...]:
    """Changes of which each alone would place the visit and lose nothing that the plan has, the least first.

    Where the visit fits without any, that is the only remedy. None if the visit is assigned, or if nothing was found
    within `seconds`. Raises KeyError if the problem has no such visit.
    """
    if any(one.visit == visit_id for one in plan.assignments):
        return ()
    now_s = clock()
    reasons = exclusions(problem, plan, visit_id)
    prover = Prover(problem, plan, visit_id, Budget(now_s + INSERTION_SHARE * seconds, seed, clock), qualified(reasons))
    if any(one.fits for one in reasons) and (as_it_is := prover.by_insertion()):
        return (as_it_is,)
    question = Question(WeekLookup(problem, plan), prover.visit, reasons)
    found = sorted((remedy for search in _SEARCHES for remedy in search(question, prover)), key=_size)
    return tuple(found) or tuple(_by_solving(question, prover.until(now_s + seconds)))


def _first(
    propose: Callable[[Question], Iterable[Changes]], most: int
) -> Callable[[Question, Prover], Iterator[Remedy]]:
    """The first few proposals that let the visit in."""

    def search(question: Question, prover: Prover) -> Iterator[Remedy]:
        left = most
        for changes in propose(question):
            if not left or prover.budget.is_spent:
                return
            if remedy := prover.by_insertion(*changes):
                left -= 1
                yield remedy

    return search


def _least(propose: Callable[[Question], Iterable[list[Change]]]) -> Callable[[Question, Prover], Iterator[Remedy]]:
    """Of proposals that grow step by step, the one that needs to grow least."""

    def search(question: Question, prover: Prover) -> Iterator[Remedy]:
        best: Remedy | None = None
        for steps in propose(question):
            if prover.budget.is_spent:
                break
            smaller = [step for step in steps if best is None or step.minutes < best.changes[0].minutes]
            best = _smallest(prover, smaller) or best
        if best is not None:
            yield best

    return search


def _smallest(prover: Prover, steps: list[Change]) -> Remedy | None:
    """The first step that lets the visit in: each allows all that the one before it does."""
    if not steps or (found := prover.by_insertion(steps[-1])) is None:
        return None
    low, high = 0, len(steps) - 1
    while low < high and not prover.budget.is_spent:
        middle = (low + high) // 2
        if remedy := prover.by_insertion(steps[middle]):
            found, high = remedy, middle
        else:
            low = middle + 1
    return found


_SEARCHES: tuple[Callable[[Question, Prover], Iterator[Remedy]], ...] = (  # the quickest first, for time may run out
    _first(candidates.renewals, 3),
    _first(candidates.freed_carers, 3),
    _first(candidates.more_carers, 2),
    _first(candidates.more_hours, 3),
    _first(candidates.other_days, 1),
    _first(candidates.fewer_carers, 1),
    _least(candidates.extensions),
    _least(candidates.wider_windows),
)

_BY_SIZE: tuple[ChangeKind, ...] = (
    "RENEW_CREDENTIAL",
    "FREE_CARER",
    "EXTEND_AVAILABILITY",
    "WIDEN_WINDOW",
    "ADD_AVAILABILITY",
    "ANOTHER_DAY",
    "ADD_CARER",
    "FEWER_CARERS",
)


def _size(remedy: Remedy) -> tuple[int, int]:
    """How much a remedy asks: the fewest changes first, then by kind."""
    return len(remedy.changes), max((_BY_SIZE.index(change.kind) for change in remedy.changes), default=0)


def _by_solving(question: Question, prover: Prover) -> Iterator[Remedy]:
    """Where nothing fits into the plan as it stands: the first change with which a new plan has room for all."""
    proposals: list[Changes] = [
        (),
        *candidates.renewals(question),
        *candidates.freed_carers(question),
        *candidates.more_carers(question),
        *candidates.more_hours(question),
        *candidates.other_days(question),
        *((steps[-1],) for steps in candidates.wider_windows(question) if steps),
        *((steps[-1],) for steps in candidates.extensions(question) if steps),
        *candidates.fewer_carers(question),
    ]
    for changes in proposals:
        if prover.budget.is_spent:
            return
        if remedy := prover.by_solving(*changes):
            yield remedy
            return
