"""Documents that were asked before: parsed and validated once, and what was found out about them kept.

A document is kept only once it is valid. What is kept is bounded in number and in text, the oldest goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

T = TypeVar("T")
KNOWN = "known_documents"  # where a schema has its own
MOST_DOCUMENTS = 500
MOST_CHARACTERS = 250_000  # of all texts; a parsed document takes some two hundred bytes for each
MOST_FACTS = 50  # of one document: each role and each size of a page may have its own


@dataclass(slots=True)
class KnownDocument:
    """A valid document, and facts about it that only depend on their key."""

    parsed: DocumentNode
    facts: dict[Hashable, Any] = field(default_factory=dict[Hashable, Any])

    def fact(self, key: Hashable, find_out: Callable[[], T]) -> T:
        """What was found out before under a key, or now."""
        if key not in self.facts:
            if len(self.facts) >= MOST_FACTS:
                self.facts.clear()
            self.facts[key] = find_out()
        return self.facts[key]


class KnownDocuments:
    """Valid documents by their text."""

    def __init__(self, most: int = MOST_DOCUMENTS, most_characters: int = MOST_CHARACTERS) -> None:
        self._most, self._most_characters = most, most_characters
        self._by_text: OrderedDict[str, KnownDocument] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        return len(self._by_text)

    def get(self, text: str | None) -> KnownDocument | None:
        """The document of a text; None if it is new."""
        found = None if text is None else self._by_text.get(text)
        if found is not None and text is not None:
            self._by_text.move_to_end(text)
        return found

    def keep(self, text: str, parsed: DocumentNode) -> None:
        """Remember a valid document."""
        if text in self._by_text or len(text) > self._most_characters:
            return
        self._by_text[text] = KnownDocument(parsed)
        self._characters += len(text)
        while len(self._by_text) > self._most or self._characters > self._most_characters:
            oldest, _ = self._by_text.popitem(last=False)
            self._characters -= len(oldest)


class RememberDocuments(SchemaExtension):
    """Spares documents that were asked before the parser and the validator. It must be the last of the extensions: what
    others refuse is refused all the same, and never kept."""

    def __init__(self, known: KnownDocuments) -> None:
        super().__init__()
        self.known = known

    def on_parse(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (a generator is allowed)
        """Hand over the parsed document."""
        found = self.known.get(self.execution_context.query)
        if found is not None:
            self.execution_context.graphql_document = found.parsed
        yield

    def on_validate(self) -> Iterator[None]:  # pyright: ignore[reportIncompatibleMethodOverride]  (as above)
        """Pass over validation for a document that is known; keep one that is valid."""
        context = self.execution_context
        text, parsed = context.query, context.graphql_document
        is_known = self.known.get(text) is not None
        if is_known and context.pre_execution_errors is None:
            context.pre_execution_errors = []  # strawberry's sign that somebody has validated, and found nothing
        yield
        if not is_known and text is not None and parsed is not None and not context.pre_execution_errors:
            self.known.keep(text, parsed)


def known_document(extension: SchemaExtension) -> KnownDocument:
    """What is known of the document that an extension looks at; nothing yet where it is new."""
    context: Any = extension.execution_context
    known: KnownDocuments | None = getattr(context.schema, KNOWN, None)
    found = None if known is None else known.get(context.query)
    return found or KnownDocument(context.graphql_document)
