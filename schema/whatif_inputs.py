"""The changes that can be tried on a plan, as they are given, and what they stand for."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import strawberry

from domain.outcomes import ValidationFailed
from domain.planning.plan_changes import MoreTime, Move, PlanChange, Swap, WithCarer, WithoutCarer
from schema.doing import named

CARERS = ("Practitioner", "Volunteer")
ID_FIELDS = ("visit", "other", "carer", "like")


@strawberry.input(description="A visit or session made by another carer, at another time, or both.")
class MoveChange:
    """A visit or session made by another carer, at another time, or both."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    carer: strawberry.ID | None = strawberry.field(default=None, description="Who makes it.")
    starts_at: datetime | None = strawberry.field(default=None, description="When it starts.")
    slot: int = strawberry.field(default=0, description="Which of its slots the carer gets, from 0.")


@strawberry.input(description="Two visits or sessions exchange a carer.")
class SwapChange:
    """Two visits or sessions exchange a carer."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit or session.")
    other: strawberry.ID = strawberry.field(description="Global id of another of the same week.")
    slot: int = strawberry.field(default=0, description="Which slot of the first, from 0.")
    other_slot: int = strawberry.field(default=0, description="Which slot of the other, from 0.")


@strawberry.input(description="A carer can't come; others take over what they can.")
class RemoveCarerChange:
    """A carer can't come."""

    carer: strawberry.ID = strawberry.field(description="Who.")
    on_date: date | None = strawberry.field(default=None, description="On which day; all week if left out.")


@strawberry.input(description="A visit may be made in one more window.")
class AddWindowChange:
    """A visit may be made in one more window."""

    visit: strawberry.ID = strawberry.field(description="Global id of a visit; a session keeps its time.")
    starts_at: datetime = strawberry.field(description="Start of the window.")
    ends_at: datetime = strawberry.field(description="End of the window.")


@strawberry.input(description="One more carer like somebody, on duty once: what is open and they can make is theirs.")
class AddCarerChange:
    """One more carer."""

    like: strawberry.ID = strawberry.field(
        description="Whom they are like in kind, skills, qualifications, hours a day and base."
    )
    starts_at: datetime = strawberry.field(description="From when they are on duty.")
    ends_at: datetime = strawberry.field(description="Until when; within 24 hours.")


@strawberry.input(description="One change of a plan: exactly one of these.", one_of=True)
class PlanChangeInput:
    """One change of a plan."""

    pin: MoveChange | None = strawberry.field(default=strawberry.UNSET, description="As `pinVisit`, and made at once.")
    move: MoveChange | None = strawberry.field(default=strawberry.UNSET, description="As `moveVisit`.")
    swap: SwapChange | None = strawberry.field(default=strawberry.UNSET, description="As `swapVisits`.")
    remove_carer: RemoveCarerChange | None = strawberry.field(
        default=strawberry.UNSET, description="As `reportAbsence`, and others take over."
    )
    add_window: AddWindowChange | None = strawberry.field(
        default=strawberry.UNSET, description="As `changeHomeVisitRequest` with one more window."
    )
    add_carer: AddCarerChange | None = strawberry.field(
        default=strawberry.UNSET, description="One more carer, who takes what is open; the rest stays."
    )


def changes_of(given: list[PlanChangeInput]) -> list[PlanChange] | ValidationFailed:
    """The changes that an input stands for; refused where an id in one is of no visit, session or carer."""
    found: list[PlanChange] = []
    for i, one in enumerate(given):
        try:
            found.append(change_of(one))
        except UnknownIdError as unknown:
            return ValidationFailed.of(f"changes[{i}].{unknown.field}", unknown.given, *unknown.mend)
    return found


def ids_in(given: list[PlanChangeInput]) -> list[str]:
    """The ids that the changes name."""
    facts: list[dict[str, Any]] = [asdict(one) for one in given]  # type: ignore[call-overload]  # inputs are dataclasses
    parts = [part for one in facts for part in one.values() if isinstance(part, dict)]
    return [part[name] for part in parts for name in ID_FIELDS if part.get(name)]


class UnknownIdError(ValueError):
    """An id of a change that can be of nothing that the change is about: its field, what was given, the mend."""

    def __init__(self, field: str, given: str, mend: tuple[str, str]) -> None:
        super().__init__(f"{field} is {given!r}: {mend[1]}")
        self.field, self.given, self.mend = field, given, mend


def change_of(given: PlanChangeInput) -> PlanChange:
    """The change that an input stands for. Raises UnknownIdError."""
    if one := given.pin or given.move:
        carer = None if one.carer is None else carer_id(one.carer, "carer")
        return Move(stop_id(one.visit, "visit"), carer, one.starts_at, one.slot, is_pin=bool(given.pin))
    if two := given.swap:
        return Swap(stop_id(two.visit, "visit"), stop_id(two.other, "other"), two.slot, two.other_slot)
    if gone := given.remove_carer:
        return WithoutCarer(carer_id(gone.carer, "carer"), gone.on_date)
    if window := given.add_window:
        return MoreTime(stop_id(window.visit, "visit"), window.starts_at, window.ends_at)
    if more := given.add_carer:
        return WithCarer(carer_id(more.like, "like"), more.starts_at, more.ends_at)
    raise UnknownIdError("pin", "", ("请给一项更改。", "Give a change."))


def stop_id(given: str, field: str) -> str:
    """A visit's or session's id as the engine knows it; the week decides whether it is there. Raises UnknownIdError."""
    found = named(given, "Visit", "Session")
    if found is None:
        raise UnknownIdError(field, given, ("请给服务或活动的 id。", "Give the id of a visit or session."))
    return str(found)


def carer_id(given: str, field: str) -> str:
    """A carer's id; the unit decides whether they are its own. Raises UnknownIdError."""
    found = named(given, *CARERS)
    if found is None:
        raise UnknownIdError(field, given, ("请给服务人员的 id。", "Give the id of a practitioner or volunteer."))
    return str(found)
