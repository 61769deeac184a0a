"""The fewest changes that would place the most of what a plan leaves open, in people's words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from domain.outcomes import Conflict, ValidationFailed
from domain.people.queries import carer_names
from domain.planning.changing import past_change, standing
from domain.planning.compile import Compiled
from domain.planning.explaining import asks_the_absent, change_data
from domain.planning.models import Plan as PlanModel
from domain.planning.operations import engine_plan
from domain.planning.remedy_words import Names, change_words
from domain.planning.stop_names import stop_name
from domain.wording import Words
from matching.explain import Cover, Step, cover_tray

CUT_SHORT = Words(
    "时间用完时还没有全部试过:也许还有别的办法。",
    " Time ran out before everything was tried, so more may help.",
)


@dataclass(frozen=True, slots=True)
class CoverStep:
    """A cause and its mend: what to change, and the visits that are open for want of it."""

    changes: tuple[Words, ...]
    visits: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class TrayCover:
    """What would place the most of a plan's open visits: all steps together are proven by one plan."""

    open: int
    placed: int
    summary: Words
    as_it_is: tuple[Words, ...]
    steps: tuple[CoverStep, ...]
    left: tuple[Words, ...]
    cost_difference: int


async def cover_plan(plan_id: UUID, compiled: Compiled, *, seconds: float) -> TrayCover | ValidationFailed | Conflict:
    """The fewest changes among those found within so many seconds.

    Refused if the plan leaves nothing open, if it is not its week's newest, and in a closed week.
    """
    row = await PlanModel.get(id=plan_id).select_related("week")
    if refusal := await past_change(row):
        return refusal
    stored = await engine_plan(row, compiled)
    plan = standing(compiled.problem, stored)
    if len(plan.assignments) >= len(compiled.problem.visits):
        return ValidationFailed.of("plan", plan_id, "这个方案没有空缺。", "This plan leaves nothing open.")
    found = await asyncio.to_thread(
        cover_tray, compiled.problem, plan, seconds=seconds, may_ask=lambda one: not asks_the_absent(one, compiled)
    )
    carers = {one.carer for one in found.changes if one.carer is not None}
    stops = {one.visit: stop_name(one.visit, None, compiled) for one in found.changes}
    names = Names(await carer_names(sorted(map(UUID, carers))), {UUID(name): words for name, words in stops.items()})
    return told(found, names, compiled)


def told(found: Cover, names: Names, compiled: Compiled) -> TrayCover:
    """The cover in words."""
    total = len(found.as_it_is) + sum(len(step.visits) for step in found.steps) + len(found.left)
    return TrayCover(
        open=total,
        placed=total - len(found.left),
        summary=summary(found, total),
        as_it_is=named(found.as_it_is, compiled),
        steps=tuple(step_words(step, names, compiled) for step in found.steps),
        left=named(found.left, compiled),
        cost_difference=found.cost_difference,
    )


def step_words(step: Step, names: Names, compiled: Compiled) -> CoverStep:
    """One step in words."""
    changes = tuple(change_words(change_data(one, compiled), names) for one in step.changes)
    return CoverStep(changes, named(step.visits, compiled))


def named(visits: tuple[str, ...], compiled: Compiled) -> tuple[Words, ...]:
    """Visits by whom and what."""
    return tuple(stop_name(one, None, compiled) for one in visits)


def summary(found: Cover, total: int) -> Words:
    """How many changes place how many, in one sentence."""
    many, placed = len(found.changes), total - len(found.left)
    each = by_step(found) if len(found.steps) > 1 else Words("", "")
    more = CUT_SHORT if found.left and found.is_cut_short else Words("", "")
    if not many:
        have = "has" if placed == 1 else "have"
        return Words(
            f"不用改动可排上 {total} 项中的 {placed} 项。{more.zh}",
            f"{placed} of {total} {have} a place without any change.{more.en}",
        )
    change = "change would" if many == 1 else "changes would"
    return Words(
        f"{many} 项改动可排上 {total} 项中的 {placed} 项{each.zh}。{more.zh}",
        f"{many} {change} place {placed} of {total}{each.en}.{more.en}",
    )


def by_step(found: Cover) -> Words:
    """How many visits each step places, and that there are fewer steps than changes, where that is so."""
    parts = [str(len(step.visits)) for step in found.steps]
    zh, en = "、".join(f"{one} 项" for one in parts), " + ".join(parts)
    if len(parts) == len(found.changes):
        return Words(f"(分别 {zh})", f" ({en})")
    return Words(f"(分 {len(parts)} 步,各 {zh})", f" ({en}, in {len(parts)} steps)")
