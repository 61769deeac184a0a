"""What a mutation may answer instead of success: the domain's refusals as GraphQL types, in the request's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.types import Info

from domain import outcomes
from domain.wording import Language, Words
from schema.policy import public
from schema.relay import row_id

ELSEWHERE = Words(
    "没有权限,或不存在:请核对编号,以及登录的账号。",
    "Not permitted, or not there: check the id, and the account that you are signed in with.",
)


@strawberry.interface(description="A typed no: nothing was changed.")
class Refusal:
    """A typed no."""

    message: str = public("What to do, in the request's language.")


@strawberry.type(description="One field that can't be taken as given.")
class FieldProblem:
    """One field that can't be taken as given."""

    field: str = public("The field, by its path in the input, or the code of a rule.")
    value: str = public("What was given, or the code of the rule that it breaks.")
    mend: str = public("How to mend it, in the request's language.")


@strawberry.type(description="The input can't be taken as given.")
class ValidationFailed(Refusal):
    """The input can't be taken as given."""

    problems: list[FieldProblem] = public("Every problem found; a few.")


@strawberry.type(description="Somebody or something else was first.")
class Conflict(Refusal):
    """Somebody or something else was first."""

    current_version: int | None = public("Version of the row as it now stands; null where that says nothing.")
    other: str = public("What stands in the way; may be empty.")


@strawberry.type(description="The one who asks may not do this, or it is not theirs.")
class NotPermitted(Refusal):
    """The one who asks may not do this."""


@strawberry.type(description="The week can't be planned or published as it stands.")
class NotReady(Refusal):
    """The week can't be planned or published as it stands."""

    problems: list[FieldProblem] = public("The gates that are shut, or rules that a plan breaks by now; at most 20.")


Refused = ValidationFailed | Conflict | NotPermitted | NotReady
REFUSALS = (ValidationFailed, Conflict, NotPermitted, NotReady)


def refusal(
    answer: outcomes.Refusal, info: Info[Any, Any], *given: str | None
) -> ValidationFailed | Conflict | NotReady | NotPermitted:
    """A refusal of the domain as GraphQL gives it. Raises TypeError for one that it does not know.

    A row that is refused is told by its global id, if that is among those `given`.
    """
    language: Language = info.context.language
    ids = {str(found[1]): one for one in given if one is not None and (found := row_id(one))}
    match answer:
        case outcomes.ValidationFailed(problems):
            told = told_problems(problems, language, ids)
            return ValidationFailed(message=in_a_row(told, language), problems=told)
        case outcomes.NotReady(problems):
            told = told_problems(problems, language)
            return NotReady(message=in_a_row(told, language), problems=told)
        case outcomes.Conflict(mend, current_version, other):
            return Conflict(message=mend.say(language), current_version=current_version, other=other)
        case outcomes.NotPermitted():
            return not_permitted(info)
        case _:
            raise TypeError(answer)


def in_a_row(problems: list[FieldProblem], language: Language) -> str:
    """Sentences one after another."""
    return ("" if language == "zh" else " ").join(one.mend for one in problems)


def told_problems(
    problems: tuple[outcomes.FieldProblem, ...], language: Language, ids: Mapping[str, str] | None = None
) -> list[FieldProblem]:
    """Problems in one language; `ids` are global ids by the rows' own."""
    given = ids or {}
    return [
        FieldProblem(field=one.field, value=given.get(one.value, one.value), mend=one.mend.say(language))
        for one in problems
    ]


def not_permitted(info: Info[Any, Any]) -> NotPermitted:
    """The same answer for what is forbidden and for what is not there."""
    return NotPermitted(message=ELSEWHERE.say(info.context.language))
