"""A community and the health bureau: a week matched, and matched again when a nurse falls ill; lifts that take two."""

import pytest

from domain.people.models import Carer

TRIED = """query T($plan: ID!, $changes: [PlanChangeInput!]!) { whatIf(plan: $plan, changes: $changes) {
  __typename
  ... on WhatIf { moved { carersBefore { name } carersAfter { name } } }
  ... on ValidationFailed { problems { field mend } } } }"""
ONE_MORE = """query W($plan: ID!, $changes: [PlanChangeInput!]!) { whatIf(plan: $plan, changes: $changes) { __typename
  ... on WhatIf { assignedBefore assignedAfter moved { name isByAdded startsAfter } }
  ... on ValidationFailed { problems { field value mend } } } }"""


@pytest.fixture(scope="module")
async def west_mansion(new_city):
    """The community with its week matched; nobody is ill."""
    city = await with_requests(await new_city())
    await city.match()
    return city


@pytest.fixture(scope="module")
async def nurse_b_ill(new_city):
    """The community once its week was published, B reported sick for Thursday and the week was matched anew; and the
    week before that."""
    city = await with_requests(await new_city())
    before = await city.match()
    await city.publish(before)
    nurse = next(one["carer"]["id"] for one in before["roster"] if one["carer"]["name"] == "护士乙")
    absent = await city.coordinator.change("reportAbsence", carer=nurse, onDate=str(city.day("Thu")))
    assert absent["__typename"] == "AbsenceReported", absent
    await city.match(mutation="replanWeek")
    return city, before


async def with_requests(city):
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
    week = await west_mansion.read()

    roster = west_mansion.roster(week)
    assert sorted(roster) == ["D1", "D2", "D3", "D4", "D5", "K1", "K2", "K3", "K4"]
    assert {carer for visits in roster.values() for carer, _ in visits} == {"A", "B"}
    assert all(roster[key][0][0] == "B" for key in ("K1", "K2", "K3", "K4"))
    assert (week["plan"]["assigned"], week["plan"]["visits"], week["plan"]["isProven"]) == (9, 9, True)


async def test_the_three_others_are_named_with_their_reasons(west_mansion):
    readiness = (await west_mansion.read())["readiness"]

    assert (readiness["plannableVisits"], readiness["visits"]) == (9, 12)
    assert {(west_mansion.short(item["key"]), item["code"]) for item in readiness["items"]} == {
        ("N1", "NO_ASSESSMENT"),
        ("N2", "NO_ASSESSMENT"),
        ("P1", "PROHIBITED"),
    }
    elders = {item["about"]["request"]["resident"]["name"] for item in readiness["items"]}
    assert elders == {"老人10", "老人11", "老人12"}


async def test_a_sick_nurse_costs_one_catheter_change_and_moves_nobody_on_tuesday(nurse_b_ill):
    city, before = nurse_b_ill
    after = await city.read()

    earlier, later, tray = city.roster(before), city.roster(after), city.tray(after)
    assert len(later) == 8
    assert list(tray) == ["K4"]
    assert tray["K4"]["code"] == "NO_QUALIFIED_CAPACITY"
    assert tray["K4"]["rules"] == {"护士甲": "SKILL", "护士乙": "AVAILABLE", "护士丙": "YEARS"}
    on_tuesday = {key: visits for key, visits in earlier.items() if visits[0][1].startswith("Tue")}
    assert {key: later[key] for key in on_tuesday} == on_tuesday


async def test_the_advice_names_one_catheter_nurse_on_thursday_or_friday_for_the_one_who_is_left(nurse_b_ill):
    city, _ = nurse_b_ill
    after = await city.read("zh")

    remedies = city.tray(after)["K4"]["remedies"]
    in_english = city.tray(await city.read("en"))["K4"]["remedies"]
    assert any("导尿" in one and "周四" in one for one in remedies)
    assert any("护士乙" in one and "周五" in one for one in remedies)
    assert any("Thu" in one for one in in_english)
    assert not any(one.startswith("护士乙 周四") for one in remedies)  # she is the one who is ill


async def test_why_nobody_changes_the_catheter_is_told_word_for_word_in_both_languages(nurse_b_ill):
    city, _ = nurse_b_ill
    after = await city.read("zh")

    chinese = city.tray(after)["K4"]
    english = city.tray(await city.read("en"))["K4"]

    assert chinese["summary"] == (
        "具备技能的 2 人都不能来:护士乙周四请假、周五约定时间没有班次,护士丙从业年限不够;其余 1 人没有所需技能。"
    )
    assert chinese["remedies"] == [
        "护士乙 周五 08:00–09:30 也能来",
        "周四 07:45–12:15 增加一名会「更换导尿管」的医护人员(如护士乙)",
        "周五 07:45–12:15 增加一名会「更换导尿管」的医护人员(如护士乙)",
    ]
    assert english["summary"] == (
        "Nobody with the skill can come: 护士乙 away on Thu, not on duty at the agreed times on Fri; "
        "护士丙 with too few years of practice; 1 other lacks it."
    )
    assert english["remedies"] == [
        "护士乙 can come on Fri 08:00–09:30 too",
        "one more practitioner with catheter, like 护士乙, on Thu 07:45–12:15",
        "one more practitioner with catheter, like 护士乙, on Fri 07:45–12:15",
    ]


async def test_what_if_one_more_catheter_nurse_came_on_thursday_is_the_mend_that_was_advised(nurse_b_ill):
    city, _ = nurse_b_ill
    after = await city.read()
    nurse = await city.id("Practitioner", Carer, "B")
    hours = {"startsAt": city.at("Thu", 8), "endsAt": city.at("Thu", 12)}
    changes = [{"addCarer": {"like": nurse, **hours}}]

    answer = await city.coordinator.ask(ONE_MORE, plan=after["plan"]["id"], changes=changes)

    told = answer["whatIf"]
    assert (told["assignedBefore"], told["assignedAfter"]) == (8, 9)
    assert [(one["isByAdded"], one["name"].split(" Thu")[0]) for one in told["moved"]] == [(True, "老人9, 更换导尿管")]


@pytest.fixture(scope="module")
async def lifting(new_city):
    """The two who lift, with their week matched."""
    city = await with_lifting(await new_city())
    await city.match()
    return city


async def with_lifting(city):
    """A visit that takes two, and two who can lift."""
    await city.skill("lifting", "搬抬")
    await city.service("LIFT", "协助翻身", skill="lifting", carers_needed=2)
    await city.elder("E1", "老人一")
    await city.request("LIFT", "E1", "LIFT", "Tue 09-11")
    for key, name in (("V1", "志愿者一"), ("V2", "志愿者二")):
        await city.carer(key, name, "Tue 08-12", "lifting", kind="volunteer", licence=False)
    return city


async def test_both_carers_of_a_lifting_visit_arrive_together(lifting):
    week = await lifting.read()

    visits = lifting.roster(week)["LIFT"]
    assert len({carer for carer, _ in visits}) == 2
    assert len({start for _, start in visits}) == 1


async def test_who_lifts_already_can_not_be_their_own_partner(lifting):
    week = await lifting.read()
    there = lifting.entry(week, "LIFT")["carer"]["id"]
    visit = await lifting.visit_id("LIFT")

    answers = [await tried(lifting, week, {"move": {"visit": visit, "carer": there, "slot": slot}}) for slot in (0, 1)]

    (refused,) = [one for one in answers if one["__typename"] == "ValidationFailed"]
    assert refused["problems"][0]["field"] == "changes[0].carer"
    assert refused["problems"][0]["mend"].endswith("comes to it already. Name somebody else.")


async def test_the_two_who_lift_exchange_their_places(lifting):
    week = await lifting.read()
    visit = await lifting.visit_id("LIFT")

    answer = await tried(lifting, week, {"swap": {"visit": visit, "other": visit, "slot": 0, "otherSlot": 1}})

    assert answer["__typename"] == "WhatIf", answer
    (moved,) = answer["moved"]
    assert moved["carersAfter"] == moved["carersBefore"][::-1]


async def tried(city, week, change):
    """What would become of the week's plan if."""
    return (await city.coordinator.ask(TRIED, plan=week["plan"]["id"], changes=[change]))["whatIf"]


@pytest.fixture(scope="module")
async def pinned_elsewhere(new_city):
    """One of the two is pinned to another elder's visit, right in the middle of the lifting's window; matched."""
    city = await with_lifting(await new_city())
    await city.service("CHAT", "陪伴", skill="lifting", assessment_needed=False)
    await city.elder("E2", "老人二")
    await city.request("CHAT", "E2", "CHAT", "Tue 09-11")
    await city.owe()
    pin = {"visit": await city.visit_id("CHAT"), "carer": await city.id("Volunteer", Carer, "V2")}
    pinned = await city.coordinator.change("pinVisit", startsAt=city.at("Tue", 9, 30), **pin)
    assert pinned["__typename"] == "VisitPinned", pinned
    await city.match()
    return city


async def test_a_partner_who_is_pinned_elsewhere_is_the_reason_why_nobody_lifts(pinned_elsewhere):
    week = await pinned_elsewhere.read()

    line = pinned_elsewhere.tray(week)["LIFT"]
    assert line["rules"]["志愿者二"] == "PIN"
    assert "老人二" in next(one["why"] for one in line["excluded"] if one["carer"]["name"] == "志愿者二")
    assert pinned_elsewhere.roster(week)["CHAT"] == [("V2", "Tue 09:30")]


async def test_why_nobody_lifts_is_told_word_for_word_in_both_languages(pinned_elsewhere):
    chinese = pinned_elsewhere.tray(await pinned_elsewhere.read("zh"))["LIFT"]
    english = pinned_elsewhere.tray(await pinned_elsewhere.read("en"))["LIFT"]

    assert chinese["summary"] == (
        "2 人都不能来:志愿者一没有能同时来的搭档,志愿者二已固定在「老人二 陪伴 周二 09:30」。"
    )
    assert [one["why"] for one in chinese["excluded"]] == [
        "没有能同时来的搭档(老人二 陪伴 周二 09:30)",
        "已固定在别处或与固定不符(老人二 陪伴 周二 09:30)",
    ]
    assert chinese["remedies"] == [
        "少派一人(第 1 个岗位空缺)",
        "时间窗放宽 60 分钟(周二 08:00–11:00)",
        "周二 08:45–11:15 增加一名会「搬抬」的服务人员(如志愿者一)",
        "周二 08:45–11:15 增加一名会「搬抬」的服务人员(如志愿者二)",
    ]
    assert english["summary"] == (
        "Nobody can come: 志愿者一 with no partner who can come at the same time; "
        "志愿者二 pinned to 老人二, 陪伴 Tue 09:30."
    )
    assert [one["why"] for one in english["excluded"]] == [
        "no partner who can come at the same time (老人二, 陪伴 Tue 09:30)",
        "held elsewhere by a pin, or against a pin (老人二, 陪伴 Tue 09:30)",
    ]
    assert english["remedies"] == [
        "send one carer fewer (place 1 stays empty)",
        "widen the window by 60 minutes (Tue 08:00–11:00)",
        "one more carer with lifting, like 志愿者一, on Tue 08:45–11:15",
        "one more carer with lifting, like 志愿者二, on Tue 08:45–11:15",
    ]
