"""A plan, what is wrong with it, and what it costs: the answers of the engine and of its checker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from matching.problem import Assignment, Break

Term = Literal[
    "unassigned", "slot", "delay", "travel", "waiting", "duty", "overtime", "unfair",
    "wish", "continuity", "unfamiliar", "gender", "language", "moved", "shifted",
]  # fmt: skip
TERMS: tuple[Term, ...] = Term.__args__  # pyright: ignore[reportAttributeAccessIssue]  (typing keeps them there)

RuleCode = Literal[
    "FORMAT", "WINDOW", "SLOTS", "KIND", "SKILL", "CREDENTIAL", "YEARS", "GENDER", "EXCLUDED", "AVAILABLE", "TRAVEL",
    "BREAK", "DAY", "WEEK", "DAYS", "REST", "PIN", "SERIES", "LINK", "FROZEN",
]  # fmt: skip
RULES: tuple[RuleCode, ...] = RuleCode.__args__  # pyright: ignore[reportAttributeAccessIssue]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who makes which visit when. A visit that is not listed is unassigned."""

    problem: str
    assignments: tuple[Assignment, ...] = ()
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its code and what breaks it."""

    code: RuleCode
    detail: str


@dataclass(frozen=True, slots=True)
class Score:
    """Whole points by term (quantity times weight); less is better."""

    terms: Mapping[Term, int] = field(default_factory=dict[Term, int])

    @property
    def cost(self) -> int:
        """Sum of all terms."""
        return sum(self.terms.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checker's judgement: every broken rule, every term, and how much was assigned."""

    violations: tuple[Violation, ...]
    score: Score
    assigned: int
    visits: int
    filled_slots: int
    slots: int

    @property
    def is_kept(self) -> bool:
        """Whether every rule is kept."""
        return not self.violations


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands; `bound` is a proven lower bound of the cost, None while there is none.

    `unavoidable` is one of the points of absent visits and empty slots alone.
    """

    phase: str
    elapsed_s: float
    iterations: int
    cost: int
    assigned: int
    visits: int
    bound: int | None = None
    unavoidable: int | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """The best plan found. `bound` equals the cost where the optimum is proven.

    `unavoidable` are points of absent visits and empty slots that every plan has: if this one has no more, no plan
    leaves less open, whatever else it costs.
    """

    plan: Plan
    verdict: Verdict
    iterations: int
    elapsed_s: float
    stopped: Literal["proven", "budget", "cancelled"]
    bound: int | None = None
    unavoidable: int | None = None

    @property
    def is_proven(self) -> bool:
        """Whether nothing better exists."""
        return self.bound is not None and self.bound >= self.verdict.score.cost

    @property
    def leaves_least_open(self) -> bool:
        """Whether no plan has fewer points of absent visits and empty slots."""
        terms = self.verdict.score.terms
        return self.unavoidable is not None and self.unavoidable >= terms["unassigned"] + terms["slot"]
