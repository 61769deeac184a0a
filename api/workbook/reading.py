"""A workbook's cells read into rows, with every problem found at once."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.workbook.book import Book, CellProblem, Page, Row
from api.workbook.cells.text import CellError, plain
from api.workbook.sheets import SHEETS
from api.workbook.spec import Column, Sheet, is_example
from domain.wording import Words

LARGEST_BYTES = 300_000_000  # unpacked; a city's year is a tenth of it
MOST_ROWS = 50_000
HEADING_ROW = 1
AnyCell = Cell | MergedCell


def read_book(path: Path) -> Book:
    """Every sheet that the workbook should have, read cell by cell; nothing is looked up yet."""
    workbook = open_workbook(path)
    if isinstance(workbook, CellProblem):
        return Book(problems=[workbook])
    book = Book()
    worksheets = {spelled(title): workbook[title] for title in workbook.sheetnames if title in workbook}
    for sheet in SHEETS:
        found = next((worksheets[name] for name in names_of(sheet) if name in worksheets), None)
        if isinstance(found, Worksheet):
            read_sheet(sheet, found, book)
        else:
            book.problems.append(missing_sheet(sheet))
    return book


def open_workbook(path: Path) -> Workbook | CellProblem:
    """The workbook, or why it can't be opened."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_BYTES:
                mend = Words("文件太大:请拆成几个导入", "too large: split it into several")
                return CellProblem(path.name, 0, "", "", mend)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it can't draw does not matter here
            return load_workbook(path, data_only=False)
    except OSError:
        mend = Words("打不开这个文件:请核对路径和权限", "can't be opened: check the path, and who may read it")
        return CellProblem(path.name, 0, "", str(path), mend)
    except Exception:  # noqa: BLE001  (a damaged workbook makes the library raise whatever it stumbles over)
        return no_workbook(path)


def no_workbook(path: Path) -> CellProblem:
    """The file is something else, or damaged."""
    mend = Words(
        "不是 Excel 工作簿(.xlsx),或已损坏:请另存为 .xlsx,或用 linli template 生成",
        "not an Excel workbook (.xlsx), or damaged: save it as .xlsx, or start from linli template",
    )
    return CellProblem(path.name, 0, "", "", mend)


def missing_sheet(sheet: Sheet) -> CellProblem:
    """A sheet is not there."""
    mend = Words(
        f"缺少工作表「{sheet.title}」:请加上(可以只有标题行)", f"add a sheet named '{sheet.title}', even if it is empty"
    )
    return CellProblem(sheet.title, 0, "", "", mend)


def read_sheet(sheet: Sheet, worksheet: Worksheet, book: Book) -> None:
    """One sheet: its headings, then row by row."""
    places = find_columns(sheet, worksheet, book)
    headings = {field: str(worksheet.cell(HEADING_ROW, i).value).strip(" *") for field, i in places.items()}
    columns = {field: f"{get_column_letter(i)} {headings[field]}" for field, i in places.items()}
    page = Page(sheet, worksheet.title, [], columns)
    book.pages[sheet.code] = page
    hidden = hidden_by_merging(page, places, worksheet, book)
    for number, cells in enumerate(worksheet.iter_rows(min_row=HEADING_ROW + 1), start=HEADING_ROW + 1):
        seen = {field: cells[i - 1] for field, i in places.items() if (number, i) not in hidden}
        row = read_row(page, number, seen, book)
        if row is not None:
            page.rows.append(row)
        if len(page.rows) > MOST_ROWS:
            mend = Words(f"超过 {MOST_ROWS} 行:请拆成几个导入", f"more than {MOST_ROWS} rows: split the workbook")
            book.problems.append(CellProblem(page.title, number, "", "", mend))
            return


def find_columns(sheet: Sheet, worksheet: Worksheet, book: Book) -> dict[str, int]:
    """Where each field's column is, from 1. What is missing or there twice is a problem."""
    headings: dict[str, int] = {}
    for i, (value,) in enumerate(worksheet.iter_cols(max_row=HEADING_ROW, values_only=True), start=1):
        name = spelled(value)
        if name in headings and any(name in names_of(column) for column in sheet.columns):
            mend = Words("标题重复:请删去一列", "the heading is there twice: delete one of the columns")
            book.problems.append(CellProblem(worksheet.title, HEADING_ROW, get_column_letter(i), str(value), mend))
        headings.setdefault(name, i)
    places: dict[str, int] = {}
    for column in sheet.columns:
        found = [headings[name] for name in names_of(column) if name in headings]
        if found:
            places[column.field] = found[0]
        else:
            mend = Words(f"缺少「{column.title}」列:请加上(可以空着)", f"add a column '{column.title}', even if blank")
            book.problems.append(CellProblem(worksheet.title, HEADING_ROW, column.title, "", mend))
    return places


def hidden_by_merging(page: Page, places: dict[str, int], worksheet: Worksheet, book: Book) -> set[tuple[int, int]]:
    """Cells that merged ranges hide, as rows and columns; each such range is a problem."""
    hidden: set[tuple[int, int]] = set()
    for merged in worksheet.merged_cells.ranges:
        rows = range(merged.min_row, min(merged.max_row, worksheet.max_row) + 1)
        columns = [i for i in places.values() if merged.min_col <= i <= merged.max_col]
        if rows and columns:
            hidden |= set(product(rows, columns)) - {(merged.min_row, merged.min_col)}
            mend = Words("合并了单元格:请取消合并,每格都填", "merged cells: unmerge them and fill in each")
            letter = get_column_letter(merged.min_col)
            book.problems.append(CellProblem(page.title, merged.min_row, letter, merged.coord, mend))
    return hidden


def read_row(page: Page, number: int, cells: dict[str, AnyCell], book: Book) -> Row | None:
    """One row from the cells that can be seen; None if it is blank or an example."""
    raws = {field: cell for field, cell in cells.items() if not is_blank(cell.value)}
    if not raws or ("key" in raws and is_example(str(raws["key"].value))):
        return None
    row = Row(number, {field: typed_in(cell) for field, cell in raws.items()})
    for column in page.sheet.columns:
        problem = None
        if column.field in raws:
            problem = read_cell(column, raws[column.field], row)
        elif column.required and column.field in cells:
            problem = Words("必填", "fill this in")
        if problem is not None:
            row.bad.add(column.field)
            book.problems.append(page.problem(row, column.field, problem))
    return row


def read_cell(column: Column, cell: AnyCell, row: Row) -> Words | None:
    """Put a cell's value into the row; how to mend it if it can't be taken."""
    if cell.data_type == "f":
        return Words("是公式:请复制后「选择性粘贴为值」", "a formula: copy it and paste its value")
    if cell.data_type == "e":
        return Words("是错误值:请改成要填的内容", "an error of the sheet: type what it should say")
    try:
        row.values[column.field] = column.kind.read(cell.value)
    except CellError as error:
        return error.mend
    return None


def typed_in(cell: AnyCell) -> object:
    """What somebody typed: a formula's text rather than the library's object for it."""
    return getattr(cell.value, "text", cell.value)


def is_blank(value: object) -> bool:
    """Whether a cell says nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def names_of(named: Sheet | Column) -> Iterator[str]:
    """What a sheet or column may be called: in both languages or in one."""
    return (spelled(name) for name in (named.title, named.heading.zh, named.heading.en))


def spelled(name: object) -> str:
    """A name without its case, stray spaces and the mark of required columns."""
    return plain(str(name or "")).replace("*", "").strip().casefold()
