"""Why carers can't make a visit, as data, and what all their reasons come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from matching.plan import RuleCode

GATES: frozenset[RuleCode] = frozenset({"KIND", "SKILL", "CREDENTIAL", "YEARS", "GENDER", "EXCLUDED"})

SummaryCode = Literal["NO_QUALIFIED_CAPACITY", "FITS"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One carer and the first rule, in the order of the codes, that keeps them from a visit; None if they could come.

    `blocking` are the visits in the way: the carer's own, or for SLOTS those that keep the partners apart.
    """

    carer: str
    rule: RuleCode | None
    blocking: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the carer could come: the plan leaves out a visit that it need not."""
        return self.rule is None


@dataclass(frozen=True, slots=True)
class Summary:
    """Many carers' reasons in one: FITS if somebody could come, else NO_QUALIFIED_CAPACITY.

    `counts` are carers by rule; `qualified` are those whom no gate keeps out, so that time or another rule does.
    """

    code: SummaryCode
    carers: int
    qualified: int
    counts: Mapping[RuleCode, int]


def qualified(exclusions: Iterable[Exclusion]) -> set[str]:
    """The carers whom no gate keeps out."""
    return {one.carer for one in exclusions if one.rule not in GATES}


def summary(exclusions: Iterable[Exclusion]) -> Summary:
    """What the reasons of all carers come to."""
    found = tuple(exclusions)
    return Summary(
        code="FITS" if any(one.fits for one in found) else "NO_QUALIFIED_CAPACITY",
        carers=len(found),
        qualified=len(qualified(found)),
        counts=Counter(one.rule for one in found if one.rule is not None),
    )
