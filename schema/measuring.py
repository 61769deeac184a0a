"""How much a document asks for, by arithmetic: each fragment is measured once, and its figures are added where it is
spread. So 90 levels of fragments that double at each take no longer than 90 that don't.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from domain.reading import DEFAULT_PAGE

PAGE_ARGUMENTS = ("first", "last")
META_FIELDS: dict[str, GraphQLField] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
MOST_DIGITS = 10  # a page of more digits than an Int has is refused by validation; here it is only large


class TooDeepError(Exception):
    """Nested so deep that measuring stopped there."""


class Tally:
    """What a selection asks for, its fragments counted where they are spread."""

    def __init__(self) -> None:
        self.depth = 0
        self.fields = 0  # fields and fragments, at every level
        self.fields_here = 0  # fields of this level alone
        self.aliases = 0
        self.aliases_here = 0  # most of them in one level, this or a deeper one
        self.directives = 0
        self.values = 0  # values of the answer, however long the page around is
        self.per_row = 0  # values of the answer for each row of the page around
        self.names: dict[str, tuple[int, int]] = {}  # by name in the answer: times here, and repeats below

    @property
    def repeats(self) -> int:
        """Most fields that answer under one path, which a validator compares two by two."""
        return max((max(one) for one in self.names.values()), default=0)

    def name(self, name: str, times: int, below: int) -> None:
        """Count a name of the answer."""
        times_before, below_before = self.names.get(name, (0, 0))
        self.names[name] = (times_before + times, below_before + below)

    def add(self, other: Tally) -> None:
        """Take in a fragment that is spread at this level."""
        self.depth = max(self.depth, other.depth)
        self.fields += other.fields
        self.fields_here += other.fields_here
        self.aliases += other.aliases
        self.aliases_here += other.aliases_here
        self.directives += other.directives
        self.values += other.values
        self.per_row += other.per_row
        for name, (times, below) in other.names.items():
            self.name(name, times, below)


class Measurer:
    """Measures one document with its variables. `list_rows` is taken for lists that have no page; `deepest` is how
    many levels of fields and fragments are followed."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], list_rows: int, deepest: int
    ) -> None:
        self._schema, self._variables = schema, variables
        self._list_rows, self._deepest = list_rows, deepest
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._defaults: dict[str, ValueNode | None] = {}
        self._measured: dict[str, Tally] = {}

    def operation(self, node: OperationDefinitionNode) -> Tally:
        """What an operation asks for. Raises TooDeepError."""
        self._defaults = {one.variable.name.value: one.default_value for one in node.variable_definitions or ()}
        self._measured = {}  # fragments are as large as this operation's variables make them
        found = self._selections(node.selection_set, self._schema.get_root_type(node.operation), 0)
        found.directives += len(node.directives or ())
        found.values += self._list_rows * found.per_row
        return found

    def unspread(self) -> list[Tally]:
        """What the fragments ask for that the last operation does not spread. Raises TooDeepError."""
        return [self._fragment(name, 0) for name in self._fragments if name not in self._measured]

    def _selections(self, node: SelectionSetNode | None, parent: GraphQLNamedType | None, level: int) -> Tally:
        if level > self._deepest:
            raise TooDeepError
        found = Tally()
        for one in node.selections if node else ():
            found.fields += 1
            found.directives += len(one.directives or ())
            self._selection(one, parent, level + 1, found)
        return found

    def _selection(self, node: SelectionNode, parent: GraphQLNamedType | None, level: int, found: Tally) -> None:
        if isinstance(node, FieldNode):
            self._field(node, parent, level, found)
        elif isinstance(node, FragmentSpreadNode):
            found.add(self._fragment(node.name.value, level))
        elif isinstance(node, InlineFragmentNode):
            named = node.type_condition
            below = self._selections(
                node.selection_set, self._schema.get_type(named.name.value) if named else parent, level
            )
            below.depth += 1
            found.add(below)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, level: int, found: Tally) -> None:
        definition = META_FIELDS.get(node.name.value) or getattr(parent, "fields", {}).get(node.name.value)
        below = self._selections(node.selection_set, get_named_type(definition.type) if definition else None, level)
        found.depth = max(found.depth, below.depth + 1)
        found.fields += below.fields
        found.fields_here += 1
        found.directives += below.directives
        found.aliases += below.aliases + (node.alias is not None)
        found.aliases_here = max(found.aliases_here + (node.alias is not None), below.aliases_here)
        found.name((node.alias or node.name).value, 1, below.repeats)
        self._count_values(node, definition, below, found)

    def _count_values(self, node: FieldNode, definition: GraphQLField | None, below: Tally, found: Tally) -> None:
        rows = self._rows(node, definition)
        in_a_row = 1 + below.values + self._list_rows * below.per_row
        if not is_list(definition):
            found.values += 1 + below.values + (self._list_rows if rows is None else rows) * below.per_row
        elif rows is None:
            found.per_row += in_a_row  # as many as the page around has, as `nodes` and `edges`
        else:
            found.values += rows * in_a_row

    def _fragment(self, name: str, level: int) -> Tally:
        fragment = self._fragments.get(name)
        if name not in self._measured:
            self._measured[name] = Tally()  # a circle counts as nothing here, since validation refuses it
            if fragment is not None:
                kind = self._schema.get_type(fragment.type_condition.name.value)
                self._measured[name] = self._selections(fragment.selection_set, kind, level)
        return self._measured[name]

    def _rows(self, node: FieldNode, definition: GraphQLField | None) -> int | None:
        """Rows that a field's own arguments ask for, or that it says itself; None if neither does."""
        arguments = definition.args if definition else {}
        given = {one.name.value: self._value(one.value) for one in node.arguments or ()}
        if isinstance(given.get("ids"), list) and is_list(definition):
            return len(given["ids"])
        if not any(name in arguments for name in PAGE_ARGUMENTS):
            return stated_rows(definition)
        sizes = [given[name] for name in PAGE_ARGUMENTS if type(given.get(name)) is int]
        return max(0, *sizes) if sizes else self._default_rows(arguments)

    def _default_rows(self, arguments: Mapping[str, Any]) -> int:
        first = arguments.get("first")
        written = first.default if first else None  # by a schema in text; by one in Python it is a value
        default = self._value(written.literal) if written else getattr(first, "default_value", None)
        return default if type(default) is int else DEFAULT_PAGE

    def _value(self, node: ValueNode | None) -> Any:  # noqa: ANN401  (an argument: only whole numbers and lists matter)
        if isinstance(node, VariableNode):
            name = node.name.value
            return self._variables[name] if name in self._variables else self._value(self._defaults.get(name))
        if isinstance(node, IntValueNode):
            return int(node.value[:MOST_DIGITS])
        return list(node.values) if isinstance(node, ListValueNode) else None


def stated_rows(definition: GraphQLField | None) -> int | None:
    """Rows that a list says that it may have (`schema.policy.exposed`); None if it says nothing."""
    field = definition.extensions.get("strawberry-definition") if definition else None
    return field.metadata.get("rows") if field is not None else None


def is_list(definition: GraphQLField | None) -> bool:
    """Whether a field answers a list."""
    kind = definition.type if definition else None
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)
