"""What is different between two plans of one week: the score term by term, and who makes what when."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.outcomes import ValidationFailed
from domain.planning.queries import PlanRow, plan_of
from domain.planning.rosters import RosterEntry, roster_of
from domain.planning.stop_changes import StopChange, TermChange
from domain.wording import Words
from matching.plan import TERMS

Stop = tuple[UUID | None, UUID | None]  # visit or session


@dataclass(frozen=True, slots=True)
class Comparison:
    """A plan and another beside it; `changed` are the stops that differ, by their first start."""

    first: PlanRow
    second: PlanRow
    terms: tuple[TermChange, ...]
    changed: tuple[StopChange, ...]


async def compare_plans(first_id: UUID, second_id: UUID) -> Comparison | ValidationFailed:
    """Two plans of one unit's week side by side, as they were stored. O(assignments of both)."""
    first, second = await plan_of(first_id), await plan_of(second_id)
    if first.week_id != second.week_id:
        return ValidationFailed.of(
            "b", second.number, "请选同一周的两个方案来比较。", "Compare two plans of one week: this one is of another."
        )
    was, now_is = await by_stop(first_id), await by_stop(second_id)
    differing = [one for one in {**was, **now_is} if placing(was.get(one, [])) != placing(now_is.get(one, []))]
    changed = sorted(
        (stop_change(one, was.get(one, []), now_is.get(one, [])) for one in differing),
        key=lambda one: (one.starts_before or one.starts_after, one.name.zh),
    )
    terms = tuple(TermChange(name, first.terms.get(name, 0), second.terms.get(name, 0)) for name in TERMS)
    return Comparison(first, second, terms, tuple(changed))


async def by_stop(plan_id: UUID) -> dict[Stop, list[RosterEntry]]:
    """A plan's assignments by the visit or session that they are in, by slot."""
    found: dict[Stop, list[RosterEntry]] = {}
    for entry in await roster_of(plan_id):
        found.setdefault((entry.visit_id, entry.session_id), []).append(entry)
    return {stop: sorted(entries, key=lambda one: one.slot) for stop, entries in found.items()}


def placing(entries: list[RosterEntry]) -> list[tuple[object, ...]]:
    """Who makes a stop when; empty if nobody does."""
    return [(one.slot, one.carer_id, one.starts_at) for one in entries]


def stop_change(stop: Stop, was: list[RosterEntry], now_is: list[RosterEntry]) -> StopChange:
    """One stop in both plans, by name."""
    visit_id, session_id = stop
    return StopChange(
        visit_id=visit_id,
        session_id=session_id,
        name=stop_words((was or now_is)[0]),
        carers_before=tuple(one.carer_id for one in was),
        carers_after=tuple(one.carer_id for one in now_is),
        starts_before=was[0].starts_at if was else None,
        starts_after=now_is[0].starts_at if now_is else None,
    )


def stop_words(entry: RosterEntry) -> Words:
    """Whom and what: `王桂兰 换药`."""
    zh, en = entry.what.zh, entry.what.en
    return Words(f"{entry.whom} {zh}".strip(), f"{entry.whom}, {en}" if entry.whom else en)
