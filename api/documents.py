"""Trusted documents: those that an operator has read and let in, named by their SHA-256 in place of their text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.refusing import RefusedRequest

PREFIX = "sha256:"  # of a documentId, as GraphQL over HTTP has it in its appendix on persisted documents


class DocumentsError(ValueError):
    """A file of documents that can't be taken: which file, where in it, and the mend."""

    def __init__(self, file: Path, place: str, mend: str) -> None:
        super().__init__(f"{file}{f' {place}' if place else ''}: {mend}")
        self.file, self.place, self.mend = file, place, mend


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """Documents by the lower-case hexadecimal SHA-256 of their text; if `only`, no other runs."""

    by_hash: Mapping[str, str] = field(default_factory=dict[str, str])
    only: bool = False

    def resolved(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """A request's parameters with the text of the document that they name. Raises RefusedRequest.

        It may be named by `documentId`, with or without its prefix, or by `extensions.persistedQuery.sha256Hash`.
        """
        name, text = name_of(given), given.get("query")
        if name is None:
            if self.only and isinstance(text, str) and hash_of(text) not in self.by_hash:
                raise RefusedRequest(403, "UNTRUSTED_DOCUMENT", "this server runs known documents only: name one")
            return given
        known = self.by_hash.get(name.removeprefix(PREFIX))
        if known is None:
            raise RefusedRequest(400, "PERSISTED_QUERY_NOT_FOUND", "no such document here: ask who runs the server")
        if text is not None and text != known:
            raise RefusedRequest(400, "BAD_REQUEST", "the document's text is not the one that is named: send its name")
        return {**given, "query": known}


def name_of(given: Mapping[str, Any]) -> str | None:
    """What a request calls its document; None if it gives the text alone. Raises RefusedRequest."""
    extensions = given.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    name = given.get("documentId")
    if name is None and isinstance(persisted, dict):
        name = persisted.get("sha256Hash")
    if name is not None and not isinstance(name, str):
        raise RefusedRequest(400, "BAD_REQUEST", "a document is named by text", parameter="documentId")
    return name


def read_documents(file: Path, *, only: bool = False) -> TrustedDocuments:
    """The documents of a JSON file, `{"SHA-256": "document"}`. Raises DocumentsError."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DocumentsError(file, "", f"can't be read as JSON ({error})") from error
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise DocumentsError(file, "", 'write {"SHA-256 of the document": "document", …}')
    by_hash = {name.removeprefix(PREFIX): text for name, text in found.items()}
    for name, text in by_hash.items():
        if name != hash_of(text):
            raise DocumentsError(file, name[:80], f"the document's SHA-256 is {hash_of(text)}")
    return TrustedDocuments(by_hash, only)


def hash_of(text: str) -> str:
    """The SHA-256 of a document's text, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
