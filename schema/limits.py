"""How much a document may ask for, judged before anything of it is validated or run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Lexer,
    OperationDefinitionNode,
    Source,
    TokenKind,
)
from strawberry.extensions import SchemaExtension

from schema.documents import known_document
from schema.measuring import Measurer, Tally, TooDeepError

NESTING = {TokenKind.BRACE_L: 1, TokenKind.BRACKET_L: 1, TokenKind.BRACE_R: -1, TokenKind.BRACKET_R: -1}
MOST_SHOWN = 10**12  # a figure of a doubling document has hundreds of digits


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one request's document may have, fragments counted wherever they are spread.

    `repeats` are fields that answer under one path; `values` are all values of the answer, by the sizes of its pages,
    with `list_rows` for a list that has none and says no number; `variables` are the values given in variables, at all
    levels.
    """

    characters: int = 50_000
    tokens: int = 2_000
    definitions: int = 100
    depth: int = 20
    fields: int = 600
    root_fields: int = 30
    aliases: int = 100
    aliases_in_one_selection: int = 30
    directives: int = 50
    repeats: int = 25
    values: int = 50_000
    variables: int = 5_000
    list_rows: int = 8


LIMITS = Limits()
MENDS = {
    "characters": "send several shorter documents, and long values as variables",
    "tokens": "send several shorter documents, and lists as variables",
    "definitions": "send only the operation that you want and its fragments",
    "depth": "nest fewer levels: go on from an id with node(id:)",
    "fields": "ask for fewer fields, or in several requests",
    "root_fields": "send several requests",
    "aliases": "ask for a list or for nodes(ids:) in place of many aliases",
    "aliases_in_one_selection": "ask for a list or for nodes(ids:) in place of many aliases",
    "directives": "use fewer directives",
    "repeats": "name each field once in a selection",
    "values": "ask for smaller pages with first or last, or for fewer lists within lists",
    "variables": "give fewer or shorter lists in variables",
}


class TooComplexError(GraphQLError):
    """A document that asks for too much: which limit, how much it asks for, the most, and the mend."""

    def __init__(self, limit: str, value: int, most: int) -> None:
        shown = min(value, MOST_SHOWN)
        mend = MENDS[limit]
        super().__init__(
            f"{limit.replace('_', ' ')}: {shown} asked for, {most} at most; {mend}",
            extensions={"code": "TOO_COMPLEX", "limit": limit, "value": shown, "most": most, "mend": mend},
        )


class DocumentLimits(SchemaExtension):
    """Refuses documents that ask for too much."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        super().__init__()
        self.limits = limits

    def on_parse(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Stop the parser where the text is too long, and say so as the other limits do."""
        context, limits = self.execution_context, self.limits
        options = {"max_source_length": limits.characters, "max_lexical_tokens": limits.tokens}
        context.parse_options = cast("Any", options)  # handed to graphql-core's parse as they are
        yield
        for error in context.pre_execution_errors or ():
            found = too_long(context.query or "", limits) if isinstance(error, GraphQLSyntaxError) else None
            if found is not None:  # the answer holds this very error already
                error.message, error.extensions = found.message, found.extensions

    def on_validate(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (as above)
        """Measure the document: what is too large is not even validated."""
        context = self.execution_context
        if context.graphql_document is not None and context.pre_execution_errors is None:
            schema: Any = context.schema
            found = self._measured(schema._schema, context.graphql_document, context.variables or {})  # noqa: SLF001  (strawberry's way to graphql-core's schema)
            context.pre_execution_errors = None if found is None else [found]
        yield

    def _measured(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]
    ) -> TooComplexError | None:
        """The first limit passed, remembered for a known document and the variables that its size depends on."""
        if values_in(variables, self.limits.variables) > self.limits.variables:
            return too_complex(schema, document, variables, self.limits)
        sizes = tuple((name, size_of(one)) for name, one in variables.items())
        return known_document(self).fact(
            ("too complex", self.limits, sizes), lambda: too_complex(schema, document, variables, self.limits)
        )


def size_of(value: object) -> tuple[str, int]:
    """All that measuring sees of a variable: a whole number, the length of a list, or that it is neither."""
    if isinstance(value, list):
        return "list", len(value)
    return ("number", value) if type(value) is int else ("other", 0)


def too_long(text: str, limits: Limits) -> TooComplexError | None:
    """The limit that stopped the parser in a text; None if none did. Reads no further than the limits."""
    if len(text) > limits.characters:
        return TooComplexError("characters", len(text), limits.characters)
    lexer, level = Lexer(Source(text)), 0
    try:
        for _ in range(limits.tokens + 1):
            kind = lexer.advance().kind
            level += NESTING.get(kind, 0)
            if level > limits.depth + limits.definitions:  # no parser follows much deeper
                return TooComplexError("depth", level, limits.depth)
            if kind is TokenKind.EOF:
                return None
    except GraphQLSyntaxError:
        return None
    return TooComplexError("tokens", limits.tokens + 1, limits.tokens)


def too_complex(
    schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any], limits: Limits = LIMITS
) -> TooComplexError | None:
    """The first limit that a document with its variables passes; None if it passes none.

    The document need not be valid: what the schema does not know counts as a field, a circle of fragments once.
    """
    if len(document.definitions) > limits.definitions:
        return TooComplexError("definitions", len(document.definitions), limits.definitions)
    if (given := values_in(variables, limits.variables)) > limits.variables:
        return TooComplexError("variables", given, limits.variables)
    measurer = Measurer(schema, document, variables, limits.list_rows, limits.depth + limits.definitions)
    try:
        for one in document.definitions:
            if isinstance(one, OperationDefinitionNode):
                found = measurer.operation(one)
                if refused := passed(found, limits, root_fields=found.fields_here):
                    return refused
        return next((refused for one in measurer.unspread() if (refused := passed(one, limits))), None)
    except TooDeepError:
        return TooComplexError("depth", limits.depth + 1, limits.depth)


def passed(tally: Tally, limits: Limits, *, root_fields: int = 0) -> TooComplexError | None:
    """The first limit that an operation or a fragment passes; None if it passes none."""
    figures = {
        "depth": tally.depth,
        "fields": tally.fields,
        "root_fields": root_fields,
        "aliases": tally.aliases,
        "aliases_in_one_selection": tally.aliases_here,
        "directives": tally.directives,
        "repeats": tally.repeats,
        "values": tally.values,
    }
    for limit, value in figures.items():
        most: int = getattr(limits, limit)
        if value > most:
            return TooComplexError(limit, value, most)
    return None


def values_in(variables: Mapping[str, Any], most: int) -> int:
    """Values in variables, those within lists and objects too; counts no further than one past `most`."""
    found, waiting = 0, list(variables.values())
    while waiting and found <= most:
        one = waiting.pop()
        found += 1
        if isinstance(one, (dict, list)) and one:
            waiting.extend(one.values() if isinstance(one, dict) else one)
    return found
