"""A plan's roster as a workbook to print or send round: by day, by carer, and what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from domain.calendar import IsoWeek
from domain.planning.rosters import RosterEntry
from domain.planning.tray import TrayLine
from domain.wording import Language, Words

COLUMNS: tuple[tuple[Words, int, Callable[[RosterEntry, IsoWeek, Language], str]], ...] = (
    (Words("日期", "Date"), 12, lambda one, week, _: f"{week.local(one.starts_at):%Y-%m-%d}"),
    (Words("开始", "Start"), 8, lambda one, week, _: f"{week.local(one.starts_at):%H:%M}"),
    (Words("结束", "End"), 8, lambda one, week, _: f"{week.local(one.ends_at):%H:%M}"),
    (Words("人员", "Carer"), 14, lambda one, _, __: one.carer_name),
    (Words("服务", "What"), 24, lambda one, _, language: one.what.say(language)),
    (Words("对象", "Whom"), 14, lambda one, _, __: one.whom),
    (Words("地点", "Where"), 30, lambda one, _, __: one.where),
    (Words("路程(分钟)", "Travel (min)"), 12, lambda one, _, __: str(one.travel_s // 60)),
    (Words("编号", "Key"), 14, lambda one, _, __: one.request_key),
)
OPEN_COLUMNS: tuple[tuple[Words, int, Callable[[TrayLine, Language], str]], ...] = (
    (Words("编号", "Key"), 14, lambda one, _: one.request_key),
    (Words("服务", "What"), 24, lambda one, language: one.what.say(language)),
    (Words("对象", "Whom"), 14, lambda one, _: one.whom),
    (Words("原因", "Why"), 60, lambda one, language: one.summary.say(language)),
    (Words("可以怎样", "What would help"), 60, lambda one, language: "\n".join(w.say(language) for w in one.remedies)),
)


def write_roster(
    file: Path, roster: list[RosterEntry], tray: list[TrayLine], *, week: IsoWeek, language: Language
) -> None:
    """Write `file` anew. Raises OSError if it can't be written."""
    # names come from people's input: a cell that begins with "=" must stay text, never become a formula
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(file), options) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1})
        cell = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        headings = [(one[0].say(language), one[1]) for one in COLUMNS]
        by_day = sorted(roster, key=lambda one: (one.starts_at, one.carer_key))
        by_carer = sorted(roster, key=lambda one: (one.carer_key, one.starts_at))
        for title, entries in ((Words("按日", "By day"), by_day), (Words("按人", "By carer"), by_carer)):
            rows = ([one[2](entry, week, language) for one in COLUMNS] for entry in entries)
            write_sheet(workbook, title.say(language), headings, rows, heading, cell)
        open_headings = [(one[0].say(language), one[1]) for one in OPEN_COLUMNS]
        open_rows = ([one[2](line, language) for one in OPEN_COLUMNS] for line in tray)
        write_sheet(workbook, Words("未派", "Open").say(language), open_headings, open_rows, heading, cell)


def write_sheet(
    workbook: Workbook,
    title: str,
    headings: list[tuple[str, int]],
    rows: Iterable[list[str]],
    heading: Format,
    cell: Format,
) -> None:
    """One sheet, ready to print: headings on each page, one page wide."""
    sheet = workbook.add_worksheet(title)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    for i, (text, width) in enumerate(headings):
        sheet.set_column(i, i, width)
        sheet.write_string(0, i, text, heading)
    for number, row in enumerate(rows, start=1):
        for i, text in enumerate(row):
            sheet.write_string(number, i, text, cell)
