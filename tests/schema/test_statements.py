"""Rows read by statements that are written once are those that the ORM would have read."""

import pytest

from domain.organizations.models import Organization
from domain.organizations.queries import OrganizationRow
from domain.people.models import Carer, CarerSkill, Qualification, Resident
from domain.people.queries import CarerRow, CarerSkillRow, QualificationRow, ResidentRow
from domain.places.models import Address, Community, Room
from domain.places.queries import AddressRow, CommunityRow, RoomRow
from domain.planning.models import Assignment, Plan
from domain.planning.queries import PlanRow
from domain.planning.rosters import newest_roster, roster_of
from domain.reading import paths_of, read
from domain.rows import new_id
from domain.visits.models import HomeVisitRequest, RequestWindow, Visit
from domain.visits.queries import RequestRow, VisitRow, WindowRow
from domain.youth.models import AgeBand, Enrolment, Session, YouthProgram
from domain.youth.queries import BandRow, EnrolmentRow, ProgramRow, SessionRow
from schema.relay import global_id

WEEK = "2026-W50"
ROWS = {
    OrganizationRow: Organization,
    CarerRow: Carer,
    CarerSkillRow: CarerSkill,
    QualificationRow: Qualification,
    ResidentRow: Resident,
    AddressRow: Address,
    CommunityRow: Community,
    RoomRow: Room,
    PlanRow: Plan,
    RequestRow: HomeVisitRequest,
    VisitRow: Visit,
    WindowRow: RequestWindow,
    BandRow: AgeBand,
    EnrolmentRow: Enrolment,
    ProgramRow: YouthProgram,
    SessionRow: Session,
}
JOINED = {"visit": VisitRow, "visit__request": RequestRow, "visit__request__resident": ResidentRow, "carer": CarerRow}
ROSTER = """query Roster($scope: ID!, $first: Int!) { week(scope: $scope, isoWeek: "2026-W50") { roster(first: $first) {
  id startsAt visit { id ...Asked } carer { name skills { level skill { name } } } } } }
fragment Asked on Visit { request { resident { name community { name } } service { name } } }"""


async def test_every_kind_of_row_is_read_as_the_orm_reads_it(matched):
    await matched(10)

    for row_type, model in ROWS.items():
        ours = await read(row_type, model, "ORDER BY {id}")
        theirs = [row_type(**one) for one in await model.all().order_by("id").values(**paths_of(row_type))]

        assert ours == theirs, row_type
        assert ours, row_type


async def test_rows_of_a_list_of_ids_are_found_and_no_others(matched):
    await matched(10)
    ids = [one.id for one in await Resident.all().limit(3)]

    found = await read(ResidentRow, Resident, "WHERE {id} AMONG $1", [*ids, new_id()])
    none = await read(ResidentRow, Resident, "WHERE {id} AMONG $1", [])

    assert {one.id for one in found} == set(ids)
    assert none == []


async def test_rows_read_along_with_a_roster_are_those_that_are_read_alone(matched):
    unit = await matched(10)
    plan = await Plan.get(week__unit_id=unit.id)

    roster = await newest_roster(unit.id, WEEK, 100, None, JOINED)

    assert roster.entries == await roster_of(plan.id)
    assert len(roster.entries) == await Assignment.filter(plan_id=plan.id).count()
    for relation, row_type in JOINED.items():
        mine = {"carer": Carer, "visit": Visit, "visit__request": HomeVisitRequest}.get(relation, Resident)
        alone = await read(row_type, mine, "WHERE {id} AMONG $1", list(roster.joined[relation]))
        assert roster.joined[relation] == {one.id: one for one in alone}


async def test_a_roster_is_narrowed_to_a_community_and_to_the_earliest(matched):
    unit = await matched(10)
    mine, other = await Community.get(key="XF"), new_id()

    whole = await newest_roster(unit.id, WEEK, 100, None, {})

    assert (await newest_roster(unit.id, WEEK, 100, mine.id, {})).entries == whole.entries
    assert (await newest_roster(unit.id, WEEK, 3, None, {})).entries == whole.entries[:3]
    assert (await newest_roster(unit.id, WEEK, 100, other, {})).entries == []
    assert (await newest_roster(unit.id, "2027-W01", 100, None, {})).entries == []


@pytest.mark.parametrize("first", [1, 60])
async def test_a_coordinator_reads_a_roster_with_residents_and_skills_in_two_statements(
    first, matched, someone, ask, statements
):
    unit = await matched(60)
    coordinator = await someone("coordinator")

    with statements() as seen:
        answer = await ask(ROSTER, who=coordinator, scope=global_id("Organization", unit.id), first=first)

    assert len(answer["week"]["roster"]) >= min(first, 40)
    assert len(seen) == 2, seen
