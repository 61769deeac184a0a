"""What is tried: a visit that is put in, the order of a day, and where breaks lie."""

from __future__ import annotations

from typing import Literal, NamedTuple

from matching.explain.spans import Span
from matching.problem import DAY_S

FAR_S = 60 * DAY_S  # beyond any week

Day = tuple[str, int]  # a carer and a day
Duty = tuple[str, int]  # a carer and the place of an available interval


class Pause(NamedTuple):
    """A break before the stop `gap` of a duty, before or after the drive to it."""

    gap: int
    is_before_drive: bool


Choice = Pause | Literal["NONE", "ANY"]  # ANY leaves the rule of breaks out
ANY: Choice = "ANY"
NONE: Choice = "NONE"


class New(NamedTuple):
    """A visit that is put in: its starts on one calendar day, and its carers by slot."""

    visit: str
    day: int
    spans: tuple[Span, ...]
    crew: tuple[str | None, ...]
