"""Words for people, in Chinese and English. Code never parses them: what it needs stands beside them as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """The sentence in `language`."""
        return self.zh if language == "zh" else self.en


def lowered(name: str) -> str:
    """An English name as it stands within a sentence: `Wound dressing` in small letters, `PICC care` as it is."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"
