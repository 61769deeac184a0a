"""Cells that name rows of other sheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.workbook.cells.raw import words_of
from api.workbook.cells.skills import format_skills, parse_skills
from api.workbook.cells.text import CellError, items, plain
from api.workbook.directory import Directories
from api.workbook.kinds import Kind
from domain.people.carers import SkillLevel


@dataclass(frozen=True, slots=True)
class Reference(Kind):
    """Another sheet's row: its key, or its name where that means one row only."""

    sheet: str

    @property
    def refers_to(self) -> str:
        """That sheet."""
        return self.sheet

    def read(self, raw: object) -> str:
        """The key or name as typed."""
        return plain(words_of(raw))

    def resolve(self, value: str, directories: Directories) -> str:
        """The key. Raises CellError."""
        return directories[self.sheet].find(value)


@dataclass(frozen=True, slots=True)
class References(Kind):
    """Several rows of another sheet, between semicolons or commas."""

    sheet: str

    @property
    def refers_to(self) -> str:
        """That sheet."""
        return self.sheet

    def read(self, raw: object) -> tuple[str, ...]:
        """Keys or names as typed, each once."""
        return tuple(dict.fromkeys(items(plain(words_of(raw)), ";,\n")))

    def write(self, value: Iterable[str]) -> str:
        """The keys."""
        return "; ".join(value)

    def resolve(self, value: tuple[str, ...], directories: Directories) -> tuple[str, ...]:
        """The keys. Raises CellError."""
        return tuple(dict.fromkeys(directories[self.sheet].find(one) for one in value))


@dataclass(frozen=True, slots=True)
class SkillList(Kind):
    """Skills with their levels."""

    @property
    def refers_to(self) -> str:
        """The sheet of skills."""
        return "skills"

    def read(self, raw: object) -> tuple[SkillLevel, ...]:
        """Skills by key or name as typed."""
        return parse_skills(words_of(raw))

    def write(self, value: Iterable[SkillLevel]) -> str:
        """The skills' keys and levels."""
        return format_skills(value)

    def resolve(self, value: tuple[SkillLevel, ...], directories: Directories) -> tuple[SkillLevel, ...]:
        """The skills by key. Raises CellError."""
        found = [replace(one, skill=directories[self.refers_to].find(one.skill)) for one in value]
        for one in found:
            if [other.skill for other in found].count(one.skill) > 1:
                raise CellError(f"「{one.skill}」写了两次:请只留一次", f"'{one.skill}' is there twice: keep one")
        return tuple(found)
