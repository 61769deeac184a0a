"""西府 and the health bureau: a week matched, and matched again when a nurse falls ill."""

from datetime import UTC, date, datetime

import pytest

from domain.people.absences import report_absence
from domain.planning.operations import Published
from domain.planning.pins import Pinned, pin_visit

MONDAY_MORNING = datetime(2026, 12, 7, 0, 30, tzinfo=UTC)  # 08:30 in Fenyang
THURSDAY = date(2026, 12, 10)


@pytest.fixture
async def west_mansion(city):
    """Twelve requests, two without an assessment and one prohibited: five dressings, four catheter changes are left."""
    await city.skill("dressing", "伤口换药")
    await city.skill("catheter", "更换导尿管")
    nursing = {"carer_kind": "practitioner", "qualification": "nurse", "min_years": 5}
    await city.service("DRESS", "伤口换药", skill="dressing", **nursing)
    await city.service("CATH", "更换导尿管", skill="catheter", **nursing)
    await city.service("INFUSE", "输液", skill="dressing", is_prohibited=True, **nursing)
    half_days = "Tue,Thu 08-12"
    await city.carer("A", "护士甲", half_days, "dressing", years=6)
    await city.carer("B", "护士乙", half_days, "dressing catheter", years=9)
    await city.carer("C", "护士丙", half_days, "dressing catheter", years=4)
    for i in range(1, 13):
        await city.elder(f"E{i}", f"老人{i}", assessed=i not in (10, 11))
    for i in range(1, 6):
        await city.request(f"D{i}", f"E{i}", "DRESS", "Tue 08-12; Thu 08-12")
    for i in range(1, 4):
        await city.request(f"K{i}", f"E{i + 5}", "CATH", "Tue 08-12")
    await city.request("K4", "E9", "CATH", "Thu 08-12; Fri 08-12")
    await city.request("N1", "E10", "DRESS", "Tue 08-12; Thu 08-12")
    await city.request("N2", "E11", "CATH", "Thu 08-12")
    await city.request("P1", "E12", "INFUSE", "Tue 08-12")
    return city


async def test_nine_of_twelve_are_plannable_and_all_nine_are_assigned(west_mansion):
    solved = await west_mansion.solve()

    roster = await west_mansion.roster(solved)
    assert sorted(roster) == ["D1", "D2", "D3", "D4", "D5", "K1", "K2", "K3", "K4"]
    assert {carer for visits in roster.values() for carer, _ in visits} == {"A", "B"}
    assert all(roster[key][0][0] == "B" for key in ("K1", "K2", "K3", "K4"))
    assert solved.draft.verdict.assigned == solved.draft.verdict.visits == 9
    assert solved.solution.is_proven


async def test_the_three_others_are_named_with_their_reasons(west_mansion):
    compiled = await west_mansion.compiled()

    assert {(item.key, item.code) for item in compiled.readiness.items} == {
        ("N1", "NO_ASSESSMENT"),
        ("N2", "NO_ASSESSMENT"),
        ("P1", "PROHIBITED"),
    }


async def test_a_sick_nurse_costs_one_catheter_change_and_moves_nobody_on_tuesday(west_mansion):
    first = await west_mansion.solve()
    before = await west_mansion.roster(first)
    assert isinstance(await west_mansion.publish(first), Published)

    await report_absence(await west_mansion.unit, "B", THURSDAY, now=MONDAY_MORNING, actor="story")
    second = await west_mansion.solve(now=MONDAY_MORNING)

    after, tray = await west_mansion.roster(second), await west_mansion.tray(second)
    assert len(after) == 8
    assert list(tray) == ["K4"]
    assert tray["K4"].code == "NO_QUALIFIED_CAPACITY"
    assert {one.carer_name: one.rule for one in tray["K4"].excluded} == {
        "护士甲": "SKILL",
        "护士乙": "AVAILABLE",
        "护士丙": "YEARS",
    }
    on_tuesday = {key: visits for key, visits in before.items() if visits[0][1].startswith("Tue")}
    assert {key: after[key] for key in on_tuesday} == on_tuesday


async def test_the_advice_names_one_catheter_nurse_on_thursday_or_friday_for_the_one_who_is_left(west_mansion):
    first = await west_mansion.solve()
    await west_mansion.publish(first)
    await report_absence(await west_mansion.unit, "B", THURSDAY, now=MONDAY_MORNING, actor="story")

    second = await west_mansion.solve(now=MONDAY_MORNING)

    remedies = (await west_mansion.tray(second))["K4"].remedies
    assert any("导尿" in one.zh and "周四" in one.zh for one in remedies)
    assert any("护士乙" in one.zh and "周五" in one.zh for one in remedies)
    assert any("Thu" in one.en for one in remedies)
    assert not any(one.zh.startswith("护士乙 周四") for one in remedies)  # she is the one who is ill


async def test_both_carers_of_a_lifting_visit_arrive_together(city):
    await lifting(city)

    solved = await city.solve()

    visits = (await city.roster(solved))["LIFT"]
    assert len({carer for carer, _ in visits}) == 2
    assert len({start for _, start in visits}) == 1


async def test_a_partner_who_is_pinned_elsewhere_is_the_reason_why_nobody_lifts(city):
    await lifting(city)
    await city.service("CHAT", "陪伴", skill="lifting", assessment_needed=False)
    await city.elder("E2", "老人二")
    await city.request("CHAT", "E2", "CHAT", "Tue 09-11")
    pinned = await pin_visit(
        "CHAT",
        await city.compiled(),
        carer="V2",
        starts_at=datetime(2026, 12, 8, 1, 30, tzinfo=UTC),
        now=MONDAY_MORNING,
        actor="story",
    )
    assert isinstance(pinned, Pinned)

    solved = await city.solve()

    line = (await city.tray(solved))["LIFT"]
    assert {one.carer_name: one.rule for one in line.excluded}["志愿者二"] == "PIN"
    assert "老人二" in next(one.why.zh for one in line.excluded if one.carer_name == "志愿者二")
    assert (await city.roster(solved))["CHAT"] == [("V2", "Tue 09:30")]


async def lifting(city) -> None:
    """A visit that takes two, and two who can lift."""
    await city.skill("lifting", "搬抬")
    await city.service("LIFT", "协助翻身", skill="lifting", carers_needed=2)
    await city.elder("E1", "老人一")
    await city.request("LIFT", "E1", "LIFT", "Tue 09-11")
    for key, name in (("V1", "志愿者一"), ("V2", "志愿者二")):
        await city.carer(key, name, "Tue 08-12", "lifting", kind="volunteer", licence=False)
