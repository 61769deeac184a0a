"""What a change of the schema breaks for programs that were written for an older one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graphql import GraphQLSchema
from graphql.utilities import find_breaking_changes

COORDINATE = re.compile(r"\b([A-Z]\w*\.\w+)|(@\w+)|\btype (\w+)|^Type (\w+)|^(\w+) (?:no longer|changed|was removed\.)")


@dataclass(frozen=True, slots=True)
class Break:
    """One breaking change: the type or field that it is about (`Week`, `Week.plan`), and a sentence."""

    what: str
    words: str


def breaking(old: GraphQLSchema, new: GraphQLSchema) -> list[Break]:
    """What of `old` no longer holds in `new`; additions are not among it."""
    return [Break(coordinate(one.description), one.description) for one in find_breaking_changes(old, new)]


def coordinate(words: str) -> str:
    """The type, field or directive that a sentence of graphql-core's is about."""
    found = COORDINATE.search(words)
    return next(filter(None, found.groups())) if found else words
