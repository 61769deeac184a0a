"""Statements whose text is written once: rows of a table and of those that it refers to, read column by column.

The ORM builds and converts each query anew, which costs more than the database does. What is read on every page is
read through these instead; tests hold the two equal on every kind of row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.connection import get_connection
from tortoise.fields import (
    BigIntField,
    BooleanField,
    CharField,
    DateField,
    DatetimeField,
    IntField,
    JSONField,
    TextField,
    UUIDField,
)
from tortoise.models import Model

AMONG = re.compile(r"(\S+) AMONG (\$\d+)")
Reader = Callable[[Sequence[Any]], Sequence[Any]]
MOST_IDS = 65_536  # some 15 MB
AS_THEY_ARE = (CharField, TextField, IntField, BigIntField)


class Statement:
    """A SELECT of columns by their paths, as in `visit__request__key`.

    `rest` is what follows the tables: conditions, order, limit. In it `{path}` is a column, `$1` the first value, and
    `{path} AMONG $1` a column that is one of a list of ids.
    """

    def __init__(self, model: type[Model], paths: Sequence[str], rest: str) -> None:
        self._model, self._paths, self._rest = model, tuple(paths), rest
        self._written: dict[str, tuple[str, list[Reader]]] = {}

    async def columns(self, *values: object) -> list[Sequence[Any]]:
        """The values found, one sequence for each path, all of the same length."""
        connection: Any = get_connection("default")
        dialect: str = connection.capabilities.dialect
        if dialect not in self._written:
            self._written[dialect] = self._write(dialect)
        text, readers = self._written[dialect]
        _, rows = await connection.execute_query(text, [bound(one, dialect) for one in values])
        found: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(readers)
        return [read(column) for read, column in zip(readers, found, strict=True)]

    def text(self, dialect: str) -> str:
        """The statement as a database takes it."""
        return self._write(dialect)[0]

    def _write(self, dialect: str) -> tuple[str, list[Reader]]:
        tables = Tables(self._model)
        selected = ", ".join(tables[path] for path in self._paths)
        rest = self._rest.format_map(tables)
        if dialect == "sqlite":
            rest = AMONG.sub(r"\1 IN (SELECT value FROM json_each(\2))", rest).replace("$", "?")
        else:
            rest = AMONG.sub(r"\1 = ANY(\2)", rest)
        text = f"SELECT {selected} FROM {tables.joined()} {rest}"  # noqa: S608  (names of tables and columns of ours)
        return text, [reader_of(tables.field(path), dialect) for path in self._paths]


class Tables(dict[str, str]):
    """The table of a model and those that paths from it lead to; a mapping from paths to columns in SQL."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self._models: dict[str, Any] = {"": facts_of(model)}
        self._aliases = {"": "t0"}
        self._joins = [f'"{self._models[""].db_table}" t0']

    def __missing__(self, path: str) -> str:
        relation, _, name = path.rpartition("__")
        self._join(relation)
        self[path] = f'{self._aliases[relation]}."{self._column(relation, name)}"'
        return self[path]

    def joined(self) -> str:
        """What follows FROM."""
        return " ".join(self._joins)

    def field(self, path: str) -> Any:  # noqa: ANN401  (tortoise's field of any type)
        """The model's field at the end of a path."""
        relation, _, name = path.rpartition("__")
        return self._models[relation].fields_map[name]

    def _join(self, relation: str) -> None:
        if relation in self._aliases:
            return
        parent, _, name = relation.rpartition("__")
        self._join(parent)
        key = self._models[parent].fields_map[name]
        alias, model = f"t{len(self._aliases)}", facts_of(key.related_model)
        self._aliases[relation], self._models[relation] = alias, model
        own = f'{self._aliases[parent]}."{self._column(parent, key.source_field)}"'
        self._joins.append(f'LEFT JOIN "{model.db_table}" {alias} ON {alias}."id" = {own}')

    def _column(self, relation: str, name: str) -> str:
        return self._models[relation].fields_db_projection[name]


def facts_of(model: type[Model]) -> Any:  # noqa: ANN401  (tortoise's own record, whose types are partly unknown)
    """All that tortoise knows of a model: its table, fields and columns."""
    return model._meta  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  (there is no public way)


def bound(value: object, dialect: str) -> object:
    """A value as a database's driver takes it."""
    if dialect != "sqlite":
        return value
    if isinstance(value, list):
        return json.dumps([str(one) for one in value])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  (ids)
    return str(value) if isinstance(value, UUID) else value


def reader_of(field: Any, dialect: str) -> Reader:  # noqa: ANN401  (tortoise's field of any type)
    """What turns a column as a driver gives it into values as tortoise gives them."""
    convert: Callable[[Any], Any] = field.to_python_value
    if isinstance(field, AS_THEY_ARE):
        return as_it_is
    if isinstance(field, UUIDField):
        return ids if dialect == "sqlite" else as_it_is
    if isinstance(field, DatetimeField):
        return each_once(moment)
    if isinstance(field, DateField) and dialect == "sqlite":
        return each_once(date.fromisoformat)
    if isinstance(field, JSONField) or (isinstance(field, BooleanField) and dialect == "sqlite"):
        return each_once(convert)
    return lambda column: [convert(one) for one in column]


def as_it_is(column: Sequence[Any]) -> Sequence[Any]:
    """A column whose values need no conversion."""
    return column


@lru_cache(maxsize=MOST_IDS)
def id_of(text: str) -> UUID:
    """An id by its text; the same ids come again and again."""
    return UUID(text)


def ids(column: Sequence[Any]) -> Sequence[Any]:
    """Ids by their texts; None where there is none."""
    return [one and id_of(one) for one in column]


def each_once(convert: Callable[[Any], Any]) -> Reader:
    """A reader that converts equal values once."""

    def read(column: Sequence[Any]) -> Sequence[Any]:
        converted = {one: None if one is None else convert(one) for one in set(column)}
        return [converted[one] for one in column]

    return read


def moment(value: Any) -> datetime:  # noqa: ANN401  (SQLite keeps text)
    """A moment in UTC."""
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)
