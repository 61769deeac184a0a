"""What people type, made plain: full-width signs, spaces and the many dashes of two languages."""

from __future__ import annotations

import re
import unicodedata

from domain.wording import Words

SIGNS = str.maketrans({"、": ",", "—": "-", "–": "-", "−": "-", "‐": "-", "〜": "~", "。": ".", "\u00a0": " "})


class CellError(ValueError):
    """A cell that can't be taken as given, and how to mend it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.mend = Words(zh, en)


def plain(text: str) -> str:
    """`text` with half-width signs and digits, single spaces, and none at its ends."""
    return re.sub(r"[ \t]+", " ", unicodedata.normalize("NFKC", text).translate(SIGNS)).strip()


def items(text: str, signs: str = ";\n") -> list[str]:
    """The parts of a plain text between any of `signs`; empty ones left out."""
    return [part.strip() for part in re.split(f"[{re.escape(signs)}]", text) if part.strip()]
