"""A week with ten open visits: three causes explain them, and two changes place nine."""

import pytest

FEWEST = """query F($plan: ID!) { fewestChanges(plan: $plan) {
  __typename
  ... on FewestChanges { open placed summary steps { changes places } left withoutChange costDifference }
  ... on ValidationFailed { problems { field mend } } } }"""
HELPS = """query H($visit: ID!) { explainUnassigned(visit: $visit) {
  __typename
  ... on UnassignedExplained { unassigned { summary helps { text scope isProven people minutes costDifference } } }
  ... on ValidationFailed { problems { field mend } } ... on Refusal { message } } }"""


@pytest.fixture
async def three_causes(city):
    """Five catheter changes on a day without their nurse, four dressings after a licence lapsed, one rehabilitation."""
    for key, name in (("catheter", "更换导尿管"), ("dressing", "伤口换药"), ("rehab", "康复训练")):
        await city.skill(key, name)
    nursing = {"carer_kind": "practitioner", "qualification": "nurse", "minutes": 30}
    await city.service("CATH", "更换导尿管", skill="catheter", **nursing)
    await city.service("DRESS", "伤口换药", skill="dressing", **nursing)
    await city.service("REHAB", "康复训练", skill="rehab", carer_kind="practitioner", minutes=30)
    await city.carer("C", "护士丙", "Tue 08-12", "catheter")
    await city.carer("D", "护士丁", "Wed 08-12", "dressing", licence=False)
    await city.qualified("D", "nurse", city.day("Mon"))
    for i in range(1, 11):
        await city.elder(f"E{i}", f"老人{i}")
    for i in range(1, 6):
        await city.request(f"K{i}", f"E{i}", "CATH", "Thu 08-12")
    for i in range(6, 10):
        await city.request(f"W{i}", f"E{i}", "DRESS", "Wed 08-12")
    await city.request("R", "E10", "REHAB", "Fri 08-12")
    return city


async def test_ten_open_visits_have_three_causes_and_two_changes_place_nine(three_causes):
    week = await three_causes.match()

    asked = {"plan": week["plan"]["id"]}
    chinese = (await three_causes.coordinator.ask(FEWEST, "zh", **asked))["fewestChanges"]
    english = (await three_causes.coordinator.ask(FEWEST, "en", **asked))["fewestChanges"]

    assert len(three_causes.tray(week)) == 10
    assert chinese["__typename"] == "FewestChanges", chinese
    assert sorted(len(step["places"]) for step in chinese["steps"][:2]) == [4, 5]
    causes = ["".join(step["changes"]) for step in chinese["steps"]]
    assert any("护士丁续期「护士」" in cause for cause in causes), causes
    assert any("护士丙" in cause and "周四" in cause for cause in causes), causes
    assert any("康复训练" in cause and "周五" in cause for cause in causes), causes
    assert chinese["summary"] == "3 项改动可排上 10 项中的 10 项(分别 5 项、4 项、1 项)。"
    assert english["summary"] == "3 changes would place 10 of 10 (5 + 4 + 1)."


async def test_why_nobody_is_one_sentence_with_the_day_that_a_licence_ends(three_causes):
    await three_causes.match()
    visit = await three_causes.visit_id("W6")

    chinese = (await three_causes.coordinator.ask(HELPS, "zh", visit=visit))["explainUnassigned"]["unassigned"]
    english = (await three_causes.coordinator.ask(HELPS, "en", visit=visit))["explainUnassigned"]["unassigned"]

    assert chinese["summary"] == "具备技能的只有 1 人,也不能来:护士丁资质周一到期;其余 1 人没有所需技能。"
    assert english["summary"] == (
        "Nobody with the skill can come: 护士丁 with a qualification that ends on Mon; 1 other lacks it."
    )
    best = chinese["helps"][0]
    assert (best["scope"], best["isProven"], best["people"], best["minutes"]) == ("GATES", True, 1, 0)
    assert best["costDifference"] < 0
    assert "续期" in best["text"]
