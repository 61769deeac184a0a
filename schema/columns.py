"""Answers for many rows at once: each selected field is a column, read for all rows before the next one.

The plain executor visits each field of each row; here the same work is done once for each field and its rows, so a
relation is loaded for all rows at a time and a row that many others point at is answered once. Whatever is not plain
(arguments, null where none may be, a value of the wrong kind, a failing loader) raises NotPlainError or the failure
itself, and the plain executor answers in its place: so errors are always its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from graphql import (
    GraphQLLeafType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLString,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from schema.loading import Related

T = TypeVar("T")
SMALLEST, LARGEST = -(2**31), 2**31 - 1
AS_THEY_ARE: dict[str, type] = {"String": str, "ID": str, "Boolean": bool, "Int": int}  # other kinds are coerced
AS_ISO_TEXT: dict[str, type] = {"DateTime": datetime, "Date": date}
PLAIN_RESOLVERS = (("root",), ("root", "info"))
TYPE_NAME = GraphQLNonNull(GraphQLString)
Details = list[Any]  # graphql-core's, of one field: its nodes wherever the document names it


class NotPlainError(Exception):
    """The plain executor must answer this."""


class Columns:
    """Completes values of one list of one request. `executor` is graphql-core's, `info` that of the list's field."""

    def __init__(self, executor: Any, info: GraphQLResolveInfo) -> None:  # noqa: ANN401  (its class is private)
        self._executor, self._info = executor, info
        self._resolve_type = executor.type_resolver

    async def complete(self, kind: GraphQLOutputType, details: Details, values: Sequence[Any]) -> list[Any]:
        """The answer for each value of one type."""
        if is_non_null_type(kind):
            answers = await self.complete(kind.of_type, details, values)
            if None in answers:
                raise NotPlainError
            return answers
        if None in values:
            there = [i for i, one in enumerate(values) if one is not None]
            found = await self.complete(kind, details, [values[i] for i in there]) if there else []
            return scattered(len(values), there, found)
        if is_list_type(kind):
            return await self._lists(kind.of_type, details, values)
        if is_leaf_type(kind):
            return leaves(kind, values)
        if is_abstract_type(kind):
            return await self._abstract(kind, details, values)
        return await self._objects(kind, details, values)  # pyright: ignore[reportArgumentType]  (all others are excluded)

    async def _lists(self, item: GraphQLOutputType, details: Details, values: Sequence[Any]) -> list[Any]:
        if any(type(one) is not list for one in values):
            raise NotPlainError
        found = await self.complete(item, details, [one for some in values for one in some])
        answers, start = [], 0
        for some in values:
            answers.append(found[start : start + len(some)])
            start += len(some)
        return answers

    async def _abstract(self, kind: Any, details: Details, values: Sequence[Any]) -> list[Any]:  # noqa: ANN401  (an interface or a union)
        resolve = kind.resolve_type or self._resolve_type
        places: dict[Hashable, list[int]] = {}
        for i, one in enumerate(values):
            places.setdefault(resolve(one, self._info, kind), []).append(i)
        kinds = [self._possible(kind, name) for name in places]
        groups = [[values[i] for i in mine] for mine in places.values()]
        found = await completed(
            [self._objects(*one) for one in zip(kinds, [details] * len(kinds), groups, strict=True)]
        )
        return scattered(len(values), list(chain(*places.values())), list(chain(*found)))

    def _possible(self, kind: Any, name: Hashable) -> GraphQLObjectType:  # noqa: ANN401  (as above)
        """The type that a value of an abstract one has."""
        found = self._executor.schema.get_type(name) if isinstance(name, str) else None
        if not isinstance(found, GraphQLObjectType) or not self._executor.schema.is_sub_type(kind, found):
            raise NotPlainError
        return found

    async def _objects(self, kind: GraphQLObjectType, details: Details, rows: Sequence[Any]) -> list[dict[str, Any]]:
        is_type_of: Any = kind.is_type_of
        if is_type_of and not all(is_type_of(one, self._info) is True for one in rows):
            raise NotPlainError
        grouped, deferred, _ = self._executor.collect_subfields(kind, details)
        if deferred:
            raise NotPlainError
        columns = [self._column(kind, mine) for mine in grouped.values()]
        found = await completed([column.complete(self, rows) for column in columns if column.waits])
        answers = [next(found) if column.waits else await column.complete(self, rows) for column in columns]
        return [dict(zip(grouped, values, strict=True)) for values in zip(*answers, strict=True)]

    def _column(self, kind: GraphQLObjectType, details: Details) -> Column:
        """How one field is read. Raises NotPlainError if only the plain executor knows."""
        node = details[0].node
        if node.name.value == "__typename":
            return Column(details, TYPE_NAME, lambda _: kind.name)
        field: Any = self._executor.schema.get_field(kind, node.name.value)
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if field.args or node.arguments or not isinstance(definition, StrawberryField) or definition.extensions:
            raise NotPlainError
        resolver: Any = definition.base_resolver
        if resolver is None:
            return Column(details, field.type, attrgetter(definition.python_name))
        where = getattr(resolver.wrapped_func, "related", None)
        if where is not None:
            return Column(details, field.type, attrgetter(where.key), where)
        names = tuple(resolver.signature.parameters)
        if resolver.is_async or names not in PLAIN_RESOLVERS:
            raise NotPlainError
        if "info" not in names:
            return Column(details, field.type, resolver.wrapped_func)
        told = self._executor.build_resolve_info(field, [one.node for one in details], kind, self._info.path)
        info: Any = Info(_raw_info=told, _field=definition)
        return Column(details, field.type, lambda root: resolver.wrapped_func(root, info))

    async def load(self, loader: str, keys: Sequence[UUID]) -> Mapping[UUID, Any]:
        """What belongs to each of the keys."""
        return await getattr(self._info.context, loader).load_all(keys)


@dataclass(frozen=True, slots=True)
class Column:
    """One selected field: its type, how a row gives its value, and the loader, if any, by which that is a key."""

    details: Details
    kind: GraphQLOutputType
    read: Callable[[Any], Any]
    related: Related | None = None

    @property
    def waits(self) -> bool:
        """Whether its values come from elsewhere, or have fields whose values do."""
        return self.related is not None or not is_leaf_type(get_named_type(self.kind))

    async def complete(self, columns: Columns, rows: Sequence[Any]) -> list[Any]:
        """The answer of each row."""
        values = [self.read(one) for one in rows]
        if self.related is None:
            return await columns.complete(self.kind, self.details, values)
        keys = list(dict.fromkeys(one for one in values if one is not None))
        loaded = await columns.load(self.related.loader, keys)
        kind = self.kind.of_type if None not in values and is_non_null_type(self.kind) else self.kind
        found = await columns.complete(kind, self.details, [loaded[one] for one in keys])
        answers = dict(zip(keys, found, strict=True))
        if is_non_null_type(self.kind) and (None in values or None in found):
            raise NotPlainError
        return [None if one is None else answers[one] for one in values]


async def completed(waiting: list[Coroutine[Any, Any, T]]) -> Iterator[T]:
    """The values of all, read together, so that loaders see all keys at once."""
    if len(waiting) == 1:
        return iter([await waiting[0]])
    return iter(await asyncio.gather(*waiting))


def scattered(length: int, places: Sequence[int], found: Sequence[Any]) -> list[Any]:
    """A list of None but for what was found at some places."""
    answers: list[Any] = [None] * length
    for i, one in zip(places, found, strict=True):
        answers[i] = one
    return answers


def leaves(kind: GraphQLLeafType, values: Sequence[Any]) -> list[Any]:
    """Scalars and enums as JSON has them. Raises NotPlainError, or the type's own error, for a value that is none."""
    plain = AS_THEY_ARE.get(kind.name)
    if plain is not None and set(map(type, values)) <= {plain}:
        if plain is int and values and not (min(values) >= SMALLEST and max(values) <= LARGEST):
            raise NotPlainError
        return list(values)
    if (written := AS_ISO_TEXT.get(kind.name)) is not None and set(map(type, values)) == {written}:
        return [one.isoformat() for one in values]
    answers = [kind.coerce_output_value(one) for one in values]
    if any(one is None or one is Undefined for one in answers):
        raise NotPlainError
    return answers
