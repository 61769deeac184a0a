"""What a plan leaves open, and why: each carer's first reason, changes that would help, and whom sessions admit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Open:
    """An unassigned visit, or a session short of adults."""

    visit_id: UUID | None
    session_id: UUID | None
    code: str
    excluded: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    remedies: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass(frozen=True, slots=True)
class Admission:
    """How many children a session can take with the adults it has, in all and by band; the rest wait."""

    session_id: UUID
    adults_needed: int
    adults: int
    admitted: int
    waiting: int
    bands: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that a plan leaves open."""

    open: tuple[Open, ...] = ()
    admissions: tuple[Admission, ...] = ()
