"""Who could come instead, and who can't: candidates in somebody's place and refused exchanges, word for word."""

import pytest

OTHERS = """query O($assignment: ID!) { explainAssignment(assignment: $assignment) {
  ... on AssignmentExplained { others { carer { name } costDifference compared } } } }"""


@pytest.fixture
async def lifting(city):
    """A visit that takes two of three volunteers."""
    await city.skill("lifting", "搬抬")
    await city.service("LIFT", "协助翻身", skill="lifting", carers_needed=2)
    await city.elder("E1", "老人一")
    await city.request("LIFT", "E1", "LIFT", "Tue 09-10")
    for key, name in (("V1", "志愿者一"), ("V2", "志愿者二"), ("V3", "志愿者三")):
        await city.carer(key, name, "Tue 08-12", "lifting", kind="volunteer", licence=False)
    return city


async def test_a_candidate_of_a_pair_names_in_whose_place_they_would_come_in_both_languages(lifting):
    week = await lifting.match()
    pair = {one["carer"]["name"] for one in week["roster"]}
    assignment = lifting.entry(week, "LIFT")["id"]

    chinese, english = [
        (await lifting.coordinator.ask(OTHERS, language, assignment=assignment))["explainAssignment"]["others"]
        for language in ("zh", "en")
    ]

    (third,) = {"志愿者一", "志愿者二", "志愿者三"} - pair
    told = [{one["carer"]["name"]: one["compared"] for one in said}[third] for said in (chinese, english)]
    assert told in [[f"分数不变;代替{name}", f"costs the same; in place of {name}"] for name in pair]


@pytest.fixture
async def two_nurses(city):
    """甲 dresses early on Tuesday; 乙 changes a catheter then, and dresses in the afternoon; on Friday nobody comes."""
    await city.skill("dressing", "伤口换药")
    await city.skill("catheter", "更换导尿管")
    await city.service("DRESS", "伤口换药", skill="dressing")
    await city.service("CATH", "更换导尿管", skill="catheter")
    await city.carer("A", "护士甲", "Tue 08-12", "dressing")
    await city.carer("B", "护士乙", "Tue 08-18", "dressing catheter")
    for key, service, hours in (
        ("D1", "DRESS", "Tue 09-10"),
        ("K1", "CATH", "Tue 09-10"),
        ("D2", "DRESS", "Tue 15-16"),
        ("D3", "DRESS", "Fri 09-10"),
    ):
        await city.elder(f"E{key}", f"老人{key}")
        await city.request(key, f"E{key}", service, hours)
    assert {key: stops[0][0] for key, stops in city.roster(await city.match()).items()} == {
        "D1": "A",
        "K1": "B",
        "D2": "B",
    }
    return city


SAID = {
    ("D1", "K1"): [
        (
            "other",
            "护士甲:没有所需技能或级别不够。请换一个人。",
            "护士甲: lacks the skill, or the level asked for. Name somebody else.",
        ),
    ],
    ("D1", "D2"): [
        (
            "visit",
            "护士乙:时间冲突赶不到:老人K1 更换导尿管。请换一个人或时间。",
            "护士乙: busy, or can't get there in time: 老人K1, 更换导尿管. Name somebody else, or another time.",
        ),
        (
            "other",
            "护士甲:不在可服务时间内。请换一个人或时间。",
            "护士甲: not available then. Name somebody else, or another time.",
        ),
    ],
    ("K1", "D2"): [("other", "两项由同一人负责,无需对调。", "The same carer makes both already.")],
    ("D1", "D3"): [("other", "这个岗位没有派人,不能对调。", "Nobody has this slot: nothing to exchange.")],
    ("D3", "D1"): [("visit", "这个岗位没有派人,不能对调。", "Nobody has this slot: nothing to exchange.")],
}


async def test_a_refused_exchange_says_why_in_both_languages(two_nurses):
    ids = {key: await two_nurses.visit_id(key) for key in ("D1", "D2", "D3", "K1")}

    answers = {
        pair: [
            await two_nurses.coordinator.change("swapVisits", language=language, visit=ids[one], other=ids[other])
            for language in ("zh", "en")
        ]
        for pair in SAID
        for one, other in [pair]
    }

    told = {
        pair: [
            (zh["field"], zh["mend"], en["mend"])
            for zh, en in zip(chinese["problems"], english["problems"], strict=True)
        ]
        for pair, (chinese, english) in answers.items()
    }
    assert told == SAID
