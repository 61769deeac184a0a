"""The small languages of cells: what is written is read back, and people may write as they are used to."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.workbook.cells.availability import format_availability, parse_availability
from api.workbook.cells.bands import format_bands, parse_bands
from api.workbook.cells.hours import format_clock, parse_clock
from api.workbook.cells.skills import format_skills, parse_skills
from api.workbook.cells.text import CellError
from api.workbook.cells.windows import format_windows, parse_windows
from api.workbook.sheets import SHEETS
from domain.people.carers import SkillLevel
from domain.visits.requests import RequestTime
from domain.weekly import WeeklyTime
from domain.youth.programs import BandEntry

HOURS = st.tuples(st.integers(0, 1440), st.integers(0, 1440)).map(sorted).filter(lambda pair: pair[0] < pair[1])
DAYS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
WEEKLY = st.builds(lambda days, hours: WeeklyTime(days, *hours), DAYS, HOURS)
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WINDOW = st.one_of(
    st.builds(lambda day, hours: RequestTime(day, None, *hours), st.integers(0, 6), HOURS),
    st.builds(lambda day, hours: RequestTime(None, day, *hours), DATES, HOURS),
)
NAMES = st.text(st.sampled_from("换药导尿康复abcXYZ 0-"), min_size=1, max_size=9).map(str.strip).filter(bool)
AGES = st.lists(st.integers(0, 99), min_size=2, max_size=8, unique=True).map(sorted)


@given(st.sets(WEEKLY, min_size=1, max_size=6))
def test_availability_that_is_written_is_read_back(times):
    assert set(parse_availability(format_availability(times))) == times


@given(st.sets(WINDOW, min_size=1, max_size=8))
def test_windows_that_are_written_are_read_back(times):
    assert set(parse_windows(format_windows(times))) == times


@given(st.dictionaries(NAMES.map(lambda name: " ".join(name.split())), st.integers(1, 9), min_size=1, max_size=5))
def test_skills_that_are_written_are_read_back(levels):
    skills = tuple(SkillLevel(name, level) for name, level in levels.items())

    assert parse_skills(format_skills(skills)) == skills


@given(AGES, st.integers(1, 99))
def test_age_bands_that_are_written_are_read_back(ages, ratio):
    bands = tuple(BandEntry(young, old, ratio) for young, old in zip(ages[::2], ages[1::2], strict=False))

    assert parse_bands(format_bands(bands)) == bands


@given(st.integers(0, 1440))
def test_a_time_of_day_that_is_written_is_read_back(minute):
    assert parse_clock(format_clock(minute)) == minute


@given(st.text(max_size=40))
def test_any_other_words_are_read_or_refused_with_a_mend_in_both_languages(text):
    for parse in (parse_availability, parse_windows, parse_skills, parse_bands):
        mend = mend_of(parse, text)
        assert mend is None or (mend.zh and mend.en)


def mend_of(parse, text):
    try:
        parse(text)
    except CellError as error:
        return error.mend
    return None


@pytest.mark.parametrize(
    "text",
    [
        "周一至周五 08:00-12:00",
        "周一至周五 8:00-12:00",
        "周一至周五08:00-12:00",
        "周一~周五 08:00~12:00",
        "周一~周五 08:00-12:00",
        "周一到周五 08:00至12:00",
        "星期一—星期五 08:00—12:00",
        "周一、周二、周三、周四、周五 08:00-12:00",
        "工作日 08:00-12:00",
        "Mon-Fri 08:00-12:00",
        "Monday to Friday 08:00 to 12:00",
        "mon, tue, wed, thu, fri 08:00-12:00",
        "weekdays 08:00–12:00",
    ],
)
def test_working_mornings_may_be_written_in_many_ways(text):
    assert parse_availability(text) == (WeeklyTime((0, 1, 2, 3, 4), 480, 720),)


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("周六、周日 09:00-11:30,14:00-16:00", {((5, 6), 540, 690), ((5, 6), 840, 960)}),
        ("周五至周一 09:00-10:00", {((0, 4, 5, 6), 540, 600)}),
        ("每天 00:00-24:00", {((0, 1, 2, 3, 4, 5, 6), 0, 1440)}),
        ("周二 08:00-09:00;Thu 10:00-11:00", {((1,), 480, 540), ((3,), 600, 660)}),
        ("周二 08:00-09:00\n周四 10:00-11:00", {((1,), 480, 540), ((3,), 600, 660)}),
    ],
)
def test_several_days_and_hours_stand_in_one_cell(text, times):
    assert {(time.days, time.start_min, time.end_min) for time in parse_availability(text)} == times


@pytest.mark.parametrize("text", ["2026-12-03 14:00-16:00", "2026/12/3 14:00-16:00", "2026年12月3日 14:00~16:00"])
def test_a_date_may_be_written_in_many_ways(text):
    assert parse_windows(text) == (RequestTime(None, date(2026, 12, 3), 840, 960),)


@pytest.mark.parametrize(
    ("parse", "text", "mend"),
    [
        (parse_windows, "周二 12:00-08:00", "swap to 08:00-12:00"),
        (parse_windows, "周二 08:00-08:00", "does not end after it starts"),
        (parse_windows, "周二 25:00-26:00", "00:00 to 24:00"),
        (parse_windows, "周二 08:75-09:00", "00:00 to 24:00"),
        (parse_windows, "周八 08:00-12:00", "write 周一 or Mon"),
        (parse_windows, "2026-13-03 08:00-12:00", "write 2026-12-03"),
        (parse_windows, "周二上午", "as days and hours"),
        (parse_availability, "08:00-12:00", "as days and hours"),
        (parse_availability, "周一;周二 08:00-12:00", "as days and hours"),
        (parse_skills, "换药:0", "a level from 1 to 9"),
        (parse_skills, "换药:高", "a level from 1 to 9"),
        (parse_skills, "换药; 换药:2", "keep one"),
        (parse_bands, "7-8", "ages and ratio"),
        (parse_bands, "7-8:0", "ages and ratio"),
        (parse_bands, "8-7:6", "swap the ages"),
        (parse_bands, "7-9:6; 9-12:8", "in one band"),
    ],
)
def test_what_makes_no_sense_is_refused_with_how_to_mend_it(parse, text, mend):
    with pytest.raises(CellError) as refused:
        parse(text)

    assert mend in refused.value.mend.en


@pytest.mark.parametrize(
    ("sheet", "column"), [(sheet, column) for sheet in SHEETS for column in sheet.columns if column.example is not None]
)
def test_every_column_reads_what_it_writes(sheet, column):
    shown = column.kind.write(column.example)
    if isinstance(shown, date) and not isinstance(shown, datetime):
        shown = datetime.combine(shown, datetime.min.time())  # so spreadsheets keep dates

    assert column.kind.read(shown) == column.example
