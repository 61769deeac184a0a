"""Why this carer makes this visit: the rules that they meet, what speaks for them, and who else could."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.outcomes import ValidationFailed
from domain.people.credential_words import held_words
from domain.planning.candidates import Candidate, candidates, shown_plan
from domain.planning.changing import read_base
from domain.planning.compile import Compiled
from domain.planning.explaining import open_in
from domain.planning.models import Assignment
from domain.planning.subjects import ready_subject
from domain.wording import Words
from matching.plan import Plan
from matching.problem import Slot, Visit

MOST_OTHERS = 10
GONE = ("declined", "withdrawn")


@dataclass(frozen=True, slots=True)
class Why:
    """Reasons for an assignment, the weightiest first, and others who could make it, the cheapest first."""

    reasons: tuple[Words, ...]
    others: tuple[Candidate, ...]


async def explain_assignment(row: Assignment, compiled: Compiled) -> Why | ValidationFailed:
    """Why a plan gives a visit to a carer, as the week stands now."""
    found = await candidates(str(row.visit_id or row.session_id), compiled, plan_id=row.plan_id)
    if isinstance(found, ValidationFailed):
        return found
    plan = await shown_plan(compiled, row.plan_id)
    if isinstance(plan, ValidationFailed):
        return plan
    visit = next(one for one in compiled.problem.visits if one.id == str(row.visit_id or row.session_id))
    reasons = (*pinned(row, visit), *met(row, visit, compiled), *favoured(row, visit, plan, compiled))
    others = tuple(one for one in found if not one.is_now)
    names = {one.id: one.name for one in compiled.rows.carers.carers}
    return Why((*reasons, rank(others, names)), others[:MOST_OTHERS])


async def explain_assigned(visit: str, compiled: Compiled) -> list[tuple[Assignment, Why]] | ValidationFailed:
    """Why each carer of a visit or session in the newest plan; empty if somebody is lacking there, or all."""
    subject = ready_subject(visit, compiled)
    if isinstance(subject, ValidationFailed):
        return subject
    base = await read_base(compiled)
    if isinstance(base, ValidationFailed):
        return base
    if any(one.id == subject.engine_id for one in open_in(compiled, base.plan)):
        return []
    found: list[tuple[Assignment, Why]] = []
    stop = {"visit_id": subject.visit_id, "session_id": subject.session_id}
    for row in await Assignment.filter(plan_id=base.row.id, **stop).exclude(state__in=GONE).order_by("slot"):
        why = await explain_assignment(row, compiled)
        if isinstance(why, ValidationFailed):
            return why
        found.append((row, why))
    return found


def pinned(row: Assignment, visit: Visit) -> Iterator[Words]:
    """Whether a coordinator settled it."""
    if visit.pin is not None and str(row.carer_id) in visit.pin.carers:
        yield Words("协调员已固定由此人负责", "a coordinator pinned this carer")


def met(row: Assignment, visit: Visit, compiled: Compiled) -> Iterator[Words]:
    """The demands of the slot that the carer meets."""
    slot: Slot = visit.slots[min(row.slot, len(visit.slots) - 1)]
    carer = next((one for one in compiled.problem.carers if one.id == str(row.carer_id)), None)
    if slot.skill is not None and carer is not None:
        skill = next(one for one in compiled.rows.skills.values() if one.key == slot.skill)
        level = carer.skills.get(slot.skill, 0)
        yield Words(
            f"会「{skill.name}」,{level} 级(需要 {slot.level} 级)",
            f"has {skill.name_en or skill.name} at level {level} (level {slot.level} is needed)",
        )
    for name in slot.credentials:
        yield held_words(name)
    if slot.min_years:
        yield Words(f"从业满 {slot.min_years} 年", f"has practised for {slot.min_years} years or more")


def favoured(row: Assignment, visit: Visit, plan: Plan, compiled: Compiled) -> Iterator[Words]:
    """What speaks for the carer beyond the demands."""
    who = str(row.carer_id)
    if who in visit.preferred:
        yield Words("是老人指定或熟悉的人", "the resident asked for them or knows them")
    group = {one.id for one in compiled.problem.visits if visit.group is not None and one.group == visit.group}
    same = sum(who in one.carers for one in plan.assignments if one.visit in group and one.visit != visit.id)
    if same:
        yield Words(f"本周还负责同一老人的另外 {same} 次", f"makes {same} more of the same person's visits this week")
    yield Words(f"路上 {-(-row.travel_s // 60)} 分钟", f"{-(-row.travel_s // 60)} minutes on the way")


def rank(others: tuple[Candidate, ...], names: Mapping[UUID, str]) -> Words:
    """How the carer stands among those who could make it, all else unchanged; the next best is compared by terms."""
    able = [one for one in others if one.cost_difference is not None]
    cheaper = sum(one.cost_difference is not None and one.cost_difference < 0 for one in able)
    if not able:
        return Words("照现在的安排,没有别人能来", "nobody else could come as the plan stands")
    best, said = names.get(able[0].carer_id, "—"), able[0].compared or Words("", "")
    following = Words(f"若换成{best}:{said.zh}", f"with {best}: {said.en}")
    if not cheaper:
        return Words(
            f"另有 {len(able)} 人能来,{'都' if len(able) > 1 else ''}不会更好;{following.zh}",
            f"{_others(len(able))} could come, {'none' if len(able) > 1 else 'not'} at a lower cost; {following.en}",
        )
    return Words(
        f"另有 {len(able)} 人能来,其中 {cheaper} 人更好:可以改派;{following.zh}",
        f"{_others(len(able))} could come, {cheaper} at a lower cost: consider moving it; {following.en}",
    )


def _others(count: int) -> str:
    return "1 other" if count == 1 else f"{count} others"
