"""The arguments and orders that all lists share."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.types import Info
from tortoise.queryset import QuerySet

from domain.reading import Order, read_page
from schema.relay import Connection, connection_of, page_request, row_id

First = Annotated[int | None, strawberry.argument(description="Rows from the start, or after `after`: 1 to 200.")]
After = Annotated[str | None, strawberry.argument(description="Cursor of the row before the page.")]
Last = Annotated[int | None, strawberry.argument(description="Rows from the end, or before `before`: 1 to 200.")]
Before = Annotated[str | None, strawberry.argument(description="Cursor of the row after the page.")]


@strawberry.enum(description="How a list of things with names is sorted.")
class NamedOrder(Enum):
    """How a list of things with names is sorted."""

    KEY = strawberry.enum_value("key", description="By key, upwards.")
    KEY_DESC = strawberry.enum_value("-key", description="By key, downwards.")
    NAME = strawberry.enum_value("name", description="By name, upwards.")
    NAME_DESC = strawberry.enum_value("-name", description="By name, downwards.")


@strawberry.enum(description="How a list of things with keys is sorted.")
class KeyOrder(Enum):
    """How a list of things with keys is sorted."""

    KEY = strawberry.enum_value("key", description="By key, upwards.")
    KEY_DESC = strawberry.enum_value("-key", description="By key, downwards.")


def order_of(order: NamedOrder | KeyOrder, columns: dict[str, str] | None = None) -> Order:
    """An order as the database knows it; `columns` maps names to columns that are called otherwise."""
    text = str(order.value)
    name = text.removeprefix("-")
    return Order(((columns or {}).get(name, name),), is_descending=text.startswith("-"))


async def listed(
    info: Info[Any, Any],
    row_type: type[Any],
    query: QuerySet[Any],
    order: Order,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Any]:
    """A page of `query` as a connection. Raises PageArgumentError."""
    name = f"{info.field_name}:{'-' if order.is_descending else ''}{order.columns[0]}"
    request = page_request(name, first, after, last, before)
    return await connection_of(name, info, read_page(row_type, query, order, request), query.count)


def only(query: QuerySet[Any], column: str, type_names: tuple[str, ...], given: str | None) -> QuerySet[Any]:
    """`query` where `column` is the row that a global id names; nothing where it names no such row."""
    if given is None:
        return query
    found = row_id(given)
    if found is None or found[0] not in type_names:
        return query.filter(id__in=[])
    return query.filter(**{column: found[1]})
