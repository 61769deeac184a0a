"""Text read word by word: each word knows its line, so that a wrong one can be named and mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matching.formats.json_value import Said, UnreadableFile

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
MOST = 1e12  # sums of squares of what is greater lose their digits


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its line. Every reading raises UnreadableFile if it doesn't fit."""

    text: str
    line: int

    def number(self, name: str, *, least: float = -MOST) -> float:
        """A finite number of at least so much; `name` says what it is."""
        if not NUMBER.fullmatch(self.text):
            raise self.refusal(name, "give a number")
        value = float(self.text)
        if not least <= value <= MOST:
            raise self.refusal(name, f"make it {least:g} or more" if value < least else f"make it {MOST:g} or less")
        return value

    def whole(self, name: str, *, least: int) -> int:
        """A whole number of at least so much."""
        value = self.number(name, least=least)
        if value != int(value):
            raise self.refusal(name, "make it a whole number")
        return int(value)

    def refusal(self, name: str, mend: str) -> UnreadableFile:
        """The error to raise for this word."""
        return UnreadableFile(f"line {self.line} {name}", Said(self.text), mend)


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a line that has some."""

    number: int
    text: str

    @property
    def words(self) -> list[Word]:
        """Its words, in order."""
        return [Word(word, self.number) for word in self.text.split()]

    def exactly(self, count: int, of: str) -> list[Word]:
        """So many words. Raises UnreadableFile if there are more or fewer; `of` says what they are."""
        words = self.words
        if len(words) != count:
            raise self.refusal(f"give {count} figures: {of}")
        return words

    def refusal(self, mend: str) -> UnreadableFile:
        """The error to raise for this line."""
        return UnreadableFile(f"line {self.number}", Said(repr(self.text)), mend)


def read_text(path: Path) -> str:
    """What the file says. Raises UnreadableFile if it can't be opened or isn't UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(str(path), Said(f"unreadable ({error.strerror})"), "name another file") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path} byte {error.start}", Said("not UTF-8"), "save the file as UTF-8") from None


def lines_of(text: str) -> Iterator[Line]:
    """Its lines, counted from 1, but for empty ones."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Line(number, line.strip())
