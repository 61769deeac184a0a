"""An urgent dressing at ten while three nurses are on the road: who is asked, who holds whom, and when it ends.

The server's clock is the real one, so the bureau's clock is set: its time zone is the one in which it is ten now.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import IsoWeek
from domain.organizations.models import Organization
from domain.people.models import Carer, Resident
from domain.planning.compile import Compiled
from domain.planning.models import Assignment
from domain.planning.operations import Published, publish
from domain.planning.solving import Budget, Solved, prepare, solve_week
from domain.visits.models import ServiceCategory
from domain.visits.requests import RequestEntry, RequestTime, keep_requests

NURSES = ("A", "B", "C")
ALL_DAY = "Mon,Tue,Wed,Thu,Fri,Sat,Sun 00-24"
SHOWS = """... on UrgentVisitRequested { offer { carer { key } expiresAt }
  dispatch { id state candidates { carer { key } arrivesAt rule } } }"""
MINE = "query Mine { myOffers { what offer { id state version arrivesAt expiresAt } } }"
ROUND = """query Round($id: ID!) { node(id: $id) { ... on Dispatch {
  state acceptedAt offers { number state reason carer { key } arrivesAt } assignment { state carer { key } startsAt }
} } }"""


def zone_at_ten() -> str:
    """A time zone in which it is between ten and eleven."""
    ahead = (10 - datetime.now(UTC).hour) % 24
    ahead = ahead - 24 if ahead > 12 else ahead
    return f"Etc/GMT{-ahead:+d}"  # by its sign, west is positive


@pytest.fixture
async def on_the_road(city):
    """Three nurses at rising distances, each on the way to a visit or at one, of a plan published this morning."""
    zone = ZoneInfo(zone_at_ten())
    await Organization.filter(key=city.unit_key).update(time_zone=zone.key, trip_overhead_min=2)
    now = datetime.now(UTC).astimezone(zone)
    city.week = IsoWeek.holding(now.date(), zone)
    city.iso_week = city.week.text
    await city.skill("dressing", "伤口换药")
    await city.service("DRESS", "伤口换药", skill="dressing", minutes=20)
    for i, key in enumerate(NURSES):
        await city.carer(key, f"护士{key}", ALL_DAY, "dressing", years=6)
        await Carer.filter(key=city.key(key)).update(travel_mode="foot")
        await city.elder(f"E{i}", f"老人{i}", latitude=37.261 + (i + 1) * 0.002)
        start = now.hour * 60 + now.minute + 1
        times = (RequestTime(None, now.date(), start, start + 22 + 3 * i),)
        entry = RequestEntry(city.key(f"R{i}"), city.key(f"E{i}"), city.key("DRESS"), times)
        await keep_requests([entry])
    for key in ("X", "Y"):
        await city.elder(key, f"老人{key}")
    unit, morning = await Organization.get(key=city.unit_key), now - timedelta(hours=2)
    solved = await solve_week(unit, city.iso_week, budget=Budget(None, 300), now=morning, actor="story")
    assert isinstance(solved, Solved), solved
    week = await prepare(unit, city.iso_week, now=morning)
    assert isinstance(week, Compiled)
    assert isinstance(await publish(solved.draft.plan_id, week, now=morning, actor="story"), Published)
    assert await Assignment.filter(plan_id=solved.draft.plan_id).count() == 3
    return city


async def urgent(city, elder: str, offer_minutes: float) -> dict:
    """The coordinator asks for a dressing now."""
    given = {
        "resident": await city.id("Resident", Resident, elder),
        "service": await city.id("ServiceCategory", ServiceCategory, "DRESS"),
    }
    answer = await city.coordinator.change(
        "requestUrgentVisit", SHOWS, offerMinutes=offer_minutes, slaMinutes=240, **given
    )
    assert answer["__typename"] == "UrgentVisitRequested", answer
    return answer


async def open_offer(nurse) -> dict | None:
    """What a nurse's phone shows that waits for her answer."""
    mine = (await nurse.ask(MINE))["myOffers"]
    return next((one["offer"] for one in mine if one["offer"]["state"] == "open"), None)


async def round_of(city, dispatch: str) -> dict:
    return (await city.coordinator.ask(ROUND, id=dispatch))["node"]


async def until_asked(city, dispatch: str, number: int, within_s: float = 30.0) -> dict:
    """The dispatch once so many were asked."""
    async with asyncio.timeout(within_s):
        while len((now_it := await round_of(city, dispatch))["offers"]) < number:  # noqa: ASYNC110  (it is elsewhere)
            await asyncio.sleep(0.2)
    return now_it


async def test_the_first_declines_the_second_times_out_the_third_accepts_and_is_held_meanwhile(on_the_road):
    city = on_the_road
    nurses = {key: await city.caller("carer", carer=key) for key in NURSES}

    asked = await urgent(city, "X", offer_minutes=0.2)
    ranked = [one for one in asked["dispatch"]["candidates"] if not one["rule"]]
    order = [city.short(one["carer"]["key"]) for one in ranked]
    first = await open_offer(nurses[order[0]])
    assert first is not None
    no = await nurses[order[0]].change(
        "declineOffer",
        "... on OfferDeclined { offer { state } }",
        offer=first["id"],
        expectedVersion=first["version"],
        reason="还在处理前一位老人",
    )
    third_asked = await until_asked(city, asked["dispatch"]["id"], 3)
    other = await urgent(city, "Y", offer_minutes=10)
    third = await open_offer(nurses[order[2]])
    assert third is not None
    yes = await nurses[order[2]].change(
        "acceptOffer",
        "... on OfferAccepted { offer { state } assignment { state } }",
        offer=third["id"],
        expectedVersion=third["version"],
    )
    over, another = await round_of(city, asked["dispatch"]["id"]), await round_of(city, other["dispatch"]["id"])

    assert sorted(order) == sorted(NURSES)
    arrivals = [one["arrivesAt"] for one in ranked]
    assert arrivals == sorted(arrivals)
    assert no["__typename"] == "OfferDeclined"
    assert [one["state"] for one in third_asked["offers"]] == ["declined", "expired", "open"]
    assert [city.short(one["carer"]["key"]) for one in third_asked["offers"]] == order
    assert city.short(other["offer"]["carer"]["key"]) != order[2]
    assert yes["__typename"] == "OfferAccepted", yes
    assert (over["state"], over["assignment"]["state"]) == ("accepted", "accepted")
    assert city.short(over["assignment"]["carer"]["key"]) == order[2]
    assert order[2] not in {city.short(one["carer"]["key"]) for one in another["offers"]}
    assert await open_offer(nurses[order[2]]) is None


async def test_nobody_leaves_the_visit_at_hand_for_an_urgent_one(on_the_road):
    city = on_the_road
    asked = await urgent(city, "X", offer_minutes=5)

    now = datetime.now(UTC)
    under_way = await Assignment.filter(plan__week__unit__key=city.unit_key).select_related("carer", "visit")

    arrivals = {
        city.short(one["carer"]["key"]): datetime.fromisoformat(one["arrivesAt"])
        for one in asked["dispatch"]["candidates"]
        if one["arrivesAt"]
    }
    begun = [one for one in under_way if one.starts_at - timedelta(seconds=one.travel_s) < now]
    assert begun
    for one in begun:
        assert arrivals[city.short(one.carer.key)] >= one.ends_at
