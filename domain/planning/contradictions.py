"""Changes that are asked for together and contradict each other: which, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from domain.outcomes import ValidationFailed
from domain.planning.compile import Compiled
from domain.planning.plan_changes import Move, PlanChange, Swap, WithoutCarer
from domain.planning.stop_names import stop_name
from domain.wording import Words


class Place(NamedTuple):
    """What a change settles of a visit: one of its slots, its start, or both."""

    field: str
    visit: str
    slot: int | None
    is_start: bool


def contradiction(changes: Sequence[PlanChange], compiled: Compiled) -> ValidationFailed | None:
    """The first change that contradicts one before it; None if none does."""
    for (i, earlier), (j, later) in combinations(enumerate(changes), 2):
        found = settled_twice(earlier, later, i, compiled) or sent_away(earlier, later, i, compiled)
        if found is not None:
            field, value, mend = found
            return ValidationFailed.of(f"changes[{j}].{field}", value, mend.zh, mend.en)
    return None


def settled_twice(earlier: PlanChange, later: PlanChange, i: int, compiled: Compiled) -> tuple[str, str, Words] | None:
    """A slot or a start that both changes settle."""
    for one in settles(earlier):
        for other in settles(later):
            is_same_slot = one.slot is not None and one.slot == other.slot
            if one.visit == other.visit and (is_same_slot or (one.is_start and other.is_start)):
                name = stop_name(other.visit, None, compiled)
                mend = Words(
                    f"第 {i + 1} 项更改已经安排了「{name.zh}」:请合并成一项,或去掉一项。",
                    f"Change {i + 1} already moves {name.en}: combine both into one change, or leave one out.",
                )
                return other.field, other.visit, mend
    return None


def settles(change: PlanChange) -> Iterator[Place]:
    """What a change settles, visit by visit."""
    if isinstance(change, Move):
        slot = None if change.carer is None else change.slot
        yield Place("visit", change.visit, slot, change.starts_at is not None)
    if isinstance(change, Swap):
        yield Place("visit", change.visit, change.slot, is_start=False)
        yield Place("other", change.other, change.other_slot, is_start=False)


def sent_away(earlier: PlanChange, later: PlanChange, i: int, compiled: Compiled) -> tuple[str, str, Words] | None:
    """A carer who is removed, and removed again or given a visit."""
    for one, other in ((earlier, later), (later, earlier)):
        if isinstance(one, WithoutCarer) and (who := who_is_in(other)) == one.carer and overlaps(one, other, compiled):
            name = next((each.name for each in compiled.rows.carers.carers if str(each.id) == who), one.carer)
            if isinstance(other, WithoutCarer):
                zh, en = f"{name}已在那里请假", f"{name} is away there already"
            else:
                zh, en = f"{name}不能既请假又来服务", f"{name} can't be away and make a visit"
            mend = Words(
                f"与第 {i + 1} 项更改矛盾:{zh}。请去掉一项,或换一个人。",
                f"It contradicts change {i + 1}: {en}. Leave one out, or name somebody else.",
            )
            return "carer", one.carer, mend
    return None


def who_is_in(change: PlanChange) -> str | None:
    """The carer whom a change removes or gives a visit."""
    return change.carer if isinstance(change, (Move, WithoutCarer)) else None


def overlaps(away: WithoutCarer, other: PlanChange, compiled: Compiled) -> bool:
    """Whether a change is of a time at which somebody is away; a visit without a start of its own may be at any."""
    day: date | None = None
    if isinstance(other, WithoutCarer):
        day = other.on_date
        return away.on_date is None or day is None or away.on_date == day
    if isinstance(other, Move) and other.starts_at is not None:
        day = other.starts_at.astimezone(compiled.week.zone).date()
    return away.on_date is None or away.on_date == day
