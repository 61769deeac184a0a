"""What the exact model decides, and what it takes as known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.compiled import CompiledWeek


@dataclass(frozen=True, slots=True)
class Known:
    """A visit that is assigned whatever the model says: its start and its carers (-1: nobody)."""

    start_s: int
    carers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A duty that stays as it is."""

    leave_s: int
    return_s: int
    worked_s: int
    is_fact: bool = False  # it has no stop that isn't a fact


@dataclass(frozen=True, slots=True)
class Scope:
    """Visits to decide and duties that may take them; `kept` are known visits that a duty of the scope must keep."""

    visits: tuple[int, ...]
    duties: tuple[int, ...]
    known: Mapping[int, Known] = field(default_factory=dict[int, Known])
    kept: Mapping[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    work: Mapping[int, Work] = field(default_factory=dict[int, Work])


def whole_week(week: CompiledWeek) -> Scope:
    """Everything that is no fact."""
    known = {v: Known(fact.start_s, fact.carers) for v, fact in week.facts.items()}
    return Scope(
        visits=tuple(v for v in range(len(week.visits)) if v not in known),
        duties=tuple(range(len(week.duties))),
        known=known,
    )
