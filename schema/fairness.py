"""Whether a week is fair to its carers, in GraphQL."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import strawberry

from domain.planning.fairness import FairnessLine, WeekFairness
from matching.fairness import Load
from schema.loading import related
from schema.people import Carer
from schema.policy import exposed, personal
from schema.speaking import spoken

MAX_CARERS = 1_000  # of one unit
FairSize = Annotated[int, strawberry.argument(description="At most so many: 1 to 1,000.")]


@strawberry.enum(description="How somebody's load stands beside their part; an hour and a tenth of it are allowed.")
class Standing(Enum):
    """How a load stands beside its part."""

    OVER = strawberry.enum_value("over", description="More than their part.")
    FAIR = strawberry.enum_value("fair", description="About their part.")
    UNDER = strawberry.enum_value("under", description="Less than their part.")


def standing_of(root: Load) -> Standing:
    """Of all work."""
    return Standing(root.standing)


def unpopular_standing_of(root: Load) -> Standing:
    """Of unpopular hours."""
    return Standing(root.unpopular_standing)


@strawberry.type(description="A carer's work, and what part of the unit's would be fair.")
class CarerLoad:
    """A carer's work, and what part of the unit's would be fair."""

    offered_minutes: int = exposed(
        "What they could work: contract or available time, whichever is less, without hours in other units' plans.",
        resolver=lambda root: root.offered_s // 60,
    )
    worked_minutes: int = exposed(
        "Whole duties as the score counts them: visits, ways, waits and the way home, without breaks.",
        resolver=lambda root: root.worked_s // 60,
    )
    fair_minutes: int = exposed(
        "Their part of what their kind of carer works, by what each offers.", resolver=lambda root: root.fair_s // 60
    )
    travel_minutes: int = exposed("On the way, and home.", resolver=lambda root: root.ways_s // 60)
    unpopular_minutes: int = exposed(
        "At visits outside the unit's ordinary hours.", resolver=lambda root: root.unpopular_s // 60
    )
    fair_unpopular_minutes: int = exposed(
        "Their part of such hours.", resolver=lambda root: root.fair_unpopular_s // 60
    )
    standing: Standing = exposed("Whether they work more or less than their part.", resolver=standing_of)
    unpopular_standing: Standing = exposed("The same of unpopular hours.", resolver=unpopular_standing_of)


def unfair_above_of(root: FairnessLine) -> int | None:
    """In whole minutes."""
    return None if root.unfair_above_s is None else root.unfair_above_s // 60


@strawberry.type(description="A carer's share of a unit's work, and why.")
class CarerFairness:
    """A carer's share of a unit's work, and why."""

    carer: Carer = personal("The carer.", resolver=related("carers", "carer_id"))
    week: CarerLoad = exposed("In this week, by its newest plan.")
    weeks: CarerLoad = exposed("In this week and the four before, by their published plans.")
    unfair_above_minutes: int | None = exposed(
        "The fair share that the newest plan's score has for them: 1.1 times their part of what the week asks, by "
        "contract, more or less by what they did in the four weeks before. Each second of `week` above it costs "
        "points of the term `unfair`. Null without a plan.",
        resolver=unfair_above_of,
    )
    why: str = personal("Both beside their part, and why, in the request's language.", resolver=spoken("why"))


def carers_of(root: WeekFairness, first: FairSize = 200) -> list[CarerFairness]:
    """The carers."""
    lines: list[Any] = list(root.carers[: min(max(first, 1), MAX_CARERS)])
    return lines


@strawberry.type(description="Whether a week is fair to its carers, over it and the four before.")
class Fairness:
    """Whether a week is fair to its carers."""

    weeks: int = exposed("How many weeks have a plan, this one among them: 1 to 5.")
    ordinary_hours: str = exposed(
        "The unit's ordinary hours, in the request's language; all others are unpopular.",
        resolver=spoken("ordinary_hours"),
    )
    summary: str = exposed("How many are over and under, in the request's language.", resolver=spoken("summary"))
    carers: list[CarerFairness] = exposed(
        "Active carers, whoever works most beyond their part over all the weeks first.", resolver=carers_of
    )
