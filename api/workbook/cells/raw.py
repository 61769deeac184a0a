"""What a spreadsheet hands over for a cell, taken as words or as a number."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date

from api.workbook.cells.text import CellError, plain
from api.workbook.cells.windows import parse_date

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # which no keyboard types, and PostgreSQL does not store


def words_of(raw: object) -> str:
    """What a cell says. Raises CellError for a date or a truth value: a sheet has turned the words into it."""
    if isinstance(raw, str):
        return CONTROLS.sub("", unicodedata.normalize("NFC", raw)).strip()
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return str(int(raw)) if float(raw).is_integer() else str(raw)
    raise CellError(
        "表格把它变成了日期或逻辑值:请把单元格设为文本再填", "not words: format the cell as text and retype"
    )


def number_of(raw: object) -> float:
    """A number, or text that can only mean one. Raises CellError."""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and math.isfinite(raw):
        return float(raw)
    text = plain(raw) if isinstance(raw, str) else ""
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return float(text)
    raise CellError("请填数字", "give a number")


def typed_as_text(raw: object, zh: str, en: str, example: str) -> CellError:
    """A date that is none, with the date to type if the text shows it."""
    shown = example
    if isinstance(raw, str):
        try:
            shown = f"{parse_date(plain(raw))}"
        except CellError:
            shown = example
    return CellError(
        f"这不是{zh}(可能按文本填了):请把单元格设为日期格式,再填 {shown}",
        f"not {en}, perhaps typed as text: format the cell as a date and type {shown}",
    )


def within_reason(day: date) -> date:
    """The same day. Raises CellError for one that nobody now alive could mean."""
    if not 1900 <= day.year <= 2199:
        raise CellError("请填 1900 至 2199 年的日期", "give a date from 1900 to 2199")
    return day
