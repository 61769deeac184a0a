"""Who sees what: fields by role, rows by unit, and what is not yours looks the same as missing."""

from datetime import UTC, datetime

import pytest

from domain.access.accounts import SignedIn, add_account, principal_of, sign_in
from domain.organizations.operations import OrganizationEntry, keep_organizations
from domain.people.operations import ResidentEntry, keep_residents
from domain.places.operations import CommunityEntry, keep_communities
from schema.relay import global_id

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"  # noqa: S105  (a test's)
SIGN_IN = """mutation In($login: String!, $password: String!) {
  signIn(input: { login: $login, password: $password }) {
    __typename
    ... on SignedIn { token me { login roles } }
    ... on ValidationFailed { message problems { field mend } }
  }
}"""


@pytest.fixture
def account(database):
    """Add an account and answer its principal."""

    async def add(login: str, role: str, **facts):
        await add_account(login, PASSWORD, [role], now=NOW, actor="test", **facts)
        signed_in = await sign_in(login, PASSWORD, now=datetime.now(UTC))
        assert isinstance(signed_in, SignedIn), signed_in
        return signed_in.principal

    return add


async def other_unit() -> None:
    """Another planning unit with a resident of its own."""
    await keep_organizations([OrganizationEntry("QT", "其他单位", "bureau", is_planning_unit=True)])
    await keep_communities([CommunityEntry("QT-C", "其他社区", planned_by="QT")])
    await keep_residents([ResidentEntry("QT-1", "外人", "QT-C")])


async def test_signing_in_gives_a_token_and_says_who_one_is(matched, account, ask):
    await matched(10)
    await account("wang", "coordinator", unit="WJJ")

    answer = await ask(SIGN_IN, who=None, login="wang", password=PASSWORD)
    wrong = await ask(SIGN_IN, who=None, login="wang", password="wrong")  # noqa: S106  (a test's)

    assert answer["signIn"]["me"] == {"login": "wang", "roles": ["coordinator"]}
    assert await principal_of(answer["signIn"]["token"], now=datetime.now(UTC))
    assert wrong["signIn"]["__typename"] == "ValidationFailed"


async def test_nobody_signed_in_reads_public_facts_only(matched, ask):
    await matched(10)

    public = await ask("{ communities { nodes { name } } me { login } }", who=None)
    refused = await ask("{ residents { nodes { name } } }", who=None, with_errors=True)

    assert public == {"communities": {"nodes": [{"name": "西府社区"}]}, "me": None}
    assert refused.data is None
    assert refused.errors[0].extensions == {
        "code": "UNAUTHENTICATED",
        "fields": ["Query.residents", "Resident.name"],
    }


async def test_a_coordinator_sees_the_own_units_residents_and_no_others(matched, account, ask):
    await matched(10)
    await other_unit()
    mine = await account("wang", "coordinator", unit="WJJ")
    theirs = await account("li", "coordinator", unit="QT")

    own = await ask("{ residents(first: 200) { nodes { name } totalCount } }", who=mine)
    other = await ask("{ residents { nodes { name } totalCount } visits { totalCount } }", who=theirs)

    assert own["residents"]["totalCount"] == 14
    assert "外人" not in {node["name"] for node in own["residents"]["nodes"]}
    assert other["residents"] == {"nodes": [{"name": "外人"}], "totalCount": 1}
    assert other["visits"]["totalCount"] == 0


async def test_another_units_row_and_week_look_the_same_as_missing_ones(matched, account, ask):
    unit = await matched(10)
    await other_unit()
    theirs = await account("li", "coordinator", unit="QT")
    everything = await ask("{ residents(first: 1) { nodes { id } } visits(first: 1) { nodes { id } } }")
    ids = [everything[name]["nodes"][0]["id"] for name in ("residents", "visits")]
    document = """query Q($ids: [ID!]!, $scope: ID!) {
      nodes(ids: $ids) { id }
      week(scope: $scope, isoWeek: "2026-W50") { isoWeek }
    }"""

    answer = await ask(document, who=theirs, ids=ids, scope=global_id("Organization", unit.id))

    assert answer == {"nodes": [None, None], "week": None}


async def test_a_booking_desk_finds_elders_but_reads_no_health_field(matched, account, ask):
    await matched(10)
    desk = await account("desk", "booking_desk", unit="WJJ")

    found = await ask('{ residents(filter: { nameContains: "老人3" }) { nodes { name phone } } }', who=desk)
    refused = await ask(
        "{ residents { nodes { ...R } } } fragment R on Resident { mobility }", who=desk, with_errors=True
    )

    assert found["residents"]["nodes"] == [{"name": "老人3", "phone": "139****1234"}]
    assert refused.errors[0].extensions == {"code": "NOT_PERMITTED", "fields": ["Resident.mobility"]}


async def test_a_guardian_sees_the_own_child_only(matched, account, ask):
    await matched(10)
    mother = await account("mother", "guardian", children=["Y1"])

    answer = await ask("{ residents { nodes { key } } volunteers { totalCount } visits { totalCount } }", who=mother)

    assert answer == {
        "residents": {"nodes": [{"key": "Y1"}]},
        "volunteers": {"totalCount": 0},
        "visits": {"totalCount": 0},
    }


async def test_a_carer_sees_nobody_before_a_plan_is_published(matched, account, ask):
    await matched(10)
    nurse = await account("nurse", "carer", carer="C001")

    answer = await ask("{ residents { totalCount } visits { totalCount } practitioners { nodes { key } } }", who=nurse)

    assert answer["residents"]["totalCount"] == answer["visits"]["totalCount"] == 0
    assert answer["practitioners"]["nodes"] == [{"key": "C001"}]
