"""Everything in the database as one file, and back: the same file fits SQLite and PostgreSQL."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tortoise.context import get_current_context
from tortoise.models import Model

from domain.outcomes import ValidationFailed
from domain.store import count_on, one_transaction

FORMAT = "linli-backup/1"
BATCH = 500


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that is written, with the number of rows by table."""

    file: str
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """A database that has what the backup had."""

    rows: dict[str, int]


def tables() -> dict[str, type[Model]]:
    """Every table by name, each after those that it refers to."""
    context = get_current_context()
    models: list[type[Model]] = [] if context is None or context.apps is None else list(context.apps["linli"].values())
    told: dict[str, dict[str, Any]] = {
        model.__name__: model.describe()  # pyright: ignore[reportUnknownMemberType]  (tortoise leaves it untyped)
        for model in models
    }
    waiting = {model.__name__: model for model in sorted(models, key=lambda model: model.__name__)}
    ordered: dict[str, type[Model]] = {}
    done: set[str] = set()
    while waiting:
        ready = [name for name in waiting if refers_to(told[name]) <= {*done, name}]
        ordered |= {told[name]["table"]: waiting.pop(name) for name in ready}
        done |= set(ready)
    return ordered


def refers_to(told: dict[str, Any]) -> set[str]:
    """The models that a described model's rows refer to."""
    return {field["python_type"].removeprefix("linli.") for field in told["fk_fields"]}


@one_transaction
async def back_up(file: Path, *, now: datetime) -> BackedUp:
    """Write all rows to `file`, gzipped JSON lines, as they stood at one moment. Raises OSError."""
    counts: dict[str, int] = {}
    part = file.with_name(f".{file.name}.part")
    with gzip.open(part, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps({"format": FORMAT, "at": now.isoformat()}) + "\n")
        for name, model in tables().items():
            rows: list[dict[str, Any]] = await model.all().values()
            counts[name] = len(rows)
            for row in rows:
                lines.write(json.dumps([name, row], ensure_ascii=False, default=plain) + "\n")
    part.replace(file)
    return BackedUp(str(file), counts)


@one_transaction
async def restore(file: Path) -> Restored | ValidationFailed:
    """Put a backup's rows into an empty database: all of them or none. Raises OSError."""
    found = tables()
    for name, model in found.items():
        if await model.all().exists():
            return ValidationFailed.of(
                "database",
                name,
                "数据库里已有数据:请恢复到新的数据库。",
                "This database has rows: restore into a new one.",
            )
    rows: dict[str, list[Model]] = {name: [] for name in found}
    try:
        for name, row in read_lines(file):
            rows[name].append(found[name](**row))
    except (ValueError, KeyError, TypeError, EOFError, gzip.BadGzipFile):
        return ValidationFailed.of(
            "file", file, "不是完整的 Linli 备份文件。", "This is not a whole backup of Linli's."
        )
    for name, model in found.items():
        await model.bulk_create(rows[name], batch_size=BATCH)
    await count_on("domain_event", "id")
    return Restored({name: len(some) for name, some in rows.items()})


def read_lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table and row of each line. Raises ValueError for a file that is no backup."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        if json.loads(next(lines, "{}")).get("format") != FORMAT:
            raise ValueError(file)
        for line in lines:
            name, row = json.loads(line)
            yield name, row


def plain(value: object) -> str:
    """A value that JSON lacks, as text that the tables read back."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value))
