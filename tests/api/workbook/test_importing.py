"""An import is all or nothing; it updates by key, leaves the rest, and done twice changes nothing."""

import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from tortoise import Tortoise

from api.workbook.importing import CellProblems, Imported
from api.workbook.sheets import SHEETS
from domain.audit import AuditEvent
from domain.organizations.models import Organization
from domain.people.models import Availability, Carer, CarerSkill, Resident
from domain.places.models import Building
from domain.planning.models import Pin, Week
from domain.planning.weeks import week_of
from domain.visits.models import ExcludedCarer, HomeVisitRequest, RequestWindow, Visit
from domain.youth.models import Enrolment, Session


async def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    tables = {model._meta.db_table: model for model in Tortoise.apps["linli"].values()}
    return {
        name: sorted(repr(sorted(row.items())) for row in await model.all().values()) for name, model in tables.items()
    }


def counts(answer) -> dict[str, tuple[int, int, int]]:
    codes = [sheet.code for sheet in SHEETS]
    return {code: (one.added, one.changed, one.unchanged) for code, one in zip(codes, answer.sheets, strict=True)}


async def test_every_row_is_added_the_first_time(database, small):
    answer = await small.load()

    assert counts(answer) == {code: (len(rows), 0, 0) for code, rows in small.entries.items()}


async def test_the_same_file_twice_changes_nothing(database, small):
    await small.load()
    before = await everything()

    answer = await small.load()

    assert counts(answer) == {code: (0, 0, len(rows)) for code, rows in small.entries.items()}
    assert await everything() == before


async def test_what_a_row_holds_reaches_its_tables(database, small):
    await small.load()

    columns = ("organization__key", "base__building__key", "years", "contract_min", "units__unit__key")
    assert await Carer.filter(key="n1").values_list(*columns) == [("health", "b1", 6, 1800, "health")]
    assert await CarerSkill.filter(carer__key="n1").order_by("skill__key").values_list("skill__key", "level") == [
        ("catheter", 1),
        ("dressing", 2),
    ]
    assert await Availability.filter(carer__key="n1").order_by("start_min").values_list(
        "rrule", "start_min", "end_min"
    ) == [
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 480, 720),
        ("FREQ=WEEKLY;BYDAY=SA", 540, 690),
    ]
    session = await Session.get(key="g1")
    assert session.starts_at == datetime(2026, 12, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (await Enrolment.get(key="m1")).enrolled_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    columns = ("week__iso_week", "visit__request__key", "slot", "carer__key")
    assert await Pin.filter(key="i1").values_list(*columns) == [("2026-W49", "r1", 0, "n1")]


async def test_a_changed_cell_changes_its_row_and_raises_its_version(database, small):
    await small.load()
    small.set("residents", "phone", "0358-0001111")

    answer = await small.load()

    assert counts(answer)["residents"] == (0, 1, 1)
    resident = await Resident.get(key="e1")
    assert (resident.phone, resident.version) == ("0358-0001111", 2)
    assert (await Resident.get(key="k1")).version == 1


@pytest.mark.parametrize(
    ("sheet", "field", "typed"),
    [
        ("residents", "detail", "3单元"),
        ("residents", "building", None),
        ("carers", "skills", "换药:3; 导尿"),
        ("carers", "availability", "周一 08:00-12:00"),
        ("carers", "preferred_communities", None),
        ("requests", "windows", "周三 08:00-12:00; 周二 08:00-12:00"),
        ("requests", "wish", "周二 09:00-10:00"),
        ("requests", "excluded_carers", None),
        ("rooms", "hours", "每天 08:00-20:00"),
        ("programs", "bands", "7-8:6; 9-12:8"),
        ("programs", "partners", "health"),
    ],
)
async def test_a_change_to_what_a_row_owns_changes_the_row(database, small, sheet, field, typed):
    await small.load()
    small.set(sheet, field, typed)

    answer = await small.load()

    first, again = counts(answer), counts(await small.load())
    assert {code: one for code, one in first.items() if one[1]} == {sheet: (0, 1, len(small.entries[sheet]) - 1)}
    assert not any(one[1] for one in again.values())


async def test_what_stays_of_a_changed_cell_keeps_its_rows(database, small):
    await small.load()
    before = await RequestWindow.get()
    small.set("requests", "windows", "周二 08:00-12:00; 周四 08:00-12:00")

    await small.load()

    windows = await RequestWindow.all().order_by("weekday")
    assert [(row.weekday, row.id == before.id) for row in windows] == [(1, True), (3, False)]


async def test_a_row_that_the_workbook_lacks_stays(database, small):
    await small.load()
    small.edit(lambda workbook: [workbook[sheet.title].delete_rows(2, 9) for sheet in SHEETS])
    before = await everything()

    answer = await small.load()

    assert set(counts(answer).values()) == {(0, 0, 0)}
    assert await everything() == before


async def test_rows_may_refer_to_what_an_earlier_import_brought(database, small):
    await small.load()
    small.edit(
        lambda workbook: [workbook[sheet.title].delete_rows(2, 9) for sheet in SHEETS if sheet.code != "requests"]
    )
    small.set("requests", "key", "r2")

    answer = await small.load()

    assert counts(answer)["requests"] == (1, 0, 0)
    assert await ExcludedCarer.filter(request__key="r2", carer__key="n1").count() == 1


@pytest.mark.parametrize(
    ("sheet", "field", "typed"),
    [("pins", "number", 2), ("residents", "gender", "?"), ("sessions", "start_min", "08:00")],
)
async def test_one_wrong_row_keeps_every_row_out(database, small, sheet, field, typed):
    before = await everything()
    small.set(sheet, field, typed)

    answer = await small.load()

    assert isinstance(answer, CellProblems)
    assert await everything() == before


async def test_an_import_that_changes_something_is_in_the_audit_trail_once(database, small):
    await small.load()
    await small.load()

    events = await AuditEvent.filter(action="workbook.imported")

    assert [(event.actor, event.detail["residents"]) for event in events] == [("tester", [2, 0])]


async def test_two_imports_at_once_end_as_one(database, small):
    answers = await asyncio.gather(small.load(), small.load())

    assert sorted(counts(answer)["residents"] for answer in answers) == [(0, 0, 2), (2, 0, 0)]


async def test_blank_coordinates_are_no_error(database, small):
    small.set("buildings", "latitude", None)
    small.set("buildings", "longitude", None)

    assert isinstance(await small.load(), Imported)
    assert (await Building.get(key="b1")).latitude is None


async def test_example_rows_are_skipped(database, small):
    small.set("residents", "key", "例-2", row=3)
    small.set("enrolments", "key", "EXAMPLE-1")

    answer = await small.load()

    assert counts(answer)["residents"] == (1, 0, 0)
    assert counts(answer)["enrolments"] == (0, 0, 0)


async def test_two_sessions_that_meet_in_a_room_are_told_with_each_other_named(database, small):
    def add_session(start, end):
        row = ["g2", "p1", "hall", "另一课", None, None, None, None, datetime(2026, 12, 2), start, end]  # noqa: DTZ001
        small.edit(lambda workbook: workbook["活动场次 Sessions"].append(row))

    add_session("10:30", "11:30")

    answer = await small.load()

    assert [(one.sheet, one.row) for one in answer.problems] == [("活动场次 Sessions", 3)]
    assert "课堂 (g1, 2026-12-02 10:00-11:00)" in answer.problems[0].mend.en


async def test_two_sessions_may_follow_one_another_in_a_room(database, small):
    row = ["g2", "p1", "hall", "另一课", None, None, None, None, datetime(2026, 12, 2), "11:00", "12:00"]  # noqa: DTZ001
    small.edit(lambda workbook: workbook["活动场次 Sessions"].append(row))

    assert counts(await small.load())["sessions"] == (2, 0, 0)


async def test_a_session_while_its_room_is_closed_is_told(database, small):
    small.set("sessions", "on_date", date(2026, 12, 3))

    answer = await small.load()

    assert [(one.row, one.column[0]) for one in answer.problems] == [(2, "J")]
    assert "The room is closed then" in answer.problems[0].mend.en


@pytest.mark.parametrize(
    ("field", "typed", "mend"),
    [
        ("number", 2, "owes no visit 2 in 2026-W49"),
        ("slot", 2, "needs only 1 carers"),
        ("iso_week", "2026-W01", "Let it start within"),
        ("starts_at", datetime(2026, 12, 8, 9, 0), "Let it start within 2026-W49"),  # noqa: DTZ001
    ],
)
async def test_a_pin_that_can_hold_nothing_is_told(database, small, field, typed, mend):
    small.set("pins", "starts_at", datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001
    small.set("pins", field, typed)

    answer = await small.load()

    assert [(one.sheet, one.row) for one in answer.problems] == [("固定安排 Pins", 2)]
    assert mend in answer.problems[0].mend.en


async def test_a_pin_may_hold_a_carer_of_the_unit_only(database, small):
    small.edit(lambda book: book["单位 Organizations"].append(["league", "团市委", None, "群团组织"]))
    small.set("carers", "organization", "league")

    answer = await small.load()

    assert [one.mend.en for one in answer.problems] == ["health does not plan this carer's time."]


async def test_a_pin_takes_the_place_of_a_coordinators(database, small):
    await small.load()
    pin = await Pin.get(key="i1")
    await Pin.filter(id=pin.id).update(key="pin:by-hand")

    await small.load()

    assert [row.key for row in await Pin.all()] == ["i1"]


async def test_pins_of_a_closed_week_may_stay_and_not_change(database, small):
    await small.load()
    unit = await Organization.get(key="health")
    week = await week_of(unit.id, "2026-W49")
    await Week.filter(id=week.id).update(state="closed")

    unchanged = await small.load()
    small.set("pins", "starts_at", datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001
    changed = await small.load()

    assert counts(unchanged)["pins"] == (0, 0, 1)
    assert [one.sheet for one in changed.problems] == ["固定安排 Pins"]
    assert "closed" in changed.problems[0].mend.en


async def test_a_place_can_not_pass_to_another_child(database, small):
    await small.load()
    small.set("enrolments", "child", "e1")

    answer = await small.load()

    assert "This key has another child or session: use a new key." in [one.mend.en for one in answer.problems]


@pytest.mark.parametrize(
    ("born", "mend"),
    [
        (None, "This child has no birth date: fill it in among the residents."),
        (date(1990, 1, 1), "Aged 36 on the day: no band of the programme"),
    ],
)
async def test_a_child_whom_no_age_band_takes_has_no_place(born, mend, database, small):
    small.set("residents", "birth_date", born, row=3)

    answer = await small.load()

    assert [(one.sheet, one.row, one.column) for one in answer.problems] == [("报名 Enrolments", 2, "C 孩子 Child")]
    assert answer.problems[0].mend.en.startswith(mend)


async def test_a_child_keeps_one_place_in_a_session(database, small):
    await small.load()
    small.set("enrolments", "key", "m2")

    answer = await small.load()

    assert [one.mend.en for one in answer.problems] == ["Enrolled already: use the old key m1."]


async def test_fewer_visits_a_week_leave_fewer_visits(database, small):
    small.set("requests", "visits_per_week", 3)
    await small.load()
    assert await Visit.filter(state="planned").count() == 3

    small.set("requests", "visits_per_week", 1)
    await small.load()

    assert await HomeVisitRequest.get(key="r1").values_list("visits_per_week", flat=True) == 1
    assert await Visit.filter(state="planned").values_list("number", flat=True) == [1]
