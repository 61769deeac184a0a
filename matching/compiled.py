"""The shapes of a compiled week: what the exact model and the search read. `compile.py` makes them.

Carers, visits and places are known by their place in the problem, duties (a carer's available intervals) by one running
number, and all that a rule can say about one visit and one duty alone is folded into options.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matching.facts import Facts, Head
from matching.problem import Problem, Together
from matching.timecost import Piece

FAR_S = 10**9  # a leg where there is no way
Legs = Sequence[Sequence[int]]  # (P, P) from row to column, FAR_S where there is no way


class Option(NamedTuple):
    """One way into a role: a duty and a convex piece of starts.

    `points` are the carer's own (strangers, wishes), `least_points` those with the best start of the piece.
    """

    duty: int
    carer: int
    piece: Piece
    points: int
    least_points: int


class Role(NamedTuple):
    """Alike slots of a visit: whoever fits one fits all. `slots` are their places in the visit."""

    slots: tuple[int, ...]
    is_required: bool
    slot_points: int
    options: tuple[Option, ...]


class Follow(NamedTuple):
    """A link as one of its visits sees it: the other, and whether this one comes second."""

    other: int
    is_second: bool
    min_s: int
    max_s: int
    together: Together


class Apart(NamedTuple):
    """A series as one of its visits sees it: the others, and how far away they must be."""

    others: tuple[int, ...]
    min_days: int
    min_gap_s: int


@dataclass(frozen=True, slots=True)
class CompiledVisit:
    """One visit. `absent_points` count if nobody comes, `present_points` if somebody does."""

    id: str
    place: int
    duration_s: int
    slots: int
    fewest: int
    absent_points: int
    present_points: int
    group: int
    roles: tuple[Role, ...]
    pieces: tuple[Piece, ...]
    links: tuple[Follow, ...]
    apart: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class CompiledCarer:
    """One carer. `legs_s` is (P, P) by the carer's mode, FAR_S where there is no way."""

    id: str
    base: int
    legs_s: Legs
    duties: tuple[int, ...]
    max_day_s: int
    max_week_s: int
    max_days: int
    rest_s: int
    contract_s: int
    fair_s: int
    after_s: int
    break_s: int  # 0 if the carer takes none
    free_s: int


@dataclass(frozen=True, slots=True)
class CompiledDuty:
    """One available interval. `head` are the facts that begin it, with the index of the place where they end."""

    carer: int
    open_s: int
    close_s: int
    day: int
    head: Head | None
    head_place: int


@dataclass(frozen=True, slots=True)
class FactVisit:
    """A visit that is a fact: its start, its carers by slot (-1: nobody) and what that costs."""

    start_s: int
    carers: tuple[int, ...]
    points: int


@dataclass(frozen=True, slots=True)
class CompiledWeek:
    """One week. `facts` are by visit; `groups` are visits by continuity group."""

    problem: Problem
    visits: tuple[CompiledVisit, ...]
    carers: tuple[CompiledCarer, ...]
    duties: tuple[CompiledDuty, ...]
    groups: tuple[tuple[int, ...], ...]
    facts: dict[int, FactVisit]
    given: Facts
