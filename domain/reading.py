"""Rows for readers: frozen dataclasses filled from one statement, and keyset pages that stay put under inserts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from domain.statements import Statement

RowT = TypeVar("RowT")
ModelT = TypeVar("ModelT", bound=Model)
MAX_PAGE = 200
DEFAULT_PAGE = 50
MOST_STATEMENTS = 1_000  # kept; there are as many as kinds of scope and of relations asked for


def column(path: str) -> Any:  # noqa: ANN401  (stands for a field of any type)
    """A row's field that is read through relations, as in `column("community__name")`."""
    return dataclasses.field(metadata={"path": path})


async def read_rows(row_type: type[RowT], query: QuerySet[ModelT]) -> list[RowT]:
    """One `row_type` for each row of `query`, in its order: each field is the column of its name, or its `column`."""
    paths = paths_of(row_type)
    found: list[dict[str, Any]] = await query.values(**paths)
    return [row_type(**row) for row in found]


async def read(row_type: type[RowT], model: type[Model], rest: str, *values: object) -> list[RowT]:
    """One `row_type` for each row that a statement finds; `rest` and values are as a `Statement` has them.

    Much quicker than `read_rows`: for what every page asks.
    """
    return list(map(row_type, *await statement_of(row_type, model, rest).columns(*values)))


@lru_cache(maxsize=MOST_STATEMENTS)
def statement_of(row_type: type[Any], model: type[Model], rest: str) -> Statement:
    """The statement that reads a type of rows; `rest` is one of few texts, never made from what somebody gives."""
    return Statement(model, tuple(paths_of(row_type).values()), rest)


async def rows_by_id(row_type: type[RowT], model: type[Model], ids: Sequence[UUID]) -> list[RowT | None]:
    """Rows in the order of `ids`, None where there is none, in one statement."""
    found = await read(row_type, model, "WHERE {id} AMONG $1", list(ids))
    by_id: dict[UUID, RowT] = {getattr(row, "id"): row for row in found}  # noqa: B009  (rows of any type)
    return [by_id.get(one) for one in ids]


@cache
def paths_of(row_type: type[Any]) -> dict[str, str]:
    """Column by field."""
    return {one.name: one.metadata.get("path", one.name) for one in dataclasses.fields(row_type)}


async def read_joined(
    row_type: type[RowT], model: type[Model], joined: Mapping[str, type[Any]], rest: str, *values: object
) -> tuple[list[RowT], dict[str, dict[UUID, Any]]]:
    """Rows as `read` gives them, and the rows that their relations lead to, by relation and id; one statement."""
    found = await joined_statement(row_type, model, tuple(joined.items()), rest).columns(*values)
    width = len(paths_of(row_type))
    return list(map(row_type, *found[:width])), joined_rows(joined, found[width:])


@lru_cache(maxsize=MOST_STATEMENTS)
def joined_statement(
    row_type: type[Any], model: type[Model], joined: tuple[tuple[str, type[Any]], ...], rest: str
) -> Statement:
    """The statement that reads a type of rows with those around it."""
    return Statement(model, (*paths_of(row_type).values(), *joined_paths(dict(joined))), rest)


def joined_paths(joined: Mapping[str, type[Any]]) -> list[str]:
    """Columns of rows that are read through relations, by the relation's path."""
    return [f"{relation}__{path}" for relation, row_type in joined.items() for path in paths_of(row_type).values()]


def joined_rows(joined: Mapping[str, type[Any]], columns: Sequence[Sequence[Any]]) -> dict[str, dict[UUID, Any]]:
    """The rows that such columns hold: for each relation, those that are there by their id, each once."""
    found: dict[str, dict[UUID, Any]] = {}
    for relation, row_type in joined.items():
        names = list(paths_of(row_type))
        mine, columns = columns[: len(names)], columns[len(names) :]
        places = {one: i for i, one in enumerate(mine[names.index("id")]) if one is not None}
        rows = list(zip(*mine, strict=True))
        found[relation] = {one: row_type(*rows[i]) for one, i in places.items()}
    return found


@dataclass(frozen=True, slots=True)
class Order:
    """A sort: columns, each up or down; the id breaks ties. The columns must never be null."""

    columns: tuple[str, ...]
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list: forward `first` after a position, or backward `last` before one.

    A position is the values of the order's columns and the id, as they stand in the row there.
    """

    first: int | None = None
    after: tuple[Any, ...] | None = None
    last: int | None = None
    before: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """Part of a list, each row with its position, and whether there is more either way."""

    rows: list[RowT]
    positions: list[tuple[Any, ...]]
    has_next: bool
    has_previous: bool


async def read_page(row_type: type[RowT], query: QuerySet[ModelT], order: Order, request: PageRequest) -> Page[RowT]:
    """One page in one statement: a keyset condition and one row more than asked for."""
    backward = request.last is not None
    size = request.last if request.last is not None else request.first or DEFAULT_PAGE
    columns = (*order.columns, "id")
    for position, is_after in ((request.after, True), (request.before, False)):
        if position is not None:
            query = query.filter(beyond(columns, position, is_up=is_after != order.is_descending))
    sign = "-" if order.is_descending != backward else ""
    paths = {**paths_of(row_type), **{f"position_{i}": name for i, name in enumerate(columns)}}
    found: list[dict[str, Any]] = (
        await query.order_by(*(f"{sign}{name}" for name in columns)).limit(size + 1).values(**paths)
    )
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    positions = [tuple(row.pop(f"position_{i}") for i in range(len(columns))) for row in found]
    return Page(
        [row_type(**row) for row in found],
        positions,
        has_next=request.before is not None if backward else more,
        has_previous=more if backward else request.after is not None,
    )


def beyond(columns: tuple[str, ...], position: tuple[Any, ...], *, is_up: bool) -> Q:
    """Rows strictly after (or before) a position in the order of `columns`."""
    compare = "gt" if is_up else "lt"
    steps = [
        Q(**dict(zip(columns[:i], position[:i], strict=True)), **{f"{name}__{compare}": position[i]})
        for i, name in enumerate(columns)
    ]
    return Q(*steps, join_type=Q.OR)
