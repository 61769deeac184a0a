"""What would help what a plan leaves open: one visit, and the fewest changes for all."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.outcomes import NotPermitted, Refusal
from domain.planning.covering import CoverStep, TrayCover, cover_plan
from domain.planning.tray import TrayLine
from domain.wording import Words
from schema.planned import asked_plan_of, compiled_for
from schema.policy import exposed, personal
from schema.refusals import Refused, not_permitted, refusal

Anything = Info[Any, Any]
MAX_HELPS = 100
COVER_SECONDS = 10.0  # for the fewest changes of a whole tray
HelpsSize = Annotated[int, strawberry.argument(description="At most so many: 1 to 100.")]


def text_of(root: Any, info: Anything) -> str:  # noqa: ANN401  (a row with words)
    """The sentence in the request's language."""
    return root.words.say(info.context.language)


@strawberry.type(
    description="What would place a visit or fill a session, verified by a plan; no less of it is known to do."
)
class Remedy:
    """What would help."""

    text: str = personal("What to change, in the request's language.", resolver=text_of)
    scope: str = exposed(
        "Within what nothing less would do: GATES (qualifications), INSERTION (others keep carer, day and order), "
        "ONE_MOVE (one other visit moves), RE_SOLVE (planned anew)."
    )
    is_proven: bool = exposed(
        "Whether every way within that scope was tried; false for what was found, as ONE_MOVE and RE_SOLVE always are."
    )
    people: int = exposed("How many people it asks.")
    minutes: int = exposed("How many minutes it asks of them.")
    cost_difference: float = exposed(
        "Points that the plan would cost more; less than 0 where somebody is no longer left out.",
        resolver=lambda root: float(root.cost_difference),
    )


def helps_of(root: TrayLine, first: HelpsSize = 20) -> list[Remedy]:
    """What would help, the least first."""
    lines: list[Any] = list(root.helps[: min(max(first, 1), MAX_HELPS)])
    return lines


def said(words: tuple[Words, ...], info: Anything) -> list[str]:
    """Words in the request's language."""
    return [one.say(info.context.language) for one in words]


def step_changes(root: CoverStep, info: Anything) -> list[str]:
    """What to change."""
    return said(root.changes, info)


def step_visits(root: CoverStep, info: Anything) -> list[str]:
    """What that places."""
    return said(root.visits, info)


@strawberry.type(description="A cause and its mend: what to change, and the visits that are open for want of it.")
class HelpStep:
    """A cause and its mend."""

    changes: list[str] = personal("What to change, in the request's language; one or two.", resolver=step_changes)
    places: list[str] = personal("The visits that it places; at most 500.", resolver=step_visits)


def summary_of(root: TrayCover, info: Anything) -> str:
    """The sentence."""
    return root.summary.say(info.context.language)


def free_of(root: TrayCover, info: Anything) -> list[str]:
    """What needs no change."""
    return said(root.as_it_is, info)


def left_of(root: TrayCover, info: Anything) -> list[str]:
    """What nothing places."""
    return said(root.left, info)


def steps_of(root: TrayCover) -> list[HelpStep]:
    """The steps."""
    steps: list[Any] = list(root.steps)
    return steps


@strawberry.type(
    description="The fewest changes that would place the most of what a plan leaves open; nothing is stored."
)
class FewestChanges:
    """The fewest changes for a whole tray."""

    open: int = exposed("Visits that the plan leaves open.")
    placed: int = exposed("How many of them would have a place with all the changes together.")
    summary: str = exposed("The same in one sentence, in the request's language.", resolver=summary_of)
    without_change: list[str] = personal("Visits that have a place as it is: match again.", resolver=free_of)
    steps: list[HelpStep] = personal("What to change, what places most first; at most 10.", resolver=steps_of, rows=10)
    left: list[str] = personal("Visits that nothing found places.", resolver=left_of)
    cost_difference: float = exposed(
        "Points that the plan would cost more, all changes together.", resolver=lambda root: float(root.cost_difference)
    )

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a cover."""
        return isinstance(row, TrayCover)


FewestChangesResult = Annotated[
    FewestChanges | Refused,
    strawberry.union("FewestChangesResult", description="The changes, or why there are none."),
]
PlanId = Annotated[strawberry.ID, strawberry.argument(description="Global id of a plan.")]


async def fewest_changes_(info: Anything, plan: PlanId) -> FewestChangesResult:
    """The fewest changes for a plan's tray."""
    asked = await asked_plan_of(plan, info)
    if isinstance(asked, NotPermitted):
        return not_permitted(info)
    compiled = await compiled_for(asked, info)
    if isinstance(compiled, Refusal):
        return refusal(compiled, info)
    answer: Any = await cover_plan(UUID(asked.engine_id), compiled, seconds=COVER_SECONDS)
    return refusal(answer, info) if isinstance(answer, Refusal) else answer


@strawberry.type(description="What can be asked about a whole tray.")
class RemediesQuery:
    """What can be asked about a whole tray."""

    fewest_changes: FewestChangesResult = exposed(
        "The fewest changes, among those found, that would place the most of what a plan leaves open: proven together "
        "by one plan, which is not stored. Takes up to 10 seconds. For the coordinators of its week.",
        resolver=fewest_changes_,
    )
