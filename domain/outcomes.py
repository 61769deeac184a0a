"""What an operation may answer instead of success. Each refusal is data: which field, which value, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.wording import Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """A typed no. An operation that returns one has changed nothing."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that can't be taken as given."""

    field: str
    value: str
    mend: Words


@dataclass(frozen=True, slots=True)
class ValidationFailed(Refusal):
    """The input can't be taken as given; every problem found."""

    problems: tuple[FieldProblem, ...]

    @staticmethod
    def of(field: str, value: object, zh: str, en: str) -> ValidationFailed:
        """A single problem; `zh` and `en` say how to mend it."""
        return ValidationFailed((FieldProblem(field, str(value), Words(zh, en)),))


@dataclass(frozen=True, slots=True)
class Conflict(Refusal):
    """Somebody or something else was first: what now stands, and where its version is."""

    mend: Words
    current_version: int | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class NotReady(Refusal):
    """The week can't be planned or published as it stands: the gates that are shut."""

    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class NotPermitted(Refusal):
    """Whoever asks may not do this, or it is not there: the two look the same."""
