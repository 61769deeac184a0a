"""Age bands and how many children an adult may have: `7-8:6; 9-12:8`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from api.workbook.cells.text import CellError, items, plain
from domain.youth.programs import BandEntry


def parse_bands(text: str) -> tuple[BandEntry, ...]:
    """Bands from the youngest, which may not overlap. Raises CellError."""
    bands = sorted((parse_band(part) for part in items(plain(text), ";,\n")), key=lambda band: band.min_age)
    for younger, older in pairwise(bands):
        if older.min_age <= younger.max_age:
            raise CellError(
                f"{format_bands([younger, older])} 年龄重叠:每个年龄只能属于一组",
                f"{format_bands([younger, older])} overlap: let each age be in one band",
            )
    return tuple(bands)


def parse_band(text: str) -> BandEntry:
    """One band."""
    found = re.fullmatch(r"(\d{1,2})(?: ?[-~至到] ?(\d{1,2}))? ?岁? ?: ?(\d{1,2})", text)
    if found is None or int(found[3]) == 0:
        raise CellError(f"「{text}」请写成 7-8:6(年龄:每名成人带几个孩子)", f"write '{text}' as 7-8:6, ages and ratio")
    youngest, oldest = int(found[1]), int(found[2] or found[1])
    if oldest < youngest:
        raise CellError(f"「{text}」年龄颠倒:请写成 {oldest}-{youngest}", f"'{text}' runs backwards: swap the ages")
    return BandEntry(youngest, oldest, int(found[3]))


def format_bands(bands: Iterable[BandEntry]) -> str:
    """As `parse_bands` reads it."""
    return "; ".join(f"{band.min_age}-{band.max_age}:{band.children_per_adult}" for band in bands)
