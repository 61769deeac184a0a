"""Sentences in the request's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from strawberry.types import Info

from domain.wording import Words


def spoken(name: str) -> Callable[..., str]:
    """A resolver that gives a row's sentence in the request's language."""

    def resolve(root: Any, info: Info[Any, Any]) -> str:  # noqa: ANN401  (a row with such a sentence)
        words: Words = getattr(root, name)
        return words.say(info.context.language)

    return resolve
