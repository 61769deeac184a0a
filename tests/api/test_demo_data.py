"""The demo's workbook: a coordinator's file that imports without a problem and shows what it promises."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from api.demo import demo_entries, demo_workbook
from api.workbook.importing import Imported, import_workbook
from domain.organizations.models import Organization
from domain.planning.compile import compile_week
from domain.planning.rows import read_week
from domain.visits.models import Visit
from domain.visits.operations import owe_visits

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize("size", ["demo", "city"])
async def test_the_demo_workbook_imports_without_a_problem_and_twice_changes_nothing(database, tmp_path, size):
    path = tmp_path / "demo.xlsx"
    demo_workbook(path, monday=MONDAY, size=size)

    first = await import_workbook(path, actor="tester", now=NOW)
    again = await import_workbook(path, actor="tester", now=NOW)

    assert isinstance(first, Imported)
    assert isinstance(again, Imported)
    assert sum(one.added for one in first.sheets) == sum(one.unchanged for one in again.sheets) > 400
    assert not any(one.added or one.changed for one in again.sheets)


@pytest.mark.parametrize("monday", [date(2026, 11, 30), date(2026, 12, 28), date(2027, 2, 22), date(2028, 2, 28)])
@pytest.mark.parametrize("seed", [0, 1])
async def test_the_week_has_four_visits_that_can_not_be_planned_each_for_its_own_reason(
    database, tmp_path, monday, seed
):
    demo_workbook(tmp_path / "demo.xlsx", monday=monday, seed=seed)
    await import_workbook(tmp_path / "demo.xlsx", actor="tester", now=NOW)
    unit = await Organization.get(is_planning_unit=True)
    year, week, _ = monday.isocalendar()

    await owe_visits(unit, f"{year}-W{week:02d}")
    compiled = compile_week(await read_week(unit, f"{year}-W{week:02d}"), frozen_until_s=0)

    gates = Counter(item.code for item in compiled.readiness.items if item.subject == "visit")
    assert gates == {"NO_ASSESSMENT": 1, "NO_CONSENT": 1, "NO_COORDINATES": 1, "PROHIBITED": 1}
    assert 45 <= await Visit.all().count() <= 52
    assert len(compiled.readiness.carers) == 16
    assert len(compiled.readiness.sessions) == 6
    assert sum(visit.fewest == 2 for visit in compiled.problem.visits) >= 2


async def test_the_city_owes_five_hundred_visits_to_six_communities_with_eighty_carers(database, tmp_path):
    demo_workbook(tmp_path / "city.xlsx", monday=MONDAY, size="city")
    await import_workbook(tmp_path / "city.xlsx", actor="tester", now=NOW)
    unit = await Organization.get(is_planning_unit=True)

    visits = await owe_visits(unit, "2026-W49")
    rows = await read_week(unit, "2026-W49")

    assert isinstance(visits, list)
    assert (len(visits), len(rows.carers.carers), len(rows.places.communities)) == (500, 80, 6)


def test_the_same_date_and_seed_give_the_same_rows_and_another_seed_others():
    rows, same, others = (demo_entries(monday=MONDAY, seed=seed, size="demo") for seed in (3, 3, 4))

    assert rows == same
    assert rows != others


def test_every_child_is_of_an_age_that_the_programme_takes():
    for weeks in range(0, 60, 7):
        monday = MONDAY + timedelta(weeks=weeks)
        children = [one for one in demo_entries(monday=monday, seed=0, size="demo")["residents"] if one.guardian_name]

        ages = {(monday - one.birth_date).days / 365.25 for one in children}

        assert len(children) == 30
        assert 7 <= min(ages) <= max(ages) < 13


def test_names_of_places_are_the_reports_and_the_first_sheet_says_that_peoples_are_invented(tmp_path):
    demo_workbook(tmp_path / "demo.xlsx", monday=MONDAY)
    workbook = load_workbook(tmp_path / "demo.xlsx")

    assert "虚构" in str(workbook.worksheets[0]["A1"].value)
    assert "invented" in str(workbook.worksheets[0]["B1"].value)
    names = {str(row[1].value) for row in workbook["社区 Communities"].iter_rows(min_row=2)}
    assert names == {"西府社区", "西门社区", "古庄社区", "幸福街社区", "南熏社区", "东方红社区"}
    titles = {str(row[3].value) for row in workbook["活动场次 Sessions"].iter_rows(min_row=2)}
    assert titles == {"秧歌传承", "口才课堂", "玩转魔方", "周三辅导课堂", "亲子探本草研学", "爱老同行"}


def test_no_name_of_a_person_is_there_twice():
    entries = demo_entries(monday=MONDAY, seed=0, size="city")
    names = [one.name for one in (*entries["carers"], *entries["residents"])]

    assert [name for name, count in Counter(names).items() if count > 1] == []
