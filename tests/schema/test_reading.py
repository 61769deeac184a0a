"""Reading over GraphQL: the statements never grow with the page, and what is missing answers null."""

from uuid import uuid4

import pytest

from schema.relay import global_id

WEEK_DOCUMENT = """query Week($scope: ID!) {
  week(scope: $scope, isoWeek: "2026-W50") {
    status
    readiness { plannableVisits visits carers items { subject key label code mend } }
    plan { number assigned visits cost isProven terms { name points } }
    roster { startsAt what whom where carer { name skills { level skill { name } } organization { name } }
      visit { request { key resident { name community { name } } service { name } windows { startMinute } } }
      session { title room { name } program { name partners { level organization { name } } } } }
    unassigned { key summary code excluded { rule why carer { name phone } } remedies visit { number } }
    admissions { adults admitted waiting session { title enrolled } bands { minAge admitted } }
    runs { state stopped }
  }
}"""
LISTS = {
    "communities": "key plannedBy { name }",
    "organizations": "key name",
    "rooms": "key community { name }",
    "residents": "key phone community { name } address { text hasCoordinates }",
    "volunteers": "key organization { name } skills { level skill { name } } qualifications { kind }",
    "practitioners": "key grade skills { level skill { key } }",
    "serviceCategories": "key skill { name }",
    "homeVisitRequests": "key resident { name community { name } } service { name } windows { weekday } "
    "preferredCarer { name }",
    "visits": "number request { key resident { name } service { skill { name } } }",
    "youthPrograms": "key bands { minAge } partners { level organization { name } } community { name }",
    "sessions": "key enrolled room { name } program { name } skill { name }",
}


async def test_readiness_roster_and_tray_take_as_many_statements_for_sixty_visits_as_for_ten(matched, ask, statements):
    counts = []
    for visits in (10, 60):
        unit = await matched(visits)
        with statements() as seen:
            answer = await ask(WEEK_DOCUMENT, scope=global_id("Organization", unit.id))
        counts.append(len(seen))
        assert len(answer["week"]["roster"]) >= visits * 0.8
        assert answer["week"]["unassigned"]

    assert counts[0] == counts[1], counts
    assert counts[1] <= 60


@pytest.mark.parametrize("name", LISTS)
async def test_a_list_takes_as_many_statements_for_a_long_page_as_for_a_short_one(name, matched, ask, statements):
    await matched(40)
    counts, lengths = [], []
    for first in (1, 200):
        with statements() as seen:
            answer = await ask(f"{{ {name}(first: {first}) {{ nodes {{ id {LISTS[name]} }} totalCount }} }}")
        counts.append(len(seen))
        lengths.append(len(answer[name]["nodes"]))

    assert lengths[0] == 1
    assert counts[1] <= counts[0] + 1  # a relation that the first row happens to lack
    assert lengths[1] == min(200, answer[name]["totalCount"])


async def test_pages_follow_one_another_forward_and_backward_without_gaps(matched, ask):
    await matched(25)
    document = """query Page($first: Int, $after: String, $last: Int, $before: String) {
      residents(first: $first, after: $after, last: $last, before: $before) {
        nodes { key } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }"""

    keys, cursor = [], None
    while True:
        page = (await ask(document, first=10, after=cursor))["residents"]
        keys += [node["key"] for node in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    back = (await ask(document, last=5, before=page["pageInfo"]["startCursor"]))["residents"]

    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) == 29
    assert [node["key"] for node in back["nodes"]] == keys[15:20]
    assert back["pageInfo"]["hasPreviousPage"]


async def test_orders_run_both_ways_and_filters_narrow(matched, ask):
    await matched(10)

    answer = await ask(
        '{ residents(orderBy: KEY_DESC, filter: { nameContains: "老人" }) { nodes { key } totalCount }'
        ' visits(filter: { isoWeek: "2026-W50" }) { totalCount }'
        ' none: visits(filter: { isoWeek: "2027-W01" }) { totalCount } }'
    )

    keys = [node["key"] for node in answer["residents"]["nodes"]]
    assert keys == sorted(keys, reverse=True)
    assert answer["residents"]["totalCount"] == 10
    assert (answer["visits"]["totalCount"], answer["none"]["totalCount"]) == (10, 0)


async def test_a_node_is_found_by_its_id_and_a_missing_or_foreign_one_answers_null(matched, ask):
    unit = await matched(10)
    good = global_id("Organization", unit.id)
    document = "query N($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Organization { name } } }"

    answer = await ask(document, ids=[good, global_id("Community", unit.id), global_id("Visit", uuid4()), "rubbish"])

    assert answer["nodes"] == [{"id": good, "__typename": "Organization", "name": "汾阳市卫健局"}, None, None, None]


async def test_a_volunteer_is_not_found_under_a_practitioners_id(matched, ask):
    await matched(20)
    found = await ask("{ volunteers { nodes { id } } }")
    volunteer = found["volunteers"]["nodes"][0]["id"]

    answer = await ask("query N($id: ID!) { node(id: $id) { __typename id } }", id=volunteer)

    assert answer["node"] == {"__typename": "Volunteer", "id": volunteer}


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ("first: -1", "first"),
        ("first: 10000", "first"),
        ("first: 1, last: 1", "last"),
        ('after: "rubbish"', "after"),
        ('after: "WyJvdGhlciIsIFsiYSIsICIwMTllYWMxNi03YzQ1LTcxYjAtODQ3Yi0yMzFkN2Y1ZDQ3YjciXV0="', "after"),
    ],
)
async def test_a_page_that_can_not_be_given_names_the_argument_and_the_mend(arguments, argument, ask):
    answer = await ask(f"{{ communities({arguments}) {{ nodes {{ key }} }} }}", with_errors=True)

    (error,) = answer.errors
    assert error.extensions["code"] == "BAD_PAGE"
    assert error.extensions["argument"] == argument
    assert error.extensions["mend"]


async def test_phone_numbers_are_masked(matched, ask):
    await matched(10)

    answer = await ask("{ residents(first: 1) { nodes { phone } } practitioners { nodes { phone } } }")

    assert answer["residents"]["nodes"][0]["phone"] == "139****1234"
    assert answer["practitioners"]["nodes"][0]["phone"] == "138****5678"


async def test_sentences_come_in_the_language_of_the_request(matched, ask):
    unit = await matched(10)
    document = """query Words($scope: ID!) {
      week(scope: $scope, isoWeek: "2026-W50") { unassigned { summary } readiness { items { mend } } }
    }"""

    en = await ask(document, scope=global_id("Organization", unit.id))
    zh = await ask(document, language="zh", scope=global_id("Organization", unit.id))

    assert any(" can come: " in one["summary"] for one in en["week"]["unassigned"])
    assert any("能来:" in one["summary"] for one in zh["week"]["unassigned"])
    assert "知情同意" in zh["week"]["readiness"]["items"][0]["mend"]


async def test_a_community_narrows_the_week_to_itself_and_a_scope_that_plans_nothing_answers_null(matched, ask):
    await matched(10)
    found = await ask("{ communities { nodes { id } } rooms { nodes { id } } }")
    document = 'query W($scope: ID!) { week(scope: $scope, isoWeek: "2026-W50") { isoWeek roster { whom } } }'

    community = await ask(document, scope=found["communities"]["nodes"][0]["id"])
    room = await ask(document, scope=found["rooms"]["nodes"][0]["id"])

    assert len(community["week"]["roster"]) >= 8
    assert room["week"] is None
