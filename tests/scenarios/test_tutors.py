"""The youth league: adults by ratio, clearance valid on the day, nobody in two places, children admitted in order."""

from datetime import date, datetime, timedelta

import pytest

from domain.access.operations import ConsentEntry, keep_consents
from domain.people.models import Carer
from domain.people.operations import ResidentEntry, keep_residents
from domain.youth.enrolments import EnrolmentEntry, keep_enrolments
from domain.youth.operations import SessionEntry, keep_sessions
from domain.youth.programs import BandEntry, ProgramEntry, keep_programs

ONE_MORE = """query W($plan: ID!, $changes: [PlanChangeInput!]!) { whatIf(plan: $plan, changes: $changes) { __typename
  ... on WhatIf { moved { name isByAdded carersBefore { name } carersAfter { name } } } } }"""
CHILDREN = [(f"Y{i:02}", 8) for i in range(1, 13)] + [(f"Y{i:02}", 10) for i in range(13, 33)]


@pytest.fixture
async def league(city):
    """The league of a test that changes it."""
    return await with_league(city)


@pytest.fixture(scope="module")
async def matched(new_city):
    """The league, matched once for all who only read it."""
    city = await with_league(await new_city())
    await city.match()
    return city


async def with_league(city):
    """A session for 12 children of 7-8 and 20 of 9-12; five tutors, one pinned elsewhere, one whose clearance ended."""
    await city.skill("oratory", "口才")
    await city.skill("chat", "陪伴聊天")
    await city.service("CHAT", "陪伴", skill="chat", assessment_needed=False)
    await city.room("ROOM")
    bands = (BandEntry(7, 8, 6), BandEntry(9, 12, 8))
    needed = ("clearance", "training")
    await keep_programs(
        [ProgramEntry(city.key("P"), "团团活力圈", city.key("XF"), city.unit_key, bands, qualifications=needed)]
    )
    oratory = SessionEntry(
        city.key("ORATORY"), city.key("P"), city.key("ROOM"), "口才课堂", city.day("Wed"), 600, 690, skill="oratory"
    )
    await keep_sessions([oratory])
    await enrol(city, CHILDREN)
    await city.carer("N", "社工", "Wed 08-18", "chat", kind="volunteer", licence=False)
    for i in range(1, 6):
        await city.carer(f"T{i}", f"志愿者{i}", "Wed 08-18", "oratory chat", kind="volunteer", licence=False)
        await city.qualified(f"T{i}", "training")
        await city.qualified(f"T{i}", "clearance", until=city.day("Tue") if i == 5 else None)
    await city.elder("E1", "老人一")
    await city.request("CHAT", "E1", "CHAT", "Wed 10-12")
    await city.owe()
    pin = {"visit": await city.visit_id("CHAT"), "carer": await city.id("Volunteer", Carer, "T4")}
    pinned = await city.coordinator.change("pinVisit", startsAt=city.at("Wed", 10), **pin)
    assert pinned["__typename"] == "VisitPinned", pinned
    return city


async def enrol(city, children: list[tuple[str, int]]) -> None:
    """Each child with a guardian's consent, enrolled one after another."""
    born = {age: date(city.day("Wed").year - age, 1, 2) for _, age in children}
    since = city.day("Mon") - timedelta(days=40)
    await keep_residents(
        [
            ResidentEntry(city.key(key), key, city.key("XF"), birth_date=born[age], latitude=37.26, longitude=111.78)
            for key, age in children
        ]
    )
    await keep_consents([ConsentEntry(city.key(f"{key}-G"), city.key(key), "guardian", since) for key, _ in children])
    opened = datetime.combine(since, datetime.min.time())  # by the clock on the wall
    await keep_enrolments(
        [
            EnrolmentEntry(city.key(f"EN-{key}"), city.key("ORATORY"), city.key(key), opened + timedelta(minutes=i))
            for i, (key, _) in enumerate(children)
        ]
    )


async def test_three_adults_admit_twenty_two_children_in_order_and_ten_wait(matched):
    week = await matched.read()

    (row,) = week["admissions"]
    assert (row["adultsNeeded"], row["adults"], row["admitted"], row["waiting"]) == (5, 3, 22, 10)
    assert row["bands"] == [{"admitted": 6, "waiting": 6}, {"admitted": 16, "waiting": 4}]
    assert len(matched.roster(week)["ORATORY"]) == 3


async def test_what_if_one_more_tutor_came_fills_a_place_and_nobody_else_moves(matched):
    week = await matched.read()
    tutor = await matched.id("Volunteer", Carer, "T1")
    hours = {"startsAt": matched.at("Wed", 8), "endsAt": matched.at("Wed", 18)}
    changes = [{"addCarer": {"like": tutor, **hours}}]

    answer = await matched.coordinator.ask(ONE_MORE, plan=week["plan"]["id"], changes=changes)

    (moved,) = answer["whatIf"]["moved"]
    assert moved["isByAdded"]
    assert moved["name"].startswith("口才课堂")
    assert moved["carersAfter"] == moved["carersBefore"]


async def test_the_answer_names_who_can_not_come_and_why(matched):
    line = matched.tray(await matched.read())["ORATORY"]

    assert line["rules"] == {"志愿者4": "PIN", "志愿者5": "CREDENTIAL", "社工": "SKILL"}


async def test_why_tutors_are_short_and_what_helps_is_told_word_for_word_in_chinese(matched):
    week = await matched.read(language="zh")

    line, (admission,) = matched.tray(week)["ORATORY"], week["admissions"]
    assert admission["summary"] == ("需要 5 名成人,只到 3 名:可录取 22 人(7–8 岁 6 人,9–12 岁 16 人),候补 10 人。")
    assert line["summary"] == (
        "再没有具备技能的人能来:志愿者4已固定在「老人一 陪伴 周三 10:00」,志愿者5资质周二到期;其余 1 人没有所需技能。"
    )
    assert {one["carer"]["name"]: one["why"] for one in line["excluded"]} == {
        "志愿者4": "已固定在别处或与固定不符(老人一 陪伴 周三 10:00)",
        "志愿者5": "当天没有有效的资质",
        "社工": "没有所需技能或级别不够",
    }
    renewed = "为志愿者5续期「无违法犯罪记录证明」(至少有效到周三)"
    freed = "取消志愿者4在「老人一 陪伴 周三 10:00」的固定"
    assert line["remedies"] == [
        f"{renewed} + {freed} → 可录取 32 人",
        f"{renewed} → 可录取 28 人",
        f"{freed} → 可录取 28 人",
    ]


async def test_why_tutors_are_short_and_what_helps_is_told_word_for_word_in_english(matched):
    week = await matched.read(language="en")

    line, (admission,) = matched.tray(week)["ORATORY"], week["admissions"]
    assert admission["summary"] == "3 of 5 adults: 22 children can come (6 aged 7–8, 16 aged 9–12), 10 wait."
    assert line["summary"] == (
        "No further adult with the skill can come: 志愿者4 pinned to 老人一, 陪伴 Wed 10:00; "
        "志愿者5 with a qualification that ends on Tue; 1 other lacks it."
    )
    assert {one["carer"]["name"]: one["why"] for one in line["excluded"]} == {
        "志愿者4": "held elsewhere by a pin, or against a pin (老人一, 陪伴 Wed 10:00)",
        "志愿者5": "no valid qualification on the day",
        "社工": "lacks the skill, or the level asked for",
    }
    renewed = "renew 志愿者5's clearance to work with minors to be valid through Wed"
    freed = "free 志愿者4 from the pin on 老人一, 陪伴 Wed 10:00"
    assert line["remedies"] == [
        f"{renewed} + {freed} → 32 children can come",
        f"{renewed} → 28 children can come",
        f"{freed} → 28 children can come",
    ]


async def test_the_answer_names_the_two_changes_that_admit_all_and_what_one_alone_gives(matched):
    remedies = matched.tray(await matched.read())["ORATORY"]["remedies"]

    assert any("志愿者5" in one and "志愿者4" in one and "32" in one for one in remedies)
    assert any("志愿者5" in one and "志愿者4" not in one and "28" in one for one in remedies)
    assert any("志愿者4" in one and "志愿者5" not in one and "28" in one for one in remedies)


async def test_where_only_tutors_could_make_the_pinned_visit_the_two_changes_say_that_it_would_be_lost(league):
    await league.carer("N", "社工", "Mon 08-18", "chat", kind="volunteer", licence=False)

    remedies = league.tray(await league.match())["ORATORY"]["remedies"]

    both = [one for one in remedies if "志愿者5" in one and "志愿者4" in one and "32" in one]
    assert any("老人一" in one.split("→")[1] for one in both)
    assert sum("28" in one for one in remedies) == 2


async def test_both_changes_together_admit_all_the_children(league):
    await league.coordinator.change("unpinVisit", visit=await league.visit_id("CHAT"))
    await league.qualified("T5", "clearance", until=league.day("Wed"))

    (row,) = (await league.match())["admissions"]

    assert (row["adults"], row["admitted"], row["waiting"]) == (5, 32, 0)
    assert row["summary"] == "5 of 5 adults: all 32 children can come."


async def test_a_child_without_a_guardians_consent_is_on_the_readiness_board_and_takes_no_place(league):
    since, ended = league.day("Mon") - timedelta(days=40), league.day("Mon") - timedelta(days=20)
    consent = ConsentEntry(league.key("Y01-G"), league.key("Y01"), "guardian", since, withdrawn_on=ended)
    await keep_consents([consent])

    week = await league.match()

    items = [(one["subject"], league.short(one["key"]), one["code"]) for one in week["readiness"]["items"]]
    assert items == [("enrolment", "EN-Y01", "NO_CONSENT")]
    assert week["readiness"]["items"][0]["about"]["__typename"] == "Enrolment"
    assert sum(week["admissions"][0][one] for one in ("admitted", "waiting")) == 31


async def test_a_volunteer_under_eighteen_on_the_day_never_counts_as_an_adult(league):
    birthday = league.day("Wed") - timedelta(days=18 * 365)  # some days short of 18 years
    await league.carer(
        "T1", "志愿者1", "Wed 08-18", "oratory chat", kind="volunteer", licence=False, birth_date=birthday
    )

    week = await league.match()

    assert week["admissions"][0]["adults"] == 2
    assert league.tray(week)["ORATORY"]["rules"]["志愿者1"] == "CREDENTIAL"
