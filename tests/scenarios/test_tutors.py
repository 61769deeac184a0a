"""The youth league: adults by ratio, clearance valid on the day, nobody in two places, children admitted in order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access.operations import ConsentEntry, keep_consents
from domain.people.carers import QualificationEntry, keep_qualifications
from domain.people.operations import ResidentEntry, keep_residents
from domain.planning import queries
from domain.planning.pins import Pinned, pin_visit, unpin_visit
from domain.youth.enrolments import EnrolmentEntry, keep_enrolments
from domain.youth.operations import SessionEntry, keep_sessions
from domain.youth.programs import BandEntry, ProgramEntry, keep_programs

NOW = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 12, 9)
TEN = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)  # 10:00 in Fenyang
CHILDREN = [(f"Y{i:02}", 8) for i in range(1, 13)] + [(f"Y{i:02}", 10) for i in range(13, 33)]


@pytest.fixture
async def league(city):
    """A session for 12 children of 7-8 and 20 of 9-12; five tutors, one pinned elsewhere, one whose clearance ended."""
    await city.skill("oratory", "口才")
    await city.skill("chat", "陪伴聊天")
    await city.service("CHAT", "陪伴", skill="chat", assessment_needed=False)
    await city.room("ROOM")
    bands = (BandEntry(7, 8, 6), BandEntry(9, 12, 8))
    await keep_programs(
        [ProgramEntry("TTHLQ", "团团活力圈", "XF", "WJJ", bands, qualifications=("clearance", "training"))]
    )
    await keep_sessions([SessionEntry("ORATORY", "TTHLQ", "ROOM", "口才课堂", WEDNESDAY, 600, 690, skill="oratory")])
    await enrol(CHILDREN)
    await city.carer("N", "社工", "Wed 08-18", "chat", kind="volunteer", licence=False)
    for i in range(1, 6):
        await city.carer(f"T{i}", f"志愿者{i}", "Wed 08-18", "oratory chat", kind="volunteer", licence=False)
        await city.qualified(f"T{i}", "training")
        await city.qualified(f"T{i}", "clearance", until=WEDNESDAY - timedelta(days=1) if i == 5 else None)
    await city.elder("E1", "老人一")
    await city.request("CHAT", "E1", "CHAT", "Wed 10-12")
    pinned = await pin_visit("CHAT", await city.compiled(), carer="T4", starts_at=TEN, now=NOW, actor="story")
    assert isinstance(pinned, Pinned)
    return city


async def enrol(children: list[tuple[str, int]]) -> None:
    """Each child with a guardian's consent, enrolled one after another."""
    await keep_residents(
        [
            ResidentEntry(key, f"孩子{key}", "XF", birth_date=date(2026 - age, 1, 15), latitude=37.26, longitude=111.78)
            for key, age in children
        ]
    )
    await keep_consents([ConsentEntry(f"{key}-G", key, "guardian", date(2026, 11, 1)) for key, _ in children])
    await keep_enrolments(
        [
            EnrolmentEntry(f"EN-{key}", "ORATORY", key, datetime(2026, 11, 20, 8, i))  # noqa: DTZ001  (by the clock on the wall)
            for i, (key, _) in enumerate(children)
        ]
    )


async def admission(city, solved) -> queries.AdmissionRow:
    (row,) = await queries.admissions_of(solved.draft.plan_id)
    return row


async def test_three_adults_admit_twenty_two_children_in_order_and_ten_wait(league):
    solved = await league.solve()

    row = await admission(league, solved)
    assert (row.adults_needed, row.adults, row.admitted, row.waiting) == (5, 3, 22, 10)
    assert [band["admitted"] for band in row.bands] == [6, 16]
    assert len((await league.roster(solved))["ORATORY"]) == 3
    assert [band["waiting"] for band in row.bands] == [6, 4]


async def test_the_answer_names_who_can_not_come_and_why(league):
    solved = await league.solve()

    line = (await league.tray(solved))["ORATORY"]

    assert {one.carer_name: one.rule for one in line.excluded} == {
        "志愿者4": "PIN",
        "志愿者5": "CREDENTIAL",
        "社工": "SKILL",
    }


async def test_the_answer_names_the_two_changes_that_admit_all_and_what_one_alone_gives(league):
    solved = await league.solve()

    remedies = [one.zh for one in (await league.tray(solved))["ORATORY"].remedies]

    assert any("志愿者5" in one and "志愿者4" in one and "32" in one for one in remedies)
    assert any("志愿者5" in one and "志愿者4" not in one and "28" in one for one in remedies)
    assert any("志愿者4" in one and "志愿者5" not in one and "28" in one for one in remedies)


async def test_where_only_tutors_could_make_the_pinned_visit_the_two_changes_say_that_it_would_be_lost(league):
    await league.carer("N", "社工", "Mon 08-18", "chat", kind="volunteer", licence=False)

    solved = await league.solve()

    remedies = [one.zh for one in (await league.tray(solved))["ORATORY"].remedies]
    assert any(
        "志愿者5" in one and "志愿者4" in one and "32" in one and "老人一" in one.split("→")[1] for one in remedies
    )
    assert sum("28" in one for one in remedies) == 2


async def test_both_changes_together_admit_all_the_children(league):
    await unpin_visit("CHAT", await league.compiled(), now=NOW, actor="story")
    await keep_qualifications([QualificationEntry("T5-clearance", "T5", "clearance", date(2020, 1, 1), WEDNESDAY)])

    solved = await league.solve()

    row = await admission(league, solved)
    assert (row.adults, row.admitted, row.waiting) == (5, 32, 0)


async def test_a_child_without_a_guardians_consent_is_on_the_readiness_board_and_takes_no_place(league):
    await keep_consents([ConsentEntry("Y01-G", "Y01", "guardian", date(2026, 11, 1), withdrawn_on=date(2026, 12, 1))])

    compiled = await league.compiled()

    assert [(one.subject, one.key, one.code) for one in compiled.readiness.items] == [
        ("enrolment", "EN-Y01", "NO_CONSENT")
    ]


async def test_a_volunteer_under_eighteen_on_the_day_never_counts_as_an_adult(league):
    await league.carer(
        "T1", "志愿者1", "Wed 08-18", "oratory chat", kind="volunteer", licence=False, birth_date=date(2008, 12, 10)
    )

    solved = await league.solve()

    row, line = await admission(league, solved), (await league.tray(solved))["ORATORY"]
    assert row.adults == 2
    assert {one.carer_name: one.rule for one in line.excluded}["志愿者1"] == "CREDENTIAL"
