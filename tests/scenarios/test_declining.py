"""A nurse says no on the phone while the coordinator moves the same visit: one of them wins, the other reads how."""

import asyncio

import pytest

from domain.people.models import Carer

OWN = "query Own($week: String!) { myRoster(isoWeek: $week) { id version state decidedBy visit { id } } }"
DECLINED = "... on AssignmentDeclined { assignment { state version } }"
MOVED = "... on VisitMoved { plan { id number version } }"


@pytest.fixture
async def published(city):
    """One visit that either of two nurses could make, published."""
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing")
    for key, name in (("A", "护士甲"), ("B", "护士乙")):
        await city.carer(key, name, "Tue 08-12", "dressing", years=6)
    await city.elder("E1", "老人一")
    await city.request("R1", "E1", "DRESS", "Tue 08-12")
    week = await city.match()
    await city.publish(week)
    return city, await city.read()


async def told(published):
    """The nurse whom the visit was given to, signed in, with what the phone shows; and the other nurse's id."""
    city, week = published
    entry = city.entry(week, "R1")
    mine = city.short(entry["carer"]["key"])
    nurse = await city.caller("carer", carer=mine)
    (seen,) = (await nurse.ask(OWN, week=city.iso_week))["myRoster"]
    return nurse, seen, await city.id("Practitioner", Carer, "B" if mine == "A" else "A")


@pytest.mark.parametrize("head_start_s", [0.0, 0.3, 1.5])
async def test_of_a_nurse_who_declines_and_a_coordinator_who_moves_one_wins_and_the_other_reads_who_and_when(
    published, head_start_s
):
    city, _ = published
    nurse, seen, other = await told(published)
    move = {"visit": seen["visit"]["id"], "carer": other, "expectedVersion": seen["version"]}
    decline = {"assignment": seen["id"], "expectedVersion": seen["version"], "reason": "孩子生病"}

    async def later():
        await asyncio.sleep(head_start_s)
        return await nurse.change("declineAssignment", DECLINED, **decline)

    moved, declined = await asyncio.gather(city.coordinator.change("moveVisit", MOVED, **move), later())

    if declined["__typename"] == "AssignmentDeclined":
        winner, loser, state = nurse.login, moved, "declined"
    else:
        winner, loser, state = city.coordinator.login, declined, "moving"
    answers = {moved["__typename"], declined["__typename"]}
    assert answers in ({"VisitMoved", "Conflict"}, {"AssignmentDeclined", "Conflict"})
    (now_it,) = (await nurse.ask(OWN, week=city.iso_week))["myRoster"]
    assert (now_it["state"], now_it["decidedBy"]) == (state, winner)
    assert (loser["currentVersion"], loser["other"]) == (now_it["version"], state)
    assert f"by {winner} at " in loser["message"]


async def test_a_declined_visit_is_given_to_somebody_else_by_the_next_match(published):
    city, _ = published
    nurse, seen, other = await told(published)
    await nurse.change(
        "declineAssignment", DECLINED, assignment=seen["id"], expectedVersion=seen["version"], reason="孩子生病"
    )

    week = await city.match(mutation="replanWeek")

    assert city.entry(week, "R1")["carer"]["id"] == other
