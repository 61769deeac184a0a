"""`linli backup` and `linli restore`: everything in one file, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from api.cli.options import Options, run
from api.cli.report import Report, complain
from domain.backup import back_up
from domain.backup import restore as restore_rows
from domain.outcomes import Refusal
from domain.wording import Words

DEFAULT = Options()


def backup(file: Path, /, *, options: Options = DEFAULT) -> int:
    """Write everything in the database to FILE; the same file fits SQLite and PostgreSQL.

    Parameters
    ----------
    file
        Where to; an existing file is replaced. It holds personal data: keep it as you keep the database.
    """
    if not file.parent.is_dir() or file.is_dir():
        complain(f"{file}: 请给一个文件名 / name a file in a folder that is there")
        return 2

    async def action() -> Report | Refusal:
        answer = await back_up(file, now=datetime.now(UTC))
        total = sum(answer.rows.values())
        return Report((Words(f"已备份 {total} 行到 {file}。", f"Backed up {total} rows to {file}."),), answer)

    return run(options, action)


def restore(file: Path, /, *, options: Options = DEFAULT) -> int:
    """Put FILE, a backup, into a new database: all of it or nothing. One that has rows is left alone.

    Parameters
    ----------
    file
        What `linli backup` wrote.
    """
    if not file.is_file():
        complain(f"{file}: 没有这个文件 / there is no such file")
        return 2

    async def action() -> Report | Refusal:
        answer = await restore_rows(file)
        if isinstance(answer, Refusal):
            return answer
        total = sum(answer.rows.values())
        return Report((Words(f"已恢复 {total} 行。", f"Restored {total} rows."),), answer)

    return run(options, action, may_create=True)
