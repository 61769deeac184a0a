"""Whatever is wrong with a workbook is told at once, each with its sheet, row, column, value and mend."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from api.workbook.importing import CellProblems, Imported
from api.workbook.sheets import SHEETS
from domain.people.models import AvailabilityException, Resident

WRONG_CELLS = [
    # sheet, field, what is typed, part of the mend
    ("residents", "birth_date", "1948-05-01", "format the cell as a date and type 1948-05-01"),
    ("residents", "birth_date", "1948年5月", "not a date"),
    ("residents", "birth_date", date(9999, 12, 31), "from 1900 to 2199"),
    ("residents", "gender", "女性", "choose one of: 女 Female, 男 Male"),
    ("residents", "languages", "普通话; 火星语", "choose one of"),
    ("residents", "community", "xi-fu", "there is no 'xi-fu' in 社区 Communities"),
    ("residents", "name", None, "fill this in"),
    ("residents", "name", date(2026, 1, 2), "format the cell as text"),
    ("residents", "name", "王" * 81, "longer than 80"),
    ("residents", "latitude", 137.2, "give -90 to 90"),
    ("residents", "latitude", "北纬37", "give a number"),
    ("residents", "latitude", 37.2, "fill in latitude and longitude, or neither"),
    ("residents", "key", "=A1", "paste its value"),
    ("residents", "key", "#REF!", "an error of the sheet"),
    ("communities", "planned_by", "卫生局", "there is no '卫生局' in 单位 Organizations"),
    ("organizations", "time_zone", "Beijing", "such as Asia/Shanghai"),
    ("services", "duration_min", -45, "give 5 to 720"),
    ("services", "duration_min", "一小时", "give a number"),
    ("services", "duration_min", 45.5, "give a whole number"),
    ("carers", "skills", "换药:2; 按摩", "there is no '按摩' in 技能 Skills"),
    ("carers", "skills", "换药:2; dressing", "keep one"),
    ("carers", "availability", "周一 12:00-08:00", "swap to 08:00-12:00"),
    ("carers", "max_week_min", 169, "give 0 to 168"),
    ("carers", "break_min", 30, "both cells of the break"),
    ("qualifications", "valid_until", date(2023, 1, 1), "before 2024-01-01"),
    ("exceptions", "start_min", "26:00", "00:00 to 24:00"),
    ("exceptions", "end_min", "07:00", "end after the start"),
    ("requests", "windows", "周二 12:00-08:00", "swap to 08:00-12:00"),
    ("requests", "windows", "周二 25:00-26:00", "00:00 to 24:00"),
    ("requests", "windows", None, "fill this in"),
    ("requests", "preferred_carer", "n1", "both preferred and excluded"),
    ("requests", "ends_on", date(2026, 1, 1), "before 2026-06-01"),
    ("requests", "days_apart", 6, "a week can't hold so many"),
    ("programs", "bands", "7-9:6; 9-12:8", "in one band"),
    ("sessions", "end_min", "09:00", "end after the start"),
    ("enrolments", "enrolled_at", "2026-11-20 09:30", "not a date and time"),
    ("pins", "iso_week", "2026-W60", "2026-W49"),
    ("pins", "iso_week", "第49周", "2026-W49"),
    ("pins", "iso_week", "9999-W52", "from 1900 to 2199"),
    ("pins", "session", "g1", "one of the two"),
    ("pins", "carer", None, "a carer, a start, or both"),
]


@pytest.mark.parametrize(("sheet", "field", "typed", "mend"), WRONG_CELLS)
async def test_a_wrong_cell_is_named_with_its_value_and_its_mend(database, small, sheet, field, typed, mend):
    if field in ("ends_on", "days_apart"):
        small.set("requests", "starts_on", date(2026, 6, 1))
        small.set("requests", "visits_per_week", 3)
        small.set("requests", "days_apart", 1)
    small.set(sheet, field, typed)

    answer = await small.load()

    spec = next(one for one in SHEETS if one.code == sheet)
    told = [(one.sheet, one.row, one.mend.en) for one in answer.problems if mend in one.mend.en]
    assert [(one[0], one[1]) for one in told] == [(spec.title, 2)]
    assert all(one.mend.zh != one.mend.en for one in answer.problems)


async def test_a_number_that_only_stands_for_a_date_is_no_date(database, small):
    def type_number(workbook):
        cell = small.cell_in(workbook, "residents", "birth_date")
        cell.value, cell.number_format = 17654, "General"

    small.edit(type_number)

    answer = await small.load()

    assert [(one.row, one.value) for one in answer.problems] == [(2, "17654")]


async def test_every_problem_is_told_at_once_in_the_order_of_the_sheets(database, small):
    small.set("pins", "iso_week", "next week")
    small.set("residents", "birth_date", "1948-05-01")
    small.set("residents", "gender", "?", row=3)
    small.set("carers", "years", "six")
    small.set("carers", "organization", "nobody")

    answer = await small.load()

    assert [(one.place, one.value) for one in answer.problems] == [
        ("服务人员 Carers, 2, K 从业年限 Years of practice", "six"),
        ("服务人员 Carers, 2, D 所属单位 Organization", "nobody"),
        ("居民 Residents, 2, D 出生日期 Birth date", "1948-05-01"),
        ("居民 Residents, 3, E 性别 Gender", "?"),
        ("固定安排 Pins, 2, B 周次 Week", "next week"),
    ]


async def test_a_missing_sheet_is_named_without_blaming_those_that_refer_to_it(database, small):
    small.edit(lambda workbook: workbook.remove(workbook["居民 Residents"]))

    answer = await small.load()

    assert [(one.sheet, one.row) for one in answer.problems] == [("居民 Residents", 0)]


async def test_a_missing_column_is_named_once(database, small):
    small.edit(lambda workbook: workbook["居民 Residents"].delete_cols(2))

    answer = await small.load()

    assert [(one.sheet, one.row, one.column) for one in answer.problems] == [("居民 Residents", 1, "姓名 Name")]


async def test_a_missing_key_column_is_named_without_blaming_those_that_refer_to_it(database, small):
    small.edit(lambda workbook: workbook["居民 Residents"].delete_cols(1))

    answer = await small.load()

    assert [(one.sheet, one.row, one.column) for one in answer.problems] == [("居民 Residents", 1, "编号 Key")]


async def test_merged_cells_are_named_once_each(database, small):
    small.edit(lambda workbook: workbook["居民 Residents"].merge_cells("B2:B3"))

    answer = await small.load()

    assert [(one.row, one.column, one.value) for one in answer.problems] == [(2, "B", "B2:B3")]


async def test_merged_cells_beside_the_columns_are_nobodys_business(database, small):
    small.edit(lambda workbook: workbook["居民 Residents"].merge_cells("X2:Z900"))

    assert isinstance(await small.load(), Imported)


async def test_an_array_formula_is_a_formula(database, small):
    small.set("residents", "name", ArrayFormula("B2:B2", "=CONCATENATE(C2,D2)"))

    answer = await small.load()

    assert [one.value for one in answer.problems] == ["=CONCATENATE(C2,D2)"]


async def test_a_key_used_twice_is_told_at_the_second_row(database, small):
    small.set("residents", "key", "e1", row=3)
    small.set("enrolments", "child", "e1")

    answer = await small.load()

    assert [(one.row, one.value, one.mend.en) for one in answer.problems] == [
        (3, "e1", "the same as row 2: change one of them")
    ]


async def test_a_child_with_two_places_in_one_session_is_told(database, small):
    small.edit(lambda book: book["报名 Enrolments"].append(["m2", "g1", "k1", datetime(2026, 11, 21, 9, 0)]))  # noqa: DTZ001

    answer = await small.load()

    assert [(one.sheet, one.row, one.value) for one in answer.problems] == [("报名 Enrolments", 3, "k1")]


@pytest.mark.parametrize("content", [b"", b"name,phone\n", b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0" * 200])
async def test_a_file_that_is_no_workbook_is_told(database, small, content):
    small.path.write_bytes(content)

    answer = await small.load()

    assert [(one.sheet, one.row) for one in answer.problems] == [("small.xlsx", 0)]
    assert "not an Excel workbook" in answer.problems[0].mend.en


async def test_a_damaged_workbook_is_told(database, small):
    whole = small.path.read_bytes()
    for cut in range(0, len(whole), len(whole) // 12):
        small.path.write_bytes(whole[:cut] + b"\x00" * 64 + whole[cut + 64 :])

        answer = await small.load()

        assert isinstance(answer, (CellProblems, Imported))  # zip directories may survive a hole in their padding


async def test_a_file_that_is_not_there_is_told(database, small):
    small.path.unlink()

    answer = await small.load()

    assert "check the path" in answer.problems[0].mend.en


async def test_an_empty_workbook_lacks_every_sheet(database, small):
    Workbook().save(small.path)

    answer = await small.load()

    assert [one.sheet for one in answer.problems] == [sheet.title for sheet in SHEETS]


async def test_a_sheet_without_headings_lacks_each_column(database, small):
    small.edit(lambda workbook: workbook["技能 Skills"].delete_rows(1, 9))

    answer = await small.load()

    assert [one.column for one in answer.problems if one.sheet == "技能 Skills"] == [
        "编号 Key",
        "名称 Name",
        "英文名 English name",
    ]


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("24:00", 1440), (1.0, 1440), (time(9, 30), 570), (0.4166666666, 600), ("9:05", 545), ("09:05", 545)],
)
async def test_a_time_of_day_may_be_a_time_or_words(database, small, typed, minute):
    def type_time(workbook):
        cell = small.cell_in(workbook, "exceptions", "end_min")
        cell.value, cell.number_format = typed, "hh:mm"

    small.set("exceptions", "start_min", "00:00")
    small.edit(type_time)

    assert isinstance(await small.load(), Imported)
    assert (await AvailabilityException.get()).end_min == minute


async def test_signs_that_no_keyboard_types_are_left_out(database, small):
    small.set("residents", "name", "李_x0000_奶_x0007_奶")

    assert isinstance(await small.load(), Imported)
    assert "\x00" not in (await Resident.get(key="e1")).name


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_headings_in_one_language_alone_are_understood(database, small, language):
    def keep_one_language(workbook):
        for sheet in SHEETS:
            worksheet = workbook[sheet.title]
            worksheet.title = getattr(sheet.heading, language)
            for cell, column in zip(worksheet[1], sheet.columns, strict=True):
                cell.value = getattr(column.heading, language).upper()

    small.edit(keep_one_language)

    assert isinstance(await small.load(), Imported)


async def test_columns_may_stand_in_any_order_beside_others(database, small):
    def shuffle(workbook):
        worksheet = workbook["居民 Residents"]
        worksheet.move_range("B1:B3", cols=20)
        worksheet.insert_cols(1)
        worksheet["A1"].value = "备注"

    small.edit(shuffle)

    assert isinstance(await small.load(), Imported)


async def test_numbers_typed_as_text_count_and_numbers_in_words_are_their_digits(database, small):
    small.set("services", "duration_min", " 50 ")
    small.set("services", "min_years", "5")
    small.set("residents", "phone", 13800000001)
    small.set("residents", "latitude", "37.25")
    small.set("residents", "longitude", "111.78")

    answer = await small.load()

    assert isinstance(answer, Imported)
    assert (await Resident.get(key="e1")).phone == "13800000001"


async def test_rows_may_be_named_by_name_where_it_means_one(database, small):
    small.set("residents", "community", "西府社区")
    small.set("carers", "organization", "health bureau")
    small.set("carers", "skills", "换药:3; Catheter")
    small.set("requests", "service", "伤口换药")

    assert isinstance(await small.load(), Imported)


async def test_a_name_that_means_two_rows_asks_for_a_key(database, small):
    small.edit(lambda workbook: workbook["社区 Communities"].append(["xifu2", "西府社区"]))
    small.set("residents", "community", "西府社区")

    answer = await small.load()

    assert [one.mend.en for one in answer.problems] == ["'西府社区' means several: write a key, xifu, xifu2"]


async def test_a_workbook_that_would_unpack_to_no_end_is_refused(database, small, monkeypatch):
    monkeypatch.setattr("api.workbook.reading.LARGEST_BYTES", 10_000)

    answer = await small.load()

    assert answer.problems[0].mend.en == "too large: split it into several"


def test_every_heading_of_a_sheet_is_its_own():
    for sheet in SHEETS:
        names = [name for one in sheet.columns for name in {one.title, one.heading.zh, one.heading.en}]
        assert len(names) == len(set(names)), sheet.code


def test_every_column_is_a_field_of_the_sheets_entry():
    for sheet in SHEETS:
        assert sorted(sheet.entry.__dataclass_fields__) == sorted(column.field for column in sheet.columns)


def test_a_sheet_refers_only_to_those_before_it():
    codes = [sheet.code for sheet in SHEETS]
    for i, sheet in enumerate(SHEETS):
        assert {column.kind.refers_to for column in sheet.columns} - {None} <= set(codes[:i])


def test_words_fit_into_their_columns_of_the_database():
    for sheet in SHEETS:
        for column in sheet.columns:
            field = sheet.model._meta.fields_map.get(column.field)
            longest = getattr(column.kind, "longest", 0)
            assert longest <= getattr(field, "max_length", longest), f"{sheet.code}.{column.field}"
