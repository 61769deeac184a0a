"""How much a document may ask for, judged before anything of it is validated or run.

Each fragment is measured once and its figures are multiplied where it is spread, so a document that spreads fragments
within fragments is refused as quickly as any other: 90 levels that double at each take no longer than one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from strawberry.extensions import SchemaExtension

from domain.reading import DEFAULT_PAGE

PAGE_ARGUMENTS = ("first", "last")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a document may have. `cost` counts fields, each as often as the pages around it have rows."""

    depth: int = 20
    fields: int = 3_000
    aliases: int = 100
    directives: int = 50
    cost: int = 500_000
    tokens: int = 6_000


@dataclass(frozen=True, slots=True)
class Measure:
    """What a part of a document asks for, its fragments counted where they are spread."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0

    def beside(self, other: Measure) -> Measure:
        """Both, in one selection."""
        return Measure(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.cost + other.cost,
        )


MENDS = {
    "depth": "nest fewer levels, and follow ids instead",
    "fields": "ask for fewer fields, in several documents",
    "aliases": "use fewer aliases: ask for a list, or for nodes(ids:)",
    "directives": "use fewer directives",
    "cost": "ask for smaller pages, or nest fewer lists",
}


class DocumentLimits(SchemaExtension):
    """Refuses documents that ask for too much."""

    limits = Limits()

    def on_operation(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Stop the parser at so many tokens."""
        self.execution_context.parse_options["max_tokens"] = self.limits.tokens
        yield

    def on_validate(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (as above)
        """Measure the document; what is too much is not even validated."""
        context = self.execution_context
        if context.graphql_document is not None:
            schema: Any = context.schema
            measurer = Measurer(schema._schema, context.graphql_document, context.variables or {})  # noqa: SLF001  (strawberry's way to graphql-core's schema)
            error = too_much(measurer.whole(), self.limits)
            if error is not None:
                context.pre_execution_errors = [error]
        yield


def too_much(found: Measure, limits: Limits) -> GraphQLError | None:
    """The first limit that is passed, as an error; None if none is."""
    for field in fields(found):
        value, most = getattr(found, field.name), getattr(limits, field.name)
        if value > most:
            shown = min(value, 10**12)  # a doubling document's figure has hundreds of digits
            return GraphQLError(
                f"the document's {field.name} is {shown}, {most} at most: {MENDS[field.name]}",
                extensions={
                    "code": "TOO_COMPLEX",
                    "limit": field.name,
                    "value": shown,
                    "most": most,
                    "mend": MENDS[field.name],
                },
            )
    return None


class Measurer:
    """Measures one document; each fragment once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema, self._document, self._variables = schema, document, variables
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._measured: dict[str, Measure] = {}

    def whole(self) -> Measure:
        """All operations and fragments together."""
        found = Measure()
        for one in self._document.definitions:
            if isinstance(one, OperationDefinitionNode):
                root = self._schema.get_root_type(one.operation)
                found = found.beside(self._selections(one.selection_set, root, ()))
        return found

    def _selections(
        self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None, inside: tuple[str, ...]
    ) -> Measure:
        found = Measure()
        for one in selections.selections if selections else ():
            found = found.beside(Measure(directives=len(one.directives or ())))
            if isinstance(one, FieldNode):
                found = found.beside(self._field(one, parent, inside))
            elif isinstance(one, InlineFragmentNode):
                named = one.type_condition
                kind = self._schema.get_type(named.name.value) if named else parent
                found = found.beside(self._selections(one.selection_set, kind, inside))
            elif isinstance(one, FragmentSpreadNode):
                found = found.beside(self._fragment(one.name.value, inside))
        return found

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, inside: tuple[str, ...]) -> Measure:
        definition = getattr(parent, "fields", {}).get(node.name.value)
        kind = get_named_type(definition.type) if definition is not None else None
        below = self._selections(node.selection_set, kind, inside)
        size = self._page(node, definition)
        return Measure(
            below.depth + 1,
            below.fields + 1,
            below.aliases + (node.alias is not None),
            below.directives,
            1 + size * below.cost,
        )

    def _fragment(self, name: str, inside: tuple[str, ...]) -> Measure:
        """A fragment's figures; a cycle counts as nothing here, since validation refuses it."""
        fragment = self._fragments.get(name)
        if fragment is None or name in inside:
            return Measure()
        if name not in self._measured:
            kind = self._schema.get_type(fragment.type_condition.name.value)
            self._measured[name] = self._selections(fragment.selection_set, kind, (*inside, name))
        return self._measured[name]

    def _page(self, node: FieldNode, definition: Any) -> int:  # noqa: ANN401  (graphql-core's field, or nothing)
        """Rows that a field may give: what its arguments say, or a page; 1 for what is no list."""
        for argument in node.arguments or ():
            if argument.name.value in PAGE_ARGUMENTS:
                value = argument.value
                if isinstance(value, IntValueNode):
                    return max(1, int(value.value[:9]))
                if isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value)
                    return max(1, given) if isinstance(given, int) else DEFAULT_PAGE
        has_pages = definition is not None and "first" in definition.args
        return DEFAULT_PAGE if has_pages else 1
