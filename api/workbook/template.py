"""A workbook to fill in: headings in both languages, drop-downs, and rows if there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.workbook.choices import YES_NO, label
from api.workbook.kinds import Choice, Clock, Day, Kind, Moment, Text, YesNo
from api.workbook.references import Reference
from api.workbook.sheets import SHEETS
from api.workbook.spec import Column, Sheet
from domain.wording import Words

LAST_ROW = 2000  # drop-downs and formats reach this far down
EXPLANATION = Words("说明", "Read me")
HOW_TO: tuple[Words, ...] = (
    Words(
        "这是邻里的数据工作簿。填好后运行 linli import 文件名.xlsx。",
        "Linli's data: fill in, then linli import FILE.xlsx.",
    ),
    Words(
        "每张表第一行是标题,请不要改;标题带 * 的列必填。", "Keep the headings in row 1; columns marked * are required."
    ),
    Words(
        "每行有一个编号:再次导入时按编号更新,没列出的行保持不变。",
        "Rows have keys: imports update by key, others stay.",
    ),
    Words(
        "以「例」或 EXAMPLE- 开头的行只是示例,不会导入。",
        "Rows whose key begins with 例 or EXAMPLE- are only examples.",
    ),
    Words(
        "有错误时什么都不导入,并逐格列出怎么改。", "If anything is wrong nothing is imported, and each cell is told."
    ),
    Words(
        "日期请用日期格式,不要用文本;不要用公式,不要合并单元格。", "True dates, not text; no formulas, no merged cells."
    ),
    Words("引用其他表时填编号;地点和物品也可填名称。", "Refer to other sheets by key; places and things by name too."),
    Words("可服务时间:周一至周五 08:00-12:00; 周六 09:00-11:30", "Availability: Mon-Fri 08:00-12:00; Sat 09:00-11:30"),
    Words("时间窗:周二 08:00-12:00; 2026-12-03 14:00-16:00", "Windows: Tue 08:00-12:00; 2026-12-03 14:00-16:00"),
    Words("技能:换药:2; 导尿。年龄组:7-8:6; 9-12:8", "Skills: dressing:2; catheter. Age bands: 7-8:6; 9-12:8"),
)
DATE_FORMATS: dict[type[Kind], str] = {Day: "yyyy-mm-dd", Moment: "yyyy-mm-dd hh:mm"}


@dataclass(frozen=True, slots=True)
class Formats:
    """How cells look."""

    heading: Format
    example: Format
    plain: Format
    text: Format
    dates: dict[str, Format]
    example_dates: dict[str, Format]


def write_template(path: Path) -> None:
    """Write an empty workbook with an example row on each sheet, which an import skips."""
    examples = {sheet.code: sheet.examples for sheet in SHEETS}
    write_workbook(path, examples, notes=(), are_examples=True)


def write_entries(path: Path, entries: Mapping[str, Sequence[Any]], *, notes: Sequence[Words] = ()) -> None:
    """Write entries as a workbook that an import reads back; `notes` open its first sheet."""
    rows = {
        code: [{column: getattr(entry, column) for column in entry.__dataclass_fields__} for entry in some]
        for code, some in entries.items()
    }
    write_workbook(path, rows, notes=notes, are_examples=False)


def write_workbook(
    path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], *, notes: Sequence[Words], are_examples: bool
) -> None:
    """Every sheet, with its rows as values by field. Raises OSError if the file can't be written."""
    workbook = Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    workbook.set_properties({"title": "Linli 邻里", "created": datetime(2026, 1, 1)})  # noqa: DTZ001  (same bytes each time)
    formats = make_formats(workbook)
    write_explanation(workbook, notes, formats)
    for sheet in SHEETS:
        worksheet = workbook.add_worksheet(sheet.title)
        write_headings(worksheet, sheet, formats)
        for i, values in enumerate(rows.get(sheet.code, ()), start=1):
            write_row(worksheet, i, sheet, values, formats, is_example=are_examples)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


def make_formats(workbook: Workbook) -> Formats:
    """The few looks that the workbook has."""
    grey = {"italic": True, "font_color": "#808080"}
    return Formats(
        heading=workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True}),
        example=workbook.add_format(grey),
        plain=workbook.add_format({}),
        text=workbook.add_format({"num_format": "@"}),
        dates={kind: workbook.add_format({"num_format": kind}) for kind in DATE_FORMATS.values()},
        example_dates={kind: workbook.add_format({"num_format": kind, **grey}) for kind in DATE_FORMATS.values()},
    )


def write_explanation(workbook: Workbook, notes: Sequence[Words], formats: Formats) -> None:
    """The first sheet: what this is, in both languages side by side."""
    worksheet = workbook.add_worksheet(label(EXPLANATION))
    worksheet.set_column(0, 1, 64)
    for i, words in enumerate((*notes, *HOW_TO)):
        worksheet.write_string(i, 0, words.zh, formats.heading if i == 0 else formats.plain)
        worksheet.write_string(i, 1, words.en, formats.heading if i == 0 else formats.plain)


def write_headings(worksheet: Worksheet, sheet: Sheet, formats: Formats) -> None:
    """Row 1, frozen, with widths, notes and drop-downs for the rows below."""
    worksheet.freeze_panes(1, 1)
    for i, column in enumerate(sheet.columns):
        worksheet.write_string(0, i, f"{column.title}{' *' if column.required else ''}", formats.heading)
        worksheet.set_column(i, i, column.width, column_format(column, formats))
        if column.note is not None:
            worksheet.write_comment(0, i, f"{column.note.zh}\n{column.note.en}", {"x_scale": 2})
        if (source := drop_down(column)) is not None:
            # what is not in the list is told at import, with its mend: a sheet's own box would only say no
            rule = {"validate": "list", "source": source, "error_type": "information"}
            worksheet.data_validation(1, i, LAST_ROW, i, rule)


def column_format(column: Column, formats: Formats) -> Format:
    """Dates look like dates; words stay words, so that a key such as 1-2 does not turn into a day."""
    if type(column.kind) in DATE_FORMATS:
        return formats.dates[DATE_FORMATS[type(column.kind)]]
    return formats.text if isinstance(column.kind, (Text, Clock)) or column.field == "key" else formats.plain


def drop_down(column: Column) -> list[str] | str | None:
    """What a cell offers: words of a choice, or the keys of another sheet."""
    if isinstance(column.kind, Choice):
        return [label(words) for words in column.kind.choices.values()]
    if isinstance(column.kind, YesNo):
        return [label(words) for words in YES_NO.values()]
    if isinstance(column.kind, Reference):
        title = next(sheet.title for sheet in SHEETS if sheet.code == column.kind.refers_to)
        return f"='{title}'!$A$2:$A${LAST_ROW}"
    return None


def write_row(
    worksheet: Worksheet, i: int, sheet: Sheet, values: Mapping[str, Any], formats: Formats, *, is_example: bool
) -> None:
    """One row; a value that is empty leaves its cell blank."""
    for j, column in enumerate(sheet.columns):
        value = values.get(column.field)
        if value in (None, "", ()):
            continue
        look = formats.example if is_example else column_format(column, formats)
        shown = column.kind.write(value)
        if isinstance(shown, date):
            dates = formats.example_dates if is_example else formats.dates
            moment = shown if isinstance(shown, datetime) else datetime.combine(shown, time.min)
            worksheet.write_datetime(i, j, moment, dates[DATE_FORMATS[type(column.kind)]])
        else:
            worksheet.write(i, j, shown, look)
