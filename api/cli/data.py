"""`linli import`, `template` and `migrate`: data in, an empty workbook out, tables up to date."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from api.cli.options import ACTOR, Options, run
from api.cli.report import Report, Table, complain, show
from api.workbook.importing import CellProblems, import_workbook
from api.workbook.template import write_template
from domain.outcomes import Refusal
from domain.wording import Words

DEFAULT = Options()


def import_command(file: Path, /, *, options: Options = DEFAULT) -> int:
    """Import FILE.xlsx: all of it, or nothing and a list of the cells to mend. Importing twice changes nothing.

    Parameters
    ----------
    file
        A workbook as `linli template` makes it.
    """

    async def action() -> Report | Refusal:
        answer = await import_workbook(file, actor=ACTOR, now=datetime.now(UTC))
        if isinstance(answer, CellProblems):
            return answer
        table = Table(
            Words(f"已导入 {file.name}", f"Imported {file.name}"),
            (Words("工作表", "sheet"), Words("新增", "added"), Words("修改", "changed"), Words("未变", "unchanged")),
            [(one.sheet, str(one.added), str(one.changed), str(one.unchanged)) for one in answer.sheets],
            Words("工作簿是空的。", "The workbook is empty."),
        )
        return Report((table,), answer)

    return run(options, action, may_create=True)


def template(file: Path, /, *, options: Options = DEFAULT) -> int:
    """Write an empty workbook to FILE.xlsx: headings in Chinese and English, drop-downs, an example row.

    Parameters
    ----------
    file
        Where to; it must not be there yet.
    """
    if file.exists() or file.suffix.lower() != ".xlsx":
        complain(f"{file}: 请给一个还不存在的 .xlsx 文件名 / give the name of an .xlsx file that is not there yet")
        return 2
    try:
        write_template(file)
    except OSError as error:
        complain(f"{file}: {error.strerror}")
        return 2
    words = Words(f"已写入 {file}:填好后 linli import {file}", f"Wrote {file}: fill it in, then linli import {file}")
    show(Report((words,), {"file": str(file)}), language=options.language, as_json=options.json)
    return 0


def migrate(*, options: Options = DEFAULT) -> int:
    """Bring the database's tables up to date; every other command does so too."""
    where = re.sub(r"\?.*", "", options.database_url)

    async def action() -> Report | Refusal:
        return Report((Words("数据表已是最新。", "The tables are up to date."),), {"database": where})

    return run(options, action, may_create=True)
