"""Whether a week is possible at all, in GraphQL."""

from __future__ import annotations

import strawberry

from schema.loading import related
from schema.policy import exposed, personal
from schema.speaking import spoken
from schema.visits import Visit
from schema.youth import Session


@strawberry.type(description="A visit or session that nobody could make, even if nothing else was planned.")
class Impossible:
    """A visit or session that nobody could make."""

    visit: Visit | None = exposed("The visit; null for a session.", resolver=related("visits", "visit_id"))
    session: Session | None = exposed("The session; null for a visit.", resolver=related("sessions", "session_id"))
    label: str = personal("For whom, what and when, in the request's language.", resolver=spoken("label"))
    rule: str = exposed("The rule that keeps whoever comes closest from it; SLOTS if some could come, but too few.")
    why: str = exposed("The same in words, with how many people it keeps away.", resolver=spoken("why"))


@strawberry.type(description="How many visits of a community need a skill on a day.")
class CommunityLoad:
    """How many visits of a community need a skill on a day."""

    community: str = exposed("The community's name, in the request's language.", resolver=spoken("community"))
    visits: int = exposed("Visits and sessions that can be on no other day, once for each slot with the skill.")


@strawberry.type(description="What a skill needs and finds on one day of the week.")
class SkillLoad:
    """What a skill needs and finds on one day."""

    skill: str = exposed("The skill's name, in the request's language.", resolver=spoken("skill"))
    day: int = exposed("Day of the week, from 0 for Monday.")
    visits: int = exposed("Visits and sessions that can be on no other day, once for each slot with the skill.")
    needed_seconds: int = exposed("Seconds of their care, without ways.", resolver=lambda root: root.needed_s)
    movable: int = exposed("Those that could be on this day or on another.")
    carers: int = exposed("People who could come to one of them on that day, by skill, qualification and hours.")
    offered_seconds: int = exposed("All seconds that they have on that day.", resolver=lambda root: root.offered_s)
    communities: list[CommunityLoad] = exposed("The visits by community.", rows=10)


@strawberry.type(description="Whether a week is possible at all: what no plan can place, and the bottleneck.")
class Possibility:
    """Whether a week is possible at all."""

    visits: int = exposed("Visits and sessions that can be planned.")
    at_least_open: int = exposed(
        "Visits and sessions that stay open in every plan, at least: proven.", resolver=lambda root: root.open_visits
    )
    summary: str = exposed("The bottleneck in one sentence, in the request's language.", resolver=spoken("summary"))
    impossible: list[Impossible] = exposed(
        "What nobody could make even in an empty week.", resolver=lambda root: root.never, rows=50
    )
    loads: list[SkillLoad] = exposed("Demand against supply, by skill and day.", rows=100)
