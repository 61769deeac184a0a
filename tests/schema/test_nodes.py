"""Nodes by their ids: one statement a type, and only what whoever asks may see."""

import pytest

from domain.access.scope import RULES, visible
from domain.access.seeing import seen
from domain.people.models import Resident
from domain.people.queries import ResidentRow
from domain.reading import read
from domain.rows import new_id
from domain.statements import Statement
from domain.visits.models import Visit
from domain.visits.queries import VisitRow
from schema.relay import global_id

NODES = """query Nodes($ids: [ID!]!) { nodes(ids: $ids) { id ... on Resident { name community { name } }
  ... on Visit { number request { resident { name community { name } } service { name } } } } }"""
VISIT = """query One($id: ID!) { node(id: $id) { ... on Visit { id isoWeek number state
  request { key priority resident { name community { name } } service { name } } } } }"""


@pytest.fixture
async def everybody(published, another_unit, someone):
    """One of each kind of principal, over a published week and another unit."""
    await published(10)
    await another_unit()
    return [
        None,
        await someone("administrator"),
        await someone("coordinator"),
        await someone("coordinator", "QT"),
        await someone("booking_desk"),
        await someone("league_coordinator"),
        await someone("reader"),
        await someone("carer", carer="C001"),
        await someone("guardian", children=("Y1", "Y2")),
    ]


async def test_the_rows_seen_among_ids_are_those_that_the_scope_lets_see(everybody):
    for model in RULES:
        ids = [*await model.all().values_list("id", flat=True), new_id()]
        for who in everybody:
            condition = seen(model, who)

            (found,) = await Statement(model, ("id",), condition.rest).columns(*condition.of(ids))

            assert sorted(found) == sorted(await visible(model.all(), who).values_list("id", flat=True)), (model, who)


async def test_what_was_written_for_one_principal_is_not_taken_for_another_of_the_same_account(everybody):
    coordinator, elsewhere = everybody[2], everybody[3]
    moved = type(elsewhere)(coordinator.account_id, coordinator.login, roles=elsewhere.roles, units=elsewhere.units)
    ids = [one.id for one in await Resident.all()]

    counts = []
    for who in (coordinator, moved, coordinator):
        condition = seen(Resident, who)
        counts.append(len(await read(ResidentRow, Resident, condition.rest, *condition.of(ids))))

    assert counts == [14, 1, 14]


@pytest.mark.parametrize("count", [1, 10])
async def test_nodes_take_one_statement_a_type_however_many_they_are(count, everybody, ask, statements):
    visits = await Visit.all().limit(count)
    residents = await Resident.filter(key__startswith="E").limit(count)
    ids = [global_id("Visit", one.id) for one in visits] + [global_id("Resident", one.id) for one in residents]

    with statements() as seen_statements:
        answer = await ask(NODES, who=everybody[2], ids=ids)

    assert [one["id"] for one in answer["nodes"]] == ids
    assert len(seen_statements) == 2, seen_statements


async def test_a_visit_with_all_around_it_takes_one_statement(everybody, ask, statements):
    visit = await read(VisitRow, Visit, "ORDER BY {id} LIMIT 1")

    with statements() as seen_statements:
        answer = await ask(VISIT, who=everybody[2], id=global_id("Visit", visit[0].id))
    elsewhere = await ask(VISIT, who=everybody[3], id=global_id("Visit", visit[0].id))

    assert answer["node"]["request"]["resident"]["community"] == {"name": "西府社区"}
    assert elsewhere["node"] is None
    assert len(seen_statements) == 1, seen_statements
