"""CP-SAT's expressions and conditions behind typed doors."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

Linear = cp_model.LinearExpr


def only_if(constraint: cp_model.Constraint, *literals: cp_model.LiteralT) -> None:
    """Enforce a constraint where all the literals are true."""
    constraint.only_enforce_if(list(literals))  # pyright: ignore[reportUnknownMemberType]  (one overload is untyped)


def total(terms: Iterable[Linear | int]) -> Linear:
    """The sum of expressions; 0 if there are none."""
    result = Linear.constant(0)
    return result + Linear.sum(list(terms))  # pyright: ignore  (its arguments are untyped)


def weighted(terms: Iterable[tuple[int, Linear]]) -> Linear:
    """The sum of expressions, each times its whole number."""
    return total(weight * term for weight, term in terms)
