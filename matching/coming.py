"""Who comes to a visit out of an assignment, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matching.compiled import CompiledVisit, Role

NOBODY = -1  # in place of a carer


class Way(NamedTuple):
    """How one carer comes: the role of the visit, and which of its options."""

    role: int
    option: int


def who_comes(visit: CompiledVisit, carers: Sequence[int], start_s: int) -> list[Way] | None:
    """The way of each carer to a visit that starts then, role by role and slot by slot.

    `carers` are by slot, NOBODY where a slot is empty. None if one may not come then, a required slot is empty, one
    comes twice, or too few do: rules of the visit alone, so that hours, ways and partners are still to be asked about.
    """
    ways: list[Way] = []
    come: set[int] = set()
    for r, role in enumerate(visit.roles):
        for c in (carers[slot] for slot in role.slots):
            if c == NOBODY and not role.is_required:
                continue
            i = _option(role, c, start_s)
            if i is None or c in come:
                return None
            come.add(c)
            ways.append(Way(r, i))
    return ways if len(ways) >= visit.fewest else None


def _option(role: Role, carer: int, start_s: int) -> int | None:
    """The first option of a role by which a carer can start then."""
    fitting = (i for i, o in enumerate(role.options) if o.carer == carer and o.piece.lo_s <= start_s <= o.piece.hi_s)
    return next(fitting, None)
