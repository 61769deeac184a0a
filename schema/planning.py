"""A unit's week in GraphQL: readiness, plan, roster, what is open and why."""

from __future__ import annotations

import asyncio
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from domain.planning import queries, rosters, runs
from domain.planning.fairness import read_fairness
from domain.planning.possible import read_possibility
from domain.planning.queries import PlanRow, WeekStatus
from domain.planning.rosters import RosterEntry
from domain.planning.tray import TrayLine, read_tray
from schema.admissions import SessionAdmission
from schema.fairness import Fairness
from schema.joining import ASSIGNMENT, asked_along, keep
from schema.loading import related
from schema.people import Carer
from schema.policy import Policy, exposed, personal, public
from schema.possibility import Possibility
from schema.readiness import Readiness, readiness_of
from schema.relay import Node, id_of
from schema.remedies import Remedy, helps_of
from schema.runs import MatchingRun
from schema.speaking import spoken
from schema.visits import Visit
from schema.youth import Session

MAX_ROSTER = 5_000
MAX_TRAY = 1_000
MAX_EXCLUDED = 1_000  # carers of one unit
RosterSize = Annotated[int, strawberry.argument(description="At most so many, the earliest first: 1 to 5,000.")]
ExcludedSize = Annotated[int, strawberry.argument(description="At most so many: 1 to 1,000.")]
TraySize = Annotated[int, strawberry.argument(description="At most so many: 1 to 1,000.")]


def excluded_of(root: TrayLine, first: ExcludedSize = 30) -> list[Excluded]:
    """Who does not come, and why."""
    lines: list[Any] = list(root.excluded[: min(max(first, 1), MAX_EXCLUDED)])
    return lines


def remedies_of(root: TrayLine, info: Info[Any, Any]) -> list[str]:
    """Each change that would help, in the request's language."""
    return [one.say(info.context.language) for one in root.remedies]


@strawberry.enum(description="Where a week stands.")
class WeekState(Enum):
    """Where a week stands."""

    OPEN = strawberry.enum_value("open", description="Nobody was told of a plan yet.")
    PUBLISHED = strawberry.enum_value("published", description="A plan is published; it may still change.")
    CLOSED = strawberry.enum_value("closed", description="Over: nothing changes any more.")


@strawberry.type(description="One term of a plan's score.")
class ScoreTerm:
    """One term of a plan's score."""

    name: str = public("The term: unassigned, slot, delay, travel, waiting, duty, …")
    points: float = public("Its points, whole; less is better.")


def terms_of(root: PlanRow) -> list[ScoreTerm]:
    """The cost term by term."""
    return [ScoreTerm(name=name, points=float(points)) for name, points in root.terms.items()]


@strawberry.type(description="A plan of a week.")
class Plan(Node):
    """A plan of a week."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Plan"))
    number: int = exposed("Counts up within the week; the largest is newest.")
    state: str = exposed("draft, published or superseded.")
    origin: str = exposed("solve, replan or move.")
    assigned: int = exposed("Visits and sessions that somebody makes.")
    visits: int = exposed("Visits and sessions that it could assign.")
    cost: float = exposed("Whole points, less is better; a float, since they outgrow 32 bits.")
    bound: float | None = exposed("No plan costs less than this; null while nothing is proven.")
    is_proven: bool = exposed("Whether no better plan exists.")
    terms: list[ScoreTerm] = exposed("The cost term by term; fifteen.", resolver=terms_of, rows=15)
    created_at: datetime = exposed("When it was made, in UTC.")
    published_at: datetime | None = exposed("When people were told of it, in UTC; null for a draft.")
    version: int = exposed("Rises with each change of its state: give it as `expectedVersion`.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is a plan."""
        return isinstance(row, PlanRow)


carer_of = related("carers", "carer_id")
visit_of = related("visits", "visit_id")
session_of = related("sessions", "session_id")


@strawberry.type(description="One carer at one visit or session 派岗.")
class Assignment(Node):
    """One carer at one visit or session."""

    id: strawberry.ID = public("Global id.", resolver=id_of("Assignment"))
    carer: Carer = personal("Who comes.", resolver=carer_of)
    visit: Visit | None = exposed("The visit; null for a session.", resolver=visit_of)
    session: Session | None = exposed("The session; null for a visit.", resolver=session_of)
    slot: int = exposed("Which of its slots, from 0.")
    starts_at: datetime = exposed("Start, in UTC.")
    ends_at: datetime = exposed("End, in UTC.")
    travel_seconds: int = exposed("Seconds of the way there.", resolver=lambda root: root.travel_s)
    what: str = exposed("What is done, in the request's language.", resolver=spoken("what"))
    whom: str = personal("For whom; empty for a session.")
    where: str = personal("Where: building and door, or room.")
    state: str = exposed("proposed, accepted, declined, moving, withdrawn, started or finished.")
    decided_by: str | None = exposed("Who changed its state last; null if nobody has.")
    decided_at: datetime | None = exposed("When they did, in UTC.")
    reason: str | None = personal("Why, if they said so.")
    departed_at: datetime | None = exposed("When the carer set out, in UTC; null if they did not say so.")
    arrived_at: datetime | None = exposed("When the carer arrived, in UTC; null if they did not say so.")
    started_at: datetime | None = exposed("When the carer began, in UTC; null before.")
    finished_at: datetime | None = exposed("When the carer was done, in UTC; null before.")
    version: int = exposed("Rises with each change of its state: give it as `expectedVersion`.")

    @classmethod
    def is_type_of(cls, row: Any, _info: Any) -> bool:  # noqa: ANN401  (strawberry's protocol)
        """Whether a row is an assignment."""
        return isinstance(row, RosterEntry)


@strawberry.type(description="A carer who does not come, and the first rule that keeps him from it.")
class Excluded:
    """A carer who does not come, and why."""

    carer: Carer = personal("The carer.", resolver=carer_of)
    rule: str = exposed("The first rule that excludes him, as in KIND, SKILL, CREDENTIAL, YEARS, AVAILABLE, TRAVEL.")
    why: str = exposed("The same in words, in the request's language.", resolver=spoken("why"))


@strawberry.type(description="A visit that nobody makes, or a session short of adults.")
class Unassigned:
    """A visit that nobody makes, or a session short of adults."""

    key: str = exposed("Key of the request or session.", resolver=lambda root: root.request_key)
    visit: Visit | None = exposed("The visit; null for a session.", resolver=visit_of)
    session: Session | None = exposed("The session; null for a visit.", resolver=session_of)
    code: str = exposed("The reason in one word: a rule's code, or NO_QUALIFIED_CAPACITY for many carers' reasons.")
    summary: str = personal("The reason in one sentence, in the request's language.", resolver=spoken("summary"))
    excluded: list[Excluded] = exposed(
        "Carers with the first rule that excludes each, those who have the skill first; `first: 1000` gives all.",
        resolver=excluded_of,
    )
    remedies: list[str] = personal(
        "Changes that would place it, each verified by solving; empty if none was searched for or found.",
        resolver=remedies_of,
    )
    helps: list[Remedy] = personal(
        "The same with what each asks: fewest people first, then minutes, then points; 20 unless told, 100 at most.",
        resolver=helps_of,
    )


class WeekView:
    """A unit's week: how it stands is read once a request, and only if the document asks."""

    def __init__(self, unit_id: UUID, iso_week: str, community_id: UUID | None = None) -> None:
        self.unit_id, self.iso_week, self.community_id = unit_id, iso_week, community_id
        self._reading: asyncio.Future[WeekStatus] | None = None

    async def status(self) -> WeekStatus:
        """The week's state and plans."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(queries.week_status(self.unit_id, self.iso_week))
        return await self._reading

    async def newest(self) -> PlanRow | None:
        """The plan that the week shows."""
        return (await self.status()).newest


async def state_of(root: WeekView) -> WeekState:
    """Where it stands."""
    return WeekState((await root.status()).state)


async def newest_of(root: WeekView) -> Plan | None:
    """The newest plan."""
    row: Any = await root.newest()
    return row


async def published_of(root: WeekView) -> Plan | None:
    """The published plan."""
    row: Any = (await root.status()).published
    return row


async def possibility_of(root: WeekView) -> Possibility:
    """Whether it is possible at all."""
    row: Any = await read_possibility(root.unit_id, root.iso_week)
    return row


async def fairness_of(root: WeekView, info: Info[Any, Any]) -> Fairness | None:
    """Whether it is fair; for whoever coordinates the unit."""
    row: Any = None
    if info.context.principal.may_plan(root.unit_id):
        row = await read_fairness(root.unit_id, root.iso_week)
    return row


async def roster_of(root: WeekView, info: Info[Any, Any], first: RosterSize = 1_000) -> list[Assignment]:
    """Who comes when, and the rows around it that the document asks for, in one statement."""
    size, joined = min(max(first, 1), MAX_ROSTER), asked_along(info, ASSIGNMENT)
    row_types = {path: one.row_type for path, one in joined.items()}
    found = await rosters.newest_roster(root.unit_id, root.iso_week, size, root.community_id, row_types)
    keep(info, joined, found.joined)
    rows: list[Any] = found.entries
    return rows


async def tray_of(root: WeekView, first: TraySize = 100) -> list[Unassigned]:
    """What is open."""
    size = min(max(first, 1), MAX_TRAY)
    plan = await root.newest()
    rows: list[Any] = [] if plan is None else await read_tray(plan.id, size, root.community_id)
    return rows


async def admissions_of(root: WeekView) -> list[SessionAdmission]:
    """Whom sessions take."""
    plan = await root.newest()
    rows: list[Any] = [] if plan is None else await queries.admissions_of(plan.id)
    return rows


async def newest_plans(root: WeekView) -> list[Plan]:
    """The newest plans."""
    week_id = (await root.status()).id
    rows: list[Any] = [] if week_id is None else await queries.plans_of(week_id)
    return rows


async def newest_runs(root: WeekView) -> list[MatchingRun]:
    """The newest runs."""
    week_id = (await root.status()).id
    rows: list[Any] = [] if week_id is None else await runs.runs_of(week_id)
    return rows


@strawberry.type(
    description="A planning unit's week: what can be planned, the newest plan, its roster and what is open."
)
class Week:
    """A planning unit's week."""

    iso_week: str = exposed("The week, as in 2026-W49.")
    status: WeekState = exposed("Where it stands.", resolver=state_of)
    readiness: Readiness = exposed("What can be planned, and what keeps the rest back.", resolver=readiness_of)
    possibility: Possibility = exposed(
        "Before matching: what no plan can place, and the bottleneck; takes seconds in a large week.",
        resolver=possibility_of,
    )
    fairness: Fairness | None = exposed(
        "Each carer's load beside their part, of the whole unit; null if you don't coordinate it.",
        policy=Policy.COORDINATION,
        resolver=fairness_of,
    )
    plan: Plan | None = exposed("The newest plan; null before the first match.", resolver=newest_of)
    published: Plan | None = exposed("The published plan; null if there is none.", resolver=published_of)
    plans: list[Plan] = exposed("Its plans, the newest first; at most 50.", resolver=newest_plans, rows=50)
    roster: list[Assignment] = exposed("Who comes when, in the newest plan, by start.", resolver=roster_of)
    unassigned: list[Unassigned] = exposed("What the newest plan leaves open, and why.", resolver=tray_of)
    admissions: list[SessionAdmission] = public(
        "Whom the sessions can take; a few dozen.", resolver=admissions_of, rows=50
    )
    runs: list[MatchingRun] = exposed("The newest runs of the engine; at most 20.", resolver=newest_runs, rows=20)
