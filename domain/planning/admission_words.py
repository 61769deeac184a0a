"""Whom a session admits, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.wording import Words


def admission_words(
    adults_needed: int, adults: int, admitted: int, waiting: int, bands: Sequence[Mapping[str, Any]]
) -> Words:
    """How many adults of how many there are, and so how many children can come, band by band, and how many wait."""
    if not waiting:
        return Words(
            f"需要 {adults_needed} 名成人,到 {adults} 名:{admitted} 个孩子都能来。",
            f"{adults} of {adults_needed} adults: all {admitted} children can come.",
        )
    zh = ",".join(f"{one['min_age']}–{one['max_age']} 岁 {one['admitted']} 人" for one in bands)
    en = ", ".join(f"{one['admitted']} aged {one['min_age']}–{one['max_age']}" for one in bands)
    taken = Words(f"可录取 {admitted} 人", f"{admitted} children can come")
    if bands:
        taken = Words(f"{taken.zh}({zh})", f"{taken.en} ({en})")
    return Words(
        f"需要 {adults_needed} 名成人,只到 {adults} 名:{taken.zh},候补 {waiting} 人。",
        f"{adults} of {adults_needed} adults: {taken.en}, {waiting} {'waits' if waiting == 1 else 'wait'}.",
    )
