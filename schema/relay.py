"""Global ids, connections and cursors. An id of a missing row answers null, never an error that empties the answer."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry
from graphql import GraphQLError
from strawberry.types import Info

from domain.reading import DEFAULT_PAGE, MAX_PAGE, Page, PageRequest
from schema.policy import public

T = TypeVar("T")


@strawberry.interface(description="Anything with a global id.")
class Node:
    """Anything with a global id."""

    id: strawberry.ID = public("Global id: opaque, the same for ever.")


def global_id(type_name: str, row_id: UUID) -> strawberry.ID:
    """The opaque id of a row."""
    text = binascii.b2a_base64(f"{type_name}:{row_id}".encode(), newline=False)  # no letter of it needs other signs
    return strawberry.ID(text.decode())


def row_id(global_id_text: str) -> tuple[str, UUID] | None:
    """Type name and id of a row; None if the text is no id of ours."""
    try:
        type_name, _, raw = base64.urlsafe_b64decode(global_id_text.encode()).decode().partition(":")
        return type_name, UUID(raw)
    except (ValueError, binascii.Error, UnicodeError):
        return None


def id_of(type_name: str) -> Callable[[Any], strawberry.ID]:
    """A resolver of the field `id` of a type."""

    def resolve(root: Any) -> strawberry.ID:  # noqa: ANN401  (a row of that type)
        return global_id(type_name, root.id)

    return resolve


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = public("Whether there is more after this page.")
    has_previous_page: bool = public("Whether there is more before this page.")
    start_cursor: str | None = public("Cursor of the first row; null on an empty page.")
    end_cursor: str | None = public("Cursor of the last row; null on an empty page.")


@strawberry.type(description="A row in a list, with its cursor.")
class Edge(Generic[T]):
    """A row in a list, with its cursor."""

    cursor: str = public("Opaque position in this list: give it as `after` or `before`.")
    node: T = public("The row.")


@strawberry.type(description="A page of a list: at most 200 rows, 50 unless told.")
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = public("The rows with their cursors; at most 200.")
    nodes: list[T] = public("The rows; at most 200.")
    page_info: PageInfo = public("Where the page lies.")
    total_count: int = public("Rows in the whole list, by the filter; counted only when asked for.")


class PageArgumentError(GraphQLError):
    """A page that can't be given: which argument, its value, and the mend."""

    def __init__(self, argument: str, value: object, mend: str) -> None:
        super().__init__(
            f"{argument} is {value}: {mend}",
            extensions={"code": "BAD_PAGE", "argument": argument, "value": str(value), "mend": mend},
        )


def page_request(
    list_name: str, first: int | None, after: str | None, last: int | None, before: str | None
) -> PageRequest:
    """The page that arguments ask for. Raises PageArgumentError."""
    if first is not None and last is not None:
        raise PageArgumentError("last", last, "give first or last, not both")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 < size <= MAX_PAGE:
            raise PageArgumentError(name, size, f"ask for 1 to {MAX_PAGE} rows")
    return PageRequest(
        first if first is not None or last is not None else DEFAULT_PAGE,
        None if after is None else decode_cursor(list_name, "after", after),
        last,
        None if before is None else decode_cursor(list_name, "before", before),
    )


def encode_cursor(list_name: str, position: tuple[Any, ...]) -> str:
    """A position in a list as opaque text."""
    values = [{"t": one.isoformat()} if isinstance(one, (datetime, date)) else plain(one) for one in position]
    return base64.urlsafe_b64encode(json.dumps([list_name, values], ensure_ascii=False).encode()).decode()


def plain(value: Any) -> Any:  # noqa: ANN401  (a column of any type)
    """A column's value in JSON."""
    return str(value) if isinstance(value, UUID) else value


def decode_cursor(list_name: str, argument: str, cursor: str) -> tuple[Any, ...]:
    """The position that a cursor of this list stands for. Raises PageArgumentError."""
    try:
        name, values = json.loads(base64.urlsafe_b64decode(cursor.encode()).decode())
        position: tuple[Any, ...] = tuple(
            datetime.fromisoformat(one["t"]) if isinstance(one, dict) else one for one in values
        )
        UUID(position[-1])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, binascii.Error):
        raise PageArgumentError(argument, cursor[:40], "give a cursor of this list, unchanged") from None
    if name != list_name:
        raise PageArgumentError(argument, cursor[:40], "this cursor belongs to another list or order")
    return (*position[:-1], UUID(position[-1]))


async def connection_of(
    list_name: str, info: Info[Any, Any], read: Awaitable[Page[Any]], count: Callable[[], Awaitable[int]]
) -> Connection[Any]:
    """A page as GraphQL gives it; the whole list is counted only where the document asks for it."""
    page = await read
    cursors = [encode_cursor(list_name, one) for one in page.positions]
    return Connection(
        edges=[Edge(cursor=cursor, node=row) for cursor, row in zip(cursors, page.rows, strict=True)],
        nodes=page.rows,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
        total_count=await count() if asks_for(info, "totalCount") else 0,
    )


def asks_for(info: Info[Any, Any], name: str) -> bool:
    """Whether the document selects `name` right below this field, in a fragment too."""

    def selected(fields: list[Any]) -> bool:
        return any(one.name == name if hasattr(one, "arguments") else selected(one.selections) for one in fields)

    return any(selected(one.selections) for one in info.selected_fields)
