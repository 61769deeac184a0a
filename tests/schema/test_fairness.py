"""Whether a week is fair, over GraphQL: for the unit's coordinators, in a fixed number of statements."""

import pytest

from domain.people.models import Carer, CarerUnit
from domain.rows import new_id
from schema.relay import global_id

FAIR = """query F($scope: ID!, $first: Int = 200) { week(scope: $scope, isoWeek: "2026-W50") { fairness {
  weeks summary
  carers(first: $first) {
    carer { key name } why
    week { offeredMinutes workedMinutes fairMinutes travelMinutes unpopularMinutes fairUnpopularMinutes standing }
    weeks { workedMinutes fairMinutes standing unpopularStanding }
  } } } }"""


async def test_a_coordinator_reads_each_carers_load_beside_their_part_whoever_does_most_first(matched, ask, someone):
    unit = await matched(30)

    answer = await ask(FAIR, who=await someone("coordinator"), scope=global_id("Organization", unit.id))

    fairness = answer["week"]["fairness"]
    beyond = [one["weeks"]["workedMinutes"] - one["weeks"]["fairMinutes"] for one in fairness["carers"]]
    assert fairness["weeks"] == 1
    assert {one["carer"]["key"] for one in fairness["carers"]} == {"C000", "C001", "C002"}
    assert sorted(beyond, reverse=True) == beyond
    assert sum(one["week"]["workedMinutes"] for one in fairness["carers"]) > 0
    assert all(one["why"].startswith(f"{one['carer']['name']} works ") for one in fairness["carers"])


async def test_at_most_so_many_carers_come_as_are_asked_for(matched, ask):
    unit = await matched(30)

    answer = await ask(FAIR, scope=global_id("Organization", unit.id), first=1)

    assert len(answer["week"]["fairness"]["carers"]) == 1


@pytest.mark.parametrize("role", ["reader", "booking_desk"])
async def test_who_does_not_coordinate_may_not_read_it(role, matched, ask, someone):
    unit = await matched(10)

    answer = await ask(FAIR, who=await someone(role), scope=global_id("Organization", unit.id), with_errors=True)

    assert answer.data is None
    assert answer.errors[0].extensions == {"code": "NOT_PERMITTED", "fields": ["Week.fairness"]}


async def test_a_reader_of_one_unit_who_coordinates_another_gets_null(matched, another_unit, ask, someone):
    unit, other = await matched(10), await another_unit()
    reader, coordinator = await someone("reader"), await someone("coordinator", "QT")
    both = type(reader)(
        new_id(), "both", roles=reader.roles | coordinator.roles, units=reader.units | coordinator.units
    )

    answer = await ask(FAIR, who=both, scope=global_id("Organization", unit.id))
    own = await ask(FAIR, who=both, scope=global_id("Organization", other.id))

    assert answer["week"]["fairness"] is None
    assert [one["carer"]["key"] for one in own["week"]["fairness"]["carers"]] == ["QT-N"]


async def test_more_carers_take_no_more_statements(matched, ask, statements):
    unit = await matched(30)
    counts = []
    for more in (0, 20):
        first = await Carer.get(key="C000")
        for i in range(more):
            carer = await Carer.create(
                key=f"M{i:03}", name=f"新人{i}", kind="volunteer", base_id=first.base_id,
                organization_id=first.organization_id,
            )  # fmt: skip
            await CarerUnit.create(carer=carer, unit=unit)
        with statements() as seen:
            answer = await ask(FAIR, scope=global_id("Organization", unit.id))
        counts.append((len(answer["week"]["fairness"]["carers"]), len(seen)))

    assert counts[1][0] == counts[0][0] + 20
    assert counts[1][1] == counts[0][1] <= 13
