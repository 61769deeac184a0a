"""Skills with levels, such as `换药:2; 导尿`: without a level it is 1."""

from __future__ import annotations

import re
from collections.abc import Iterable

from api.workbook.cells.text import CellError, items, plain
from domain.people.carers import SkillLevel

HIGHEST = 9


def parse_skills(text: str) -> tuple[SkillLevel, ...]:
    """Skills by name or key, in order of the cell. Raises CellError."""
    found = [parse_skill(part) for part in items(plain(text), ";,\n")]
    names = [one.skill for one in found]
    for name in names:
        if names.count(name) > 1:
            raise CellError(f"「{name}」写了两次:请只留一次", f"'{name}' is there twice: keep one")
    return tuple(found)


def parse_skill(text: str) -> SkillLevel:
    """One skill."""
    name, sign, level = (part.strip() for part in text.partition(":"))
    if not name or (sign and not re.fullmatch(f"[1-{HIGHEST}]", level)):
        raise CellError(f"「{text}」请写成 换药:2(级别 1-9)", f"write '{text}' as dressing:2, with a level from 1 to 9")
    return SkillLevel(name, int(level or 1))


def format_skills(skills: Iterable[SkillLevel]) -> str:
    """As `parse_skills` reads it."""
    return "; ".join(one.skill if one.level == 1 else f"{one.skill}:{one.level}" for one in skills)
