"""A community with a few of everything, and a way to ask GraphQL and count what it asks the database."""

import logging
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from domain.access.principal import UNIT_ROLES, Principal, Role
from domain.backup import Restored, back_up, restore
from domain.organizations.models import Organization
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.carers import CarerEntry, keep_carers
from domain.people.models import Carer, Resident
from domain.people.operations import ResidentEntry, keep_residents
from domain.places.models import Room
from domain.places.operations import CommunityEntry, keep_communities
from domain.planning.compile import Compiled
from domain.planning.models import Assignment, Plan
from domain.planning.operations import Published, publish
from domain.planning.solving import Budget, Solved, prepare, solve_week
from domain.rows import KeyedRow, new_id
from domain.visits.models import HomeVisitRequest, ServiceCategory
from domain.wording import Language
from domain.youth.models import Session, YouthProgram
from schema.build import build
from schema.context import Context
from schema.relay import global_id
from tests.schema.planned import WHAT_IF
from tests.schema.settled import HERE, settle

WEEK = "2026-W50"
NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
ADMINISTRATOR = Principal(new_id(), "root", roles=frozenset({"administrator"}))
KEYED: dict[str, type[KeyedRow]] = {
    "Resident": Resident,
    "Practitioner": Carer,
    "Volunteer": Carer,
    "ServiceCategory": ServiceCategory,
    "HomeVisitRequest": HomeVisitRequest,
    "Session": Session,
    "YouthProgram": YouthProgram,
    "Room": Room,
    "Organization": Organization,
}


@pytest.fixture(scope="session")
def schema():
    return build()


@pytest.fixture(scope="session")
def plain_schema():
    """The schema under graphql-core's own executor, field by field and row by row."""
    plain = build()
    plain.execution_context_class = StrawberryGraphQLCoreExecutionContext
    return plain


@pytest.fixture
def ask(schema, plain_schema, database):
    """Run a document; answers its data, and fails on errors unless they are asked for.

    Every query is answered by the plain executor too, and the two answers must be the same to the bit.
    """

    async def run(
        document: str, *, language: Language = "en", who=ADMINISTRATOR, now=NOW, with_errors=False, **variables
    ):
        def given() -> dict[str, Any]:
            return {"variable_values": variables, "context_value": Context(language, who, clock=lambda: now)}

        answer = await schema.execute(document, **given())
        if not document.lstrip().startswith(("mutation", "subscription")):
            with unseen():
                plain = await plain_schema.execute(document, **given())
            assert bits(answer) == bits(plain)
        if with_errors:
            return answer
        assert answer.errors is None, answer.errors
        return answer.data

    return run


@pytest.fixture
def change(ask):
    """Run a mutation, under a new idempotency key unless one is given; answers its payload."""

    async def run(document: str, who, *, now=NOW, **given) -> dict[str, Any]:
        given = {"idempotencyKey": str(new_id())} | given
        return next(iter((await ask(document, who=who, now=now, input=given)).values()))

    return run


@pytest.fixture
def statements():
    """A context within which each SQL statement is written down."""

    @contextmanager
    def counted():
        logger, seen = logging.getLogger("tortoise.db_client"), []
        handler = logging.Handler()
        handler.emit = lambda record: seen.append(record.getMessage())
        level, _ = logger.level, logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        try:
            yield seen
        finally:
            logger.setLevel(level)
            logger.removeHandler(handler)

    return counted


@contextmanager
def unseen():
    """A context whose SQL statements are not written down."""
    logger = logging.getLogger("tortoise.db_client")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


def bits(answer) -> bytes:
    """An answer as it goes over the wire."""
    return orjson.dumps({"data": answer.data, "errors": [one.formatted for one in answer.errors or ()]})


@pytest.fixture
def someone(database):
    """Whoever has a role: of a unit, as a carer or for children, each by key."""

    async def of(role: Role, unit="WJJ", *, carer: str | None = None, children: tuple[str, ...] = ()) -> Principal:
        unit_id = (await Organization.get(key=unit)).id
        return Principal(
            new_id(),
            carer or role,
            roles=frozenset({role}),
            units={role: frozenset({unit_id})} if role in UNIT_ROLES else {},
            carer_id=(await Carer.get(key=carer)).id if carer else None,
            children=frozenset([(await Resident.get(key=one)).id for one in children]),
        )

    return of


@pytest.fixture
def an_id(database):
    """The global id of a row by its key."""

    async def of(type_name: str, key: str) -> str:
        return global_id(type_name, (await KEYED[type_name].get(key=key)).id)

    return of


@pytest.fixture
def settled(database):
    """Settle a week without matching it; answers the unit."""

    async def run(visits: int = 3) -> Organization:
        await settle(visits)
        return await Organization.get(key="WJJ")

    return run


@pytest.fixture
def another_unit(database):
    """Another planning unit, with a resident and a carer of its own."""

    async def run() -> Organization:
        await keep_organizations([OrganizationEntry("QT", "其他单位", "bureau", is_planning_unit=True)])
        await keep_communities([CommunityEntry("QT-C", "其他社区", planned_by="QT")])
        await keep_residents([ResidentEntry("QT-1", "外人", "QT-C")])
        await keep_carers([CarerEntry("QT-N", "外护士", "practitioner", "QT", **HERE)])
        return await Organization.get(key="QT")

    return run


@pytest.fixture
def published(matched):
    """Settle, match and publish a week; answers the unit."""

    async def run(visits: int) -> Organization:
        unit = await matched(visits)
        compiled = await prepare(unit, WEEK, now=NOW)
        plan = await Plan.get(week__unit_id=unit.id)
        assert isinstance(compiled, Compiled)
        answer = await publish(plan.id, compiled, now=NOW, actor="test")
        assert isinstance(answer, Published), answer
        return unit

    return run


@pytest.fixture
def matched(database, matched_weeks):
    """Settle and match a week of so many visits, once for all tests that begin with it; answers the unit."""

    async def run(visits: int) -> Organization:
        backup, is_first = matched_weeks / f"{visits}.gz", not await Organization.exists()
        if is_first and backup.exists():
            assert isinstance(await restore(backup), Restored)
            return await Organization.get(key="WJJ")
        await settle(visits)
        unit = await Organization.get(key="WJJ")
        solved = await solve_week(unit, WEEK, budget=Budget(None, 200), now=NOW, actor="test")
        assert isinstance(solved, Solved), solved
        if is_first:
            await back_up(backup, now=NOW)
        return unit

    return run


@pytest.fixture(scope="session")
def matched_weeks(tmp_path_factory):
    """A folder of databases by the visits that they were matched with."""
    return tmp_path_factory.mktemp("matched")


@pytest.fixture
async def coordinator(someone):
    async def of(unit: str = "WJJ"):
        return await someone("coordinator", unit)

    return of


@pytest.fixture
def try_out(ask, coordinator):
    """Ask what changes would do to the plan of an assignment."""

    async def run(row: Assignment, *changes: dict, plan=None) -> dict:
        asked = {"plan": plan or global_id("Plan", row.plan_id), "changes": list(changes)}
        return (await ask(WHAT_IF, who=await coordinator(), **asked))["whatIf"]

    return run
